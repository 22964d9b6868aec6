/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which of many texts were there before: 16 bytes are kept of each, two hashes with secrets, so that nobody
 * can look for two texts that are taken for one. */
#ifndef MAILSONDE_BROKER_DIGEST_SET_H
#define MAILSONDE_BROKER_DIGEST_SET_H

#include "base/sip_hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest {
    uint64_t words[2];
};

/* Zeroed is empty, and gets its secrets with the first text. */
struct digest_set {
    struct sip_key secrets[2];
    struct digest *slots; /* both words 0: free */
    size_t capacity;      /* a power of two */
    size_t count;
};

/* True when the text was not in the set before. */
bool digest_set_add(struct digest_set *set, const char *text);
bool digest_set_has(struct digest_set *set, const char *text);
void digest_set_free(struct digest_set *set);

#endif
