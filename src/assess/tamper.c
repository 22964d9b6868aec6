/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signs of somebody on the path: masked greetings, and one server behind unrelated addresses. */
#include "assess/phrase.h"
#include "assess/rules.h"
#include "facts/list.h"
#include "facts/name_match.h"
#include "facts/network.h"

#include <string.h>

/* What some boxes leave of a greeting: its code, and stars for every other character. */
static bool is_masked(const struct reply *greeting)
{
    bool starred = false;
    for (size_t i = 0; i < greeting->lines.count; i++) {
        const char *line = greeting->lines.items[i];
        if (strspn(line, "*20 ") != strlen(line))
            return false;
        starred = starred || strchr(line, '*') != NULL;
    }
    return starred;
}

void tamper_rules(struct assessment *assessment, const struct place *place)
{
    const struct session *session = place->session;
    if (session == NULL || session->greeting == NULL || session->greeting->code != 220)
        return;
    judge(assessment, &place->about, "greeting-masked", outcome_unless(is_masked(session->greeting)),
          "The greeting is %s.", phrase_reply(session->greeting).text);
}

static const struct certificate *certificate_of(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    bool whole = session != NULL && session->tls != NULL && session->tls->chain_count > 0;
    return whole && session->tls->chain[0].sha256 != NULL ? &session->tls->chain[0] : NULL;
}

static bool look_alike(const struct endpoint *one, const struct endpoint *other)
{
    const struct certificate *first = certificate_of(one);
    const struct certificate *second = certificate_of(other);
    return one->port == PORT_RELAY && other->port == PORT_RELAY && first != NULL && second != NULL
           && text_same(first->sha256, second->sha256)
           && !text_same_name(one->server_name, other->server_name)
           && network_unrelated(one->address, other->address)
           && name_match_certificate(first, one->server_name) == NULL
           && name_match_certificate(second, other->server_name) == NULL;
}

/* One certificate that names neither of two MX hosts in unrelated networks: a proxy that answers for
 * everybody on port 25 looks like that. */
void tamper_domain_rules(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    if (report->domain == NULL)
        return;
    const struct about about = {.role = ROLE_MX, .domain = report->domain->name};
    size_t compared = 0;
    for (size_t i = 0; i < report->endpoint_count; i++)
        for (size_t n = 0; n < i; n++) {
            const struct endpoint *one = &report->endpoints[i];
            const struct endpoint *other = &report->endpoints[n];
            compared += one->port == PORT_RELAY && other->port == PORT_RELAY && certificate_of(one) != NULL
                        && certificate_of(other) != NULL && network_unrelated(one->address, other->address);
            if (!look_alike(one, other))
                continue;
            judge(assessment, &about, "one-server-for-unrelated-hosts", OUTCOME_FAILS,
                  "%s (%s) and %s (%s) show one certificate on port 25, SHA-256 %s, which names neither.",
                  other->server_name, other->address, one->server_name, one->address,
                  certificate_of(one)->sha256);
            return;
        }
    if (compared > 0)
        judge(assessment, &about, "one-server-for-unrelated-hosts", OUTCOME_HOLDS,
              "Hosts in unrelated networks differ in their certificates, or these name them.");
}
