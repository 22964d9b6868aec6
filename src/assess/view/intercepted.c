/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether something nearer than the host accepted the connection in its place. A transparent proxy is fewer
 * hops away than the host is on its other ports, or packets for it are sent aside on the way; it answers
 * faster; it shows the same for every host, and something else than the host's other ports show.
 *
 * What differs between ports of one host is mostly innocent: two programs, or a filter or a load balancer in
 * front of one of them, which may be another company's. So a trace that finds the port as far away as the
 * others outweighs what it shows, here and in the whole run, and a box right before the host is taken for the
 * host's own unless it is as near to this machine and shows that it is somebody else. */
#include "assess/view/intercepted.h"

#include "assess/view/origin.h"
#include "assess/view/path_hops.h"
#include "assess/view/view.h"
#include "base/list.h"
#include "infer/mta_sts_match.h"
#include "infer/path_distance.h"
#include "infer/server_identity.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool is_relay(const struct port_view *port_view)
{
    return port_view->about.port == PORT_RELAY;
}

/* Whether the port shows that it is somebody else than the host. */
static bool shows_another(const struct port_view *port_view)
{
    return is_relay(port_view) && port_view->endpoint != NULL
           && server_identity_contrast(port_view->report, port_view->endpoint) == CONTRAST_ANOTHER;
}

static bool is_their_side(enum suspect at)
{
    return at == SUSPECT_TARGET_NETWORK || at == SUSPECT_TARGET;
}

/* So near to this machine a box right before the host may be of either network; what is farther away and
 * right before the host is the host's, whatever it shows: filters that others make or run stand there. */
enum { NEAR_HOPS = 2 };

static bool may_be_this_side(const struct port_view *port_view, int64_t hop)
{
    return hop <= NEAR_HOPS && shows_another(port_view);
}

static void correct_place(const struct port_view *port_view, int64_t hop, struct interception *interception)
{
    if (is_their_side(interception->at) && may_be_this_side(port_view, hop))
        interception->at = SUSPECT_THIS_NETWORK;
}

/* --- Distance --- */

/* Whether another port's packets were followed to where it is accepted, or past the routers before this
 * port's end. What a trace had no time or no packets left for shows no distance. */
static bool another_was_followed(const struct port_view *port_view)
{
    for (size_t i = 0; i < port_view->path->port_count; i++) {
        const struct path_port *other = &port_view->path->ports[i];
        int64_t last = path_last_hop(other);
        if (other != port_view->path_port
            && (other->end == PATH_END_CONNECTED || (last > 0 && last + 1 >= port_view->path_port->end_hop)))
            return true;
    }
    return false;
}

/* Where ways divide, a hop or two tell nothing. */
static bool tells_distance(const struct port_view *port_view)
{
    if (port_view->path_port == NULL || port_view->path_port->end != PATH_END_CONNECTED
        || port_view->path_port->end_hop == 0 || port_view->path->port_count < 2)
        return false;
    enum answer nearer = path_nearer(port_view->path, port_view->path_port->end_hop);
    return nearer == ANSWER_YES || (nearer == ANSWER_NO && another_was_followed(port_view));
}

static struct interception by_distance(const struct port_view *port_view)
{
    int64_t hop = port_view->path_port->end_hop;
    int64_t at_least = path_distance_at_least(port_view->path);
    bool nearer = path_nearer(port_view->path, hop) == ANSWER_YES;
    struct interception interception = {.compared = true, .nearer = nearer};
    if (!nearer) {
        interception.evidence = phrase_format("No port of the address reaches beyond hop %" PRId64 ".", hop);
        return interception;
    }
    int64_t divided = path_divides_at(port_view->path);
    struct origin origin = origin_of_hop(port_view, hop);
    /* The router before forwards, and may be the one that answers in the host's place. */
    if (origin.at == SUSPECT_PROVIDER && hop > 1)
        origin = origin_of_hop(port_view, hop - 1);
    bool one_way = divided == 0 || divided > hop;
    interception.at = origin.at;
    interception.certainty = one_way ? origin_certainty(&origin, hop) : CERTAINTY_LIKELY;
    interception.evidence = phrase_format(
        "Port %" PRId64 " is accepted at %s; on its other ports the host is at least %" PRId64 " hops away.",
        port_view->path_port->port, path_hops_end_phrase(port_view->path, port_view->path_port).text,
        at_least);
    correct_place(port_view, hop, &interception);
    return interception;
}

