/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why a port does not answer, or hangs up at once. A port that nobody promised may be closed: the report
 * shows it, and no rule minds; but who asks about a host wants to know what stands between. */
#include "assess/rules/rules.h"
#include "assess/view/path_hops.h"
#include "base/list.h"
#include "infer/path_distance.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Whether to speak of a connection that was not made. */
static bool matters(const struct port_view *port_view)
{
    const struct blockage *blockage = &port_view->blockage;
    if (port_view->has_to_answer || blockage->id == FINDING_CONNECTION_FORBIDDEN_HERE
        || blockage->id == FINDING_CONNECTION_IMPOSSIBLE_HERE)
        return true;
    return port_view->report->domain == NULL && blockage->id != FINDING_CONNECTION_REFUSED;
}

static void judge_blockage(struct assessment *assessment, const struct port_view *port_view)
{
    const struct blockage *blockage = &port_view->blockage;
    struct about about = port_view->about;
    about.lenient = !port_view->has_to_answer;
    struct pointing pointing = {blockage->at, blockage->certainty, blockage->settle};
    if (!matters(port_view))
        return;
    char *evidence = text_list_join(&blockage->evidence, " ");
    diagnose(assessment, &about, blockage->id, blockage->outcome, &pointing, "%s", evidence);
    free(evidence);
    if (blockage->explained_by != FINDING_NONE)
        refer_to(assessment, blockage->explained_by);
}

/* Whether the server hung up on us before it had said anything. */
static bool hung_up(const struct session *session, enum stop_reason how)
{
    return session->stop.at == STEP_GREETING && session->greeting == NULL && session->unfinished == NULL
           && session->stop.reason == how;
}

static bool greeted(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    return session != NULL && session->greeting != NULL;
}

/* Whether port 25 was reset where it has to answer, the host is well on another port, and nobody in the
 * report greets on port 25: boxes that keep outgoing mail in do that as well as servers that want nobody in.
 */
static bool may_be_reset_on_the_way(const struct port_view *port_view)
{
    const struct report *report = port_view->report;
    bool well = false;
    if (port_view->about.port != PORT_RELAY || !port_view->has_to_answer
        || port_view->endpoint->connect_to.address != NULL)
        return false;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *other = &report->endpoints[i];
        if (!greeted(other))
            continue;
        if (other->port == PORT_RELAY)
            return false;
        well = well || text_same(other->address, port_view->endpoint->address);
    }
    return well;
}

static void judge_hanging_up(struct assessment *assessment, const struct port_view *port_view)
{
    static const struct {
        enum stop_reason how;
        enum finding_id id;
    } ways[] = {{STOP_RESET, FINDING_CONNECTION_RESET}, {STOP_CLOSED, FINDING_CONNECTION_CLOSED}};
    struct about about = port_view->about;
    about.lenient = !port_view->has_to_answer;
    const struct pointing at_target = {SUSPECT_TARGET, CERTAINTY_LIKELY, NULL};
    const struct pointing anywhere = {SUSPECT_UNKNOWN, CERTAINTY_POSSIBLE, NULL};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        if (hung_up(port_view->session, ways[i].how)) {
            bool open = ways[i].how == STOP_RESET && may_be_reset_on_the_way(port_view);
            diagnose(assessment, &about, ways[i].id, open ? OUTCOME_UNKNOWN : OUTCOME_FAILS,
                     open ? &anywhere : &at_target, "The connection was accepted, but then %s.%s",
                     phrase_stop(port_view->session).text,
                     open ? " Other ports of the address send a greeting, port 25 does not: the server sends "
                            "the reset, or a device in this network, at its provider or on the path."
                          : "");
        } else
            judge(assessment, &about, ways[i].id, OUTCOME_HOLDS,
                  "The server did not close the connection at once.");
}

