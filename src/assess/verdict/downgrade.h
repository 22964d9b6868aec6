/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The downgrade model: how well inbound mail is protected, as a pure function of a handful of answers. The
 * table is in downgrade.c; doc/downgrade.md explains it. */
#ifndef MAILSONDE_ASSESS_VERDICT_DOWNGRADE_H
#define MAILSONDE_ASSESS_VERDICT_DOWNGRADE_H

#include "assess/view/inbound_facts.h"
#include "facts/verdict.h"

#include <stddef.h>

struct downgrade {
    enum inbound_level level;    /* unknown when the facts that are unknown could change it */
    enum inbound_level at_least; /* with each of them at its worst */
    enum inbound_level at_most;  /* with each of them at its best */
};

/* Orders the levels; -1 for those that are none: unknown, no mail, not routable. */
int downgrade_rank(enum inbound_level level);

/* The level of one MX host. */
struct downgrade downgrade_of_host(const struct inbound_facts *facts);

/* What each class of senders does there. */
struct sender_vector downgrade_vector(const struct inbound_facts *facts);

/* The least of all MX hosts of any preference, because an attacker picks the host that mail falls back to; a
 * host whose level is unknown counts with the best it may be. `level` is unknown when that of every host is.
 * A host that an enforced policy does not list takes nothing from what the policy gives the others: MTA-STS
 * senders never use it (RFC 8461 5). Zeroed for no hosts. */
struct downgrade downgrade_of_domain(const struct inbound_facts *hosts, size_t count);

#endif
