/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An ICMP error: what it says, and who says it. */
#include "assess/cause/blockage.h"
#include "assess/vantage/own_filter.h"
#include "assess/view/origin.h"
#include "assess/view/path_hops.h"
#include "base/address.h"
#include "base/list.h"
#include "base/network.h"
#include "infer/icmp.h"
#include "infer/path_distance.h"

#include <inttypes.h>

static void point(struct blockage *blockage, enum suspect at, enum certainty certainty)
{
    blockage->at = at;
    blockage->certainty = certainty;
}

/* What is left where the system does not hand out the message: for some of them errno stands alone (EACCES is
 * "prohibited" in IPv6), others share one (EHOSTUNREACH is "unreachable" and "prohibited" in IPv4). */
static void weigh_errno(const struct port_view *port_view, struct blockage *blockage)
{
    bool forbidden = text_same(port_view->attempt.system_error, "EACCES");
    blockage->id = forbidden ? FINDING_CONNECTION_REJECTED : FINDING_CONNECTION_UNREACHABLE;
    point(blockage, SUSPECT_UNKNOWN, CERTAINTY_POSSIBLE);
    blockage_say(blockage,
                 phrase_format("The sender is unknown: this system does not show who sent the ICMP error%s.",
                               forbidden ? "" : ", or whether a firewall caused it"));
}

/* This machine says "unreachable" itself when nobody on the link answers for the next address (ARP, neighbour
 * discovery): the host's where there is no router between, else the gateway's. */
static void weigh_no_neighbour(const struct port_view *port_view, struct blockage *blockage)
{
    bool routed = port_view->path != NULL && port_view->path->source_address != NULL;
    bool on_link = routed && port_view->path->gateway == NULL;
    if (!routed && !network_unrelated(port_view->attempt.local_address, port_view->about.address)) {
        point(blockage, SUSPECT_UNKNOWN, CERTAINTY_POSSIBLE);
        blockage_say(blockage, phrase_format("Nothing on the link answers for the next address on the path: "
                                             "the host's own, or a router's."));
        return;
    }
    point(blockage, on_link ? SUSPECT_TARGET : SUSPECT_THIS_NETWORK, CERTAINTY_LIKELY);
    blockage_say(blockage,
                 phrase_format(on_link ? "Nothing on the link answers for the address: the host is down."
                                       : "Nothing on the link answers for the next router's address."));
}

/* Whether a router farther away than that hop answered for some port. */
static bool goes_on_beyond(const struct port_view *port_view, int64_t hop)
{
    return path_farthest_hop(port_view->path) > hop || path_distance(port_view->path) > hop + 1;
}

/* Nobody on the router's link answers for the next address. The last router on the way has the host's link:
 * then the host is down. Any other router misses the next router, or has a route that says so. */
static void weigh_router_without_neighbour(const struct port_view *port_view, const char *sender,
                                           struct blockage *blockage)
{
    bool by_gateway = blockage->at == SUSPECT_GATEWAY;
    int64_t hop = by_gateway ? 1 : path_hops_of(port_view->path, sender);
    bool near = network_near(sender, port_view->about.address);
    if (hop > 0 && goes_on_beyond(port_view, hop)) {
        point(blockage, blockage->at, CERTAINTY_LIKELY);
        blockage_say(blockage, phrase_format("Other packets get beyond it, so the next router does not "
                                             "answer it, or its routes end there."));
        return;
    }
    if (blockage->at == SUSPECT_TARGET)
        return;
    bool sure = near || (by_gateway ? port_view->family->works : hop > 0);
    point(blockage, SUSPECT_TARGET, sure ? CERTAINTY_LIKELY : CERTAINTY_POSSIBLE);
    blockage_say(
        blockage,
        phrase_format("The last router on the path sends this error when nothing on the link answers for the "
                      "host's address (%s): the host is down. No router beyond it was seen.",
                      port_view->family->version == 6 ? "neighbour discovery" : "ARP"));
    if (sure)
        return;
    blockage_say(blockage, phrase_format("It sends the same error when the next router does not answer and "
                                         "when a route is closed; nothing beyond it answered in this run."));
    blockage->settle = text_copy("Run the scan with --control HOST, a host known to answer: if it is reached "
                                 "through the same router, this host is down.");
}

/* Whom an error points at that is no filter's: the router that says it knows no way on, and need not be why.
 */
static void weigh_unreachable(const struct port_view *port_view, const struct icmp_error *icmp,
                              struct blockage *blockage)
{
    const struct siblings *siblings = &port_view->siblings;
    if (siblings->connected.count + siblings->refused.count > 0) {
        /* The host is there: the router says so of this port alone. */
        blockage_say(blockage, siblings_phrase(&port_view->siblings));
        blockage_say(blockage, phrase_format("So a firewall rejects this port."));
        return;
    }
    if (icmp->sender != NULL && icmp_is_no_neighbour(icmp))
        weigh_router_without_neighbour(port_view, icmp->sender, blockage);
    else if (blockage->certainty == CERTAINTY_CERTAIN)
        blockage->certainty = CERTAINTY_LIKELY;
}

static void weigh_message(const struct port_view *port_view, const struct icmp_error *icmp,
                          struct blockage *blockage)
{
    bool filter = icmp_is_filter(icmp);
    struct origin origin = origin_of(port_view, icmp->sender);
    bool own = origin.at == SUSPECT_THIS_MACHINE;
    blockage->id = !filter ? FINDING_CONNECTION_UNREACHABLE
                   : own   ? FINDING_CONNECTION_FORBIDDEN_HERE
                           : FINDING_CONNECTION_REJECTED;
    point(blockage, origin.at, origin.certainty);
    blockage_say(blockage,
                 phrase_format("The ICMP error is \"%s\" (%s type %" PRId64 " code %" PRId64 "), sent by %s.",
                               icmp_meaning(icmp), icmp->family == 6 ? "ICMPv6" : "ICMP", icmp->type,
                               icmp->code, origin.who.text));
    if (own && filter)
        blockage->settle = own_filter(port_view->about.port);
    else if (own)
        weigh_no_neighbour(port_view, blockage);
    else if (!filter)
        weigh_unreachable(port_view, icmp, blockage);
    else if (filter && path_hops_seen(port_view->path))
        /* The catalogue sends to a trace, which is made. */
        blockage->settle = text_copy("Run the scan from another network: if the connection is rejected there "
                                     "too, the firewall is on the host's side.");
}

void rejected_blockage(const struct port_view *port_view, struct blockage *blockage)
{
    const struct icmp_error *icmp = port_view->attempt.icmp;
    if (icmp == NULL && port_view->path_port != NULL)
        icmp = port_view->path_port->icmp;
    if (icmp != NULL) {
        weigh_message(port_view, icmp, blockage);
        return;
    }
    blockage_say_stop(blockage, port_view->attempt.end);
    weigh_errno(port_view, blockage);
    blockage_say_path(blockage, port_view);
}
