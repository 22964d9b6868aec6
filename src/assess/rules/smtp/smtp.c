/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Greeting and EHLO: RFC 5321 3.1, 4.1.1.1, 4.5.3.2.1. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/other_service.h"
#include "assess/view/session_stage.h"
#include "assess/view/turned_away.h"
#include "facts/words.h"
#include "infer/client_certificate.h"

#include <inttypes.h>
#include <strings.h>

/* Whether a TLS hello was tried on the port, too. */
static bool tls_was_tried(const struct endpoint *endpoint)
{
    for (size_t i = 0; i < endpoint->session_count; i++)
        if (endpoint->sessions[i].tried == MODE_IMPLICIT_TLS)
            return true;
    return false;
}

static void judge_lateness(struct assessment *assessment, const struct about *about,
                           const struct reply *greeting)
{
    struct phrase took = phrase_format("The greeting took %s.%s", phrase_duration(greeting->elapsed_ms).text,
                                       phrase_greeting_habit(greeting).text);
    const struct pointing pointing = {SUSPECT_TARGET, CERTAINTY_LIKELY, NULL};
    if (greeting->elapsed_ms > assessment->policy->late_greeting_ms)
        diagnose(assessment, about, FINDING_GREETING_LATE, OUTCOME_FAILS, &pointing, "%s", took.text);
    else
        judge(assessment, about, FINDING_GREETING_LATE, OUTCOME_HOLDS, "%s", took.text);
}

static void judge_greeting_time(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    enum { CLIENTS_WAIT_MS = 300000 }; /* RFC 5321 4.5.3.2.1 */
    if (session->greeting != NULL) {
        judge_lateness(assessment, &port_view->about, session->greeting);
        judge(assessment, &port_view->about, FINDING_GREETING_MISSING, OUTCOME_HOLDS, "The greeting is %s.",
              phrase_reply(session->greeting).text);
        return;
    }
    /* It began to speak. */
    if (session->unfinished != NULL || session->stop.received_bytes > 0)
        return;
    bool silent = port_view->endpoint->found == MODE_SILENT
                  || (session->stop.at == STEP_GREETING && session->stop.reason == STOP_TIMED_OUT);
    if (!silent)
        return;
    /* A greeting that is later than this was waited for is none that is missing. */
    int64_t waited_ms = phrase_step_ms(session, session->stop.at);
    bool long_enough = waited_ms >= CLIENTS_WAIT_MS;
    struct pointing pointing = {SUSPECT_TARGET, long_enough ? CERTAINTY_LIKELY : CERTAINTY_POSSIBLE, NULL};
    diagnose(assessment, &port_view->about, FINDING_GREETING_MISSING,
             long_enough ? OUTCOME_FAILS : OUTCOME_UNKNOWN, &pointing,
             "The connection was accepted, but %s.%s", phrase_stop(session).text,
             tls_was_tried(port_view->endpoint) && !session_stage_has_tls(session)
                 ? " It did not answer a TLS ClientHello either."
                 : "");
}

/* The code with which the server turned the session down: the greeting's, EHLO's, or a 421 at any time. */
static int64_t refusal_code(const struct session *session)
{
    if (session->greeting != NULL && session->greeting->code >= 400)
        return session->greeting->code;
    if (session->stop.reason != STOP_REJECTED || session->stop.at == STEP_STARTTLS)
        return 0;
    bool at_ehlo = session->stop.at == STEP_EHLO || session->stop.at == STEP_EHLO_TLS;
    bool turns_down =
        port_view_code_is_temporary(session->stop.reply_code) || session->stop.reply_code == 554;
    if (session->stop.at == STEP_GREETING || session->stop.reply_code == 421 || (at_ehlo && turns_down))
        return session->stop.reply_code;
    return 0;
}

static struct phrase refusal_words(const struct session *session)
{
    if (session->greeting != NULL && session->greeting->code >= 400)
        return phrase_format("the greeting is %s", phrase_reply(session->greeting).text);
    return phrase_stop(session);
}

