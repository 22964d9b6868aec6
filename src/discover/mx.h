/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a domain's MX records to its mail hosts (RFC 5321 5.1, RFC 7505). */
#ifndef MAILSONDE_DISCOVER_MX_H
#define MAILSONDE_DISCOVER_MX_H

#include "discover/hosts.h"
#include "discover/resolver.h"
#include "facts/report.h"

/* Reads the ended MX query into domain->mx, by preference and name, and sets how mail is routed. Without MX
 * records this is ROUTE_IMPLICIT_MX until mx_settle_implicit() knows the domain's addresses. If the look-up
 * failed it is ROUTE_UNKNOWN: addresses are not used in its place. */
void mx_read(struct dns_query *query, struct domain *domain);

/* Adds the domain's mail hosts to the report; the domain itself for ROUTE_IMPLICIT_MX, none for a null MX. */
void mx_add_hosts(const struct domain *domain, const struct port_set *ports, struct report *report);

/* Once addresses are known: an implicit MX without any is ROUTE_NONE, and its host is removed; when the
 * look-ups failed it is ROUTE_UNKNOWN. */
void mx_settle_implicit(struct report *report);

#endif
