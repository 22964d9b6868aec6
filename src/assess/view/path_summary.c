/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A trace in one sentence: what is blocked first, then what gets through. */
#include "assess/view/path_summary.h"

#include "assess/view/path_hops.h"
#include "assess/view/port_view.h"
#include "assess/view/session_stage.h"
#include "base/list.h"
#include "infer/icmp.h"
#include "infer/path_distance.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What becomes of a port, as the end of a sentence about one port or several. */
struct fate {
    const char *one;
    const char *several;
    struct phrase rest;
};

static struct fate connected(const struct path *path, const struct path_port *port)
{
    if (path_nearer(path, port->end_hop) == ANSWER_YES)
        return (struct fate){
            "is", "are",
            phrase_format("accepted at %s, before the host", path_hops_end_phrase(path, port).text)};
    if (path_lost(path, port) > 0)
        return (struct fate){"reaches", "reach", phrase_format("the host, but some packets get no answer")};
    return (struct fate){"reaches", "reach", phrase_format("the host at hop %" PRId64, port->end_hop)};
}

static struct fate refused(const struct path *path, const struct path_port *port)
{
    struct fate fate = {"is", "are", {{0}}};
    if (path_nearer(path, port->end_hop) == ANSWER_YES)
        fate.rest = phrase_format("refused at %s, before the host", path_hops_end_phrase(path, port).text);
    else if (port->end_hop > 0 && port->end_hop == path_distance(path))
        fate.rest = phrase_format("refused by the host at hop %" PRId64, port->end_hop);
    else
        fate.rest = phrase_format("refused at hop %" PRId64, port->end_hop);
    return fate;
}

static struct fate rejected(const struct path *path, const struct path_port *port)
{
    struct fate fate = {"is", "are", {{0}}};
    const struct icmp_error *icmp = port->icmp;
    if (icmp == NULL)
        fate.rest = phrase_format("rejected (%s) by an unknown sender",
                                  port->system_error != NULL ? port->system_error : "no system error");
    else if (icmp->sender == NULL)
        fate.rest = phrase_format("rejected (%s) by an unknown sender", icmp_meaning(icmp));
    else if (text_same(icmp->sender, path->source_address))
        fate.rest = phrase_format("rejected by this machine (%s): %s", icmp->sender, icmp_meaning(icmp));
    else if (path_hops_of(path, icmp->sender) > 0)
        fate.rest = phrase_format("rejected by hop %" PRId64 " (%s): %s", path_hops_of(path, icmp->sender),
                                  path_hops_router(path, icmp->sender).text, icmp_meaning(icmp));
    else
        fate.rest = phrase_format("rejected by %s: %s", path_hops_router(path, icmp->sender).text,
                                  icmp_meaning(icmp));
    return fate;
}

/* Whether a connection to the port was made in this run, whatever the trace met with. */
static bool was_connected(const struct report *report, const struct path *path, const struct path_port *port)
{
    const struct endpoint *endpoint = NULL;
    while ((endpoint = report_endpoint_at(report, path->address, endpoint)) != NULL)
        if (endpoint->port == port->port && endpoint->connect_to.address == NULL
            && session_stage_connected(endpoint_session(endpoint)))
            return true;
    return false;
}

static struct fate silent(const struct report *report, const struct path *path, const struct path_port *port)
{
    int64_t last = path_last_hop(port);
    if (was_connected(report, path, port))
        return (struct fate){"reaches", "reach",
                             phrase_format("the host, but packets of the trace get no answer")};
    if (last > 0)
        return (struct fate){
            "gets", "get",
            phrase_format("no answer beyond %s", path_hops_port_phrase(path, port, last).text)};
    if (!path_hops_seen(path))
        return (struct fate){"gets", "get", phrase_format("no answer (this system does not show hops)")};
    return (struct fate){"gets", "get", phrase_format("no answer from any hop")};
}

