/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kinds of certificate that a scripted server can show. */
#ifndef MAILSONDE_DEMO_CERTIFICATE_KIND_H
#define MAILSONDE_DEMO_CERTIFICATE_KIND_H

#include "base/shape.h"

enum certificate_kind {
    CERTIFICATE_GOOD,          /* ECDSA P-256, through an intermediate, in date, right names */
    CERTIFICATE_RSA,           /* the same with RSA 2048 */
    CERTIFICATE_EXPIRED,       /* ended 30 days ago */
    CERTIFICATE_NOT_YET_VALID, /* begins in 30 days */
    CERTIFICATE_SELF_SIGNED,
    CERTIFICATE_WRONG_NAME,  /* for a name of somebody else */
    CERTIFICATE_NO_SAN,      /* the name stands in the subject's CN alone */
    CERTIFICATE_WILDCARD,    /* "*." in place of the first label */
    CERTIFICATE_UNTRUSTED,   /* from a root that nobody trusts */
    CERTIFICATE_INCOMPLETE,  /* good, sent without its intermediate */
    CERTIFICATE_WEAK_KEY,    /* RSA 1024 */
    CERTIFICATE_SHA1,        /* signed with SHA-1 */
    CERTIFICATE_BOTH_KEYS,   /* good and rsa, as the client likes */
    CERTIFICATE_EXTRA,       /* good, sent with an expired cross-sign of the root and one with SHA-1 */
    CERTIFICATE_SHUFFLED,    /* good, sent with the root, in the wrong order */
    CERTIFICATE_FOR_CLIENTS, /* its extended key usage is clientAuth alone */
    CERTIFICATE_NO_SIGNING,  /* RSA 2048 whose key usage is keyEncipherment alone */
    CERTIFICATE_SHORT_LIVED, /* good for 160 hours, an hour old */
    CERTIFICATE_KIND_COUNT
};

/* "good", "self-signed", ...: what `certificate:` in a dialogue file takes. */
extern const struct words certificate_kind_words;

#endif
