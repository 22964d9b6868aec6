/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The relaying test: whether servers accept mail from unknown clients for other domains (RFC 5321 7.9, RFC
 * 2505 2.1). Its sender and recipient, and the servers that may accept that recipient. */
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