static struct fate fate_of(const struct report *report, const struct path *path, const struct path_port *port)
{
    switch (port->end) {
    case PATH_END_CONNECTED:
        return connected(path, port);
    case PATH_END_REFUSED:
        return refused(path, port);
    case PATH_END_REJECTED:
        return rejected(path, port);
    case PATH_END_SILENT:
        return silent(report, path, port);
    case PATH_END_LOCAL:
        return (struct fate){"does", "do", phrase_format("not leave this machine")};
    case PATH_END_UNKNOWN:
    case PATH_END_COUNT:
        break;
    }
    if (port->problem != NULL)
        return (struct fate){"was", "were", phrase_format("not traced (%s)", port->problem)};
    return (struct fate){"was", "were", phrase_format("not traced to the end")};
}

static bool same_fate(const struct fate *a, const struct fate *b)
{
    return strcmp(a->one, b->one) == 0 && strcmp(a->rest.text, b->rest.text) == 0;
}

/* "25, 465 and 587": the ports that share the fate of the one at `index`. */
static char *ports_like(const struct report *report, const struct path *path, size_t index,
                        const struct fate *fate, size_t *count)
{
    struct text_list ports = {0};
    char *text = NULL;
    for (size_t i = index; i < path->port_count; i++) {
        struct fate other = fate_of(report, path, &path->ports[i]);
        if (!same_fate(fate, &other))
            continue;
        text_list_append(&ports, phrase_format("%" PRId64, path->ports[i].port).text);
    }
    *count = ports.count;
    for (size_t i = 0; i < ports.count; i++) {
        const char *joint = i + 1 == ports.count ? " and " : ", ";
        text_replace(&text, text_format("%s%s%s", i > 0 ? text : "", i > 0 ? joint : "", ports.items[i]));
    }
    text_list_free(&ports);
    return text;
}

static bool came_before(const struct report *report, const struct path *path, size_t index,
                        const struct fate *fate)
{
    for (size_t i = 0; i < index; i++) {
        struct fate other = fate_of(report, path, &path->ports[i]);
        if (same_fate(fate, &other))
            return true;
    }
    return false;
}

/* A clause for each fate, of the ports that reach the host or of the others. */
static void clauses(const struct report *report, const struct path *path, bool reaching,
                    struct text_list *list)
{
    for (size_t i = 0; i < path->port_count; i++) {
        struct fate fate = fate_of(report, path, &path->ports[i]);
        if ((path->ports[i].end == PATH_END_CONNECTED) != reaching || came_before(report, path, i, &fate))
            continue;
        size_t count;
        char *ports = ports_like(report, path, i, &fate, &count);
        char *clause = text_format("port%s %s %s %s", count == 1 ? "" : "s", ports,
                                   count == 1 ? fate.one : fate.several, fate.rest.text);
        text_list_append(list, clause);
        free(clause);
        free(ports);
    }
}

/* Empty where one way is all that was seen. */
static struct phrase ways_sentence(const struct path *path)
{
    static const char may_differ[] = "which may differ in length and in firewalls.";
    int64_t hop = path_divides_at(path);
    if (hop == 0)
        return (struct phrase){{0}};
    if (!path_hops_several(path, hop))
        return phrase_format(" Packets with hop limit %" PRId64
                             " reached a router and the host: they take different paths, %s",
                             hop, may_differ);
    return phrase_format(" From %s on, packets take different paths, %s", path_hops_phrase(path, hop).text,
                         may_differ);
}

char *path_summary(const struct report *report, const struct path *path)
{
    const char *address = path->address != NULL ? path->address : "?";
    if (!path_hops_traced(path))
        return text_format("%s: not traced (%s).", address,
                           path->problem != NULL ? path->problem : "no port to trace");
    struct text_list list = {0};
    clauses(report, path, false, &list);
    clauses(report, path, true, &list);
    char *joined = text_list_join(&list, "; ");
    char *text = text_format("%s: %s.%s", address, joined, ways_sentence(path).text);
    free(joined);
    text_list_free(&list);
    return text;
}
