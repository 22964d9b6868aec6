/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The question whether servers take mail from strangers for strangers (RFC 5321 3.6.2, RFC 2505 2.1): what
 * was asked with, and which servers may well take it. */
#ifndef MAILSONDE_FACTS_RELAYING_H
#define MAILSONDE_FACTS_RELAYING_H

#include "base/list.h"
#include "facts/dns.h"

struct relaying {
    char *from; /* --relay-from and --relay-to: addresses with an ASCII domain */
    char *to;
    struct dns_lookup mx_lookup; /* of the domain of `to` */
    struct text_list mx_hosts;   /* its MX hosts, or the domain itself where it has no MX record */
};

#endif
