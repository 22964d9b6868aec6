/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * This machine's own packet filter and routes. */
#include "assess/vantage/own_filter.h"

#include "base/list.h"

#include <inttypes.h>

char *own_filter(int64_t port)
{
    return text_format("List this machine's rules with \"nft list ruleset\" or \"iptables -S OUTPUT\", and "
                       "look for a prohibit route with \"ip route get ADDRESS\". A rule that allows the port "
                       "(check it before you run it; your table and chain may have other names): \"nft "
                       "insert rule inet filter output tcp dport %" PRId64
                       " accept\", or \"iptables -I OUTPUT -p tcp --dport %" PRId64
                       " -j ACCEPT\" (ip6tables for IPv6).",
                       port, port);
}
