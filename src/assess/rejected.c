/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An ICMP error: what it says, and who says it. */
#include "assess/blockage.h"
#include "assess/hops.h"
#include "assess/origin.h"
#include "assess/own_rules.h"
#include "facts/icmp.h"
#include "facts/list.h"
#include "facts/network.h"

#include <inttypes.h>

static void point(struct blockage *blockage, enum suspect at, enum certainty certainty)
{
    blockage->at = at;
    blockage->certainty = certainty;
}

/* What is left where the system does not hand out the message: for some of them errno stands alone (EACCES is
 * "prohibited" in IPv6), others share one (EHOSTUNREACH is "unreachable" and "prohibited" in IPv4). */
static void weigh_errno(const struct way *way, struct blockage *blockage)
{
    bool forbidden = text_same(way->session->stop.system_error, "EACCES");
    blockage->id = forbidden ? "connection-rejected" : "connection-unreachable";
    point(blockage, SUSPECT_UNKNOWN, CERTAINTY_POSSIBLE);
    blockage_say(blockage,
                 phrase_format("Origin unknown: this system does not tell who sent the ICMP error%s.",
                               forbidden ? "" : ", nor whether a filter meant it"));
}

/* This machine says "unreachable" itself when nobody on the link answers for the next address (ARP, neighbour
 * discovery): the host's where there is no router between, else the gateway's. */
static void weigh_no_neighbour(const struct way *way, struct blockage *blockage)
{
    bool routed = way->path != NULL && way->path->source_address != NULL;
    bool on_link = routed && way->path->gateway == NULL;
    if (!routed && !network_unrelated(way->session->local_address, way->place->endpoint->address)) {
        point(blockage, SUSPECT_UNKNOWN, CERTAINTY_POSSIBLE);
        blockage_say(blockage,
                     phrase_format("Nobody on the link answers for the next address on the way: the "
                                   "host's own, or a router's."));
        return;
    }
    point(blockage, on_link ? SUSPECT_TARGET : SUSPECT_THIS_NETWORK, CERTAINTY_LIKELY);
    blockage_say(blockage,
                 phrase_format(on_link ? "Nobody on the link answers for the address: the host is down."
                                       : "Nobody on the link answers for the next router's address."));
}

static void weigh_message(const struct way *way, const struct icmp_error *icmp, struct blockage *blockage)
{
    bool filter = icmp_is_filter(icmp);
    struct origin origin = origin_of(way, icmp->sender);
    bool own = origin.at == SUSPECT_THIS_MACHINE;
    blockage->id = !filter ? "connection-unreachable"
                   : own   ? "connection-forbidden-here"
                           : "connection-rejected";
    point(blockage, origin.at, origin.certainty);
    blockage_say(blockage, phrase_format(own ? "\"%s\" (%s type %" PRId64 " code %" PRId64 "), says %s."
                                             : "The network says \"%s\" (%s type %" PRId64 " code %" PRId64
                                               "), sent by %s.",
                                         icmp_meaning(icmp), icmp->family == 6 ? "ICMPv6" : "ICMP",
                                         icmp->type, icmp->code, origin.who.text));
    if (own && filter)
        blockage->settle = own_rules(way->place->about.port);
    else if (own)
        weigh_no_neighbour(way, blockage);
    else if (filter && hops_seen(way->path))
        /* The catalogue sends to a trace, which is made. */
        blockage->settle =
            text_copy("The same from another network tells the two sides apart: a filter on the "
                      "host's side rejects there, too.");
}

void rejected_blockage(const struct way *way, struct blockage *blockage)
{
    const struct icmp_error *icmp = way->session->stop.icmp;
    if (icmp == NULL && way->port != NULL)
        icmp = way->port->icmp;
    if (icmp != NULL) {
        weigh_message(way, icmp, blockage);
        return;
    }
    blockage_say_stop(blockage, phrase_stop(way->session));
    weigh_errno(way, blockage);
    blockage_say_path(blockage, way);
}
