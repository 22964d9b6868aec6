/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads this machine's DNS settings: /etc/resolv.conf and the hosts file. */
#ifndef MAILSONDE_DISCOVER_SYSTEM_DNS_H
#define MAILSONDE_DISCOVER_SYSTEM_DNS_H

#include "base/nameserver_address.h"

#include <stddef.h>

/* The servers of /etc/resolv.conf, at most `max`; their number. The local host when it names none. */
size_t system_dns_servers(struct nameserver_address *list, size_t max);

/* The first name on the line of the hosts file that contains `name`; the caller frees. NULL for none. Reads
 * the file each time, and makes no query. */
char *system_dns_hosts_name(const char *name);

#endif
