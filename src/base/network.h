/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Networks, as far as an address alone shows them. */
#ifndef MAILSONDE_BASE_NETWORK_H
#define MAILSONDE_BASE_NETWORK_H

#include <stdbool.h>

/* Whether two addresses lie in networks that have little to do with one another: they are of one family and
 * differ in the first 16 bits of IPv4 or the first 32 of IPv6. */
bool network_unrelated(const char *one, const char *other);

/* Whether two addresses are neighbours: they share the first 24 bits of IPv4 or the first 48 of IPv6. */
bool network_near(const char *one, const char *other);

/* Whether an address has a meaning within its own network alone: private (RFC 1918, RFC 4193), shared between
 * a provider and its customers (RFC 6598), link-local or loopback. */
bool network_is_local(const char *address);

/* The network of an address, as a key: "192.0.0.0/16", "2001:db8::/32"; the caller frees it. NULL for what is
 * no address. */
char *network_of(const char *address);

#endif
