/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Key shares for hellos that no handshake follows. */
#ifndef MAILSONDE_PROBE_SURVEY_KEY_SHARES_H
#define MAILSONDE_PROBE_SURVEY_KEY_SHARES_H

#include "tls/hello.h"

enum { KEY_SHARES = 2 };

/* Public keys for X25519 and for P-256 that are valid, and whose secrets are no matter. */
extern const struct hello_key_share key_shares[KEY_SHARES];

/* Their groups. */
extern const uint16_t key_share_groups[KEY_SHARES];

#endif
