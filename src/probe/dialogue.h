/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dialogues: what is said on one connection, in the order of the wire. */
#ifndef MAILSONDE_PROBE_DIALOGUE_H
#define MAILSONDE_PROBE_DIALOGUE_H

#include "probe/probe.h"

struct ahead;

/* One connection to an endpoint. */
struct dialogue {
    struct fiber *fiber;
    const struct probe_options *options;
    const struct dial_place *place;
    struct endpoint *endpoint;
    struct session *session;
    struct dial_options dial_options; /* the options', unless changed */
    struct tls_settings tls_settings; /* the same */
    int64_t quit_ms;                  /* the same: how long the reply to QUIT is waited for */
    struct ahead *ahead;              /* may have made the connection; NULL: nobody has. Borrowed */
    bool reserved;                    /* the caller took a slot and a descriptor for it */
    struct dial dial;
    struct tls_session *tls;
};

/* One session more of the endpoint. Several of them may be in use at a time, by one fiber each; they do not
 * move, since there is room for all that are made of one port. */
struct session *dialogue_add_session(struct endpoint *endpoint);

/* Prepares a dialogue whose facts go to `session`, an entry of the endpoint's sessions. */
void dialogue_init(struct dialogue *dialogue, struct fiber *fiber, const struct probe_options *options,
                   const struct dial_place *place, struct endpoint *endpoint, struct session *session);

/* The same for one more session of the endpoint, that is to speak what the port was found to. */
void dialogue_init_further(struct dialogue *dialogue, struct fiber *fiber,
                           const struct probe_options *options, const struct dial_place *place,
                           struct endpoint *endpoint, enum session_purpose purpose);

/* Connects, and waits until the greeting begins or the time for silence is over. True when the port is
 * connected and silent: the caller may ask for TLS on another connection before it goes on with
 * dialogue_plain(). */
bool dialogue_begin_plain(struct dialogue *dialogue);

/* Connects, and waits for nothing: dialogue_plain() follows. */
bool dialogue_connect_plain(struct dialogue *dialogue);

/* Greeting, EHLO, STARTTLS (even if not offered), handshake, EHLO again: RFC 5321 3.1, 3.2, RFC 3207 4.
 * Nothing else is said before TLS, since it could change the answer to STARTTLS. */
bool dialogue_plain(struct dialogue *dialogue);

/* Connects; handshake, greeting, EHLO: RFC 8314 3.3. */
bool dialogue_implicit_tls(struct dialogue *dialogue);

/* Connects; greeting, EHLO, STARTTLS with NOOP glued to it, handshake, EHLO, QUIT: RFC 3207 6. */
void dialogue_injection(struct dialogue *dialogue);

/* The same without NOOP. */
void dialogue_injection_control(struct dialogue *dialogue);

/* Connects; greeting, EHLO, STARTTLS, handshake, QUIT: whether what was missing always is. */
void dialogue_again(struct dialogue *dialogue);

/* Connects; greeting, EHLO, MAIL: RFC 6409 4.3. */
void dialogue_mail(struct dialogue *dialogue);

/* The same, and AUTH where MAIL was refused and so has changed nothing: then the session's purpose is
 * PURPOSE_AUTH. */
void dialogue_mail_and_auth(struct dialogue *dialogue);

/* Connects; greeting, EHLO, AUTH without credentials: RFC 4954 4. */
void dialogue_auth(struct dialogue *dialogue);

/* Connects; greeting, EHLO, STARTTLS, and then NOOP in clear where the handshake should begin. */
void dialogue_failed_handshake(struct dialogue *dialogue);

/* Connects; greeting, EHLO, inside TLS where that works; without a login MAIL and RCPT for the addresses of
 * the options, where they are given, and VRFY: RFC 5321 3.5, 3.6.2. */
void dialogue_recipients(struct dialogue *dialogue);

/* Connects; greeting, EHLO, STARTTLS where the mode wants it: a ClientHello is what comes next. */
bool dialogue_before_hello(struct dialogue *dialogue);

/* The same, then the handshake, and nothing inside TLS. */
bool dialogue_handshake(struct dialogue *dialogue);

/* The same, and then what it takes for a server to say what it has to say: greeting, EHLO. */
bool dialogue_handshake_and_ehlo(struct dialogue *dialogue);

/* QUIT where it can be said; closes everything. Harmless when called twice. */
void dialogue_end(struct dialogue *dialogue);

#endif
