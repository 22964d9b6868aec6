/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The handshake: RFC 3207 4.1, RFC 9846. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/session_stage.h"
#include "base/tls_names.h"
#include "facts/tls_survey.h"
#include "infer/client_certificate.h"

#include <stdbool.h>

/* The survey got TLS with what no mail client has, and none without it. */
static void judge_uncommon(struct assessment *assessment, const struct port_view *port_view,
                           const struct tls_survey *survey)
{
    bool group = survey->needs_group != 0;
    struct phrase needed = group ? phrase_code(&tls_uncommon_group_names, survey->needs_group)
                                 : phrase_format("%s", key_type_name(survey->needs_key));
    judge(assessment, &port_view->about, FINDING_TLS_UNCOMMON_ONLY, OUTCOME_FAILS,
          "With the usual groups and key types: %s. The server accepts only a ClientHello that offers an "
          "uncommon %s: %s.",
          phrase_stop(port_view->session).text, group ? "group" : "key type", needed.text);
}

/* The survey's hellos have more than those of usual clients, and some have less. */
static struct phrase what_is_taken(const struct tls_offer *offer)
{
    if (offer->suite_count == 0)
        return phrase_format("%s", "");
    size_t more = offer->suite_count - 1;
    return phrase_format(" A ClientHello with other versions and suites was answered with %s%s: senders that "
                         "offer that may succeed.",
                         tls_offer_phrase(&offer->suites[0]).text,
                         more > 0 ? phrase_format(" and %zu more", more).text : "");
}

static void judge_handshake(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    /* Its own finding says why. */
    if (client_certificate_demanded(session) == ANSWER_YES)
        return;
    if (session_stage_has_tls(session)) {
        judge(assessment, &port_view->about, FINDING_TLS_HANDSHAKE_FAILED, OUTCOME_HOLDS, "%s with %s.",
              tls_names_version(session->tls->version),
              session->tls->cipher_suite != 0 ? phrase_suite(session->tls->cipher_suite).text
                                              : "an unnamed suite");
        judge(assessment, &port_view->about, FINDING_TLS_UNCOMMON_ONLY, OUTCOME_HOLDS, "%s.",
              session->tls->group != 0 ? phrase_code(&tls_group_names, session->tls->group).text
                                       : "The handshake was completed");
        return;
    }
    /* TLS on a port that is for something else, or that says nothing to anybody, teaches nothing about TLS.
     */
    bool tried_right = port_view->endpoint->found == session->tried
                       || (port_view->endpoint->found == MODE_UNKNOWN && port_view->has_to_answer);
    if (session->stop.at != STEP_HANDSHAKE || !tried_right)
        return;
    if (session_stage_ended_by_certificate(session)) {
        judge(assessment, &port_view->about, FINDING_TLS_HANDSHAKE_FAILED, OUTCOME_UNKNOWN,
              "With %s: mailsonde ended the handshake, because GnuTLS cannot parse the certificate; clients "
              "with "
              "OpenSSL may continue.",
              phrase_mode(session->tried));
        return;
    }
    bool may_be_us = session->stop.reason == STOP_TIMED_OUT || session->stop.reason == STOP_LOCAL
                     || stop_is_cut_off(session->stop.reason);
    const struct tls_survey *survey = port_view->endpoint->tls_survey;
    if (!may_be_us && survey != NULL && (survey->needs_group != 0 || survey->needs_key != KEY_TYPE_NONE)) {
        judge_uncommon(assessment, port_view, survey);
        return;
    }
    judge(assessment, &port_view->about, FINDING_TLS_HANDSHAKE_FAILED,
          may_be_us ? OUTCOME_UNKNOWN : OUTCOME_FAILS, "With %s: %s.%s", phrase_mode(session->tried),
          phrase_stop(session).text, what_is_taken(&port_view->offer).text);
}

/* RFC 6066 3: a server that does not know the name goes on, or ends with unrecognized_name; RFC 7672 8.1, RFC
 * 8461 4.1: senders ask for the host's own. */
static void judge_server_name(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *refused = endpoint_name_refused(port_view->endpoint);
    const char *sent = port_view->session->tls->server_name_sent;
    if (refused != NULL)
        judge(assessment, &port_view->about, FINDING_TLS_SERVER_NAME_REFUSED, OUTCOME_FAILS,
              "With the server name %s: %s. Without a server name the handshake succeeds with %s.",
              refused->tls->server_name_sent, phrase_stop(refused).text,
              tls_names_version(port_view->session->tls->version));
    else if (sent != NULL)
        judge(assessment, &port_view->about, FINDING_TLS_SERVER_NAME_REFUSED, OUTCOME_HOLDS,
              "The server accepts the server name %s.", sent);
}

static void judge_demand(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    enum answer demanded = client_certificate_demanded(session);
    if (demanded != ANSWER_NO)
        judge(assessment, &port_view->about, FINDING_CLIENT_CERTIFICATE_REQUIRED,
              demanded == ANSWER_YES ? OUTCOME_FAILS : OUTCOME_UNKNOWN, "%s%s.",
              session->tls->client_certificate_requested == ANSWER_YES
                  ? "The server sent a CertificateRequest and got no certificate. Then "
                  : "",
              phrase_stop(session).text);
    else if (session_stage_has_tls(session) && session->ehlo_tls != NULL)
        judge(assessment, &port_view->about, FINDING_CLIENT_CERTIFICATE_REQUIRED, OUTCOME_HOLDS,
              "The session continued inside TLS without a client certificate.");
}

void tls_rules(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    if (!session_stage_connected(session))
        return;
    judge_handshake(assessment, port_view);
    judge_demand(assessment, port_view);
    if (!session_stage_has_tls(session))
        return;
    judge_server_name(assessment, port_view);
    const struct tls *tls = session->tls;
    if (tls->client_certificate_requested != ANSWER_UNKNOWN
        && client_certificate_demanded(session) == ANSWER_NO)
        judge(assessment, &port_view->about, FINDING_CLIENT_CERTIFICATE_REQUESTED,
              outcome_unless(tls->client_certificate_requested == ANSWER_YES),
              tls->client_certificate_requested == ANSWER_YES
                  ? "The server sent a CertificateRequest."
                  : "The server did not ask for a client certificate.");
}
