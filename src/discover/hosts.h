/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The report's hosts: each name once, whatever its roles, with its ports and addresses. */
#ifndef MAILSONDE_DISCOVER_HOSTS_H
#define MAILSONDE_DISCOVER_HOSTS_H

#include "discover/resolver.h"
#include "facts/report.h"
#include "net/fiber.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The ports of the run. */
struct port_set {
    const int64_t *ports; /* borrowed; none: 25, 465, 587, 2525 */
    size_t count;
    bool only; /* --ports was given: ports named in DNS are not added */
};

/* How a port is expected to start by its number alone: 465 with TLS, all others in plaintext (RFC 8314 3.3).
 */
enum port_mode port_mode_by_number(int64_t port);

/* The host called `name`, a new one with the ports of the run if there is none yet. Kinds of host that cannot
 * be looked up get no ports. Earlier pointers to hosts are no longer valid. */
struct host *hosts_add(struct report *report, const char *name, const struct port_set *ports);

/* The same for a word of the user: an address is the host's own, localhost is this machine (RFC 6761 6.3),
 * and both have ports. */
struct host *hosts_add_given(struct report *report, const char *word, const struct port_set *ports);

/* Adds a port, or sets reason and mode of one of the run's ports; a reason that was set before stays. */
void hosts_add_port(struct host *host, const struct port_set *ports, int64_t port, enum port_mode expected,
                    const char *because);

/* The host's only port. */
void hosts_set_port(struct host *host, int64_t port);

/* Looks up A and AAAA of all hosts together. */
void hosts_look_up(struct fiber *fiber, struct resolver *resolver, struct report *report);

/* Removes the hosts for which `drop` returns true. */
void hosts_remove_if(struct report *report, bool (*drop)(const struct host *host));

#endif
