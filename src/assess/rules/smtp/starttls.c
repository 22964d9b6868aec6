/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The STARTTLS command, and what it must change: RFC 3207. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/other_service.h"
#include "assess/view/session_stage.h"
#include "assess/view/session_tls.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

static bool is_helo(const struct ehlo *ehlo)
{
    return ehlo->verb != NULL && strcasecmp(ehlo->verb, "HELO") == 0;
}

/* What the command itself got: "the command itself got "502 ..."". */
static struct phrase command_got(const struct session *session)
{
    const struct starttls *starttls = &session->starttls;
    if (starttls->reply == NULL && session->stop.at >= STEP_STARTTLS)
        return phrase_format("the command was sent, but %s", phrase_stop(session).text);
    if (starttls->reply == NULL)
        return phrase_format("the command itself was not tried");
    return phrase_format("the command itself got %s", phrase_reply(starttls->reply).text);
}

/* Why it cannot be told whether STARTTLS is offered; empty when it can. */
static struct phrase obstacle(const struct session *session)
{
    const struct ehlo *ehlo = session->ehlo;
    const struct starttls *starttls = &session->starttls;
    if (ehlo == NULL || ehlo->reply.code == 0)
        return phrase_format("EHLO was not answered%s: %s",
                             session->stop.received_bytes > 0 ? " to the end" : "",
                             phrase_stop(session).text);
    if (ehlo->reply.code != 250)
        return phrase_format("EHLO got %s", phrase_reply(&ehlo->reply).text);
    if (starttls->masked_as != NULL)
        return phrase_format("\"%s\" stands in its place, so a device on the path hides what is offered",
                             starttls->masked_as);
    if (starttls->offered == ANSWER_UNKNOWN && session->stop.reason == STOP_PROTOCOL)
        return phrase_format("a reply is malformed and may contain the offer: %s", phrase_stop(session).text);
    if (starttls->offered == ANSWER_UNKNOWN)
        return phrase_format("the session ended too early: %s", phrase_stop(session).text);
    if (starttls->offered == ANSWER_NO && ehlo->reply.truncated)
        return phrase_format("the EHLO reply is longer than mailsonde reads");
    return (struct phrase){{0}};
}

/* What this session lacks another has: that the sessions differ says all of it (starttls-intermittent). */
static bool is_there_at_times(const struct port_view *port_view)
{
    struct sessions_tls sessions = sessions_tls_of(port_view->endpoint);
    return sessions_tls_differ(&sessions);
}

static void judge_offer(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    const struct about *about = &port_view->about;
    struct phrase unknown = obstacle(session);
    if (unknown.text[0] != '\0')
        judge(assessment, about, FINDING_STARTTLS_NOT_OFFERED, OUTCOME_UNKNOWN, "Unknown: %s.", unknown.text);
    else if (session->starttls.offered == ANSWER_YES)
        judge(assessment, about, FINDING_STARTTLS_NOT_OFFERED, OUTCOME_HOLDS, "EHLO lists %s.",
              phrase_keywords(session->ehlo).text);
    else if (is_there_at_times(port_view))
        return;
    else if (is_helo(session->ehlo))
        judge(assessment, about, FINDING_STARTTLS_NOT_OFFERED, OUTCOME_FAILS,
              "The server does not support EHLO, so it offers no extensions; %s.", command_got(session).text);
    else
        judge(assessment, about, FINDING_STARTTLS_NOT_OFFERED, OUTCOME_FAILS,
              "EHLO lists %s, but no STARTTLS; %s.", phrase_keywords(session->ehlo).text,
              command_got(session).text);
}

static void judge_masking(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    if (session->ehlo == NULL || session->ehlo->reply.code != 250)
        return;
    const char *masked_as = session->starttls.masked_as;
    if (masked_as != NULL)
        judge(assessment, &port_view->about, FINDING_STARTTLS_MASKED, OUTCOME_FAILS, "EHLO lists \"%s\"; %s.",
              masked_as, command_got(session).text);
    else
        judge(assessment, &port_view->about, FINDING_STARTTLS_MASKED, OUTCOME_HOLDS,
              "No keyword is overwritten.");
}

