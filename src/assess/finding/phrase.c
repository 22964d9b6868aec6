/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pieces of evidence in words. */
#include "assess/finding/phrase.h"

#include "base/tls_names.h"
#include "facts/words.h"
#include "infer/icmp.h"
#include "infer/server_text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where a text of `bytes` at most ends that is cut between characters to have "..." behind it. */
static size_t end_of_cut(const char *text, size_t bytes)
{
    size_t end = bytes - (sizeof "..." - 1);
    while (end > 0 && ((unsigned char)text[end] & 0xc0) == 0x80)
        end--;
    return end;
}

/* Ends the text with "..." when `length` is more than there is room for. */
static void cut(struct phrase *phrase, int length)
{
    if (length >= (int)sizeof phrase->text)
        memcpy(phrase->text + end_of_cut(phrase->text, sizeof phrase->text - 1), "...", sizeof "...");
}

struct phrase phrase_at_most(size_t bytes, const char *text)
{
    if (strlen(text) <= bytes)
        return phrase_format("%s", text);
    return phrase_format("%.*s...", (int)end_of_cut(text, bytes), text);
}

struct phrase phrase_format(const char *format, ...)
{
    struct phrase phrase = {{0}};
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(phrase.text, sizeof phrase.text, format, arguments);
    va_end(arguments);
    cut(&phrase, length);
    return phrase;
}

struct phrase phrase_reply(const struct reply *reply)
{
    if (reply == NULL)
        return phrase_format("no reply");
    char *joined = text_list_join(&reply->lines, " / ");
    char *lines = server_text_lasting(joined);
    free(joined);
    if (reply->code == 0) { /* the beginning of its first line; how much came is another matter each time */
        struct phrase beginning = phrase_format("\"%s\"", phrase_at_most(sizeof "220..." - 1, lines).text);
        free(lines);
        return beginning;
    }
    const char *enhanced = reply->enhanced_code != NULL ? reply->enhanced_code : "";
    /* The lines may or may not begin with the enhanced code; it is shown once. */
    bool shown = *enhanced == '\0' || strncmp(lines, enhanced, strlen(enhanced)) == 0;
    struct phrase phrase =
        phrase_format("%" PRId64 "%s%s%s%s", reply->code, shown ? "" : " ", shown ? "" : enhanced,
                      *lines != '\0' ? " " : "", phrase_at_most(360, lines).text);
    free(lines);
    return phrase_format("\"%s\"", phrase_at_most(440, phrase.text).text);
}

/* How many of the items there is room for beside the number of the others; one at the least. */
static size_t items_that_fit(const struct text_list *list)
{
    size_t room = sizeof(struct phrase) - sizeof " and 18446744073709551615 more";
    size_t count = 0;
    for (size_t bytes = 0; count < list->count; count++) {
        const char *item = list->items[count];
        bytes += (item != NULL ? strlen(item) : 0) + sizeof ", " - 1;
        if (bytes > room)
            break;
    }
    return count > 0 ? count : 1;
}

struct phrase phrase_list(const struct text_list *list, const char *none)
{
    if (list->count == 0)
        return phrase_format("%s", none);
    size_t count = items_that_fit(list);
    const struct text_list first = {.items = list->items, .count = count};
    char *joined = text_list_join(&first, ", ");
    struct phrase phrase =
        count == list->count
            ? phrase_format("%s", joined)
            : phrase_format("%s and %zu more", phrase_at_most(440, joined).text, list->count - count);
    free(joined);
    return phrase;
}

struct phrase phrase_keywords(const struct ehlo *ehlo)
{
    struct text_list keywords = {0};
    for (size_t i = 0; ehlo != NULL && i < ehlo->keyword_count; i++)
        text_list_append(&keywords, ehlo->keywords[i].keyword);
    struct phrase phrase = phrase_list(&keywords, "nothing");
    text_list_free(&keywords);
    return phrase;
}

/* What a server waits on purpose is 5, 10 or 30 s, and measured a little more, or less by a busy machine. */
struct phrase phrase_duration(int64_t elapsed_ms)
{
    enum { LESS_MS = 100 };
    static const int64_t steps_s[] = {5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300};
    size_t reached = 0;
    while (reached < sizeof steps_s / sizeof steps_s[0] && elapsed_ms >= steps_s[reached] * 1000 - LESS_MS)
        reached++;
    return reached > 0 ? phrase_format("%" PRId64 " s or more", steps_s[reached - 1])
                       : phrase_format("less than %" PRId64 " s", steps_s[0]);
}

struct phrase phrase_waited(int64_t elapsed_ms)
{
    enum { LESS_MS = 100 };
    int64_t waited_s = (elapsed_ms + LESS_MS) / 1000;
    return elapsed_ms < 0 ? phrase_format("in time")
           : waited_s > 0 ? phrase_format("within %" PRId64 " s", waited_s)
                          : phrase_format("in less than a second");
}