/* The first hop from which the host's own address says "time exceeded" while a router says so of another
 * port; 0 for none. *other becomes that port. */
static int64_t own_address_at(const struct port_view *port_view, const struct path_port **other)
{
    const char *own = port_view->path->address;
    for (size_t i = 0; i < port_view->path_port->hop_count; i++) {
        const struct path_hop *hop = &port_view->path_port->hops[i];
        for (size_t n = 0; text_same(hop->address, own) && n < port_view->path->port_count; n++) {
            const char *router = path_hops_port_address(&port_view->path->ports[n], hop->hop);
            if (router == NULL || text_same(router, own))
                continue;
            *other = &port_view->path->ports[n];
            return hop->hop;
        }
    }
    return 0;
}

/* How far away the host is at least, by the ports whose packets meet with routers alone. */
static int64_t distance_by_others(const struct port_view *port_view)
{
    int64_t distance = 0;
    for (size_t i = 0; i < port_view->path->port_count; i++) {
        const struct path_port *port = &port_view->path->ports[i];
        bool aside = false;
        for (size_t n = 0; n < port->hop_count; n++)
            aside = aside || text_same(port->hops[n].address, port_view->path->address);
        int64_t reaches = port->end == PATH_END_CONNECTED ? port->end_hop : path_last_hop(port) + 1;
        if (!aside && reaches > distance)
            distance = reaches;
    }
    return distance;
}

/* A router that gives packets another destination signs its errors about them with the address that they were
 * sent to, since it translates them back: packets for this port are sent aside there. In front of a host
 * behind NAT its own firewall does that, so one hop before the host it says little by itself. */
static struct interception by_own_address(const struct port_view *port_view)
{
    struct interception interception = {0};
    const struct path_port *other = NULL;
    int64_t hop =
        port_view->path_port != NULL && port_view->path != NULL ? own_address_at(port_view, &other) : 0;
    int64_t distance = hop > 0 ? distance_by_others(port_view) : 0;
    bool well_before = distance - hop > 1;
    if (hop == 0 || distance <= hop || (!well_before && !may_be_this_side(port_view, hop)))
        return interception;
    interception = (struct interception){.compared = true,
                                         .nearer = true,
                                         .at = origin_of_port_hop(port_view, other, hop).at,
                                         .certainty = CERTAINTY_LIKELY};
    interception.evidence = phrase_format(
        "Packets for port %" PRId64 " are redirected at %s: an ICMP \"hop limit exceeded\" from there has "
        "the host's own address as its sender, but the host is at least %" PRId64 " hops away.",
        port_view->path_port->port, path_hops_port_phrase(port_view->path, other, hop).text, distance);
    correct_place(port_view, hop, &interception);
    return interception;
}

/* --- Identity --- */

static bool calls_itself_as_host(const struct port_view *port_view)
{
    const char *name = server_identity_name(port_view->endpoint);
    return name != NULL && server_identity_name_fits(port_view->report, port_view->endpoint, name);
}

/* What a server shows that the run found everywhere. */
static struct interception by_shared_identity(const struct port_view *port_view)
{
    const struct shared_identity *shared = &port_view->report->vantage.shared_identity;
    struct interception interception = {0};
    char *shown = is_relay(port_view) && shared->identity != NULL
                      ? server_identity_foreign(port_view->report, port_view->endpoint)
                      : NULL;
    if (shown != NULL && text_same(shown, shared->identity)) {
        interception = (struct interception){
            .compared = true, .nearer = true, .at = SUSPECT_THIS_NETWORK, .certainty = CERTAINTY_LIKELY};
        /* Customers of one service may have addresses in many networks, and show its certificate. */
        if (server_identity_vouched(port_view->endpoint) || calls_itself_as_host(port_view))
            interception.certainty = CERTAINTY_POSSIBLE;
        interception.evidence =
            phrase_format("All servers that this run reached on port 25, of unrelated domains in %s, show "
                          "the same identity, "
                          "which belongs to none of them: %s.",
                          shared->networks == 1 ? "one network" : "unrelated networks", shown);
    }
    free(shown);
    return interception;
}

