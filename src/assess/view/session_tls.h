/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each session of a port shows of STARTTLS and of the certificate. A sender makes one connection, and
 * any of ours may be the one that it gets: the weakest session decides (RFC 3207 6). */
#ifndef MAILSONDE_ASSESS_VIEW_SESSION_TLS_H
#define MAILSONDE_ASSESS_VIEW_SESSION_TLS_H

#include "assess/finding/phrase.h"
#include "facts/endpoint.h"

#include <stdbool.h>
#include <stddef.h>

enum session_tls {
    SESSION_TLS_UNKNOWN,     /* nothing: turned away, cut off, or not in clear first */
    SESSION_TLS_OFFERED,     /* STARTTLS is offered, and whether it works was not seen */
    SESSION_TLS_WORKS,       /* there was TLS */
    SESSION_TLS_NOT_OFFERED, /* STARTTLS is not offered, or is masked */
    SESSION_TLS_REFUSED,     /* the command got a refusal */
    SESSION_TLS_FAILED       /* the handshake failed */
};

/* What the session shows. One that asks for something else as well (a command sent in one packet with
 * STARTTLS, another kind of key) shows only what that has no part in. A server that has had enough of our
 * connections (421, 4xx) shows nothing of its TLS. */
enum session_tls session_tls_of(const struct endpoint *endpoint, const struct session *session);

/* Whether a sender that gets such a session sends in clear. */
static inline bool session_tls_is_clear(enum session_tls tls)
{
    return tls >= SESSION_TLS_NOT_OFFERED;
}

/* All sessions of a port together. */
struct sessions_tls {
    size_t works;
    size_t offered;
    size_t clear;
    size_t not_offered;            /* of these, the ones that do not offer STARTTLS */
    const struct session *weakest; /* the first that is clear, or does not offer STARTTLS where none works;
                                      NULL for none */
    size_t weakest_number;         /* counted from 1 */
};

struct sessions_tls sessions_tls_of(const struct endpoint *endpoint);

/* Whether STARTTLS works in some sessions and not in others, or is offered in some alone. Where it works in
 * none, one that offers it and was asked for something else is no better than one that refuses it. */
static inline bool sessions_tls_differ(const struct sessions_tls *sessions)
{
    return sessions->works > 0 ? sessions->clear > 0 : sessions->offered > 0 && sessions->not_offered > 0;
}

/* What a session that is in clear shows: "EHLO lists no STARTTLS". */
struct phrase session_tls_phrase(const struct endpoint *endpoint, const struct session *session);

/* Whether the session shows a certificate that a sender may be served, which asks for the same name as the
 * session that tells most. */
bool session_shows_served_chain(const struct endpoint *endpoint, const struct session *session);

#endif
