/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dialogues: the commands of one connection, in their order. */
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
    struct dial_options dial_options; /* those of the options, unless changed */
    struct tls_settings tls_settings; /* the same */
    int64_t quit_ms;                  /* the same: the time to wait for the reply to QUIT */
    struct ahead *ahead;              /* connections made beforehand; NULL: none. Borrowed */
    bool reserved;                    /* the caller has reserved a slot and a descriptor */
    struct dial dial;
    struct tls_session *tls;
};

/* Adds a session to the endpoint. Several may be in use at a time, each by one fiber. Sessions do not move,
 * since there is room for all that a port can have. */
struct session *dialogue_add_session(struct endpoint *endpoint);

/* Makes room for so many only, where no more can come while one is in use: that for all takes 10 KiB. */
void dialogue_expect_sessions(struct endpoint *endpoint, size_t count);

/* Prepares a dialogue whose facts go to `session`, an entry of the endpoint's sessions. */
void dialogue_init(struct dialogue *dialogue, struct fiber *fiber, const struct probe_options *options,
                   const struct dial_place *place, struct endpoint *endpoint, struct session *session);

/* The same for a further session of the endpoint, in the mode that the port was found to have. */
void dialogue_init_further(struct dialogue *dialogue, struct fiber *fiber,
                           const struct probe_options *options, const struct dial_place *place,
                           struct endpoint *endpoint, enum session_purpose purpose);

/* Connects, and waits until the greeting begins or the time for silence is over. True when the port is
 * connected and silent: the caller may ask for TLS on another connection before it goes on with
 * dialogue_plain(). */
bool dialogue_begin_plain(struct dialogue *dialogue);

/* Connects without waiting for a greeting: dialogue_plain() follows. */
bool dialogue_connect_plain(struct dialogue *dialogue);

/* Greeting, EHLO, STARTTLS (even if not offered), handshake, EHLO again: RFC 5321 3.1, 3.2, RFC 3207 4.
 * Nothing else is said before TLS, since it could change the answer to STARTTLS. */
bool dialogue_plain(struct dialogue *dialogue);

/* Connects; handshake, greeting, EHLO: RFC 8314 3.3. */
bool dialogue_implicit_tls(struct dialogue *dialogue);

/* Connects; greeting, EHLO, STARTTLS with NOOP in the same segment, handshake, EHLO, QUIT: RFC 3207 6. */
void dialogue_injection(struct dialogue *dialogue);

/* The same without NOOP. */
void dialogue_injection_control(struct dialogue *dialogue);

/* Connects; greeting, EHLO, STARTTLS, handshake, QUIT: to see whether STARTTLS is missing each time. */
void dialogue_again(struct dialogue *dialogue);

/* Connects; greeting, EHLO, MAIL: RFC 6409 4.3. */
void dialogue_mail(struct dialogue *dialogue);

/* The same, then AUTH if MAIL was refused, since a refused MAIL does not change the session's state; the
 * purpose is then PURPOSE_AUTH. */
void dialogue_mail_and_auth(struct dialogue *dialogue);

/* Connects; greeting, EHLO, AUTH without credentials: RFC 4954 4. */
void dialogue_auth(struct dialogue *dialogue);

/* Connects; greeting, EHLO, STARTTLS, then NOOP in clear in place of the handshake. */
void dialogue_failed_handshake(struct dialogue *dialogue);

/* Connects; greeting, EHLO, inside TLS where that works; without a login MAIL and RCPT for the addresses of
 * the options, where they are given, and VRFY: RFC 5321 3.5, 3.6.2. */
void dialogue_recipients(struct dialogue *dialogue);

/* Connects; greeting, EHLO and STARTTLS if the mode needs them. A ClientHello can follow. */
bool dialogue_before_hello(struct dialogue *dialogue);

/* The same, then the handshake; nothing is sent inside TLS. */
bool dialogue_handshake(struct dialogue *dialogue);

/* The same, then greeting and EHLO inside TLS, so that the server can report a problem in its reply. */
bool dialogue_handshake_and_ehlo(struct dialogue *dialogue);

/* Sends QUIT if the connection can still be used, and closes everything. May be called twice. */
void dialogue_end(struct dialogue *dialogue);

#endif
