/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why a port that has to answer does not. Ports that nobody promised may be closed: the report shows them,
 * and no rule minds. */
#include "assess/phrase.h"
#include "assess/rules.h"

/* The id for a connection that was not made. Only a refusal is an answer; whatever kept
 * the others from arriving may be on our side. */
static const char *problem(const struct session *session)
{
    switch (session->stop.reason) {
    case STOP_REFUSED:
        return "connection-refused";
    case STOP_TIMED_OUT:
        return "connection-timed-out";
    case STOP_LOCAL:
        return "connection-impossible-here";
    default:
        return "connection-unreachable";
    }
}

/* Whether the server hung up on us before it had said anything. */
static bool was_dropped(const struct session *session)
{
    return session->stop.at == STEP_GREETING && session->greeting == NULL
           && (session->stop.reason == STOP_RESET || session->stop.reason == STOP_CLOSED);
}

void connect_rules(struct assessment *assessment, const struct place *place)
{
    const struct session *session = place->session;
    const struct about *about = &place->about;
    if (session == NULL || !place->has_to_answer)
        return;
    if (!place_connected(session)) {
        judge(assessment, about, problem(session),
              session->stop.reason == STOP_REFUSED ? OUTCOME_FAILS : OUTCOME_UNKNOWN, "Port %d: %s.",
              (int)about->port, phrase_stop(session).text);
        return;
    }
    judge(assessment, about, "connection-refused", OUTCOME_HOLDS, "The connection was accepted.");
    judge(assessment, about, "connection-dropped", outcome_unless(was_dropped(session)), "%s.",
          was_dropped(session) ? phrase_stop(session).text : "The server did not hang up at once");
}
