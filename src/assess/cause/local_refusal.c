/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * This machine would not connect. That is certain, and says nothing about the server. */
#include "assess/cause/blockage.h"
#include "assess/vantage/own_filter.h"
#include "base/address.h"
#include "base/list.h"
#include "infer/local_error.h"

/* What a firewall or a route says that forbids: "prohibit" gives EACCES, "blackhole" EINVAL. Packets that the
 * machine dropped on their way out give no error, and were due again. */
static bool is_policy(const struct port_view *port_view)
{
    const char *error = port_view->attempt.system_error;
    bool traced = port_view->path_port != NULL && port_view->path_port->end == PATH_END_LOCAL;
    if (error == NULL)
        return traced || port_view->attempt.syn_retransmissions > 0;
    return local_error_of(error) == LOCAL_ERROR_FORBIDDEN || local_error_of(error) == LOCAL_ERROR_BLACKHOLE;
}

static void explain_route(const struct port_view *port_view, struct blockage *blockage)
{
    enum local_error error = local_error_of(port_view->attempt.system_error);
    blockage->id = FINDING_CONNECTION_IMPOSSIBLE_HERE;
    if (error == LOCAL_ERROR_NO_ROUTE || error == LOCAL_ERROR_NO_ADDRESS || error == LOCAL_ERROR_NO_FAMILY)
        blockage_say(blockage, phrase_format("It has no IPv%d address, or no route to the host.",
                                             (int)port_view->family->version));
}

void local_refusal_blockage(const struct port_view *port_view, struct blockage *blockage)
{
    enum stop_reason reason = port_view->attempt.reason;
    bool traced = port_view->path_port != NULL && port_view->path_port->end == PATH_END_LOCAL;
    blockage->at = SUSPECT_THIS_MACHINE;
    blockage->certainty = CERTAINTY_CERTAIN;
    blockage_say_stop(blockage, port_view->attempt.end);
    if (reason != STOP_LOCAL || is_policy(port_view)) {
        if (traced && reason != STOP_LOCAL)
            blockage_say(blockage, phrase_format("The packets do not leave this machine."));
        blockage->id = FINDING_CONNECTION_FORBIDDEN_HERE;
        blockage->settle = own_filter(port_view->about.port);
    } else {
        explain_route(port_view, blockage);
    }
    blockage_say_path(blockage, port_view);
}
