/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a target to the hosts and addresses that are to be probed. */
#ifndef MAILSONDE_DISCOVER_ROUTES_H
#define MAILSONDE_DISCOVER_ROUTES_H

#include "base/list.h"
#include "discover/resolver.h"
#include "facts/report.h"
#include "net/fiber.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct routes_options {
    const int64_t *ports; /* borrowed; none: 25, 465, 587, 2525 */
    size_t port_count;
    bool only_these_ports;             /* --ports was given: those of SRV records are not added */
    struct text_list submission_hosts; /* --submission: names in A-labels, or addresses; borrowed */
    enum address_policy addresses;     /* that DNS may lead a connection to */
};

/* Fills report->domain, hosts and addresses from report->target, all look-ups that do not need one another's
 * answers in flight together. What DNS does is a fact in them; nothing fails.
 *
 * A domain's hosts are its mail hosts by preference and name, then its submission hosts: those of SRV
 * records, those given, and only where neither gives one (nor SRV says that there is none) the guesses that
 * have addresses. A host or address as the target is one host, with submission "given". Hosts that are an
 * address literal, localhost or the root in DNS are listed without addresses and ports. */
void routes_discover(struct fiber *fiber, struct resolver *resolver, const struct routes_options *options,
                     struct report *report);

#endif
