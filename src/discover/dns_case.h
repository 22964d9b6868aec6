/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The case of the letters in a question's name. Servers repeat the name unchanged in their answers, so random
 * case is one more thing that a forger of answers has to guess (RFC 5452 9.3, "DNS 0x20"). Pure. */
#ifndef MAILSONDE_DISCOVER_DNS_CASE_H
#define MAILSONDE_DISCOVER_DNS_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DNS_CASE_RANDOM_BYTES = 32 /* a bit for each character of a name */ };

/* Sets the case of each letter of the name, which is plain text with dots, by its bit of `random`. */
void dns_case_mix(char *name, const uint8_t random[static DNS_CASE_RANDOM_BYTES]);

/* Whether the question of the message has the letters of `name` in another case. False also for a message
 * without that question; other code finds that fault. */
bool dns_case_differs(const uint8_t *message, size_t message_bytes, const char *name);

#endif