/* Why it takes luck to get a connection; empty when it does not. */
static struct phrase bad_luck(const struct port_view *port_view)
{
    const struct endpoint *endpoint = port_view->endpoint;
    int64_t repetitions = port_view->attempt.syn_retransmissions;
    if (endpoint == NULL)
        return (struct phrase){{0}};
    if (repetitions > 0)
        return phrase_format("Port %" PRId64 " accepted the connection only when the SYN was sent again.",
                             endpoint->port);
    for (size_t i = 0; i < endpoint->session_count; i++) {
        const struct session *other = &endpoint->sessions[i];
        if (other->stop.at == STEP_CONNECT && other->stop.reason == STOP_TIMED_OUT)
            return phrase_format("Port %" PRId64 " accepted one connection, but for another one: %s.",
                                 endpoint->port, phrase_stop(other).text);
        if (other->syn_retransmissions > 0)
            return phrase_format(
                "Port %" PRId64
                " accepted one connection at once, and another one only when the SYN was sent again.",
                endpoint->port);
    }
    return (struct phrase){{0}};
}

/* The same of a trace; empty where it tells nothing of the kind. */
static struct phrase bad_luck_traced(const struct port_view *port_view)
{
    int64_t lost = port_view->path_port != NULL ? path_lost(port_view->path, port_view->path_port) : 0;
    int64_t divided = path_divides_at(port_view->path);
    if (lost == 0)
        return (struct phrase){{0}};
    struct phrase ways = {{0}};
    if (divided > 0)
        ways = phrase_format(" Paths divide at %s: one of them may drop packets that another lets pass.",
                             path_hops_phrase(port_view->path, divided).text);
    return phrase_format("A trace packet that reaches the host got no answer on port %" PRId64
                         ", but the next one was accepted.%s",
                         port_view->path_port->port, ways.text);
}

/* A SYN without an answer is lost by chance, by one of several ways, or by a limit on connections. */
static void judge_luck(struct assessment *assessment, const struct port_view *port_view)
{
    struct phrase luck = bad_luck(port_view);
    struct about about = port_view->about;
    about.lenient = true;
    struct pointing pointing = {SUSPECT_UNKNOWN, CERTAINTY_POSSIBLE, NULL};
    if (luck.text[0] == '\0')
        luck = bad_luck_traced(port_view);
    if (luck.text[0] == '\0')
        judge(assessment, &about, FINDING_CONNECTION_INTERMITTENT, OUTCOME_HOLDS,
              "The first packet was answered.");
    else if (port_view->siblings.timed > 0)
        diagnose(assessment, &about, FINDING_CONNECTION_INTERMITTENT, OUTCOME_UNKNOWN, &pointing,
                 "%s Other ports of the address (%s) answered at once.", luck.text,
                 phrase_list(&port_view->siblings.connected, "none").text);
    else
        diagnose(assessment, &about, FINDING_CONNECTION_INTERMITTENT, OUTCOME_UNKNOWN, &pointing, "%s",
                 luck.text);
}

void connect_rules(struct assessment *assessment, const struct port_view *port_view)
{
    const struct attempt *attempt = &port_view->attempt;
    bool probed = port_view->endpoint != NULL;
    bool asked_about = port_view->has_to_answer || port_view->report->domain == NULL;
    if (!attempt->begun || (probed && port_view->intercepted))
        return;
    if (!attempt->connected) {
        if (attempt->reason != STOP_INTERRUPTED)
            judge_blockage(assessment, port_view);
        else if (asked_about)
            judge(assessment, &port_view->about, FINDING_CONNECTION_NOT_TRIED, OUTCOME_UNKNOWN,
                  "Unknown: %s.", attempt->end.text);
        return;
    }
    if (probed && port_view->has_to_answer)
        judge(assessment, &port_view->about, FINDING_CONNECTION_REFUSED, OUTCOME_HOLDS,
              "The connection was accepted.");
    if (probed && asked_about)
        judge_hanging_up(assessment, port_view);
    judge_luck(assessment, port_view);
}
