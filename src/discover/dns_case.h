/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The case of the letters in a question's name, which servers repeat in their answers as it came: chosen at
 * random, it is something more that who forges an answer has to guess (RFC 5452 9.3, "DNS 0x20"). Pure. */
#ifndef MAILSONDE_DISCOVER_DNS_CASE_H
#define MAILSONDE_DISCOVER_DNS_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DNS_CASE_RANDOM_BYTES = 32 /* a bit for each character of a name */ };

/* Gives each letter of the name, which is plain text with dots, the case that its bit of `random` says. */
void dns_case_mix(char *name, const uint8_t random[static DNS_CASE_RANDOM_BYTES]);

/* Whether the question of the message has the letters of `name` in another case. False also for a message
 * that has no such question, which is for others to tell. */
bool dns_case_differs(const uint8_t *message, size_t message_bytes, const char *name);

#endif
