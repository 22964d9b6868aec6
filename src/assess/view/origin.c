/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who answered in the host's place. An address says for sure whether it is this machine's, its gateway's or
 * the host's own; whose network a router between belongs to is judged by how near it stands to either end. */
#include "assess/view/origin.h"

#include "assess/view/path_hops.h"
#include "base/network.h"
#include "infer/path_distance.h"

#include <inttypes.h>

/* The gateway, and the first router of the provider behind it. */
enum { OWN_HOPS = 2 };

/* Whether every router up to that hop has an address that means something in its own network alone. */
static bool all_local_until(const struct path *path, int64_t hop)
{
    size_t local = 0;
    for (int64_t i = 1; i <= hop; i++) {
        const char *address = path_hops_address(path, i);
        if (address == NULL)
            continue;
        if (!network_is_local(address))
            return false;
        local++;
    }
    return local > 0;
}

/* Of the routers near this machine those with addresses of their own network may be anybody's; one that the
 * whole world can reach is run by who connects this network to it. */
static enum suspect side_of(const char *router)
{
    return router != NULL && !network_is_local(router) ? SUSPECT_PROVIDER : SUSPECT_THIS_NETWORK;
}

struct origin origin_of_port_hop(const struct port_view *port_view, const struct path_port *port, int64_t hop)
{
    const char *target = port_view->about.address;
    const char *own = path_hops_port_address(port, hop);
    const char *address = own != NULL ? own : path_hops_address(port_view->path, hop);
    int64_t distance = path_distance(port_view->path);
    struct origin origin = {SUSPECT_PATH, CERTAINTY_POSSIBLE,
                            path_hops_port_phrase(port_view->path, port, hop)};
    bool at_their_door = distance > 0 && hop == distance - 1;
    if (distance > 0 && hop >= distance) {
        origin.at = SUSPECT_TARGET;
        origin.certainty = CERTAINTY_LIKELY;
    } else if (at_their_door || (address != NULL && network_near(address, target))) {
        origin.at = SUSPECT_TARGET_NETWORK;
        /* The first router is as near to this machine as to the host. */
        origin.certainty = hop <= 1 ? CERTAINTY_POSSIBLE : CERTAINTY_LIKELY;
    } else if (hop <= OWN_HOPS || (!network_is_local(target) && all_local_until(port_view->path, hop))) {
        origin.at = side_of(address);
        origin.certainty = CERTAINTY_LIKELY;
    }
    return origin;
}

struct origin origin_of_hop(const struct port_view *port_view, int64_t hop)
{
    return origin_of_port_hop(port_view, port_view->path_port, hop);
}

enum certainty origin_certainty(const struct origin *origin, int64_t hop)
{
    return origin->at == SUSPECT_THIS_NETWORK && hop <= 1 ? CERTAINTY_CERTAIN : CERTAINTY_LIKELY;
}

static struct origin origin_by_hop(const struct port_view *port_view, const char *sender, int64_t hop)
{
    struct origin origin = origin_of_hop(port_view, hop);
    if (origin.at == SUSPECT_TARGET)
        origin.at = SUSPECT_TARGET_NETWORK;
    if (origin.at == SUSPECT_PATH)
        origin.certainty = CERTAINTY_LIKELY;
    origin.who = phrase_format("the router at hop %" PRId64 " (%s)", hop,
                               path_hops_router(port_view->path, sender).text);
    return origin;
}

static bool is_own(const struct port_view *port_view, const char *sender)
{
    return text_same(sender, port_view->attempt.local_address)
           || (port_view->path != NULL && text_same(sender, port_view->path->source_address));
}

