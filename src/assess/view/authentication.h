/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AUTH mechanisms, for rules and verdict alike. */
#ifndef MAILSONDE_ASSESS_VIEW_AUTHENTICATION_H
#define MAILSONDE_ASSESS_VIEW_AUTHENTICATION_H

#include "facts/endpoint.h"

#include <stdbool.h>

/* Whether the server offers before TLS a mechanism that sends the password or token itself (RFC 4954 4). */
bool authentication_in_clear(const struct session *session);

#endif
