/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Silence. It is never called closed: a trace shows how far the packets get, the other ports of the address
 * show whether the host is up, and what lies between the two is as much as can be known. */
#include "assess/cause/blockage.h"
#include "assess/vantage/egress.h"
#include "assess/vantage/own_filter.h"
#include "assess/view/origin.h"
#include "assess/view/path_hops.h"
#include "base/address.h"
#include "base/list.h"
#include "base/network.h"
#include "infer/path_distance.h"

#include <inttypes.h>

/* So near a router may belong to this network or its provider, even if the host comes right after it. */
enum { NEAR_HOPS = 2 };

static void point(struct blockage *blockage, enum suspect at, enum certainty certainty)
{
    blockage->at = at;
    blockage->certainty = certainty;
}

/* Not one hop: they go no farther than this machine or its gateway, unless hops answer for no port at all. */
static void weigh_first_step(const struct port_view *port_view, struct blockage *blockage)
{
    if (path_farthest_hop(port_view->path) > 0) {
        point(blockage, SUSPECT_THIS_NETWORK, CERTAINTY_LIKELY);
        blockage_say(blockage, phrase_format("The first router answers on other ports but not on this one: "
                                             "this machine or its gateway drops the packets."));
        blockage->settle = own_filter(port_view->about.port);
    } else if (port_view->path->gateway == NULL && path_distance(port_view->path) > 0) {
        point(blockage, SUSPECT_TARGET, CERTAINTY_POSSIBLE);
        blockage_say(
            blockage,
            phrase_format("There is no router in between: the host or this machine drops the packets."));
    } else {
        point(blockage, SUSPECT_UNKNOWN, CERTAINTY_POSSIBLE);
    }
}

/* Other ports get farther, or to the host. */
static void weigh_last_hop(const struct port_view *port_view, struct blockage *blockage, int64_t last)
{
    struct origin origin = origin_of_hop(port_view, last);
    bool farther_seen = path_farthest_hop(port_view->path) > last;
    point(blockage, origin.at, origin.certainty);
    if (farther_seen || path_distance(port_view->path) == last + 1)
        return;
    /* Beyond the last hop nobody answers for any port: it may be there, or anywhere up to the host. */
    point(blockage, SUSPECT_TARGET_NETWORK, CERTAINTY_POSSIBLE);
    blockage_say(blockage,
                 phrase_format("No router beyond hop %" PRId64
                               " answers on the other ports either, so the packets may reach the host.",
                               last));
}

static void weigh_trace(const struct port_view *port_view, struct blockage *blockage)
{
    int64_t last = path_last_hop(port_view->path_port);
    bool others_get_on = path_distance(port_view->path) > 0 || path_farthest_hop(port_view->path) > last;
    if (last == 0) {
        weigh_first_step(port_view, blockage);
        return;
    }
    if (others_get_on) {
        weigh_last_hop(port_view, blockage, last);
        return;
    }
    struct origin origin = origin_of_hop(port_view, last);
    bool arrived = origin.at == SUSPECT_TARGET_NETWORK;
    point(blockage, arrived ? origin.at : SUSPECT_UNKNOWN, arrived ? origin.certainty : CERTAINTY_POSSIBLE);
    blockage_say(blockage, phrase_format("No port gets beyond hop %" PRId64
                                         ": the host is down, or a firewall drops all of its ports.",
                                         last));
}

static void weigh_siblings(const struct port_view *port_view, struct blockage *blockage)
{
    const struct siblings *siblings = &port_view->siblings;
    bool up = siblings->connected.count + siblings->refused.count > 0;
    bool elsewhere = port_view->about.port == PORT_RELAY && port_view->family->relay_works;
    point(blockage, up && elsewhere ? SUSPECT_TARGET_NETWORK : SUSPECT_UNKNOWN, CERTAINTY_POSSIBLE);
    blockage_say(blockage, siblings_phrase(&port_view->siblings));
    if (up)
        blockage_say(blockage, phrase_format("So a firewall on one of the two sides drops this port."));
    else if (siblings->probed > 0)
        blockage_say(blockage, phrase_format("The host is down, or a firewall drops all of its ports."));
}

/* The connection got no answer, and the trace did. */
static void explain_intermittent(const struct port_view *port_view, struct blockage *blockage)
{
    blockage->id = FINDING_CONNECTION_INTERMITTENT;
    point(blockage, SUSPECT_UNKNOWN, CERTAINTY_POSSIBLE);
    blockage_say(blockage, phrase_format("A trace right afterwards was accepted at hop %" PRId64 ".",
                                         port_view->path_port->end_hop));
}

