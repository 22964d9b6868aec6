/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AUTH mechanisms before and inside TLS: RFC 4954. */
#include "assess/view/authentication.h"

#include "assess/rules/rules.h"

static void judge_before(struct assessment *assessment, const struct about *about, const struct ehlo *before)
{
    struct phrase plain = authentication_revealing(before);
    struct phrase challenge = authentication_proving(before);
    struct phrase all = phrase_list(&before->auth_mechanisms, "no AUTH");
    judge(assessment, about, FINDING_AUTH_PLAINTEXT_BEFORE_TLS, outcome_unless(plain.text[0] != '\0'),
          "Before TLS EHLO offers %s.", all.text);
    judge(assessment, about, FINDING_AUTH_CHALLENGE_BEFORE_TLS, outcome_unless(challenge.text[0] != '\0'),
          "Before TLS EHLO offers %s.", all.text);
}

static void judge_inside(struct assessment *assessment, const struct port_view *port_view,
                         const struct ehlo *inside)
{
    bool offered = inside->auth_mechanisms.count > 0;
    struct phrase all = phrase_list(&inside->auth_mechanisms, "no AUTH");
    if (offered)
        judge(assessment, &port_view->about, FINDING_AUTH_OBSOLETE,
              outcome_unless(authentication_obsolete(inside).text[0] != '\0'), "Inside TLS EHLO offers %s.",
              all.text);
    if (port_view->about.port != PORT_RELAY)
        judge(assessment, &port_view->about, FINDING_AUTH_MISSING, outcome_unless(!offered),
              "Inside TLS EHLO offers %s.", all.text);
    else if (port_view->about.role == ROLE_MX)
        judge(assessment, &port_view->about, FINDING_AUTH_ON_MX, outcome_unless(offered),
              "Inside TLS EHLO offers %s.", all.text);
}

void authentication_rules(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    if (session == NULL)
        return;
    if (authentication_is_listed(session->ehlo))
        judge_before(assessment, &port_view->about, session->ehlo);
    if (authentication_is_listed(session->ehlo_tls))
        judge_inside(assessment, port_view, session->ehlo_tls);
}
