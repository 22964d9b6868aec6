/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the downgrade model looks at, of one MX host: what decides, in a few answers. */
#ifndef MAILSONDE_ASSESS_VIEW_INBOUND_FACTS_H
#define MAILSONDE_ASSESS_VIEW_INBOUND_FACTS_H

#include "facts/report.h"

#include <stddef.h>

struct view;

/* What a sender that validates DANE finds for the host (RFC 7672 2.2). */
enum tlsa_standing {
    TLSA_STANDING_UNKNOWN,
    TLSA_STANDING_NONE,     /* unsigned, or no record, and DNSSEC says so: DANE does not apply */
    TLSA_STANDING_ERROR,    /* the look-up fails: the host may not be used (2.1.2) */
    TLSA_STANDING_UNUSABLE, /* signed records, none of them usable: encrypted, the server not authenticated */
    TLSA_STANDING_USABLE,
};

/* What a sender that knows no policy yet finds (RFC 8461 3). */
enum sts_standing {
    STS_STANDING_UNKNOWN,
    STS_STANDING_ABSENT, /* none, one in mode none, or one that cannot be had: all the same to it */
    STS_STANDING_TESTING,
    STS_STANDING_ENFORCE,
};

/* Addresses of the host by what a sender meets there on port 25. */
struct addresses_seen {
    size_t clear;       /* no STARTTLS, or none that works, in one session at least */
    size_t mixed;       /* of these: STARTTLS works in another session */
    size_t tls;         /* STARTTLS works */
    size_t unjudged;    /* answered, but not so that it could be judged */
    size_t unreachable; /* did not answer */
    size_t intercepted; /* of those unjudged: something nearer than the host answered */
    size_t rejected;    /* of those unjudged: would not serve us, or not now */
    size_t refused;     /* of those unreachable: refused the connection */
};

struct inbound_facts {
    const struct host *host;
    struct addresses_seen addresses;
    enum answer starttls; /* "no" when one address is in clear; "yes" when all that were judged do TLS */
    bool some_tls;        /* STARTTLS works at some address, in some session: not all senders are in clear */
    enum dnssec_state mx; /* secure, too, for a host that was named and not found by MX */
    enum tlsa_standing tlsa;         /* at the first base domain that has records (RFC 7672 2.2.3) */
    const struct tlsa_set *tlsa_set; /* that one; NULL for none */
    bool dane_name_refused;          /* an address ends TLS for the name that DANE senders ask for */
    bool sts_name_refused;           /* ... and that MTA-STS senders do */
    enum answer tlsa_matches;        /* each chain that was served at each address that was judged */
    enum sts_standing sts;
    enum answer sts_listed;  /* whether a pattern of the policy matches the host (RFC 8461 4.1) */
    enum answer sts_lasting; /* a day or more, and no wildcard over the domain's own names (RFC 8461 10.4) */
    enum answer pkix;        /* every certificate is one that MTA-STS accepts for the host (RFC 8461 4.2) */
};

/* The facts of each MX host, or of each host when the target is no domain; `count` gets their number. The
 * view is borrowed, the caller frees. */
struct inbound_facts *inbound_facts_of(const struct view *view, size_t *count);

/* Clauses in words: what the answers rest on, and what is missing. */
void inbound_facts_reasons(const struct inbound_facts *facts, struct text_list *reasons);

/* What a policy of the domain that is in force, in mode testing or enforce, means for the host. */
void inbound_facts_take_policy(struct inbound_facts *facts, const struct mta_sts_policy *policy,
                               const char *domain);

#endif
