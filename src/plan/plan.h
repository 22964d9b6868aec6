/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From hosts, addresses and ports to the connections to make. Pure. */
#ifndef MAILSONDE_PLAN_PLAN_H
#define MAILSONDE_PLAN_PLAN_H

#include "facts/report.h"
#include "net/connect_to.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One endpoint to probe. Owns its texts. */
struct plan_entry {
    char *address; /* as the report shows it */
    int64_t port;
    char *server_name;
    enum port_mode expected;
    char *dial_address; /* where to connect: the same, unless --connect-to says otherwise */
    int64_t dial_port;
    size_t rank;          /* how many of the host's are more important */
    bool wants_other_key; /* TLSA records are held against both an RSA and an ECDSA certificate */
};

/* An address that no record names, and --connect-to does. */
struct plan_address {
    size_t host_index; /* the host of the report that it is for */
    char *address;
};

struct plan {
    struct plan_entry *entries;
    size_t count;
    struct plan_address *named; /* to be added to the hosts, and to the addresses; one may be there twice */
    size_t named_count;
    size_t left_out; /* those beyond the limit */
};

struct plan_options {
    enum address_policy addresses; /* that DNS may lead to */
    size_t endpoints_max;          /* 0: no limit */
    bool ipv4;
    bool ipv6;
    const struct connect_to_list *connect_to; /* its targets are addresses; borrowed */
};

/* Every address of every host × every port of that host, each address and port once, for the host that comes
 * first. Rules of --connect-to for a host's name replace its addresses at that port, which are in
 * plan->named; rules for an address, or for the port alone, change where the connection goes
 * and nothing else. Addresses that DNS may not lead to are left out.
 * Beyond the limit, further addresses of a host and further ports of it are left out before the first ones of
 * another. An entry wants the server's other key
 * where some host that it stands for has TLSA records for port 25 that a sender may use (RFC 7671 8). */
void plan_make(const struct report *report, const struct plan_options *options, struct plan *plan);

/* What to probe once more after the endpoints of the report have been probed: an address and port that
 * several hosts share, under the name of each host that the certificate seen so far does not name, since the
 * server may choose its certificate by name (RFC 6066 3). The other key is not asked for again. There is one
 * limit for these and those before. */
void plan_follow_up(const struct report *report, const struct plan_options *options, struct plan *plan);

void plan_free(struct plan *plan);

#endif
