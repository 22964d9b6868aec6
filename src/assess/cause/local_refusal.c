/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * This machine would not connect. That is certain, and says nothing about the server. */
#include "assess/cause/blockage.h"
#include "assess/vantage/own_filter.h"
#include "base/address.h"
#include "base/list.h"

/* What a firewall or a route says that forbids: "prohibit" gives EACCES, "blackhole" EINVAL. Packets that the
 * machine dropped on their way out give no error, and were due again. */
static bool is_policy(const struct port_path *port_path)
{
    const char *error = port_path->session->stop.system_error;
    bool traced = port_path->port != NULL && port_path->port->end == PATH_END_LOCAL;
    if (error == NULL)
        return traced || port_path->session->syn_retransmissions > 0;
    return text_same(error, "EPERM") || text_same(error, "EACCES") || text_same(error, "EINVAL");
}

static void explain_route(const struct port_path *port_path, struct blockage *blockage)
{
    const char *error = port_path->session->stop.system_error;
    blockage->id = FINDING_CONNECTION_IMPOSSIBLE_HERE;
    bool no_way = text_same(error, "ENETUNREACH") || text_same(error, "EHOSTUNREACH")
                  || text_same(error, "EADDRNOTAVAIL") || text_same(error, "EAFNOSUPPORT");
    if (no_way)
        blockage_say(blockage, phrase_format("It has no IPv%d address or no route that leads there.",
                                             (int)address_family(port_path->port_view->endpoint->address)));
}

void local_refusal_blockage(const struct port_path *port_path, struct blockage *blockage)
{
    const struct stop *stop = &port_path->session->stop;
    bool traced = port_path->port != NULL && port_path->port->end == PATH_END_LOCAL;
    blockage->at = SUSPECT_THIS_MACHINE;
    blockage->certainty = CERTAINTY_CERTAIN;
    blockage_say_stop(blockage, phrase_stop(port_path->session));
    if (stop->reason != STOP_LOCAL || is_policy(port_path)) {
        if (traced && stop->reason != STOP_LOCAL)
            blockage_say(blockage, phrase_format("The packets do not leave this machine."));
        blockage->id = FINDING_CONNECTION_FORBIDDEN_HERE;
        blockage->settle = own_filter(port_path->port_view->about.port);
    } else {
        explain_route(port_path, blockage);
    }
    blockage_say_path(blockage, port_path);
}
