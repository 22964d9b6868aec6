/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hosts that DNS or the user named, and their addresses. */
#ifndef MAILSONDE_FACTS_HOST_H
#define MAILSONDE_FACTS_HOST_H

#include "base/address.h"
#include "base/answer.h"
#include "base/list.h"
#include "facts/dane.h"
#include "facts/dns.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Why a host counts as a submission host; later reasons are weaker. */
enum submission_source {
    SUBMISSION_NONE,  /* we did not */
    SUBMISSION_SRV,   /* an SRV record names it (RFC 8314 5.1, RFC 6186) */
    SUBMISSION_GIVEN, /* the user named it: --submission, or a host or address as the target */
    SUBMISSION_GUESS, /* smtp., mail. or submission. below the domain: never held against the domain */
    SUBMISSION_SOURCE_COUNT
};

/* How a port is expected to start, and how it was found to. */
enum port_mode {
    MODE_UNKNOWN,      /* unknown: not connected, or closed at once */
    MODE_STARTTLS,     /* plaintext SMTP first, whether or not STARTTLS is offered (RFC 3207) */
    MODE_IMPLICIT_TLS, /* TLS from the first byte (RFC 8314 3.3) */
    MODE_OTHER,        /* another protocol than SMTP; the first bytes are kept */
    MODE_SILENT,       /* connected, and neither greeted nor answered a ClientHello */
    PORT_MODE_COUNT
};

/* Ports with a meaning of their own (RFC 5321 4.5.4.2, RFC 8314 7.3, RFC 6409 3.1); 2525 is registered for
 * nothing. */
enum { PORT_RELAY = 25, PORT_SUBMISSIONS = 465, PORT_SUBMISSION = 587, PORT_UNREGISTERED = 2525 };

/* One port of a host to be probed, and why. */
struct host_port {
    int64_t port;
    enum port_mode expected;
    char *because; /* "default", the SRV label, or "target" */
};

struct host {
    char *name; /* A-labels; for an address literal the address */
    char *name_unicode;
    enum host_kind kind;
    bool is_mx;
    int64_t mx_preference; /* where is_mx */
    enum submission_source submission;
    struct text_list services; /* SRV labels that name it */
    struct dns_lookup a_lookup;
    struct dns_lookup aaaa_lookup;
    struct text_list addresses; /* each is an entry of the report's addresses */
    struct host_port *ports;
    size_t port_count;
    struct tlsa_set
        *tlsa_sets; /* for port 25 under each base domain in turn; for 465 and 587 as information */
    size_t tlsa_set_count;
};

/* Which addresses from DNS may be connected to. */
enum address_policy {
    ADDRESSES_ANY,
    ADDRESSES_NO_LOCAL, /* not to this machine and its link: loopback, link-local, multicast, ... */
    ADDRESSES_PUBLIC,   /* to none of IANA's special-purpose ranges */
    ADDRESS_POLICY_COUNT
};

struct address {
    char *address;  /* presentation form, RFC 5952 for IPv6 */
    int64_t family; /* 4 or 6 */
    enum address_scope scope;
    enum address_bar barred; /* a host's DNS names it, but no connection was made to it */
    struct dns_lookup ptr_lookup;
    struct text_list ptr_names;
    enum answer forward_confirmed; /* whether some PTR name has this address among its own (FCrDNS) */
};

#endif