int64_t phrase_step_ms(const struct session *session, enum step step)
{
    for (size_t i = 0; session != NULL && i < session->timing_count; i++)
        if (session->timings[i].step == step)
            return session->timings[i].elapsed_ms;
    return -1;
}

/* "before a greeting", "after STARTTLS": where in the dialogue. */
static const char *where(enum step step)
{
    static const char *const places[STEP_COUNT] = {
        [STEP_NONE] = "",
        [STEP_CONNECT] = "while connecting",
        [STEP_GREETING] = "before a greeting",
        [STEP_EHLO] = "after EHLO",
        [STEP_MAIL_BEFORE_TLS] = "after MAIL",
        [STEP_AUTH_BEFORE_TLS] = "after AUTH",
        [STEP_STARTTLS] = "after STARTTLS",
        [STEP_HANDSHAKE] = "in the TLS handshake",
        [STEP_EHLO_TLS] = "after EHLO inside TLS",
        [STEP_MAIL_BEFORE_AUTH] = "after MAIL inside TLS",
        [STEP_RELAY] = "after MAIL or RCPT for another domain",
        [STEP_VRFY] = "after VRFY",
        [STEP_QUIT] = "after QUIT",
    };
    return places[step];
}

static struct phrase timed_out(const struct stop *stop, int64_t elapsed_ms)
{
    if (elapsed_ms < 0 && stop->at == STEP_CONNECT)
        return phrase_format("no answer to the connection");
    struct phrase waited = phrase_waited(elapsed_ms);
    if (stop->received_bytes > 0)
        return phrase_format("only some bytes arrived %s %s", waited.text, where(stop->at));
    if (stop->at == STEP_GREETING)
        return phrase_format("no greeting arrived %s", waited.text);
    if (stop->at == STEP_CONNECT)
        return phrase_format("no answer to the connection %s", waited.text);
    return phrase_format("nothing arrived %s %s", waited.text, where(stop->at));
}

/* The reply that ended the session, its code once. */
static struct phrase rejection(const struct stop *stop)
{
    char *detail = server_text_lasting(stop->detail != NULL ? stop->detail : "");
    char code[24];
    snprintf(code, sizeof code, "%" PRId64, stop->reply_code);
    bool has_code = strncmp(detail, code, strlen(code)) == 0;
    struct phrase reply = phrase_format("\"%s%s%s\"", has_code ? "" : code, has_code ? "" : " ", detail);
    free(detail);
    if (stop->at == STEP_GREETING)
        return phrase_format("the server greeted with %s", reply.text);
    return phrase_format("the server answered %s %s", reply.text, where(stop->at));
}

static struct phrase unreachable(const struct stop *stop)
{
    const struct icmp_error *icmp = stop->icmp;
    if (icmp == NULL)
        return phrase_format("the network reports \"unreachable\" (%s: %s)",
                             stop->system_error != NULL ? stop->system_error : "no system error",
                             stop->detail != NULL ? stop->detail : "no details");
    return phrase_format("the network reports \"%s\"%s%s", icmp_meaning(icmp),
                         icmp->sender != NULL ? ", from " : "", icmp->sender != NULL ? icmp->sender : "");
}

/* With what is known of why. */
static struct phrase local(const struct stop *stop)
{
    bool both = stop->system_error != NULL && stop->detail != NULL;
    if (stop->system_error == NULL && stop->detail == NULL)
        return phrase_format("this machine could not connect");
    return phrase_format("this machine could not connect (%s%s%s)",
                         stop->system_error != NULL ? stop->system_error : "", both ? ": " : "",
                         stop->detail != NULL ? stop->detail : "");
}

/* A session that stopped amid a reply. */
static struct phrase amid_reply(const struct session *session)
{
    bool greeting = session->stop.at == STEP_GREETING;
    int64_t elapsed_ms = phrase_step_ms(session, session->stop.at);
    struct phrase reply = phrase_format("%s (%s)%s%s", greeting ? "the greeting" : "the reply",
                                        phrase_at_most(300, phrase_reply(session->unfinished).text).text,
                                        greeting ? "" : " ", greeting ? "" : where(session->stop.at));
    if (session->stop.reason != STOP_TIMED_OUT)
        return phrase_format("the server %s the connection in the middle of %s",
                             session->stop.reason == STOP_CLOSED ? "closed" : "reset", reply.text);
    return phrase_format("%s of %s did not arrive %s",
                         session->unfinished->code == 0 ? "the rest" : "the last line", reply.text,
                         phrase_waited(elapsed_ms).text);
}

