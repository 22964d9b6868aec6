/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AUTH mechanisms before and inside TLS: RFC 4954. */
#include "assess/view/authentication.h"

#include "assess/phrase.h"
#include "assess/rules.h"

#include <string.h>
#include <strings.h>

/* Prefixes of mechanism names; NULL ends a list. */
static const char *const reveals_password[] = {"PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER", NULL};
static const char *const proves_password[] = {"CRAM-", "DIGEST-", "SCRAM-", "NTLM", NULL};
static const char *const obsolete[] = {"CRAM-MD5", "DIGEST-MD5", "NTLM", NULL};

static struct phrase mechanisms_of(const struct ehlo *ehlo, const char *const *prefixes)
{
    struct text_list list = {0};
    for (size_t i = 0; i < ehlo->auth_mechanisms.count; i++)
        for (size_t n = 0; prefixes[n] != NULL; n++)
            if (strncasecmp(ehlo->auth_mechanisms.items[i], prefixes[n], strlen(prefixes[n])) == 0)
                text_list_append(&list, ehlo->auth_mechanisms.items[i]);
    struct phrase phrase = phrase_list(&list, "");
    text_list_free(&list);
    return phrase;
}

static bool is_list(const struct ehlo *ehlo)
{
    return ehlo != NULL && ehlo->reply.code == 250;
}

bool authentication_in_clear(const struct session *session)
{
    return session != NULL && is_list(session->ehlo)
           && mechanisms_of(session->ehlo, reveals_password).text[0] != '\0';
}

static void judge_before(struct assessment *assessment, const struct about *about, const struct ehlo *before)
{
    struct phrase plain = mechanisms_of(before, reveals_password);
    struct phrase challenge = mechanisms_of(before, proves_password);
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
              outcome_unless(mechanisms_of(inside, obsolete).text[0] != '\0'), "Inside TLS EHLO offers %s.",
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
    if (is_list(session->ehlo))
        judge_before(assessment, &port_view->about, session->ehlo);
    if (is_list(session->ehlo_tls))
        judge_inside(assessment, port_view, session->ehlo_tls);
}
