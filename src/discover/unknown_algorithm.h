/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds zones signed with an algorithm that this machine cannot validate. A validator treats them as unsigned
 * (RFC 4035 5.2); others, whose libraries know the algorithm, validate them. */
#ifndef MAILSONDE_DISCOVER_UNKNOWN_ALGORITHM_H
#define MAILSONDE_DISCOVER_UNKNOWN_ALGORITHM_H

#include "discover/dnssec.h"

/* Whether an answer with this response, found insecure, has signatures of a zone for which the zone above has
 * a secure DS record. Answers without signatures cost no question; the others two for each zone that signed.
 * `done` is called once, maybe before this returns, with a line about it, or NULL where there is no such zone
 * or none that could be told. The line lasts until the callback returns. */
void unknown_algorithm_find(struct dnssec *dnssec, const uint8_t *message, size_t message_bytes,
                            void (*done)(void *argument, const char *problem), void *argument);

#endif
