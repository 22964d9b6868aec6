/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * IP addresses as values: parsing, formatting, and their special-purpose ranges. Pure. */
#ifndef MAILSONDE_BASE_ADDRESS_H
#define MAILSONDE_BASE_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

struct ip_address {
    int family;        /* 4 or 6 */
    uint8_t bytes[16]; /* network order; the first 4 for family 4 */
};

/* IANA's special-purpose ranges, as far as mail cannot be delivered there from the Internet. */
enum address_scope {
    SCOPE_GLOBAL,
    SCOPE_LOOPBACK,      /* 127.0.0.0/8, ::1 */
    SCOPE_PRIVATE,       /* RFC 1918, RFC 4193 */
    SCOPE_LINK_LOCAL,    /* 169.254.0.0/16, fe80::/10 */
    SCOPE_SHARED,        /* 100.64.0.0/10, RFC 6598 */
    SCOPE_DOCUMENTATION, /* RFC 5737, RFC 3849 */
    SCOPE_MULTICAST,
    SCOPE_RESERVED, /* unspecified, 0.0.0.0/8, benchmarking, 240.0.0.0/4, broadcast, ... */
    ADDRESS_SCOPE_COUNT
};

/* Why no connection is made to an address of a range when DNS names it (infer/address_gate.h). */
enum address_bar {
    BAR_NONE,
    BAR_LOOPBACK,
    BAR_UNSPECIFIED,
    BAR_LINK_LOCAL,
    BAR_MULTICAST,
    BAR_BROADCAST,
    BAR_MAPPED,  /* an IPv4-mapped, -compatible or -translated IPv6 address */
    BAR_SPECIAL, /* another special-purpose range */
    ADDRESS_BAR_COUNT
};

/* Reads "192.0.2.1" or "2001:db8::1", nothing around it; false when it is neither, and for NULL. */
bool address_parse(const char *text, struct ip_address *address);

/* Reads an address as it stands in options and targets: bare, or in brackets with or without the "IPv6:" tag
 * of RFC 5321 4.1.3, then ":PORT" where a port may follow (not after a bare IPv6 address). *port is 0 when
 * none is given. False when `word` is no such thing. */
bool address_parse_with_port(const char *word, struct ip_address *address, int64_t *port);

/* Reads a port, 1 to 65535, digits only; 0 when it is none. */
int64_t port_parse(const char *text);

/* 4 or 6, of text that is known to be one of their addresses; 4 for NULL, as facts that somebody else wrote
 * may have it. */
int64_t address_family(const char *text);

/* Presentation form, RFC 5952 for IPv6; the caller frees. */
char *address_text(const struct ip_address *address);

/* "192.0.2.1:25", "[2001:db8::1]:25", which address_parse_with_port() reads; the caller frees. */
char *address_text_with_port(const char *address, int64_t port);

/* The range of IANA's special-purpose registries that the address lies in (RFC 6890). */
enum address_scope address_scope(const struct ip_address *address);

/* Why that range is barred; an IPv4 address inside an IPv6 address is not considered. */
enum address_bar address_bar(const struct ip_address *address);

/* The name whose PTR records belong to the address (RFC 1035 3.5, RFC 3596 2.5); the caller frees. */
char *address_reverse_name(const struct ip_address *address);

#endif
