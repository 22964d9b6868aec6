/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the user says of the infrastructure: which findings are accepted. */
#ifndef MAILSONDE_FACTS_EXPECTATIONS_H
#define MAILSONDE_FACTS_EXPECTATIONS_H

#include "facts/finding.h"

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

/* What a policy is told of it. Zeroed is nothing. */
struct expectations {
    struct accept_rule *accept_rules;
    size_t accept_rule_count;
};

void expectations_free(struct expectations *expectations);

#endif
