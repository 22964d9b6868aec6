/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a command that was sent in clear, in the same segment as STARTTLS, was run inside TLS (RFC 3207 6):
 * the injected command.
 *
 * It was run only if there is one reply more than commands were sent inside TLS. The texts of the replies
 * prove nothing: servers answer QUIT with 250, greet again, or add 421 and close. The finding therefore needs
 * two sessions: one with the injected command, and a control session with the same commands and without it,
 * in which that reply is missing. */
#ifndef MAILSONDE_INFER_INJECTION_H
#define MAILSONDE_INFER_INJECTION_H

#include "facts/endpoint.h"

#include <stdbool.h>

enum injection {
    INJECTION_UNKNOWN,
    INJECTION_REFUSED,   /* the server refused or ended TLS because of it: nothing was run inside TLS */
    INJECTION_FORGOTTEN, /* the server dropped it: TLS goes on without a reply to it */
    INJECTION_RUN        /* the server ran it: it was answered inside TLS */
};

/* The result, from the sessions with PURPOSE_INJECTION and PURPOSE_INJECTION_CONTROL and from the server's
 * replies inside TLS in the main one. */
enum injection injection_found(const struct endpoint *endpoint);

/* The session with the injected command; of two the second, which was made to find out whether the first was
 * refused because of it. NULL for none. */
const struct session *injection_session(const struct endpoint *endpoint);

/* Whether TLS was refused in the session with the injected command for what may be another reason: the
 * session has to be repeated. */
bool injection_wants_another(const struct endpoint *endpoint);

/* Whether the session with the injected command is undecided, and a control session without it may decide. */
bool injection_wants_control(const struct endpoint *endpoint);

/* Whether the result is unknown because the server refused a further connection, or none was begun, so that
 * the check or its control sent nothing: for example at a server that limits the rate of connections. This is
 * no fault of the server. False if this end ended the check. */
bool injection_was_not_asked(const struct endpoint *endpoint);

/* The reply to the injected command for INJECTION_RUN; else NULL. */
const struct reply *injection_reply(const struct endpoint *endpoint);

#endif
