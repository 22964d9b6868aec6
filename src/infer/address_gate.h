/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decides which addresses from DNS may be connected to. The owner of a zone chooses its addresses; without
 * a limit, a scan of that zone could be led to services of this machine and of its network. Pure. */
#ifndef MAILSONDE_INFER_ADDRESS_GATE_H
#define MAILSONDE_INFER_ADDRESS_GATE_H

#include "base/address.h"
#include "facts/dns.h"
#include "facts/host.h"

#include <stdbool.h>
#include <stdint.h>

/* Why `policy` does not allow a connection to the address from DNS; BAR_NONE if it does. An IPv6 address that
 * contains an IPv4 address, for a translator or a tunnel, is treated as the IPv4 address (RFC 6052, RFC 3056,
 * RFC 4380). */
enum address_bar address_barred(const struct ip_address *address, enum address_policy policy);

/* The same of text; one that is no address is not barred. */
enum address_bar address_text_barred(const char *address, enum address_policy policy);

/* Whether the user, not DNS, named the host's addresses of this family: as a word of the command line, or in
 * the records of --records. */
bool address_typed_for(const struct host *host, int64_t family);

/* Why the host's address is not connected to; an address that the user gave always is. */
enum address_bar address_barred_for(const struct host *host, const char *address, enum address_policy policy);

/* Whether the port of an SRV record is below 1024 and not one of mail's (25, 465, 587), in records that the
 * user did not write: other services live there, and no connection is made to it. */
bool srv_port_is_barred(const struct dns_lookup *lookup, int64_t port);

/* The bar in words, as in "127.0.0.1 is a loopback address". */
const char *address_bar_phrase(enum address_bar bar);

#endif
