/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the user says of the infrastructure: how it should be, and which findings are accepted. */
#ifndef MAILSONDE_FACTS_EXPECTATIONS_H
#define MAILSONDE_FACTS_EXPECTATIONS_H

#include "facts/finding.h"
#include "facts/host.h"
#include "facts/policy_profile.h"
#include "facts/verdict.h"

#include <stddef.h>
#include <stdint.h>

/* Which findings are accepted, and why. */
struct accept_rule {
    enum finding_id id;
    char *domain; /* of which report; NULL: of any */
    char *host;   /* the host, the address or, of a finding about none, the domain; NULL: any */
    int64_t port; /* 0: any, also of findings that are about no port */
    struct acceptance acceptance;
};

enum expectation_kind {
    EXPECT_HOST,        /* DNS names `host` for the domain */
    EXPECT_HOSTS_EXACT, /* and none but those */
    EXPECT_HOSTS_LEAST, /* and others may be there, too */
    EXPECT_OPEN,        /* `port` accepts connections, in `mode` unless that is unknown */
    EXPECT_CLOSED,      /* `port` accepts none */
    EXPECT_INBOUND,     /* `inbound` at least */
    EXPECT_SUBMISSION,  /* `submission` at least */
    EXPECT_CERTIFICATE, /* `days`, or that part of its lifetime, at least before it expires */
    EXPECT_PROFILE,     /* no port is worse than `profile` allows */
    EXPECTATION_KIND_COUNT
};

/* One thing that is expected. Where several of a kind say something of the same host (and port), the one for
 * the host in its domain counts, else the one for the host, the one for the domain, the one for all. */
struct expect_item {
    enum expectation_kind kind;
    int64_t line;
    char *domain; /* NULL: of any */
    char *host;   /* NULL: of any; ports then of MX hosts */
    int64_t port;
    enum port_mode mode;
    enum inbound_level inbound;
    enum submission_level submission;
    int64_t days; /* where `parts` is 0 */
    int64_t part; /* `part` of `parts` */
    int64_t parts;
    char *profile_name;
    const struct policy_profile *profile; /* borrowed */
};

/* A domain that the file speaks of. */
struct expected_domain {
    char *name;
    int64_t line;
};

/* What a policy is told of it. Zeroed is nothing. */
struct expectations {
    char *source; /* the file, as typed */
    struct expected_domain *domains;
    size_t domain_count;
    struct expect_item *items; /* in the order of the file */
    size_t count;
    struct accept_rule *accept_rules;
    size_t accept_rule_count;
};

void expectations_free(struct expectations *expectations);

#endif
