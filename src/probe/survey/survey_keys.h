/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys that no handshake from here can show. */
#ifndef MAILSONDE_PROBE_SURVEY_SURVEY_KEYS_H
#define MAILSONDE_PROBE_SURVEY_SURVEY_KEYS_H

#include "probe/survey/survey_state.h"

/* Where something hangs on every key (survey->wants_every_key), and the server takes post-quantum groups of
 * TLS 1.3, as OpenSSL does from 3.5 on: whether it has an ML-DSA key too, which clients with that library are
 * served first. One connection. */
void survey_ml_dsa(struct survey *survey);

#endif
