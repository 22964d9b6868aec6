/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * This machine's own packet filter and routes. */
#include "assess/vantage/own_filter.h"

#include "base/list.h"

#include <inttypes.h>

char *own_filter(int64_t port)
{
    return text_format(
        "Read the rules of this machine: \"nft list ruleset\" or \"iptables -S OUTPUT\", and \"ip route get "
        "ADDRESS\" for a route that forbids. Rules that would let it out, for you to judge and to run (the "
        "table and the chain may have other names): \"nft insert rule inet filter output tcp dport %" PRId64
        " accept\", or \"iptables -I OUTPUT -p tcp --dport %" PRId64 " -j ACCEPT\" (ip6tables for IPv6).",
        port, port);
}
