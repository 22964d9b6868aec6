/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Key tags of the anchors in a file and of the keys that sign a zone. Pure. */
#ifndef MAILSONDE_DISCOVER_ANCHOR_KEYS_H
#define MAILSONDE_DISCOVER_ANCHOR_KEYS_H

#include "discover/dns_message.h"
#include "discover/records.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ANCHOR_KEYS_MAX = 16 };

/* Key tags (RFC 4034 appendix B), without repetition; tags beyond the maximum are left out. */
struct key_tags {
    uint16_t tags[ANCHOR_KEYS_MAX];
    size_t count;
};

/* The tags of the DS and DNSKEY records at `name` in the file; none if there is no such record. */
void anchor_keys_of_file(const struct records *anchors, const char *name, struct key_tags *tags);

/* Adds the tags of the keys that made the signatures in an answer. */
void anchor_keys_of_signatures(const struct dns_answer *answer, struct key_tags *tags);

bool anchor_keys_meet(const struct key_tags *a, const struct key_tags *b);

/* "key 20326", "keys 20326, 38696", "no key"; the caller frees. */
char *anchor_keys_words(const struct key_tags *tags);

#endif