/* By its address alone. */
static struct origin origin_by_address(const struct port_view *port_view, const char *sender)
{
    const char *target = port_view->about.address;
    const char *own = port_view->attempt.local_address;
    struct phrase router = path_hops_router(port_view->path, sender);
    if (network_near(sender, target))
        return (struct origin){SUSPECT_TARGET_NETWORK, CERTAINTY_LIKELY,
                               phrase_format("an address in the host's network (%s)", router.text)};
    if (network_is_local(sender) && !network_is_local(target))
        return (struct origin){SUSPECT_THIS_NETWORK, CERTAINTY_LIKELY,
                               phrase_format("a router with a private address (%s)", router.text)};
    if (own != NULL && network_near(sender, own))
        return (struct origin){SUSPECT_THIS_NETWORK, CERTAINTY_LIKELY,
                               phrase_format("an address in this machine's network (%s)", router.text)};
    return (struct origin){SUSPECT_PATH, CERTAINTY_LIKELY,
                           phrase_format("a router on the path (%s)", router.text)};
}

/* A router that translates addresses signs its errors with the address that the packet was sent to: for sure
 * it is the host only where packets have to get as far as to the host for it. */
static struct origin origin_by_own_address(const struct port_view *port_view, const char *sender)
{
    struct origin origin = {SUSPECT_TARGET, CERTAINTY_LIKELY,
                            phrase_format("the host's own address (%s)", sender)};
    int64_t hop = port_view->path_port != NULL && port_view->path_port->end == PATH_END_REJECTED
                      ? port_view->path_port->end_hop
                      : 0;
    if (hop == 0 || path_distance(port_view->path) == 0)
        return origin;
    if (path_nearer(port_view->path, hop) == ANSWER_YES) {
        origin = origin_of_hop(port_view, hop);
        origin.certainty = CERTAINTY_LIKELY;
        origin.who = phrase_format(
            "the host's own address (%s), but from hop %" PRId64 ", which is before the host", sender, hop);
    } else if (path_divides_at(port_view->path) == 0 && hop >= path_distance(port_view->path)) {
        origin.certainty = CERTAINTY_CERTAIN;
    }
    return origin;
}

struct origin origin_of(const struct port_view *port_view, const char *sender)
{
    if (sender == NULL)
        return (struct origin){SUSPECT_UNKNOWN, CERTAINTY_POSSIBLE,
                               phrase_format("an unknown sender (this system does not show it)")};
    if (is_own(port_view, sender))
        return (struct origin){SUSPECT_THIS_MACHINE, CERTAINTY_CERTAIN,
                               phrase_format("this machine itself (%s)", sender)};
    if (port_view->path != NULL && text_same(sender, port_view->path->gateway))
        return (struct origin){
            SUSPECT_GATEWAY, CERTAINTY_CERTAIN,
            phrase_format("this machine's gateway (%s)", path_hops_router(port_view->path, sender).text)};
    if (text_same(sender, port_view->about.address))
        return origin_by_own_address(port_view, sender);
    int64_t hop = path_hops_of(port_view->path, sender);
    return hop > 0 ? origin_by_hop(port_view, sender, hop) : origin_by_address(port_view, sender);
}

bool origin_is_this_side(enum suspect at)
{
    return at == SUSPECT_THIS_MACHINE || at == SUSPECT_GATEWAY || at == SUSPECT_THIS_NETWORK
           || at == SUSPECT_PROVIDER;
}

static bool is_their_side(enum suspect at)
{
    return at == SUSPECT_TARGET || at == SUSPECT_TARGET_NETWORK;
}

enum suspect origin_of_both(enum suspect one, enum suspect other)
{
    if (one == other)
        return one;
    if (is_their_side(one) && is_their_side(other))
        return SUSPECT_TARGET_NETWORK;
    return origin_is_this_side(one) && origin_is_this_side(other) ? SUSPECT_THIS_NETWORK : SUSPECT_UNKNOWN;
}

enum suspect origin_on_this_side(const struct port_view *port_view)
{
    const struct icmp_error *icmp = port_view->attempt.icmp;
    if (icmp == NULL && port_view->path_port != NULL)
        icmp = port_view->path_port->icmp;
    if (icmp == NULL)
        return side_of(path_hops_address(port_view->path, path_last_hop(port_view->path_port)));
    bool by_gateway =
        icmp->sender != NULL && port_view->path != NULL && text_same(icmp->sender, port_view->path->gateway);
    return by_gateway ? SUSPECT_GATEWAY : side_of(icmp->sender);
}
