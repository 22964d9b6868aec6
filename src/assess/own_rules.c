/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * This machine's own packet filter and routes. */
#include "assess/own_rules.h"

#include "assess/place.h"
#include "facts/list.h"

#include <inttypes.h>

char *own_rules(const char *address, int64_t port)
{
    const char *iptables = place_family(address) == 6 ? "ip6tables" : "iptables";
    return text_format(
        "Read the rules of this machine: \"nft list ruleset\" or \"%s -S OUTPUT\", and \"ip route get "
        "%s\" for a route that forbids. Rules that would let it out, for you to judge and to run (the "
        "table and the chain may have other names): \"nft insert rule inet filter output tcp dport "
        "%" PRId64 " accept\", or \"%s -I OUTPUT -p tcp --dport %" PRId64 " -j ACCEPT\".",
        iptables, address, port, iptables, port);
}
