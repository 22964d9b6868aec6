/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a command that was sent in clear, glued to STARTTLS, was run inside TLS (RFC 3207 6).
 *
 * It was only where one reply more came than commands were sent inside TLS. What the replies say proves
 * nothing: servers answer QUIT with 250, greet again, add 421 and close. So an accusation takes two sessions:
 * the one with the glued command, and one with the same commands and nothing glued, in which that reply is
 * missing. */
#ifndef MAILSONDE_INFER_INJECTION_H
#define MAILSONDE_INFER_INJECTION_H

#include "facts/endpoint.h"

#include <stdbool.h>

enum injection {
    INJECTION_UNKNOWN,
    INJECTION_REFUSED,   /* it kept TLS from coming about, or ended it: nothing was run inside TLS */
    INJECTION_FORGOTTEN, /* TLS goes on as if it had not been sent */
    INJECTION_RUN        /* it was answered inside TLS */
};

/* Worked out from the sessions made for PURPOSE_INJECTION and PURPOSE_INJECTION_CONTROL, and from what the
 * server says inside TLS in the main one. */
enum injection injection_found(const struct endpoint *endpoint);

/* The session with the glued command; of two the second, which was made to learn whether the first was
 * refused for that command. NULL for none. */
const struct session *injection_session(const struct endpoint *endpoint);

/* Whether the session with the glued command was refused TLS in a way that need not be about that command:
 * the same has to be asked once more. */
bool injection_wants_another(const struct endpoint *endpoint);

/* Whether the session with the glued command leaves open what one without it may settle. */
bool injection_wants_control(const struct endpoint *endpoint);

/* Whether it is unknown because the server did not let this client in once more, or no connection was begun:
 * the check or its control came to no question, as at a server that allows few connections in a while. That
 * says nothing of the server. False where this end cut it off. */
bool injection_was_not_asked(const struct endpoint *endpoint);

/* The reply to the glued command, of INJECTION_RUN; else NULL. */
const struct reply *injection_reply(const struct endpoint *endpoint);

#endif
