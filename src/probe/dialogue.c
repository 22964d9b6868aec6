/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dialogues, to be laid beside RFC 5321, RFC 3207 and RFC 8314. */
#include "probe/dialogue.h"

#include "base/list.h"
#include "infer/client_certificate.h"
#include "probe/ahead.h"

#include <stdlib.h>
#include <string.h>

/* Two modes with a retry of each, and once without a server name; seven checks; small segments; each kind of
 * key, twice resumption, and what the survey keeps. */
enum { SESSIONS_MAX = 32 };

void dialogue_expect_sessions(struct endpoint *endpoint, size_t count)
{
    if (endpoint->sessions != NULL)
        return;
    endpoint->sessions = allocate(count, sizeof *endpoint->sessions);
    endpoint->session_room = count;
}

struct session *dialogue_add_session(struct endpoint *endpoint)
{
    size_t count = endpoint->session_count;
    if (count >= endpoint->session_room) {
        size_t room = endpoint->session_room * 2;
        while (room < SESSIONS_MAX || room <= count)
            room = room < SESSIONS_MAX ? SESSIONS_MAX : room * 2;
        struct session *sessions = allocate(room, sizeof *sessions);
        if (count > 0)
            memcpy(sessions, endpoint->sessions, count * sizeof *sessions);
        free(endpoint->sessions);
        endpoint->sessions = sessions;
        endpoint->session_room = room;
    }
    return &endpoint->sessions[endpoint->session_count++];
}

void dialogue_init(struct dialogue *dialogue, struct fiber *fiber, const struct probe_options *options,
                   const struct dial_place *place, struct endpoint *endpoint, struct session *session)
{
    memset(dialogue, 0, sizeof *dialogue);
    dialogue->fiber = fiber;
    dialogue->options = options;
    dialogue->dial_options = options->dial;
    dialogue->tls_settings = options->tls;
    dialogue->quit_ms = options->smtp.quit_ms;
    dialogue->place = place;
    dialogue->endpoint = endpoint;
    dialogue->session = session;
    session->now_at = STEP_CONNECT;
}

void dialogue_init_further(struct dialogue *dialogue, struct fiber *fiber,
                           const struct probe_options *options, const struct dial_place *place,
                           struct endpoint *endpoint, enum session_purpose purpose)
{
    struct session *session = dialogue_add_session(endpoint);
    session->purpose = purpose;
    session->tried = endpoint->found;
    dialogue_init(dialogue, fiber, options, place, endpoint, session);
}

/* Of its time a server that drips has this part for each exchange, however late that is. */
enum { DRIP_PART = 10 };

static bool connect_to_server(struct dialogue *dialogue)
{
    int64_t drip_ms = dialogue->options->drip_ms;
    if (!dial_open(&dialogue->dial, dialogue->fiber, dialogue->options->budget, dialogue->session,
                   dialogue->place, dialogue->reserved, &dialogue->endpoint->connections,
                   &dialogue->dial_options))
        return false;
    if (drip_ms > 0)
        dialogue->dial.stream.patience = (struct stream_patience){
            .drip_until_ms = dialogue->endpoint->began_at_ms + drip_ms, .drip_ms = drip_ms / DRIP_PART};
    return true;
}

/* Replies that a server with too many connections gives (RFC 5321 3.8, 4.2.2). To STARTTLS, 454 is one where
 * STARTTLS has worked before; else TLS is out of order there (RFC 3207 4). */
static bool is_limit(const struct dialogue *dialogue)
{
    const struct stop *stop = &dialogue->session->stop;
    const struct session *main = endpoint_session(dialogue->endpoint);
    if (stop->reason != STOP_REJECTED || client_certificate_demanded(dialogue->session) == ANSWER_YES)
        return false;
    return stop->reply_code == 421 || stop->reply_code == 450 || stop->reply_code == 451
           || (stop->reply_code == 454 && main != NULL && main->tls != NULL);
}

/* Tells the budget of the address what a step showed of the server's patience; `goes_on` is that step's. */
static bool patient(struct dialogue *dialogue, bool goes_on)
{
    if (!goes_on && is_limit(dialogue))
        budget_refused(dialogue->options->budget, dialogue->fiber, dialogue->place->address,
                       dialogue->dial.stream.opened_at_ms, dialogue->session->stop.detail);
    return goes_on;
}

