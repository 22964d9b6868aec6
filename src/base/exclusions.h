/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who does not want to be asked: addresses, networks and domains. Read by all threads of a run, and therefore
 * complete before it begins. Pure.
 *
 * A domain stands for itself and all names below it. An IPv4 address is the same in an IPv6 address that
 * contains it: mapped (RFC 4291 2.5.5.2), of a translator (RFC 6052 2.1) or of 6to4 (RFC 3056). */
#ifndef MAILSONDE_BASE_EXCLUSIONS_H
#define MAILSONDE_BASE_EXCLUSIONS_H

#include "base/address.h"
#include "base/list.h"

#include <stdbool.h>

/* Why there is no connection and no look-up, in words for facts. */
extern const char exclusions_words[];

struct exclusions;

struct exclusions *exclusions_new(void);
void exclusions_free(struct exclusions *exclusions); /* takes NULL */

/* Adds the network of which `address` has the first `bits`, at most as many as its family has. */
void exclusions_add_network(struct exclusions *exclusions, const struct ip_address *address, unsigned bits);

/* Adds a domain: A-labels in lower case, without a trailing dot. */
void exclusions_add_domain(struct exclusions *exclusions, const char *name);

/* To be called once, after the last addition and before the first question. */
void exclusions_settle(struct exclusions *exclusions);

/* Whether the address is excluded. NULL excludes nothing; text that is no address is not excluded. */
bool exclusions_have_address(const struct exclusions *exclusions, const char *address);
bool exclusions_have(const struct exclusions *exclusions, const struct ip_address *address);

/* Whether the name (as discover/dns_name.h writes it) is excluded: one of the domains, below one of them, or
 * the reverse name of an address or a network that is excluded as a whole. NULL excludes nothing. */
bool exclusions_have_name(const struct exclusions *exclusions, const char *name);

/* The domains that were added, of which none is below another; borrowed. */
const struct text_list *exclusions_domains(const struct exclusions *exclusions);

#endif
