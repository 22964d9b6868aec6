/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The verdict of a policy profile on an endpoint's TLS. */
#ifndef MAILSONDE_FACTS_PROFILE_H
#define MAILSONDE_FACTS_PROFILE_H

#include <stddef.h>
#include <stdint.h>

/* Worst first, so that the least of several is theirs together. */
enum grade { GRADE_UNKNOWN, GRADE_INSUFFICIENT, GRADE_PHASE_OUT, GRADE_SUFFICIENT, GRADE_GOOD, GRADE_COUNT };

/* Where a profile's clause was read when the profile was written: in the source itself, in a copy of its text
 * or tables by those who have it, or only in what others say of it. */
enum reading { READING_UNKNOWN, READING_SECONDARY, READING_COPY, READING_ORIGINAL, READING_COUNT };

/* One property that the profile grades. */
struct profile_item {
    char *kind;  /* "version", "cipher_suite", "group", "key", "signature", "feature", ... */
    char *value; /* "TLS 1.0", "TLS_RSA_WITH_AES_128_CBC_SHA", "RSA 1024", ... */
    enum grade grade;
    char *clause; /* of the profile: "RFC 9325 3.1.1", "NCSC-NL 2025-05 3.3.1" */
    enum reading read_in;
};

/* One profile over one endpoint. */
struct profile_verdict {
    char *profile; /* its name, "ncsc-nl-2025" */
    char *address;
    int64_t port;
    enum grade grade;           /* the worst grade of its items; unknown if all are undecided */
    struct profile_item *items; /* those below good, worst first */
    size_t item_count;
    int64_t items_unknown; /* undecided */
    int64_t items_good;
};

#endif
