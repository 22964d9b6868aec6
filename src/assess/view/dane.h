/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a sender makes of a host's TLSA records, for rules and verdict alike (RFC 7672 2.2). */
#ifndef MAILSONDE_ASSESS_VIEW_DANE_H
#define MAILSONDE_ASSESS_VIEW_DANE_H

#include "assess/finding/phrase.h"
#include "facts/report.h"

enum dane_state {
    DANE_NOT_ASKED, /* no look-up was made */
    DANE_UNKNOWN,   /* not known whether the answer is signed, or why there was none */
    DANE_FAILED,    /* a sender gets no answer or a bogus one, and keeps the mail */
    DANE_NONE,      /* no records */
    DANE_INSECURE,  /* records in an unsigned zone, which senders ignore */
    DANE_UNUSABLE,  /* signed, and none is usable: TLS is a must, without authentication */
    DANE_USABLE,    /* signed and usable: authenticated TLS is a must */
};

/* What DNSSEC says of the host's addresses. */
enum dnssec_state dane_address_state(const struct host *host);

/* What senders make of the host's records for port 25. *set becomes the set that decides, the base domain's
 * that comes first among those that have records, else the one whose answer decides; NULL for none. */
enum dane_state dane_state(const struct host *host, const struct tlsa_set **set);

/* "3 1 1 ab12...", long data cut. */
struct phrase dane_record(int64_t usage, int64_t selector, int64_t matching_type, const char *data_hex);

/* All records of the set, with commas. */
struct phrase dane_records(const struct tlsa_set *set);

/* What the server showed: "the ECDSA key served has SPKI SHA-256 cd34..., the certificate SHA-256 ef56...",
 * for the chain whose own certificate has a key of this type; all chains where that is KEY_TYPE_NONE. */
struct phrase dane_served(const struct endpoint *endpoint, enum key_type key_type);

/* Why DNSSEC has no answer: the look-up's detail in words that end no sentence. */
const char *dane_why_unknown(const struct dns_lookup *lookup);

#endif
