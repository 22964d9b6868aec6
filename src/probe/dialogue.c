/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dialogues, to be laid beside RFC 5321, RFC 3207 and RFC 8314. */
#include "probe/dialogue.h"

#include "facts/list.h"

#include <string.h>

void dialogue_init(struct dialogue *dialogue, struct fiber *fiber, const struct probe_options *options,
                   const struct dial_place *place, struct endpoint *endpoint, struct session *session)
{
    memset(dialogue, 0, sizeof *dialogue);
    dialogue->fiber = fiber;
    dialogue->options = options;
    dialogue->dial_options = options->dial;
    dialogue->tls_settings = options->tls;
    dialogue->place = place;
    dialogue->endpoint = endpoint;
    dialogue->session = session;
}

static bool connect_to_server(struct dialogue *dialogue)
{
    return dial_open(&dialogue->dial, dialogue->fiber, dialogue->options->budget, dialogue->session,
                     dialogue->place, dialogue->reserved, &dialogue->endpoint->connections,
                     &dialogue->dial_options);
}

static bool greeting(struct dialogue *dialogue)
{
    return smtp_greeting(&dialogue->dial.stream);
}

static bool ehlo(struct dialogue *dialogue)
{
    return smtp_ehlo(&dialogue->dial.stream, dialogue->options->helo_name, &dialogue->options->smtp);
}

/* On a submission port the reply to MAIL tells whether the server insists on TLS, and later on AUTH, first
 * (RFC 6409 4.3). Port 25 takes mail from strangers: there it tells nothing, and is not asked. */
static bool mail(struct dialogue *dialogue)
{
    return dialogue->endpoint->port == PORT_RELAY
           || smtp_mail(&dialogue->dial.stream, &dialogue->options->smtp);
}

static bool starttls(struct dialogue *dialogue)
{
    return smtp_starttls(&dialogue->dial.stream, &dialogue->options->smtp);
}

static bool handshake(struct dialogue *dialogue)
{
    struct session *session = dialogue->session;
    session->tls = allocate(1, sizeof *session->tls);
    dialogue->tls = tls_start(&dialogue->dial.stream, &dialogue->tls_settings,
                              dialogue->endpoint->server_name, session->tls);
    return dialogue->tls != NULL;
}

bool dialogue_begin_plain(struct dialogue *dialogue)
{
    if (!connect_to_server(dialogue))
        return false;
    struct stream *stream = &dialogue->dial.stream;
    stream_begin(stream, STEP_GREETING, dialogue->options->smtp.greeting_ms);
    return stream_is_silent_until(stream, fiber_now_ms(dialogue->fiber) + dialogue->options->silence_ms);
}

bool dialogue_plain(struct dialogue *dialogue)
{
    return greeting(dialogue) && ehlo(dialogue) && mail(dialogue) && starttls(dialogue) && handshake(dialogue)
           && ehlo(dialogue) && mail(dialogue);
}

bool dialogue_implicit_tls(struct dialogue *dialogue)
{
    if (!connect_to_server(dialogue) || !handshake(dialogue))
        return false;
    stream_begin(&dialogue->dial.stream, STEP_GREETING, dialogue->options->smtp.greeting_ms);
    return greeting(dialogue) && ehlo(dialogue) && mail(dialogue);
}

static bool begin_check(struct dialogue *dialogue)
{
    if (!connect_to_server(dialogue))
        return false;
    stream_begin(&dialogue->dial.stream, STEP_GREETING, dialogue->options->smtp.greeting_ms);
    return greeting(dialogue) && ehlo(dialogue);
}

void dialogue_injection(struct dialogue *dialogue)
{
    struct stream *stream = &dialogue->dial.stream;
    if (begin_check(dialogue) && smtp_starttls_and_noop(stream, &dialogue->options->smtp)
        && handshake(dialogue))
        smtp_look_for_injected(stream, &dialogue->options->smtp);
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

bool dialogue_handshake(struct dialogue *dialogue)
{
    return begin_check(dialogue) && starttls(dialogue) && handshake(dialogue);
}

void dialogue_end(struct dialogue *dialogue)
{
    if (dialogue->dial.budget == NULL)
        return;
    if (dialogue->dial.stream.descriptor >= 0 && dialogue->session->quit == NULL)
        smtp_quit(&dialogue->dial.stream, &dialogue->options->smtp);
    tls_end(dialogue->tls);
    dialogue->tls = NULL;
    dial_close(&dialogue->dial);
}
