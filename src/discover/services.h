/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Submission hosts: from SRV records (RFC 8314 5.1, RFC 6186), from the user, or guessed. */
#ifndef MAILSONDE_DISCOVER_SERVICES_H
#define MAILSONDE_DISCOVER_SERVICES_H

#include "base/list.h"
#include "discover/hosts.h"
#include "discover/resolver.h"
#include "facts/report.h"
#include "net/fiber.h"

/* _submissions._tcp, _submission._tcp, and _smtps._tcp, which is looked up only to report that clients do not
 * use it. */
enum { SERVICE_COUNT = 3 };

/* Starts the SRV look-ups of the domain. */
void services_start(struct fiber *fiber, struct resolver *resolver, const char *domain,
                    struct dns_query queries[static SERVICE_COUNT]);

/* Reads the ended queries into domain->services, records by priority and falling weight. */
void services_read(struct dns_query queries[static SERVICE_COUNT], struct domain *domain);

/* Adds the hosts that SRV records name, each with the record's port, unless srv_port_is_barred(). */
void services_add_hosts(const struct domain *domain, const struct port_set *ports, struct report *report);

/* Adds the hosts that the user named. */
void services_add_given(const struct text_list *names, const struct port_set *ports, struct report *report);

/* Adds well-known names below the domain if a guess is useful: no submission host is known, the domain takes
 * mail or may do so, and no SRV record says that it offers no submission. */
void services_add_guesses(const struct domain *domain, const struct port_set *ports, struct report *report);

/* Once addresses are known: removes the guesses that have none. */
void services_settle_guesses(struct report *report);

#endif