/* The finding for each meaning, whom it points at, and how the evidence begins. */
static const struct {
    enum finding_id id;
    struct pointing pointing;
    const char *so;
} refusals[] = {
    [TURNED_AWAY_NOT_NOW] = {FINDING_SERVICE_UNAVAILABLE,
                             {SUSPECT_TARGET, CERTAINTY_LIKELY, NULL},
                             "Not now"},
    [TURNED_AWAY_REFUSED] = {FINDING_SERVICE_REFUSED,
                             {SUSPECT_TARGET, CERTAINTY_POSSIBLE, NULL},
                             "Perhaps only this network is refused"},
    [TURNED_AWAY_RATE_LIMITED] = {FINDING_SERVICE_RATE_LIMITED,
                                  {SUSPECT_TARGET, CERTAINTY_LIKELY, NULL},
                                  "Too many connections"},
    [TURNED_AWAY_BLOCKLISTED] = {FINDING_SERVICE_BLOCKLISTED,
                                 {SUSPECT_THIS_NETWORK, CERTAINTY_LIKELY, NULL},
                                 "This address is refused"},
};

static void judge_refusal(struct assessment *assessment, const struct about *about, int64_t code,
                          struct phrase words)
{
    enum turned_away meaning = turned_away_by(code, words.text);
    diagnose(assessment, about, refusals[meaning].id, OUTCOME_UNKNOWN, &refusals[meaning].pointing, "%s: %s.",
             refusals[meaning].so, words.text);
}

static void judge_service(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    int64_t code = refusal_code(session);
    /* That is what no other time changes. */
    if (client_certificate_demanded(session) == ANSWER_YES)
        return;
    if (code != 0)
        judge_refusal(assessment, &port_view->about, code, refusal_words(session));
    else if (session->greeting != NULL)
        for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
            judge(assessment, &port_view->about, refusals[i].id, OUTCOME_HOLDS,
                  "The server did not reject the session.");
}

static void judge_ehlo(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    bool inside_tls = session->tried == MODE_IMPLICIT_TLS;
    const struct ehlo *ehlo = inside_tls ? session->ehlo_tls : session->ehlo;
    if (ehlo == NULL || ehlo->reply.code == 0)
        return;
    int64_t code = ehlo->reply.code;
    bool fell_back = ehlo->verb != NULL && strcasecmp(ehlo->verb, "HELO") == 0;
    /* 554 and 421 turn the session down, not the command. */
    bool rejected = code >= 500 && code != 554;
    if (code >= 400 && !rejected)
        return;
    judge(assessment, &port_view->about, FINDING_EHLO_NOT_UNDERSTOOD, outcome_unless(fell_back), "%s got %s.",
          fell_back ? "EHLO was not understood, HELO" : "EHLO", phrase_reply(&ehlo->reply).text);
    judge(assessment, &port_view->about, FINDING_EHLO_REJECTED, outcome_unless(rejected), "%s got %s.",
          fell_back ? "HELO" : "EHLO", phrase_reply(&ehlo->reply).text);
}

/* Whether the server's name for itself is one by which DNS knows the address. */
static bool is_known_name(const struct port_view *port_view, const char *name)
{
    const struct report *report = port_view->report;
    const struct address *address = report_address(report, port_view->endpoint->address);
    if (address != NULL && text_list_has(&address->ptr_names, name))
        return true;
    const struct host *host = NULL;
    while ((host = report_host_at(report, port_view->endpoint->address, host)) != NULL)
        if (text_same_name(host->name, name))
            return true;
    return false;
}

