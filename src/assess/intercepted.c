/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether something nearer than the host accepted the connection in its place: a transparent proxy is fewer
 * hops away than the host is on its other ports, shows the same for every host, and answers faster. */
#include "assess/intercepted.h"

#include "assess/hops.h"
#include "assess/rules.h"
#include "facts/list.h"
#include "facts/path_distance.h"
#include "facts/server_identity.h"
#include "facts/shape.h"
#include "facts/shapes.h"

#include <inttypes.h>
#include <stdlib.h>

/* Where ways divide, a hop or two tell nothing. */
static bool tells_distance(const struct way *way)
{
    return way->port != NULL && way->port->end == PATH_END_CONNECTED && way->port->end_hop > 0
           && way->path->port_count > 1 && path_nearer(way->path, way->port->end_hop) != ANSWER_UNKNOWN;
}

static struct interception by_distance(const struct way *way)
{
    int64_t hop = way->port->end_hop;
    int64_t at_least = path_distance_at_least(way->path);
    bool nearer = path_nearer(way->path, hop) == ANSWER_YES;
    struct interception interception = {.compared = true, .nearer = nearer};
    if (!nearer) {
        interception.evidence =
            phrase_format("No port of the address leads farther than hop %" PRId64 ".", hop);
        return interception;
    }
    int64_t divided = path_divides_at(way->path);
    struct origin origin = origin_of_hop(way, hop);
    /* The router before forwards, and may be the one that answers in the host's place. */
    if (origin.at == SUSPECT_PROVIDER && hop > 1)
        origin = origin_of_hop(way, hop - 1);
    interception.at = origin.at;
    interception.sure = divided == 0 || divided > hop;
    interception.certainty = interception.sure ? origin_certainty(&origin, hop) : CERTAINTY_LIKELY;
    interception.evidence = phrase_format(
        "Port %" PRId64 " is accepted at %s; by its other ports the host is at least %" PRId64 " hops away.",
        way->port->port, hops_end_phrase(way->path, way->port).text, at_least);
    return interception;
}

/* What a server shows that the run found everywhere. */
static struct interception by_identity(const struct place *place)
{
    const struct shared_identity *shared = &place->report->vantage.shared_identity;
    struct interception interception = {0};
    char *shown = place->about.port == PORT_RELAY && shared->identity != NULL
                      ? server_identity_foreign(place->report, place->endpoint)
                      : NULL;
    if (shown != NULL && text_same(shown, shared->identity)) {
        interception = (struct interception){
            .compared = true, .nearer = true, .at = SUSPECT_THIS_NETWORK, .certainty = CERTAINTY_LIKELY};
        interception.evidence =
            phrase_format("All servers that this run reached on port 25, in %" PRId64
                          " unrelated networks, show the same, which is none of theirs: %s.",
                          shared->networks, shown);
    }
    free(shown);
    return interception;
}

/* Time is a weaker sign than distance, and one other port alone may be slow for reasons of its own. */
static struct interception by_time(const struct way *way)
{
    bool relay = way->place->about.port == PORT_RELAY;
    bool timed = way->session->connect_us > 0 && way->siblings.timed > 0;
    struct interception interception = {.compared = relay && timed, .by_time_alone = true};
    if (!interception.compared)
        return interception;
    interception.nearer = way_is_far_faster(way);
    interception.at = SUSPECT_PATH;
    interception.certainty = way->siblings.timed > 1 ? CERTAINTY_LIKELY : CERTAINTY_POSSIBLE;
    interception.evidence =
        phrase_format("Port 25 was accepted after %" PRId64
                      " us, the fastest of the other ports (%s) after %" PRId64 " us.",
                      way->session->connect_us, phrase_list(&way->siblings.connected, "none").text,
                      way->siblings.fastest_us);
    return interception;
}

struct interception intercepted_at(const struct place *place)
{
    struct way way = way_of(place);
    struct interception by_way = tells_distance(&way) ? by_distance(&way) : by_time(&way);
    way_free(&way);
    if (by_way.nearer && !by_way.by_time_alone)
        return by_way;
    struct interception shown = by_identity(place);
    return shown.nearer ? shown : by_way;
}

bool intercepted_for_sure(const struct place *place)
{
    if (!place_connected(place->session))
        return false;
    struct interception interception = intercepted_at(place);
    return interception.nearer && interception.sure && interception.at != SUSPECT_TARGET_NETWORK
           && interception.at != SUSPECT_TARGET;
}

void intercepted_rules(struct assessment *assessment, const struct place *place)
{
    if (!place_connected(place->session))
        return;
    struct interception interception = intercepted_at(place);
    struct about about = place->about;
    about.lenient = interception.by_time_alone || !place->has_to_answer;
    struct pointing pointing = {interception.at, interception.certainty, NULL};
    if (interception.nearer)
        diagnose(assessment, &about, "port-intercepted", OUTCOME_UNKNOWN, &pointing, "%s",
                 interception.evidence.text);
    else if (interception.compared)
        judge(assessment, &about, "port-intercepted", OUTCOME_HOLDS, "%s", interception.evidence.text);
}

static void make_unknown(struct finding *finding)
{
    finding->outcome = OUTCOME_UNKNOWN;
    text_replace(&finding->title, text_copy(catalogue_find(finding->id)->requirement));
    text_replace(&finding->explanation, NULL);
    text_replace(&finding->remedy, NULL);
    text_replace(&finding->result_type, NULL);
    text_replace(
        &finding->evidence,
        text_format("%s Something nearer than the host says so (port-intercepted).", finding->evidence));
}

void intercepted_take_back(struct report *report, const struct place *place, size_t first)
{
    if (first == report->finding_count || !intercepted_for_sure(place))
        return;
    size_t kept = first;
    for (size_t i = first; i < report->finding_count; i++) {
        struct finding *finding = &report->findings[i];
        if (finding->outcome == OUTCOME_HOLDS) {
            shape_clear(&finding_shape, finding);
            continue;
        }
        if (finding->outcome == OUTCOME_FAILS)
            make_unknown(finding);
        if (kept != i)
            report->findings[kept] = *finding;
        kept++;
    }
    report->finding_count = kept;
}
