/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a target to the hosts and addresses that are to be probed. */
#ifndef MAILSONDE_DISCOVER_ROUTES_H
#define MAILSONDE_DISCOVER_ROUTES_H

#include "discover/hosts.h"
#include "discover/resolver.h"
#include "facts/list.h"
#include "facts/report.h"
#include "net/fiber.h"

struct routes_options {
    struct port_set ports;
    struct text_list submission_hosts; /* --submission: names in A-labels, or addresses; borrowed */
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
