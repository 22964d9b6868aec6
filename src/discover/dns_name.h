/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Converts domain names from DNS messages to text. Pure.
 *
 * The text is lower case, without a trailing dot, "." for the root. A byte that does not belong in a name,
 * such as a dot or backslash inside a label, becomes \xNN: the text is safe to print, and two different names
 * never look the same. Names from DNS are escaped only here (compare base/text.h). */
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

/* `name` in the form described above: lower case, no trailing dot. The caller frees. */
char *dns_name_normal(const char *name);

/* Whether a query for the (normal) name can be made: its labels have 1 to 63 bytes, nothing is escaped, and
 * it has 253 bytes at most. Underscores are fine: SRV labels and some hosts have them. */
bool dns_name_can_be_asked(const char *name);

/* What kind of host the (normal) name would be as the target of an MX or SRV record. */
enum host_kind dns_name_host_kind(const char *name);

#endif