/* Whether the packets are known to get into the host's network: a router answers for them that is the host's
 * neighbour, or farther away than this network and its provider reach. */
static bool gets_to_their_side(const struct port_view *port_view, const struct blockage *blockage)
{
    int64_t last = path_last_hop(port_view->path_port);
    const char *router = path_hops_port_address(port_view->path_port, last);
    return blockage->at == SUSPECT_TARGET_NETWORK && blockage->certainty >= CERTAINTY_LIKELY
           && (last > NEAR_HOPS || (router != NULL && network_near(router, port_view->about.address)));
}

/* A host that takes mail (it is an MX) is up, as its other ports show, and port 25 alone gets no answer,
 * while it answers nowhere else in the run: servers that let nobody in are rare, networks that do not let
 * port 25 out are not. So this side comes first, unless packets are known to get to the other one. */
static void weigh_candidates(const struct port_view *port_view, struct blockage *blockage)
{
    const struct siblings *siblings = &port_view->siblings;
    bool relay = port_view->about.port == PORT_RELAY && port_view->has_to_answer;
    if (!relay || siblings->connected.count == 0 || port_view->family->relay_works
        || port_view->family->relay_blocked || blockage->at == SUSPECT_PATH
        || gets_to_their_side(port_view, blockage))
        return;
    bool this_side = origin_is_this_side(blockage->at);
    bool otherwise = port_view->family->relay_works_otherwise;
    if (!this_side && !otherwise)
        point(blockage, origin_on_this_side(port_view), CERTAINTY_LIKELY);
    if (otherwise && !this_side)
        point(blockage, SUSPECT_UNKNOWN, CERTAINTY_POSSIBLE);
    struct phrase seen = {{0}};
    if (path_last_hop(port_view->path_port) > 0)
        seen = phrase_format("; packets for port 25 are last seen at hop %" PRId64,
                             path_last_hop(port_view->path_port));
    blockage_say(
        blockage,
        phrase_format("Possible causes, most likely first: 1. This network or its provider blocks outgoing "
                      "port 25 over IPv%d, which is common: the same address answers on %s, and an MX host "
                      "should be reachable%s. 2. A firewall of the host or of its network: %s.",
                      (int)port_view->family->version, phrase_list(&siblings->connected, "none").text,
                      seen.text,
                      otherwise ? "port 25 works from here over the other address family"
                                : "nothing seen supports or excludes it"));
}

void dropped_blockage(const struct port_view *port_view, struct blockage *blockage)
{
    const struct report *report = port_view->report;
    blockage->id = FINDING_CONNECTION_TIMED_OUT;
    blockage_say_stop(blockage, port_view->attempt.end);
    if (port_view->path_port != NULL && port_view->path_port->end == PATH_END_CONNECTED)
        explain_intermittent(port_view, blockage);
    else if (port_view->path_port != NULL && port_view->path_port->end == PATH_END_SILENT
             && path_hops_seen(port_view->path))
        weigh_trace(port_view, blockage);
    else
        weigh_siblings(port_view, blockage);
    if (port_view->path_port == NULL || port_view->path_port->end != PATH_END_CONNECTED)
        weigh_candidates(port_view, blockage);
    blockage_say_path(blockage, port_view);
    /* The catalogue sends to a trace, which is made. */
    if (port_view->path_port != NULL && path_hops_seen(port_view->path) && blockage->settle == NULL
        && blockage->at != SUSPECT_UNKNOWN)
        blockage->settle = text_copy("Run the scan from another network: if the connection times out there "
                                     "too, the firewall is on the host's side.");
    /* Of what is blocked here the finding "egress-blocked" tells it all, once. */
    if (port_view->about.port != PORT_RELAY || port_view->family->relay_blocked)
        return;
    blockage_say(blockage, port_view->family->relay_phrase);
    blockage_say(blockage, egress_cloud_phrase(report));
    bool settled = blockage->at == SUSPECT_TARGET_NETWORK && blockage->certainty > CERTAINTY_POSSIBLE;
    struct phrase settle = port_view->family->relay_settle;
    if (!settled && settle.text[0] != '\0')
        text_replace(&blockage->settle, text_copy(settle.text));
}
