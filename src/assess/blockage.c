/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why a connection was not made. */
#include "assess/blockage.h"

#include "assess/egress.h"
#include "assess/origin.h"
#include "assess/path_summary.h"
#include "assess/vantage.h"
#include "base/address.h"
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

void blockage_say_path(struct blockage *blockage, const struct way *way)
{
    if (way->path == NULL)
        return;
    char *summary = path_summary(way->place->report, way->path);
    text_list_append(&blockage->evidence, summary);
    free(summary);
}

void blockage_free(struct blockage *blockage)
{
    text_list_free(&blockage->evidence);
    free(blockage->settle);
}

void not_tried_blockage(const struct way *way, struct blockage *blockage)
{
    blockage->id = FINDING_CONNECTION_NOT_TRIED;
    blockage->at = SUSPECT_THIS_MACHINE;
    blockage->certainty = CERTAINTY_CERTAIN;
    blockage_say_stop(blockage, phrase_stop(way->session));
}

/* A trace sends more packets than a connection, so it may meet with an answer that the connection missed:
 * routers limit how often they send errors. */
static void weigh(const struct way *way, struct blockage *blockage)
{
    enum stop_reason reason = way->session->stop.reason;
    enum path_end end = way->port != NULL ? way->port->end : PATH_END_UNKNOWN;
    if (reason == STOP_NOT_TRIED || stop_is_cut_off(reason))
        not_tried_blockage(way, blockage);
    else if (reason == STOP_LOCAL || (reason == STOP_TIMED_OUT && end == PATH_END_LOCAL))
        local_blockage(way, blockage);
    else if (reason == STOP_REFUSED || (reason == STOP_TIMED_OUT && end == PATH_END_REFUSED))
        refused_blockage(way, blockage);
    else if (reason == STOP_UNREACHABLE || (reason == STOP_TIMED_OUT && end == PATH_END_REJECTED))
        rejected_blockage(way, blockage);
    else
        dropped_blockage(way, blockage);
}

/* What ended in this machine is known by itself; anything else that this end blocks anyway is not the
 * server's doing. What to do about it is told once. */
static void weigh_vantage(const struct way *way, struct blockage *blockage)
{
    const struct report *report = way->place->report;
    int64_t family = address_family(way->place->endpoint->address);
    bool relay = way->place->about.port == PORT_RELAY && egress_blocked(report, family);
    if (!relay && !vantage_lacks_family(report, family))
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
    blockage->at = relay ? egress_pointing(report, family).at : SUSPECT_THIS_NETWORK;
    blockage->certainty = CERTAINTY_LIKELY;
}

/* An answer that says no, and a trace of the same port that was accepted: ways differ, or times. */
static void weigh_luck(const struct way *way, struct blockage *blockage)
{
    enum stop_reason reason = way->session->stop.reason;
    if ((reason == STOP_REFUSED || reason == STOP_UNREACHABLE) && way->port != NULL
        && way->port->end == PATH_END_CONNECTED)
        blockage_say(blockage, phrase_format("A trace right afterwards was accepted at hop %" PRId64
                                             ", so not every packet meets with that.",
                                             way->port->end_hop));
}

struct blockage blockage_of(const struct place *place)
{
    struct blockage blockage = {0};
    struct way way = way_of(place);
    weigh(&way, &blockage);
    weigh_luck(&way, &blockage);
    weigh_vantage(&way, &blockage);
    bool at_target = blockage.at == SUSPECT_TARGET || blockage.at == SUSPECT_TARGET_NETWORK;
    blockage.outcome = at_target && blockage.certainty >= CERTAINTY_LIKELY ? OUTCOME_FAILS : OUTCOME_UNKNOWN;
    way_free(&way);
    return blockage;
}
