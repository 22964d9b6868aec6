/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * This machine would not connect. That is certain, and says nothing about the server. */
#include "assess/blockage.h"
#include "facts/list.h"

#include <inttypes.h>
#include <string.h>

/* What a firewall or a route says that forbids: "prohibit" gives EACCES, "blackhole" EINVAL. Packets that the
 * machine dropped on their way out give no error, and were due again. */
static bool is_policy(const struct way *way)
{
    const char *error = way->session->stop.system_error;
    bool traced = way->port != NULL && way->port->end == PATH_END_LOCAL;
    if (error == NULL)
        return traced || way->session->syn_retransmissions > 0;
    return text_same(error, "EPERM") || text_same(error, "EACCES") || text_same(error, "EINVAL");
}

char *local_settle(const struct way *way)
{
    int64_t port = way->place->about.port;
    return text_format(
        "Read the rules of this machine: \"nft list ruleset\" or \"iptables -S OUTPUT\", and \"ip route get "
        "ADDRESS\" for a route that forbids. Rules that would let it out, for you to judge and to run (the "
        "table and the chain may have other names): \"nft insert rule inet filter output tcp dport %" PRId64
        " accept\", or \"iptables -I OUTPUT -p tcp --dport %" PRId64 " -j ACCEPT\" (ip6tables for IPv6).",
        port, port);
}

static void explain_route(const struct way *way, struct blockage *blockage)
{
    bool v6 = strchr(way->place->endpoint->address, ':') != NULL;
    const char *error = way->session->stop.system_error;
    blockage->id = "connection-impossible-here";
    bool no_way = text_same(error, "ENETUNREACH") || text_same(error, "EHOSTUNREACH")
                  || text_same(error, "EADDRNOTAVAIL") || text_same(error, "EAFNOSUPPORT");
    if (no_way)
        blockage_say(blockage,
                     phrase_format("It has no IPv%d address or no route that leads there.", v6 ? 6 : 4));
}

void local_blockage(const struct way *way, struct blockage *blockage)
{
    const struct stop *stop = &way->session->stop;
    bool traced = way->port != NULL && way->port->end == PATH_END_LOCAL;
    blockage->at = SUSPECT_THIS_MACHINE;
    blockage->certainty = CERTAINTY_CERTAIN;
    blockage_say_stop(blockage, phrase_stop(way->session));
    if (stop->reason != STOP_LOCAL || is_policy(way)) {
        if (traced && stop->reason != STOP_LOCAL)
            blockage_say(blockage, phrase_format("The packets do not leave this machine."));
        blockage->id = "connection-forbidden-here";
        blockage->settle = local_settle(way);
    } else {
        explain_route(way, blockage);
    }
    blockage_say_path(blockage, way);
}
