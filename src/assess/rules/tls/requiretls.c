/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * REQUIRETLS: whether a message that asks for it could be sent to a mail host that offers it, RFC 8689 4.2.1.
 */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/inbound_facts.h"

static enum answer either(enum answer a, enum answer b)
{
    if (a == ANSWER_YES || b == ANSWER_YES)
        return ANSWER_YES;
    return a == ANSWER_NO && b == ANSWER_NO ? ANSWER_NO : ANSWER_UNKNOWN;
}

static enum answer both(enum answer a, enum answer b)
{
    if (a == ANSWER_NO || b == ANSWER_NO)
        return ANSWER_NO;
    return a == ANSWER_YES && b == ANSWER_YES ? ANSWER_YES : ANSWER_UNKNOWN;
}

/* Whether the sender can be sure that the host is the domain's: by DNSSEC, or by a policy of MTA-STS. */
static enum answer host_is_sure(const struct inbound_facts *facts)
{
    enum answer by_dnssec =
        facts->mx == DNSSEC_UNKNOWN ? ANSWER_UNKNOWN : answer_of(facts->mx == DNSSEC_SECURE);
    enum answer by_policy = facts->sts == STS_STANDING_ENFORCE   ? facts->sts_listed
                            : facts->sts == STS_STANDING_UNKNOWN ? ANSWER_UNKNOWN
                                                                 : ANSWER_NO;
    return either(by_dnssec, by_policy);
}

/* ... and that the server is that host: by DANE, or by a trusted chain for its name. */
static enum answer server_is_sure(const struct inbound_facts *facts)
{
    enum answer by_dane = facts->tlsa == TLSA_STANDING_USABLE    ? facts->tlsa_matches
                          : facts->tlsa == TLSA_STANDING_UNKNOWN ? ANSWER_UNKNOWN
                                                                 : ANSWER_NO;
    return either(by_dane, facts->pkix);
}

/* Whether some address of the host offers it inside TLS, where alone it counts. */
static enum answer is_offered(const struct report *report, const struct host *host)
{
    enum answer offered = ANSWER_UNKNOWN;
    for (size_t i = 0; i < host->addresses.count && offered != ANSWER_YES; i++) {
        const struct endpoint *endpoint = report_endpoint(report, host, host->addresses.items[i], PORT_RELAY);
        const struct session *session = endpoint != NULL ? endpoint_session(endpoint) : NULL;
        if (session != NULL && session->ehlo_tls != NULL && session->ehlo_tls->reply.code == 250)
            offered = answer_of(ehlo_find(session->ehlo_tls, "REQUIRETLS") != NULL);
    }
    return offered;
}

static void judge_host(struct assessment *assessment, const struct inbound_facts *facts)
{
    const struct report *report = assessment->report;
    struct about about = {.role = port_view_host_role(report, facts->host), .host = facts->host->name};
    enum answer offered = is_offered(report, facts->host);
    enum answer sure = both(facts->starttls, both(host_is_sure(facts), server_is_sure(facts)));
    if (offered == ANSWER_NO)
        judge(assessment, &about, FINDING_REQUIRETLS_WITHOUT_MEANS, OUTCOME_HOLDS,
              "REQUIRETLS is not offered.");
    if (offered != ANSWER_YES)
        return;
    enum outcome outcome = sure == ANSWER_UNKNOWN ? OUTCOME_UNKNOWN : outcome_unless(sure == ANSWER_NO);
    judge(assessment, &about, FINDING_REQUIRETLS_WITHOUT_MEANS, outcome,
          "REQUIRETLS is offered inside TLS. %s.",
          sure == ANSWER_YES              ? "A sender can authenticate the MX record and the server"
          : facts->starttls != ANSWER_YES ? "STARTTLS does not work at every address"
          : host_is_sure(facts) != ANSWER_YES
              ? "Neither DNSSEC nor an enforced MTA-STS policy authenticates the MX record"
              : "Neither a TLSA record nor a trusted certificate chain authenticates the server");
}

void requiretls_rules(struct assessment *assessment)
{
    const struct view *view = assessment->view;
    for (size_t i = 0; view->facts.domain != NULL && i < view->inbound_count; i++)
        judge_host(assessment, &view->inbound[i]);
}