static bool served(struct dialogue *dialogue, bool goes_on)
{
    if (goes_on)
        budget_served(dialogue->options->budget, dialogue->place->address,
                      dialogue->dial.stream.opened_at_ms);
    return patient(dialogue, goes_on);
}

static bool greeting(struct dialogue *dialogue)
{
    return patient(dialogue, smtp_greeting(&dialogue->dial.stream));
}

static bool ehlo(struct dialogue *dialogue)
{
    bool goes_on = smtp_ehlo(&dialogue->dial.stream, dialogue->options->helo_name, &dialogue->options->smtp);
    return dialogue->tls != NULL ? served(dialogue, goes_on) : patient(dialogue, goes_on);
}

/* On a submission port the reply to MAIL tells whether the server insists on AUTH first (RFC 6409 4.3). Port
 * 25 takes mail from strangers: there it tells nothing, and is not asked. It comes last, since it may change
 * what a server says to other commands, even after RSET. */
static bool mail(struct dialogue *dialogue)
{
    return dialogue->endpoint->port == PORT_RELAY || dialogue->options->intrusive == INTRUSIVE_NONE
           || smtp_mail(&dialogue->dial.stream, &dialogue->options->smtp);
}

static bool starttls(struct dialogue *dialogue)
{
    return served(dialogue, smtp_starttls(&dialogue->dial.stream, &dialogue->options->smtp));
}

static bool handshake(struct dialogue *dialogue)
{
    struct session *session = dialogue->session;
    session->tls = allocate(1, sizeof *session->tls);
    if (endpoint_name_refused(dialogue->endpoint) != NULL && dialogue->session->purpose != PURPOSE_AGAIN)
        dialogue->tls_settings.without_server_name = true;
    dialogue->tls = tls_start(&dialogue->dial.stream, &dialogue->tls_settings,
                              dialogue->endpoint->server_name, session->tls);
    return dialogue->tls != NULL;
}

bool dialogue_connect_plain(struct dialogue *dialogue)
{
    if (!connect_to_server(dialogue))
        return false;
    stream_begin(&dialogue->dial.stream, STEP_GREETING, dialogue->options->smtp.greeting_ms);
    return true;
}

bool dialogue_begin_plain(struct dialogue *dialogue)
{
    struct stream *stream = &dialogue->dial.stream;
    if (!dialogue_connect_plain(dialogue))
        return false;
    return stream_is_silent_until(stream, fiber_now_ms(dialogue->fiber) + dialogue->options->silence_ms);
}

bool dialogue_plain(struct dialogue *dialogue)
{
    return greeting(dialogue) && ehlo(dialogue) && starttls(dialogue) && handshake(dialogue) && ehlo(dialogue)
           && mail(dialogue);
}

/* A refusal in clear where a handshake belongs is the greeting; servers send it when they have too many
 * connections (RFC 5321 3.8). */
static void note_refusal_in_clear(struct dialogue *dialogue)
{
    static const char code[] = "421";
    const struct stream *stream = &dialogue->dial.stream;
    struct stop *stop = &dialogue->session->stop;
    if (stop->reason != STOP_PROTOCOL || stream->received_bytes < sizeof code - 1
        || memcmp(stream->first_bytes, code, sizeof code - 1) != 0)
        return;
    stop->at = STEP_GREETING;
    stop->reason = STOP_REJECTED;
    stop->reply_code = 421;
    patient(dialogue, false);
}

bool dialogue_implicit_tls(struct dialogue *dialogue)
{
    if (!connect_to_server(dialogue))
        return false;
    if (!handshake(dialogue)) {
        note_refusal_in_clear(dialogue);
        return false;
    }
    stream_begin(&dialogue->dial.stream, STEP_GREETING, dialogue->options->smtp.greeting_ms);
    return greeting(dialogue) && ehlo(dialogue) && mail(dialogue);
}

static bool begin_check(struct dialogue *dialogue)
{
    return dialogue_connect_plain(dialogue) && greeting(dialogue) && ehlo(dialogue);
}

void dialogue_injection(struct dialogue *dialogue)
{
    struct stream *stream = &dialogue->dial.stream;
    const struct smtp_timeouts *timeouts = &dialogue->options->smtp;
    if (!begin_check(dialogue))
        return;
    if (!smtp_starttls_and_noop(stream, timeouts))
        smtp_quit_behind(stream, timeouts); /* the NOOP may be answered yet */
    else if (handshake(dialogue))
        smtp_count_replies(stream, dialogue->options->helo_name, timeouts);
}

