/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The names of addresses, and whether these names have the address (forward-confirmed reverse DNS). */
#ifndef MAILSONDE_DISCOVER_REVERSE_H
#define MAILSONDE_DISCOVER_REVERSE_H

#include "discover/resolver.h"
#include "facts/report.h"
#include "net/fiber.h"

/* Enters each address of the report's hosts once in report->addresses, in the order of the hosts, marks those
 * that `policy` bars for some host, and looks up the PTR records of all together, then the addresses of their
 * names together. */
void reverse_look_up(struct fiber *fiber, struct resolver *resolver, enum address_policy policy,
                     struct report *report);

/* Enters each router that answered on the way, and whoever rejected a packet, once in path->routers, and
 * looks up the PTR records of all together. */
void reverse_name_routers(struct fiber *fiber, struct resolver *resolver, struct path *path);

#endif