/* Whether an enforced MTA-STS policy sends mail to the host. */
static bool sts_promises(const struct report *report, const struct host *host)
{
    const struct mta_sts *sts = report->domain != NULL ? report->domain->mta_sts : NULL;
    return sts != NULL && sts->status == MTA_STS_POLICY_VALID && sts->policy != NULL
           && sts->policy->mode == MTA_STS_MODE_ENFORCE
           && mta_sts_match_policy(sts->policy, host->name) != NULL;
}

/* Whether a chain that the port shows is one that the host's TLSA records name: then it is the host's. */
static bool dane_is_kept(const struct endpoint *endpoint)
{
    for (size_t i = 0; i < endpoint->tlsa_match_count; i++)
        if (endpoint->tlsa_matches[i].matches == ANSWER_YES)
            return true;
    return false;
}

/* Which standard promises that port 25 of the host offers STARTTLS; NULL for none. */
static const char *promised_by(const struct port_view *port_view)
{
    const struct host *host = port_view->host;
    if (!is_relay(port_view) || host == NULL || dane_is_kept(port_view->endpoint))
        return NULL;
    if (view_host(port_view->view, host)->dane >= DANE_UNUSABLE)
        return "DANE";
    return sts_promises(port_view->report, host) ? "MTA-STS" : NULL;
}

/* "it calls itself a and shows no certificate" */
static struct phrase what_it_shows(const struct endpoint *endpoint)
{
    char *name = server_identity_shown_name(endpoint);
    const struct certificate *certificate = server_identity_certificate(endpoint);
    const struct session *session = endpoint_session(endpoint);
    struct phrase names = {{0}};
    if (certificate != NULL)
        names = phrase_format("shows a certificate for %s",
                              certificate->dns_names.count > 0 ? phrase_list(&certificate->dns_names, "").text
                                                               : "no name");
    else
        names = phrase_format(session->starttls.offered == ANSWER_NO ? "offers no STARTTLS"
                                                                     : "shows no certificate");
    struct phrase phrase =
        phrase_format("calls itself %s and %s", name != NULL ? name : "nothing", names.text);
    free(name);
    return phrase;
}

/* "ports 465 and 587 call themselves ..." by the first that has a name. */
static struct phrase what_others_show(const struct port_view *port_view)
{
    const struct endpoint *other = NULL;
    while ((other = report_endpoint_at(port_view->report, port_view->endpoint->address, other)) != NULL) {
        if (other->port == port_view->about.port || other->connect_to.address != NULL
            || server_identity_name(other) == NULL
            || server_identity_has_foreign_name(port_view->report, other))
            continue;
        return phrase_format("; port %" PRId64 " of the same address %s", other->port,
                             what_it_shows(other).text);
    }
    return (struct phrase){{0}};
}

/* By what this port alone shows: somebody else than the other ports of the address show, or somebody else
 * where STARTTLS is promised and is not there. */
