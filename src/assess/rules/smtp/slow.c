/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Servers that take their time. Clients have to wait for minutes (RFC 5321 4.5.3.2), and not all of them do;
 * people do not, and every delivery costs as much. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "base/list.h"

/* One reply that waits for a lost packet may take a second or two. */
enum { GREETING_MS = 5000, REPLY_MS = 5000, REPLY_OF_MANY_MS = 2000, LINE_MS = 5000 };

/* The replies of a session and what they answer. */
struct answered {
    const char *what;
    const struct reply *reply;
};

enum { ANSWERED_MAX = 7 };

static void list_replies(const struct session *session, struct answered answered[static ANSWERED_MAX])
{
    const struct answered all[ANSWERED_MAX] = {
        {"the greeting", session->greeting},
        {"EHLO", session->ehlo != NULL ? &session->ehlo->reply : NULL},
        {"STARTTLS", session->starttls.reply},
        {"EHLO inside TLS", session->ehlo_tls != NULL ? &session->ehlo_tls->reply : NULL},
        {"MAIL", session->mail_before_auth},
        {"QUIT", session->quit},
        {"the last command", session->unfinished},
    };
    for (size_t i = 0; i < ANSWERED_MAX; i++)
        answered[i] = all[i];
}

static void judge_greeting(struct assessment *assessment, const struct port_view *port_view)
{
    const struct reply *greeting = port_view->session->greeting;
    /* Beyond that it is late, which another rule says. */
    if (greeting == NULL || greeting->elapsed_ms > assessment->policy->late_greeting_ms)
        return;
    judge(assessment, &port_view->about, FINDING_GREETING_SLOW,
          outcome_unless(greeting->elapsed_ms >= GREETING_MS), "The greeting took %s.%s",
          phrase_duration(greeting->elapsed_ms).text, phrase_greeting_habit(greeting).text);
}

static void judge_replies(struct assessment *assessment, const struct port_view *port_view)
{
    struct answered answered[ANSWERED_MAX];
    struct text_list slow = {0};
    size_t known = 0;
    bool very_slow = false;
    list_replies(port_view->session, answered);
    for (size_t i = 1; i < ANSWERED_MAX - 1; i++) {
        const struct reply *reply = answered[i].reply;
        known += reply != NULL;
        if (reply == NULL || reply->elapsed_ms < REPLY_OF_MANY_MS || reply->slowest_line_ms >= LINE_MS)
            continue;
        very_slow = very_slow || reply->elapsed_ms >= REPLY_MS;
        text_list_append(&slow,
                         phrase_format("%s %s", answered[i].what,
                                       reply->elapsed_ms < REPLY_MS ? "2 s or more"
                                                                    : phrase_duration(reply->elapsed_ms).text)
                             .text);
    }
    bool fails = very_slow || slow.count > 1;
    if (fails)
        judge(assessment, &port_view->about, FINDING_REPLIES_SLOW, OUTCOME_FAILS, "Replies took long: %s.",
              phrase_list(&slow, "").text);
    else if (known > 0)
        judge(assessment, &port_view->about, FINDING_REPLIES_SLOW, OUTCOME_HOLDS, "Replies came in time.");
    text_list_free(&slow);
}

static void judge_lines(struct assessment *assessment, const struct port_view *port_view)
{
    struct answered answered[ANSWERED_MAX];
    const struct answered *slowest = NULL;
    list_replies(port_view->session, answered);
    for (size_t i = 0; i < ANSWERED_MAX; i++)
        if (answered[i].reply != NULL
            && (slowest == NULL || answered[i].reply->slowest_line_ms > slowest->reply->slowest_line_ms))
            slowest = &answered[i];
    if (slowest == NULL)
        return;
    bool drips = slowest->reply->slowest_line_ms >= LINE_MS;
    const char *of = slowest == answered ? "" : "the reply to ";
    if (drips && slowest->reply == port_view->session->unfinished)
        judge(assessment, &port_view->about, FINDING_REPLY_DRIPPED, OUTCOME_FAILS,
              "%s came in %s and was still incomplete.", phrase_reply(slowest->reply).text,
              phrase_duration(slowest->reply->slowest_line_ms).text);
    else if (drips)
        judge(assessment, &port_view->about, FINDING_REPLY_DRIPPED, OUTCOME_FAILS,
              "A line of %s%s took %s from its first byte to its last.", of, slowest->what,
              phrase_duration(slowest->reply->slowest_line_ms).text);
    else
        judge(assessment, &port_view->about, FINDING_REPLY_DRIPPED, OUTCOME_HOLDS,
              "No line took long from its first byte to its last.");
}

void slow_rules(struct assessment *assessment, const struct port_view *port_view)
{
    if (port_view->session == NULL || !port_view_speaks_smtp(port_view->endpoint))
        return;
    judge_greeting(assessment, port_view);
    judge_replies(assessment, port_view);
    judge_lines(assessment, port_view);
}
