/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RST to SYN. It is a host's way to say that nothing listens on a port (RFC 9293 3.5.2), and a firewall's way
 * to reject in its name: one that stands nearer than the host gives itself away by distance or by time. */
#include "assess/cause/blockage.h"
#include "assess/vantage/own_filter.h"
#include "assess/view/origin.h"
#include "assess/view/path_hops.h"
#include "base/address.h"
#include "base/list.h"
#include "infer/path_distance.h"

#include <inttypes.h>

static void point(struct blockage *blockage, enum finding_id id, enum suspect at, enum certainty certainty)
{
    blockage->id = id;
    blockage->at = at;
    blockage->certainty = certainty;
}

static bool was_traced(const struct port_view *port_view)
{
    return port_view->path_port != NULL && port_view->path_port->end == PATH_END_REFUSED
           && port_view->path_port->end_hop > 0;
}

/* Without ICMP errors at hand "port unreachable" looks like a RST. */
static bool is_origin_hidden(const struct port_view *port_view)
{
    return port_view->attempt.tells_senders == ANSWER_NO
           || (port_view->path != NULL && !path_hops_seen(port_view->path));
}

/* Elsewhere a refusal by the host is what it looks like; where the whole run meets with the same on port 25
 * it may be this network's answer. */
static bool may_be_everywhere(const struct port_view *port_view)
{
    const struct vantage *vantage = &port_view->report->vantage;
    const struct reach *relay =
        port_view->family->version == 6 ? &vantage->relay_over_ipv6 : &vantage->relay_over_ipv4;
    return port_view->about.port == PORT_RELAY && failure_is_some(&relay->how)
           && (relay->networks_failed > 1 || relay->organizations_blocked > 1)
           && !port_view->family->relay_works;
}

/* Without a trace to tell from how far away it comes: a host that takes mail and is up refuses nobody but by
 * mistake, and networks that reject outgoing port 25 do so in its name. */
static bool may_be_this_network(const struct port_view *port_view)
{
    return port_view->about.port == PORT_RELAY && port_view->has_to_answer
           && port_view->siblings.connected.count > 0 && !port_view->family->relay_works;
}

static void weigh_time(const struct port_view *port_view, struct blockage *blockage)
{
    if (siblings_are_far_slower(&port_view->siblings, &port_view->attempt)) {
        point(blockage, FINDING_CONNECTION_REFUSED_ON_THE_WAY, SUSPECT_PATH, CERTAINTY_LIKELY);
        blockage_say(blockage,
                     phrase_format("The refusal came in far less time than any open port of the address "
                                   "takes to answer."));
        return;
    }
    bool everywhere = may_be_everywhere(port_view);
    bool may_be_here = everywhere || may_be_this_network(port_view);
    bool origin_hidden = is_origin_hidden(port_view);
    point(blockage, FINDING_CONNECTION_REFUSED, may_be_here ? SUSPECT_UNKNOWN : SUSPECT_TARGET,
          may_be_here || origin_hidden ? CERTAINTY_POSSIBLE : CERTAINTY_LIKELY);
    if (everywhere)
        blockage_say(blockage, port_view->family->relay_phrase);
    else if (may_be_here)
        blockage_say(
            blockage,
            phrase_format(
                "An MX host should be reachable, and the same address answers on %s: either nothing listens "
                "on port 25 there, or this network or its provider refuses in the host's name.",
                phrase_list(&port_view->siblings.connected, "none").text));
    if (origin_hidden)
        blockage_say(blockage, phrase_format("The sender is unknown: this system cannot distinguish a "
                                             "refusal by the host from an ICMP error of a router."));
    /* How much longer the one took than the other is another matter in each run. */
    bool timed = port_view->attempt.connect_us > 0 && port_view->siblings.fastest_us > 0;
    if (!everywhere && !origin_hidden && timed)
        blockage_say(blockage,
                     phrase_format("It did not come far sooner than an open port of the address answers."));
}

/* A packet that cannot get as far as the host was answered all the same. */
static void explain_nearer(const struct port_view *port_view, struct blockage *blockage)
{
    int64_t hop = port_view->path_port->end_hop;
    struct origin origin = origin_of_hop(port_view, hop > 1 ? hop - 1 : hop);
    /* The router before forwarded it and refused, or the next one refused at its door. */
    point(blockage, FINDING_CONNECTION_REFUSED_ON_THE_WAY, origin.at, CERTAINTY_LIKELY);
    blockage_say(
        blockage,
        phrase_format("A packet whose hop limit ends at %s, was refused; the host is at least %" PRId64
                      " hops away.",
                      path_hops_end_phrase(port_view->path, port_view->path_port).text,
                      path_distance_at_least(port_view->path)));
    if (hop <= 1) {
        blockage_say(blockage, phrase_format("This machine's own firewall or its gateway refuses it."));
        blockage->settle = own_filter(port_view->about.port);
    }
}

/* It may be the host by a shorter way: then time is all that is left to compare. */
static void explain_several_ways(const struct port_view *port_view, struct blockage *blockage)
{
    weigh_time(port_view, blockage);
    if (siblings_are_far_slower(&port_view->siblings, &port_view->attempt))
        return;
    blockage->certainty = CERTAINTY_POSSIBLE;
    blockage_say(blockage,
                 phrase_format("It came from hop %" PRId64
                               ", and on another path the host is at least %" PRId64
                               " hops away: the host or a device just before it may have sent it.",
                               port_view->path_port->end_hop, path_distance_at_least(port_view->path)));
}

static void weigh_distance(const struct port_view *port_view, struct blockage *blockage)
{
    int64_t hop = port_view->path_port->end_hop;
    if (is_origin_hidden(port_view))
        blockage_say(blockage, phrase_format("This system cannot distinguish a RST from an ICMP error."));
    switch (path_nearer(port_view->path, hop)) {
    case ANSWER_YES:
        explain_nearer(port_view, blockage);
        return;
    case ANSWER_UNKNOWN:
        explain_several_ways(port_view, blockage);
        return;
    case ANSWER_NO:
        break;
    }
    /* A firewall right before the host refuses packets that it would forward: from as far away. */
    bool same = hop == path_distance(port_view->path);
    point(blockage, FINDING_CONNECTION_REFUSED, SUSPECT_TARGET, CERTAINTY_LIKELY);
    if (same)
        blockage_say(
            blockage,
            phrase_format("The refusal comes from hop %" PRId64
                          ", like the answer of an open port: from the host or a firewall in front of it.",
                          hop));
}

void refused_blockage(const struct port_view *port_view, struct blockage *blockage)
{
    bool refused = port_view->attempt.reason == STOP_REFUSED;
    if (refused)
        blockage_say_stop(blockage, port_view->attempt.end);
    else
        blockage_say(blockage, phrase_format("The connection got no answer, but a trace of it was refused."));
    if (was_traced(port_view))
        weigh_distance(port_view, blockage);
    else
        weigh_time(port_view, blockage);
    struct phrase settle = port_view->family->relay_settle;
    bool unsettled =
        may_be_everywhere(port_view) || (blockage->at == SUSPECT_UNKNOWN && may_be_this_network(port_view));
    if (unsettled && settle.text[0] != '\0')
        text_replace(&blockage->settle, text_copy(settle.text));
    bool told =
        was_traced(port_view) && path_nearer(port_view->path, port_view->path_port->end_hop) == ANSWER_YES;
    if (blockage->certainty != CERTAINTY_CERTAIN && !told)
        blockage_say_path(blockage, port_view);
}
