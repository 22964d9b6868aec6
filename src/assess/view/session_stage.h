/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far a session came. NULL stands for a session that there is not, which came nowhere. */
#ifndef MAILSONDE_ASSESS_VIEW_SESSION_STAGE_H
#define MAILSONDE_ASSESS_VIEW_SESSION_STAGE_H

#include "facts/endpoint.h"

#include <stdbool.h>

/* Whether the TCP connection was made. */
bool session_stage_connected(const struct session *session);

/* Whether TLS was established. */
bool session_stage_has_tls(const struct session *session);

/* Whether this end gave the handshake up, since it cannot parse the certificate. That is GnuTLS's verdict:
 * clients with another library may go on. The session is not NULL. */
bool session_stage_ended_by_certificate(const struct session *session);

/* Whether a chain was served: in a handshake, or in clear to a hello after which none was made. */
bool session_stage_shows_chain(const struct session *session);

#endif