static void judge_name(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    const struct ehlo *ehlo = session->ehlo != NULL ? session->ehlo : session->ehlo_tls;
    if (ehlo == NULL || ehlo->domain == NULL || ehlo->reply.code >= 300)
        return;
    const struct address *address = report_address(port_view->report, port_view->endpoint->address);
    judge(assessment, &port_view->about, FINDING_EHLO_NAME_MISMATCH,
          outcome_unless(!is_known_name(port_view, ehlo->domain)),
          "The server calls itself \"%s\"; DNS knows the address as %s, PTR %s.", ehlo->domain,
          port_view->endpoint->server_name,
          address != NULL ? phrase_list(&address->ptr_names, "none").text : "none");
}

static const struct reply_fault *fault_of(const struct session *session, enum reply_fault_kind kind)
{
    for (size_t i = 0; i < session->reply_fault_count; i++)
        if (session->reply_faults[i].kind == kind)
            return &session->reply_faults[i];
    return NULL;
}

/* A session that ended before QUIT for a reason that no other rule speaks of. */
static void judge_end(struct assessment *assessment, const struct port_view *port_view)
{
    const struct stop *stop = &port_view->session->stop;
    bool first_ehlo =
        stop->at == (port_view->session->tried == MODE_IMPLICIT_TLS ? STEP_EHLO_TLS : STEP_EHLO);
    bool judged_elsewhere =
        stop->at == STEP_STARTTLS || stop->at == STEP_HANDSHAKE
        || (stop->reason == STOP_REJECTED
            && (first_ehlo || stop->at == STEP_GREETING || port_view_code_is_temporary(stop->reply_code)));
    /* A byte or two do not tell what the port speaks. */
    bool begun =
        port_view->endpoint->found == MODE_UNKNOWN && stop->at == STEP_GREETING && stop->received_bytes > 0;
    if ((!port_view_speaks_smtp(port_view->endpoint) && !begun) || judged_elsewhere
        || client_certificate_demanded(port_view->session) != ANSWER_NO
        || (stop->reason == STOP_PROTOCOL && fault_of(port_view->session, REPLY_FAULT_NO_REPLY) != NULL))
        return;
    bool may_be_us = stop->reason == STOP_TIMED_OUT || stop->reason == STOP_UNREACHABLE
                     || stop->reason == STOP_LOCAL || stop_is_cut_off(stop->reason);
    judge(assessment, &port_view->about, FINDING_SESSION_BROKEN_OFF,
          may_be_us ? OUTCOME_UNKNOWN : outcome_unless(stop->reason != STOP_NONE), "%s.",
          phrase_stop(port_view->session).text);
}

/* By what another service than SMTP was told. */
static struct phrase what_it_said(const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    if (port_view->endpoint->found == MODE_OTHER)
        return phrase_format("The first bytes are \"%s\"",
                             session->first_bytes != NULL ? session->first_bytes : "");
    if (session->lhlo != NULL && session->lhlo->code == 250)
        return phrase_format("LHLO got %s, EHLO got %s", phrase_reply(session->lhlo).text,
                             phrase_reply(&session->ehlo->reply).text);
    const struct reply_fault *fault = fault_of(session, REPLY_FAULT_NO_REPLY);
    if (session->greeting == NULL && fault != NULL)
        return phrase_format("Inside TLS the first line is \"%s\"", fault->line);
    return phrase_format("The greeting is %s",
                         session->greeting != NULL ? phrase_reply(session->greeting).text : "unknown");
}

/* What senders bear, the worst first; NULL: nothing. */
static const struct reply_fault *milder_fault(const struct session *session, const char **how)
{
    static const struct {
        enum reply_fault_kind kind;
        const char *how;
    } milder[] = {
        {REPLY_FAULT_CODE_DIFFERS, "but the lines before it have another code"},
        {REPLY_FAULT_CONTROL, "which has a control character"},
        {REPLY_FAULT_OTHER_CODE, "but a greeting has the code 220"},
        {REPLY_FAULT_BARE_LF, "which ends in LF without CR"},
    };
    for (size_t i = 0; i < sizeof milder / sizeof milder[0]; i++) {
        const struct reply_fault *fault = fault_of(session, milder[i].kind);
        *how = milder[i].how;
        if (fault != NULL)
            return fault;
    }
    return NULL;
}

