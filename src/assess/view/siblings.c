/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the other ports of an address fared. */
#include "assess/view/siblings.h"

#include "assess/view/session_stage.h"
#include "base/list.h"

#include <inttypes.h>
#include <stdlib.h>

enum { FAR_FASTER_FACTOR = 3, FAR_FASTER_US = 5000 };

static void see_sibling(struct siblings *siblings, const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    if (session == NULL)
        return;
    /* Of what was not tried, or not waited for, nothing is known. */
    if (session->stop.at <= STEP_CONNECT && stop_is_untried(session->stop.reason))
        return;
    struct phrase port = phrase_format("%" PRId64, endpoint->port);
    siblings->probed++;
    if (session->stop.reason == STOP_REFUSED)
        text_list_append(&siblings->refused, port.text);
    else if (!session_stage_connected(session))
        text_list_append(&siblings->silent, port.text);
    if (!session_stage_connected(session))
        return;
    text_list_append(&siblings->connected, port.text);
    if (session->connect_us <= 0 || session->syn_retransmissions > 0)
        return;
    siblings->timed++;
    if (siblings->fastest_us == 0 || session->connect_us < siblings->fastest_us)
        siblings->fastest_us = session->connect_us;
}

/* An address that several hosts have may have been probed under each of their names: its ports count once. */
static bool seen_before(const struct report *report, const struct endpoint *endpoint)
{
    const struct endpoint *other = NULL;
    while ((other = report_endpoint_at(report, endpoint->address, other)) != endpoint && other != NULL)
        if (other->port == endpoint->port)
            return true;
    return false;
}

struct siblings siblings_of(const struct report *report, const char *address, int64_t port)
{
    struct siblings siblings = {0};
    const struct endpoint *endpoint = NULL;
    while ((endpoint = report_endpoint_at(report, address, endpoint)) != NULL)
        if (endpoint->port != port && endpoint->connect_to.address == NULL && !seen_before(report, endpoint))
            see_sibling(&siblings, endpoint);
    return siblings;
}

void siblings_free(struct siblings *siblings)
{
    text_list_free(&siblings->connected);
    text_list_free(&siblings->refused);
    text_list_free(&siblings->silent);
}

bool siblings_are_far_slower(const struct siblings *siblings, const struct attempt *attempt)
{
    int64_t own_us = attempt->connect_us, other_us = siblings->fastest_us;
    return own_us > 0 && attempt->syn_retransmissions == 0 && own_us * FAR_FASTER_FACTOR < other_us
           && other_us - own_us >= FAR_FASTER_US;
}

struct phrase siblings_phrase(const struct siblings *siblings)
{
    if (siblings->probed == 0)
        return (struct phrase){{0}};
    if (siblings->connected.count == 0 && siblings->refused.count == 0)
        return phrase_format("No other port of the address answers either.");
    struct phrase connected = phrase_list(&siblings->connected, "none");
    struct phrase refused = phrase_list(&siblings->refused, "none");
    if (siblings->connected.count == 0)
        return phrase_format("Other ports of the address refuse connections (%s), so something there is up.",
                             refused.text);
    return phrase_format("Other ports of the address accept connections (%s), so the host is up.",
                         connected.text);
}
