/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AUTH mechanisms, for rules and verdict alike. */
#ifndef MAILSONDE_ASSESS_VIEW_AUTHENTICATION_H
#define MAILSONDE_ASSESS_VIEW_AUTHENTICATION_H

#include "assess/finding/phrase.h"
#include "facts/endpoint.h"

#include <stdbool.h>

/* Whether a reply to EHLO came that lists what is offered. */
bool authentication_is_listed(const struct ehlo *ehlo);

/* The mechanisms of the list that send the password or token itself, that prove it without sending it, and
 * that are obsolete; empty for none. */
struct phrase authentication_revealing(const struct ehlo *ehlo);
struct phrase authentication_proving(const struct ehlo *ehlo);
struct phrase authentication_obsolete(const struct ehlo *ehlo);

/* Whether the server offers before TLS a mechanism that sends the password or token itself (RFC 4954 4). */
bool authentication_in_clear(const struct session *session);

#endif