static void judge_command(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    const struct starttls *starttls = &session->starttls;
    const struct about *about = &port_view->about;
    /* The server said 421 behind its 220 (RFC 5321 3.8). */
    bool taken_back = session->stop.at == STEP_STARTTLS && session->stop.reason == STOP_REJECTED
                      && starttls->reply != NULL && starttls->reply->code == 220;
    if (starttls->offered == ANSWER_YES && starttls->reply != NULL
        && !(starttls->reply->code != 220 && is_there_at_times(port_view))) {
        int64_t code = taken_back ? session->stop.reply_code : starttls->reply->code;
        judge(assessment, about, FINDING_STARTTLS_REFUSED,
              port_view_code_is_not_now(code) ? OUTCOME_UNKNOWN : outcome_unless(code != 220),
              "STARTTLS is offered; the command got %s%s%s.", phrase_reply(starttls->reply).text,
              taken_back ? ", and then " : "", taken_back ? phrase_stop(session).text : "");
    } else if (starttls->offered == ANSWER_YES && session->stop.at == STEP_STARTTLS) {
        bool hung_up = session->stop.reason == STOP_CLOSED || session->stop.reason == STOP_RESET;
        judge(assessment, about, FINDING_STARTTLS_REFUSED, hung_up ? OUTCOME_FAILS : OUTCOME_UNKNOWN,
              "STARTTLS is offered, but %s.", phrase_stop(session).text);
    }
    if (starttls->offered == ANSWER_NO && starttls->reply != NULL)
        judge(assessment, about, FINDING_STARTTLS_NOT_ANNOUNCED, outcome_unless(starttls->reply->code == 220),
              "EHLO does not list STARTTLS; %s.", command_got(session).text);
    if (starttls->reply != NULL && starttls->reply->code == 220 && !taken_back) {
        const char *bytes = starttls->bytes_after_reply;
        judge(assessment, about, FINDING_STARTTLS_BYTES_AFTER_REPLY, outcome_unless(bytes != NULL),
              bytes != NULL ? "After the 220 came \"%s\", before any TLS." : "Nothing follows the 220.%s",
              phrase_at_most(300, bytes != NULL ? bytes : "").text);
    }
}

/* The keywords of `some` that `others` lacks and that need not be the same on both sides of STARTTLS. */
static struct phrase missing_from(const struct ehlo *others, const struct ehlo *some)
{
    static const char *const may_differ[] = {"STARTTLS", "AUTH", "REQUIRETLS"};
    struct text_list list = {0};
    for (size_t i = 0; i < some->keyword_count; i++) {
        const char *keyword = some->keywords[i].keyword;
        bool expected = keyword == NULL;
        for (size_t n = 0; n < sizeof may_differ / sizeof may_differ[0]; n++)
            expected = expected || strncasecmp(keyword, may_differ[n], strlen(may_differ[n])) == 0;
        if (!expected && ehlo_find(others, keyword) == NULL)
            text_list_append(&list, keyword);
    }
    struct phrase phrase = phrase_list(&list, "");
    text_list_free(&list);
    return phrase;
}

static void judge_inside(struct assessment *assessment, const struct port_view *port_view)
{
    const struct ehlo *before = port_view->session->ehlo;
    const struct ehlo *inside = port_view->session->ehlo_tls;
    if (inside == NULL || inside->reply.code != 250)
        return;
    judge(assessment, &port_view->about, FINDING_STARTTLS_OFFERED_AGAIN,
          outcome_unless(ehlo_find(inside, "STARTTLS") != NULL), "Inside TLS EHLO lists %s.",
          phrase_keywords(inside).text);
    if (before == NULL || before->reply.code != 250 || is_helo(before))
        return;
    struct phrase gone = missing_from(inside, before), new = missing_from(before, inside);
    bool differs = gone.text[0] != '\0' || new.text[0] != '\0';
    judge(assessment, &port_view->about, FINDING_EHLO_CHANGES_INSIDE_TLS, outcome_unless(differs),
          "Only before TLS: %s; only inside: %s.",
          gone.text[0] != '\0' ? phrase_at_most(200, gone.text).text : "nothing",
          new.text[0] != '\0' ? phrase_at_most(200, new.text).text : "nothing");
}

static void judge_requiretls(struct assessment *assessment, const struct port_view *port_view)
{
    const struct ehlo *before = port_view->session->ehlo;
    if (before != NULL && before->reply.code == 250)
        judge(assessment, &port_view->about, FINDING_REQUIRETLS_IN_CLEAR,
              outcome_unless(ehlo_find(before, "REQUIRETLS") != NULL), "Before TLS EHLO lists %s.",
              phrase_keywords(before).text);
}

void starttls_rules(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    if (!session_stage_connected(session) || port_view->endpoint->found == MODE_OTHER
        || other_service_of(port_view->endpoint) != NULL)
        return;
    /* What a port that nobody promised does not say is nothing to wonder about. */
    bool matters = port_view_speaks_smtp(port_view->endpoint) || port_view->has_to_answer;
    if (matters && session->tried == MODE_STARTTLS && port_view->endpoint->found != MODE_IMPLICIT_TLS) {
        judge_offer(assessment, port_view);
        judge_masking(assessment, port_view);
        judge_command(assessment, port_view);
        judge_requiretls(assessment, port_view);
    }
    judge_inside(assessment, port_view);
}
