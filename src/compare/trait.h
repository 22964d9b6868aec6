/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One thing that a report says of a domain and that two reports can be compared by. */
#ifndef MAILSONDE_COMPARE_TRAIT_H
#define MAILSONDE_COMPARE_TRAIT_H

#include "base/shape.h"
#include "facts/finding.h"
#include "facts/key_type.h"

#include <stdbool.h>
#include <stdint.h>

/* What it is about, in the order in which changes are told. */
enum aspect {
    ASPECT_DELIVERY,
    ASPECT_INBOUND,
    ASPECT_SUBMISSION,
    ASPECT_FINDING,
    ASPECT_HOST_INBOUND, /* of one MX host */
    ASPECT_HOST_SUBMISSION,
    ASPECT_PROFILE, /* the grade of a policy profile for a port */
    ASPECT_ROUTE,   /* how mail for the domain is routed */
    ASPECT_MX,
    ASPECT_HOST,
    ASPECT_ADDRESS,
    ASPECT_DNSSEC,
    ASPECT_TLSA,
    ASPECT_MTA_STS,        /* whether there is a policy, and its mode */
    ASPECT_MTA_STS_POLICY, /* its other lines, and the id of the record */
    ASPECT_TLS_RPT,
    ASPECT_PORT,
    ASPECT_TLS_VERSION,
    ASPECT_CERTIFICATE,
    ASPECT_COUNT
};

extern const struct words aspect_words;

enum trait_state {
    TRAIT_ABSENT,
    TRAIT_NOT_SEEN,  /* the scan did not come to it: its time was over, or this end was in the way */
    TRAIT_UNDECIDED, /* it was looked at, and nobody can tell */
    TRAIT_HOLDS,     /* of findings, as the next */
    TRAIT_FAILS,
    TRAIT_SET, /* of all others: it is there, and has its value */
    TRAIT_STATE_COUNT
};

/* The certificate of a server. */
struct certificate_view {
    char *issuer;
    char *sha256;
    char *spki_sha256;
    enum key_type key_type;
    int64_t key_bits;
    char *not_before; /* RFC 3339, UTC */
    char *not_after;
    int64_t not_after_unix_s;
};

extern const struct shape certificate_view_shape;

/* Zeroed is valid; owns all of it. */
struct trait {
    enum aspect aspect;
    enum trait_state state;
    struct subject subject;
    char *name;   /* which of several about the subject: "TLS 1.0", an MX, the key of a finding; NULL */
    char *key;    /* of aspect, subject and name; unique in its portrait */
    char *within; /* key of what it is part of, and comes and goes with; NULL: of nothing */
    char *scope;  /* the set that it belongs to; NULL: that it is absent says nothing */
    bool hides;   /* what is within it cannot be seen */
    char *value;  /* in words; NULL: there is none */
    int64_t rank; /* of the value, more is better; -1: values have no order */
    enum severity severity;               /* of a finding; of others when they get worse */
    enum role role;                       /* to the domain, of what it is about */
    bool accepted;                        /* a finding that the user accepts */
    enum finding_id finding;              /* FINDING_NONE for what is none */
    char *title;                          /* of a finding that fails or is unknown: the fault */
    struct certificate_view *certificate; /* of ASPECT_CERTIFICATE; else NULL */
};

void trait_clear(struct trait *trait);

/* Key of what a trait is about; the caller frees. */
char *trait_key(enum aspect aspect, const struct subject *subject, const char *name);

#endif