/* RFC 5321 3.1, RFC 3207 4.2. */
static void judge_second_greeting(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    const struct reply_fault *second = fault_of(session, REPLY_FAULT_GREETING);
    const struct ehlo *ehlo = session->ehlo_tls != NULL ? session->ehlo_tls : session->ehlo;
    bool inside = second != NULL && second->at == STEP_EHLO_TLS;
    const struct ehlo *asked = inside ? session->ehlo_tls : session->ehlo;
    bool answered = asked != NULL && asked->reply.code != 0;
    if (second != NULL)
        judge(assessment, &port_view->about, FINDING_GREETING_REPEATED,
              answered ? OUTCOME_FAILS : OUTCOME_UNKNOWN,
              "%s \"%s\" came where the reply to EHLO belongs, and %s.",
              inside && session->tried == MODE_STARTTLS ? "Inside TLS" : "After the greeting", second->line,
              answered ? "that reply came next" : "no reply after it");
    else if (ehlo != NULL && ehlo->reply.code == 250)
        judge(assessment, &port_view->about, FINDING_GREETING_REPEATED, OUTCOME_HOLDS,
              "The server greeted once, and EHLO got its reply.");
}

/* RFC 5321 4.2.1 and 2.3.8. What is no reply ends the session of a careful sender; the rest senders bear. */
static void judge_form(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    const struct reply_fault *none = fault_of(session, REPLY_FAULT_NO_REPLY);
    const struct reply_fault *after = fault_of(session, REPLY_FAULT_AFTER_END);
    const struct reply_fault *worst = none != NULL ? none : after;
    if (worst != NULL)
        judge(assessment, &port_view->about, FINDING_REPLY_MALFORMED, OUTCOME_FAILS,
              "At step %s the server sent \"%s\", %s.", words_name(&step_words, (int)worst->at), worst->line,
              worst == none ? "which is not a reply line" : "after the last line of the reply");
    else if (session->greeting != NULL)
        judge(assessment, &port_view->about, FINDING_REPLY_MALFORMED, OUTCOME_HOLDS,
              "All lines are reply lines.");
    const char *how;
    const struct reply_fault *milder = milder_fault(session, &how);
    if (milder != NULL)
        judge(assessment, &port_view->about, FINDING_REPLY_NONCONFORMING, OUTCOME_FAILS,
              "At step %s the server sent \"%s\", %s.", words_name(&step_words, (int)milder->at),
              milder->line, how);
    else if (session->greeting != NULL)
        judge(assessment, &port_view->about, FINDING_REPLY_NONCONFORMING, OUTCOME_HOLDS,
              "Lines of one reply have one code, are text, and end in CRLF.");
}

void smtp_rules(struct assessment *assessment, const struct port_view *port_view)
{
    if (!session_stage_connected(port_view->session))
        return;
    const char *service = other_service_of(port_view->endpoint);
    bool other = port_view->endpoint->found == MODE_OTHER || service != NULL;
    if (other)
        judge(assessment, &port_view->about, FINDING_NOT_SMTP, OUTCOME_FAILS, "%s%s%s%s.",
              service != NULL ? "The port speaks " : "", service != NULL ? service : "",
              service != NULL ? ". " : "", what_it_said(port_view).text);
    else if (port_view_speaks_smtp(port_view->endpoint))
        judge(assessment, &port_view->about, FINDING_NOT_SMTP, OUTCOME_HOLDS, "The port speaks %s.",
              phrase_mode(port_view->endpoint->found));
    if (port_view->endpoint->found != MODE_OTHER)
        judge_ehlo(assessment, port_view);
    if (other)
        return;
    judge_greeting_time(assessment, port_view);
    judge_form(assessment, port_view);
    judge_second_greeting(assessment, port_view);
    judge_service(assessment, port_view);
    judge_name(assessment, port_view);
    judge_end(assessment, port_view);
}
