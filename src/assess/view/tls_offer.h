/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a port takes in TLS, from all that is known of it: the handshakes of its sessions and the survey. */
#ifndef MAILSONDE_ASSESS_VIEW_TLS_OFFER_H
#define MAILSONDE_ASSESS_VIEW_TLS_OFFER_H

#include "assess/finding/phrase.h"
#include "facts/report.h"
#include "facts/tls_survey.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TLS_OFFER_VERSIONS = 6 };

/* From SSL 2.0 to TLS 1.3, oldest first. */
extern const uint32_t tls_offer_versions[TLS_OFFER_VERSIONS];

/* A suite that was taken. */
struct suite_seen {
    uint32_t suite;
    uint32_t version; /* 0 where it is not known */
};

struct tls_offer {
    const struct endpoint *endpoint;
    const struct tls_survey *survey; /* NULL: there is none, or it asked nothing */
    struct suite_seen *suites;       /* none twice with the same version */
    size_t suite_count;
};

/* The caller frees it with tls_offer_free(); it borrows from `endpoint`. */
struct tls_offer tls_offer_of(const struct endpoint *endpoint);
void tls_offer_free(struct tls_offer *offer);

/* Whether TLS was seen at all. */
bool tls_offer_is_there(const struct tls_offer *offer);

enum answer tls_offer_version(const struct tls_offer *offer, uint32_t version);

/* Whether there is any version that a hello of before TLS 1.3 is answered with. */
enum answer tls_offer_before_1_3(const struct tls_offer *offer);

/* Whether every suite is known that `version` is taken with: also when the version is not taken at all. */
bool tls_offer_is_complete(const struct tls_offer *offer, uint32_t version);

/* Whether a suite that fits is taken with `version` (0: any), and in *seen one of them. */
enum answer tls_offer_suite(const struct tls_offer *offer, uint32_t version, bool (*fits)(uint32_t),
                            struct suite_seen *seen);

/* The same for a class; *seen has no suite where only the class is known. */
enum answer tls_offer_class(const struct tls_offer *offer, enum weak_class weak_class,
                            struct suite_seen *seen);

/* The answer about a feature, NULL when it was not asked about. */
const struct tls_feature_answer *tls_offer_feature(const struct tls_offer *offer, enum tls_feature feature);

/* Whether a suite with signed Diffie-Hellman over a finite field is taken. */
enum answer tls_offer_dh(const struct tls_offer *offer);

/* The size of the smallest Diffie-Hellman prime seen; 0 for none. */
int64_t tls_offer_dh_bits(const struct tls_offer *offer);

/* "TLS_RSA_WITH_RC4_128_SHA (TLS 1.0)". */
struct phrase tls_offer_phrase(const struct suite_seen *seen);

/* Why the survey does not know: what the server said to the last connection, or that it was not clear. */
struct phrase tls_offer_why_unknown(const struct tls_offer *offer);

#endif
