/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Domain names as DNS carries them, made into text. Pure.
 *
 * The text is lower case, without a trailing dot, "." for the root. A byte that has no business in a name,
 * a dot or backslash inside a label among them, becomes \xNN: what DNS sent is safe to print and two
 * different names never look the same. This is the one escaping that names from DNS go through (compare
 * base/text.h). */
#ifndef MAILSONDE_DISCOVER_DNS_NAME_H
#define MAILSONDE_DISCOVER_DNS_NAME_H

#include "facts/dns.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 255 bytes of labels, each byte as \xNN at worst, and the NUL. */
enum { DNS_NAME_TEXT_BYTES = 255 * 4 + 1 };

/* Reads the name at *at of `message`, following compression (RFC 1035 4.1.4), and moves *at behind it. False
 * when it runs out of the message, is longer than 255 bytes, has an unknown label type, or points anywhere
 * but backwards; `text` is then of no use. */
bool dns_name_read(const uint8_t *message, size_t message_bytes, size_t *at,
                   char text[static DNS_NAME_TEXT_BYTES]);

/* `name` as the functions above write it: lower case, no trailing dot. The caller frees. */
char *dns_name_normal(const char *name);

/* Whether a query for the (normal) name can be made: its labels have 1 to 63 bytes, nothing is escaped, and
 * it has 253 bytes at most. Underscores are fine: SRV labels and some hosts have them. */
bool dns_name_can_be_asked(const char *name);

/* What kind of host the (normal) name would be as the target of an MX or SRV record. */
enum host_kind dns_name_host_kind(const char *name);

#endif
