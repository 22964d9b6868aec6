/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sessions of one port against one another: a pool of servers behind one address, of which one is set up
 * otherwise, shows in some connections alone. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/certificate.h"
#include "assess/view/port_view.h"
#include "assess/view/session_tls.h"

static void judge_starttls(struct assessment *assessment, const struct port_view *port_view)
{
    struct sessions_tls sessions = sessions_tls_of(port_view->endpoint);
    size_t all = sessions.works + sessions.offered + sessions.clear;
    size_t good = sessions.works > 0 ? sessions.works + sessions.offered : all - sessions.not_offered;
    if (sessions_tls_differ(&sessions))
        judge(assessment, &port_view->about, FINDING_STARTTLS_INTERMITTENT, OUTCOME_FAILS,
              "STARTTLS %s in %zu of %zu sessions. In session %zu %s.",
              sessions.works > 0 ? "works" : "is offered", good, all, sessions.weakest_number,
              session_tls_phrase(port_view->endpoint, sessions.weakest).text);
    else if (sessions.works > 0)
        judge(assessment, &port_view->about, FINDING_STARTTLS_INTERMITTENT, OUTCOME_HOLDS,
              "STARTTLS works in %zu of %zu sessions that reached it.", sessions.works, sessions.works);
}

static void judge_certificates(struct assessment *assessment, const struct port_view *port_view)
{
    const struct endpoint *endpoint = port_view->endpoint;
    const struct session *bad = NULL;
    size_t shown = 0, good = 0, bad_number = 0;
    for (size_t i = 0; i < endpoint->session_count; i++) {
        const struct session *session = &endpoint->sessions[i];
        if (!session_shows_served_chain(endpoint, session))
            continue;
        shown++;
        if (certificate_is_good(session->tls, endpoint->server_name) != ANSWER_NO) {
            good++;
        } else if (bad == NULL) {
            bad = session;
            bad_number = i + 1;
        }
    }
    if (good > 0 && bad != NULL)
        judge(assessment, &port_view->about, FINDING_CERTIFICATE_INTERMITTENT, OUTCOME_FAILS,
              "The certificate has no fault in %zu of %zu sessions. In session %zu %s: %s.", good, shown,
              bad_number, certificate_obstacle(bad->tls, endpoint->server_name).text,
              bad->tls->chain[0].subject != NULL ? bad->tls->chain[0].subject : "no subject");
    else if (shown > 0)
        judge(assessment, &port_view->about, FINDING_CERTIFICATE_INTERMITTENT, OUTCOME_HOLDS,
              "The certificates of %zu sessions are all %s.", shown,
              good > 0 ? "without a fault" : "not valid");
}

void sessions_differ_rules(struct assessment *assessment, const struct port_view *port_view)
{
    if (!port_view_speaks_smtp(port_view->endpoint))
        return;
    judge_starttls(assessment, port_view);
    judge_certificates(assessment, port_view);
}
