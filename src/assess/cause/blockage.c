/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Weighing why connections were not made. */
#include "assess/cause/blockage.h"

#include "assess/view/origin.h"
#include "assess/view/path_summary.h"
#include "base/list.h"

#include <inttypes.h>
#include <stdlib.h>

void blockage_say(struct blockage *blockage, struct phrase sentence)
{
    if (sentence.text[0] != '\0')
        text_list_append(&blockage->evidence, sentence.text);
}

void blockage_say_stop(struct blockage *blockage, struct phrase stop)
{
    if (stop.text[0] >= 'a' && stop.text[0] <= 'z')
        stop.text[0] = (char)(stop.text[0] - 'a' + 'A');
    blockage_say(blockage, phrase_format("%s.", stop.text));
}

void blockage_say_path(struct blockage *blockage, const struct port_view *port_view)
{
    if (port_view->path == NULL)
        return;
    char *summary = path_summary(port_view->report, port_view->path);
    text_list_append(&blockage->evidence, summary);
    free(summary);
}

void not_tried_blockage(const struct port_view *port_view, struct blockage *blockage)
{
    blockage->id = FINDING_CONNECTION_NOT_TRIED;
    blockage->at = SUSPECT_THIS_MACHINE;
    blockage->certainty = CERTAINTY_CERTAIN;
    blockage_say_stop(blockage, port_view->attempt.end);
}

/* A trace sends more packets than a connection, so it may meet with an answer that the connection missed:
 * routers limit how often they send errors. */
static void weigh(const struct port_view *port_view, struct blockage *blockage)
{
    enum stop_reason reason = port_view->attempt.reason;
    enum path_end end = port_view->path_port != NULL ? port_view->path_port->end : PATH_END_UNKNOWN;
    if (stop_is_untried(reason))
        not_tried_blockage(port_view, blockage);
    else if (reason == STOP_LOCAL || (reason == STOP_TIMED_OUT && end == PATH_END_LOCAL))
        local_refusal_blockage(port_view, blockage);
    else if (reason == STOP_REFUSED || (reason == STOP_TIMED_OUT && end == PATH_END_REFUSED))
        refused_blockage(port_view, blockage);
    else if (reason == STOP_UNREACHABLE || (reason == STOP_TIMED_OUT && end == PATH_END_REJECTED))
        rejected_blockage(port_view, blockage);
    else
        dropped_blockage(port_view, blockage);
}

/* What ended in this machine is known by itself; anything else that this end blocks anyway is not the
 * server's doing. What to do about it is told once. */
static void weigh_vantage(const struct port_view *port_view, struct blockage *blockage)
{
    int64_t family = port_view->family->version;
    bool relay = port_view->about.port == PORT_RELAY && port_view->family->relay_blocked;
    if (!relay && !port_view->family->missing)
        return;
    blockage->explained_by = relay ? FINDING_EGRESS_BLOCKED : FINDING_FAMILY_BROKEN_HERE;
    if (blockage->at == SUSPECT_THIS_MACHINE)
        return;
    blockage_say(blockage, relay
                               ? phrase_format("Port 25 over IPv%d is blocked from here (egress-blocked), so "
                                               "this says nothing about the host.",
                                               (int)family)
                               : phrase_format("IPv%d does not work from here (family-broken-here), so this "
                                               "says nothing about the host.",
                                               (int)family));
    if (origin_is_this_side(blockage->at))
        return;
    blockage->at = relay ? port_view->family->relay_pointing.at : SUSPECT_THIS_NETWORK;
    blockage->certainty = CERTAINTY_LIKELY;
}

/* An answer that says no, and a trace of the same port that was accepted: ways differ, or times. */
static void weigh_luck(const struct port_view *port_view, struct blockage *blockage)
{
    enum stop_reason reason = port_view->attempt.reason;
    if ((reason == STOP_REFUSED || reason == STOP_UNREACHABLE) && port_view->path_port != NULL
        && port_view->path_port->end == PATH_END_CONNECTED)
        blockage_say(blockage, phrase_format("A trace right afterwards was accepted at hop %" PRId64
                                             ", so only some packets are stopped.",
                                             port_view->path_port->end_hop));
}

static struct blockage blockage_of(const struct port_view *port_view)
{
    struct blockage blockage = {0};
    weigh(port_view, &blockage);
    weigh_luck(port_view, &blockage);
    weigh_vantage(port_view, &blockage);
    bool at_target = blockage.at == SUSPECT_TARGET || blockage.at == SUSPECT_TARGET_NETWORK;
    blockage.outcome = at_target && blockage.certainty >= CERTAINTY_LIKELY ? OUTCOME_FAILS : OUTCOME_UNKNOWN;
    return blockage;
}

void causes_find(struct view *view)
{
    for (size_t i = 0; i < view->port_count; i++)
        if (view->ports[i].attempt.begun && !view->ports[i].attempt.connected)
            view->ports[i].blockage = blockage_of(&view->ports[i]);
}