void dialogue_again(struct dialogue *dialogue)
{
    if (begin_check(dialogue) && starttls(dialogue))
        handshake(dialogue);
}

void dialogue_injection_control(struct dialogue *dialogue)
{
    if (begin_check(dialogue) && starttls(dialogue) && handshake(dialogue))
        smtp_count_replies(&dialogue->dial.stream, dialogue->options->helo_name, &dialogue->options->smtp);
}

void dialogue_mail(struct dialogue *dialogue)
{
    if (begin_check(dialogue))
        smtp_mail(&dialogue->dial.stream, &dialogue->options->smtp);
}

void dialogue_mail_and_auth(struct dialogue *dialogue)
{
    struct session *session = dialogue->session;
    dialogue_mail(dialogue);
    if (session->stop.reason != STOP_NONE || session->mail_before_tls == NULL
        || session->mail_before_tls->code < 400)
        return;
    if (smtp_auth_before_tls(&dialogue->dial.stream, &dialogue->options->smtp))
        session->purpose = PURPOSE_AUTH;
}

void dialogue_auth(struct dialogue *dialogue)
{
    if (begin_check(dialogue))
        smtp_auth_before_tls(&dialogue->dial.stream, &dialogue->options->smtp);
}

void dialogue_failed_handshake(struct dialogue *dialogue)
{
    struct stream *stream = &dialogue->dial.stream;
    if (begin_check(dialogue) && starttls(dialogue))
        smtp_noop_for_hello(stream, &dialogue->options->smtp);
}

bool dialogue_before_hello(struct dialogue *dialogue)
{
    bool goes_on = false;
    if (dialogue->ahead != NULL && ahead_take(dialogue->ahead, dialogue, &goes_on))
        return goes_on;
    if (dialogue->session->tried == MODE_IMPLICIT_TLS)
        return connect_to_server(dialogue);
    return begin_check(dialogue) && starttls(dialogue);
}

bool dialogue_handshake(struct dialogue *dialogue)
{
    return dialogue_before_hello(dialogue) && handshake(dialogue);
}

bool dialogue_handshake_and_ehlo(struct dialogue *dialogue)
{
    if (!dialogue_handshake(dialogue))
        return false;
    if (dialogue->session->tried == MODE_STARTTLS)
        return ehlo(dialogue);
    stream_begin(&dialogue->dial.stream, STEP_GREETING, dialogue->options->smtp.greeting_ms);
    return greeting(dialogue) && ehlo(dialogue);
}

/* Inside TLS where there is TLS: a server that insists on it refuses all mail in clear, which says nothing of
 * relaying. */
static bool begin_inside(struct dialogue *dialogue)
{
    const struct session *main = endpoint_session(dialogue->endpoint);
    bool tls = main != NULL && main->tls != NULL && main->tls->completed == ANSWER_YES;
    return tls ? dialogue_handshake_and_ehlo(dialogue) : begin_check(dialogue);
}

void dialogue_recipients(struct dialogue *dialogue)
{
    struct stream *stream = &dialogue->dial.stream;
    const struct probe_options *options = dialogue->options;
    if (!begin_inside(dialogue))
        return;
    if (options->relay_to == NULL
        || smtp_relay(stream, options->relay_from, options->relay_to, &options->smtp))
        smtp_vrfy(stream, &options->smtp);
}

void dialogue_end(struct dialogue *dialogue)
{
    dialogue->session->now_at = STEP_NONE;
    if (dialogue->dial.budget == NULL)
        return;
    struct smtp_timeouts timeouts = dialogue->options->smtp;
    timeouts.quit_ms = dialogue->quit_ms;
    /* Nothing is said before the greeting (RFC 5321 3.1): where TLS comes first, a session may end there. */
    const struct session *session = dialogue->session;
    if (dialogue->dial.stream.descriptor >= 0 && session->greeting != NULL && session->quit == NULL)
        smtp_quit(&dialogue->dial.stream, &timeouts);
    tls_end(dialogue->tls);
    dialogue->tls = NULL;
    dial_close(&dialogue->dial);
}
