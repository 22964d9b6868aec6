/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a hash of 64 bits under a key, so that nobody who does not know
 * the key can choose texts that have the same. Pure. */
#ifndef MAILSONDE_BASE_SIP_HASH_H
#define MAILSONDE_BASE_SIP_HASH_H

#include <stddef.h>
#include <stdint.h>

struct sip_key {
    uint64_t words[2];
};

uint64_t sip_hash(const struct sip_key *key, const void *bytes, size_t length);

#endif