struct phrase phrase_stop_after(const struct stop *stop, int64_t elapsed_ms)
{
    const char *error = stop->system_error != NULL ? stop->system_error : "no system error";
    const char *detail = stop->detail != NULL ? stop->detail : "no details";
    switch (stop->reason) {
    case STOP_NONE:
        return phrase_format("the session was completed");
    case STOP_REFUSED:
        return phrase_format("the connection was refused (%s)", error);
    case STOP_TIMED_OUT:
        return timed_out(stop, elapsed_ms);
    case STOP_UNREACHABLE:
        return unreachable(stop);
    case STOP_LOCAL:
        return local(stop);
    case STOP_RESET:
        return phrase_format("the connection was reset %s", where(stop->at));
    case STOP_CLOSED:
        return phrase_format("the server closed the connection %s", where(stop->at));
    case STOP_REJECTED:
        return rejection(stop);
    case STOP_PROTOCOL:
        return phrase_format("what the server sent %s is not SMTP: %s",
                             stop->at == STEP_GREETING ? "instead of a greeting" : where(stop->at), detail);
    case STOP_TLS_ALERT:
        return phrase_format("the server sent the TLS alert %s %s", detail, where(stop->at));
    case STOP_TLS:
        return phrase_format("TLS failed %s: %s", where(stop->at), detail);
    case STOP_NOT_TRIED:
        return phrase_format("no further connection was made: %s", detail);
    case STOP_INTERRUPTED:
        return phrase_format("%s at this step (%s)",
                             stop->detail != NULL ? stop->detail : "the run was interrupted",
                             words_name(&step_words, (int)stop->at));
    case STOP_TIME_RAN_OUT:
        return phrase_format("%s at this step (%s)%s",
                             stop->detail != NULL ? stop->detail : "--max-time was reached",
                             words_name(&step_words, (int)stop->at),
                             stop->received_bytes > 0 ? ", with some bytes received" : "");
    case STOP_EXCLUDED:
        return phrase_format("no connection was made: the address is on the list of --exclude");
    case STOP_REASON_COUNT:
        break;
    }
    return phrase_format("the reason is unknown");
}

struct phrase phrase_stop(const struct session *session)
{
    if (session == NULL)
        return phrase_format("it was not probed");
    const struct stop *stop = &session->stop;
    bool broken = stop->reason == STOP_TIMED_OUT || stop->reason == STOP_CLOSED || stop->reason == STOP_RESET;
    if (session->unfinished != NULL && broken)
        return amid_reply(session);
    if (stop->reason == STOP_TLS_ALERT && session->tls != NULL && session->tls->alert != 0)
        return phrase_format("the server sent the TLS alert %s %s",
                             phrase_code(&tls_alert_names, session->tls->alert).text, where(stop->at));
    return phrase_stop_after(stop, phrase_step_ms(session, stop->at));
}

struct phrase phrase_code(const struct code_names *names, uint32_t code)
{
    char *name = names->text(code);
    struct phrase phrase = phrase_format("%s", name);
    free(name);
    return phrase;
}

struct phrase phrase_suite(uint32_t suite)
{
    return phrase_code(&tls_suite_names, suite);
}

struct phrase phrase_lookup(const struct dns_lookup *lookup)
{
    /* Saved facts need not have each look-up. */
    if (lookup->name == NULL && lookup->status == DNS_NOT_ASKED)
        return phrase_format("No look-up was made");
    const struct text_list *chain = &lookup->cname_chain;
    const char *target = chain->count > 0 ? chain->items[chain->count - 1] : NULL;
    const char *status = lookup->status == DNS_NOT_IN_RECORDS ? "not in the records file"
                                                              : words_name(&dns_status_words, lookup->status);
    return phrase_format("%s %s%s%s%s: %s%s%s", lookup->type != NULL ? lookup->type : "?",
                         lookup->name != NULL ? lookup->name : "?", target != NULL ? " (alias of " : "",
                         target != NULL ? target : "", target != NULL ? ")" : "", status,
                         lookup->detail != NULL ? ", " : "", lookup->detail != NULL ? lookup->detail : "");
}

const char *phrase_mode(enum port_mode mode)
{
    static const char *const modes[PORT_MODE_COUNT] = {
        [MODE_UNKNOWN] = "no known protocol",
        [MODE_STARTTLS] = "plaintext SMTP (STARTTLS mode)",
        [MODE_IMPLICIT_TLS] = "implicit TLS",
        [MODE_OTHER] = "another protocol",
        [MODE_SILENT] = "nothing",
    };
    return modes[mode];
}

/* What waits about that long; a greeting that a teaser line went ahead of is postscreen's (its manual:
 * postscreen_greet_banner, postscreen_greet_wait). */
struct phrase phrase_greeting_habit(const struct reply *greeting)
{
    int64_t first_s = greeting->first_line_ms / 1000, whole_s = greeting->elapsed_ms / 1000;
    if (greeting->lines.count > 1 && first_s < 1 && whole_s >= 4)
        return phrase_format(" The first line came at once and the last one later: Postfix postscreen does "
                             "this to detect clients that talk too early.");
    if (whole_s >= 5 && whole_s <= 7)
        return phrase_format(" Postfix postscreen waits that long to detect clients that talk too early.");
    if (whole_s > 7 && whole_s <= 30)
        return phrase_format(
            " Delays of 5 to 30 s usually are a measure against spam (tarpitting) or slow DNS look-ups.");
    if (whole_s > 30)
        return phrase_format(" Delays against spam are shorter; RFC 5321 has clients wait for 300 s.");
    return (struct phrase){{0}};
}