static struct interception by_contrast(const struct port_view *port_view)
{
    struct interception interception = {0};
    bool another = shows_another(port_view);
    const char *promise = promised_by(port_view);
    const struct certificate *certificate = server_identity_certificate(port_view->endpoint);
    bool alone = server_identity_stands_alone(port_view->report, port_view->endpoint);
    char *foreign =
        certificate != NULL ? server_identity_foreign(port_view->report, port_view->endpoint) : NULL;
    bool broken =
        promise != NULL && server_identity_has_foreign_name(port_view->report, port_view->endpoint)
        && (foreign != NULL || (certificate == NULL && port_view->session->starttls.offered == ANSWER_NO));
    free(foreign);
    /* The other ports may bear the same name: then it is the server that breaks its promise. */
    if (!another && !(broken && alone))
        return interception;
    /* Many servers call themselves otherwise than their MX records do. Where no other port shows the host,
     * one that does not keep its promise looks just like somebody else in its place. */
    interception = (struct interception){.compared = true,
                                         .nearer = true,
                                         .at = SUSPECT_THIS_NETWORK,
                                         .certainty = another ? CERTAINTY_LIKELY : CERTAINTY_POSSIBLE};
    interception.evidence =
        phrase_format("Port 25 %s, which is not the host's%s.%s%s%s", what_it_shows(port_view->endpoint).text,
                      what_others_show(port_view).text, broken ? " " : "", broken ? promise : "",
                      broken ? " requires STARTTLS with the host's certificate there." : "");
    return interception;
}

/* --- Time --- */

/* Time is a weaker sign than distance, and one other port alone may be slow for reasons of its own. */
static struct interception by_time(const struct port_view *port_view)
{
    bool relay = is_relay(port_view);
    bool timed = port_view->attempt.connect_us > 0 && port_view->siblings.timed > 0;
    struct interception interception = {.compared = relay && timed, .by_time_alone = true};
    if (!interception.compared)
        return interception;
    interception.nearer = siblings_are_far_slower(&port_view->siblings, &port_view->attempt);
    interception.at = SUSPECT_PATH;
    interception.certainty = port_view->siblings.timed > 1 ? CERTAINTY_LIKELY : CERTAINTY_POSSIBLE;
    interception.evidence =
        phrase_format("Port 25 accepted the connection %s than the fastest of the other ports (%s).",
                      interception.nearer ? "far sooner" : "not far sooner",
                      phrase_list(&port_view->siblings.connected, "none").text);
    return interception;
}

/* --- All of it --- */

static struct interception with(struct interception main, const struct interception *more)
{
    if (more->nearer)
        main.evidence = phrase_format("%s %s", main.evidence.text, more->evidence.text);
    return main;
}

/* Of a port that was traced alone nothing is known but the trace. */
static struct interception compare(const struct port_view *port_view)
{
    bool traced = tells_distance(port_view);
    struct interception aside = by_own_address(port_view);
    struct interception by_way = aside.nearer ? aside : traced ? by_distance(port_view) : by_time(port_view);
    if (port_view->endpoint == NULL)
        return by_way;
    /* Far faster than two other ports, and by somebody else's name. */
    if (by_way.nearer && by_way.by_time_alone && by_way.certainty >= CERTAINTY_LIKELY
        && server_identity_has_foreign_name(port_view->report, port_view->endpoint)
        && server_identity_stands_alone(port_view->report, port_view->endpoint))
        by_way.by_time_alone = false;
    struct interception shared = by_shared_identity(port_view);
    struct interception contrast = by_contrast(port_view);
    bool by_distance_alone = by_way.nearer && !by_way.by_time_alone;
    /* What answers for many networks is in none of theirs. */
    if (by_distance_alone && !(is_their_side(by_way.at) && shared.nearer))
        return with(by_way, shared.nearer ? &shared : &contrast);
    if (shared.nearer && by_distance_alone)
        return with(shared, &by_way);
    if (shared.nearer && !traced)
        return contrast.nearer && contrast.certainty > shared.certainty ? with(contrast, &shared)
                                                                        : with(shared, &contrast);
    return contrast.nearer && !traced ? with(contrast, &by_way) : by_way;
}

/* Whether what the port said is most likely not the host's word, nor that of anything in the host's network.
 */
static bool is_not_the_host(const struct interception *interception)
{
    return interception->nearer && !interception->by_time_alone && interception->certainty >= CERTAINTY_LIKELY
           && interception->at != SUSPECT_TARGET_NETWORK && interception->at != SUSPECT_TARGET;
}

void intercepted_find(struct port_view *port_view)
{
    port_view->interception = compare(port_view);
    port_view->intercepted = is_not_the_host(&port_view->interception);
}
