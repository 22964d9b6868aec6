/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signs of somebody on the path: masked greetings, and one server behind unrelated addresses. */
#include "assess/phrase.h"
#include "assess/rules.h"
#include "facts/list.h"
#include "facts/network.h"
#include "facts/server_identity.h"

#include <stdlib.h>
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
    judge(assessment, &place->about, FINDING_GREETING_MASKED, outcome_unless(is_masked(session->greeting)),
          "The greeting is %s.", phrase_reply(session->greeting).text);
}

/* Two endpoints that a proxy for port 25 would make alike: of different hosts, in unrelated networks. */
static bool comparable(const struct endpoint *one, const struct endpoint *other)
{
    return one->port == PORT_RELAY && other->port == PORT_RELAY && one->connect_to == NULL
           && other->connect_to == NULL && !text_same_name(one->server_name, other->server_name)
           && network_unrelated(one->address, other->address);
}

/* Whether both call themselves by names that are their own, and not by one and the same. */
static bool have_own_names(const struct report *report, const struct endpoint *one,
                           const struct endpoint *other)
{
    const char *first = server_identity_name(one), *second = server_identity_name(other);
    return first != NULL && second != NULL && !text_same_name(first, second)
           && server_identity_name_fits(report, one, first)
           && server_identity_name_fits(report, other, second);
}

/* One certificate, which is neither's: one for the domain's mail as a whole serves all of its hosts, and so
 * does what an administrator copies from one host to the other. */
static bool share_certificate(const struct report *report, const struct endpoint *one,
                              const struct endpoint *other)
{
    if (have_own_names(report, one, other))
        return false;
    char *first = server_identity_foreign(report, one), *second = server_identity_foreign(report, other);
    bool share = server_identity_certificate(one) != NULL && server_identity_certificate(other) != NULL
                 && first != NULL && text_same(first, second);
    free(first);
    free(second);
    return share;
}

/* One name and greeting, and the name is none of either's. */
static bool share_banner(const struct report *report, const struct endpoint *one,
                         const struct endpoint *other)
{
    const char *name = server_identity_name(one);
    const struct session *first = endpoint_session(one), *second = endpoint_session(other);
    if (name == NULL || !text_same_name(name, server_identity_name(other)) || first->greeting == NULL
        || second->greeting == NULL)
        return false;
    return strcmp(phrase_reply(first->greeting).text, phrase_reply(second->greeting).text) == 0
           && !server_identity_name_fits(report, one, name)
           && !server_identity_name_fits(report, other, name);
}

static void judge_pair(struct assessment *assessment, const struct about *about, const struct endpoint *one,
                       const struct endpoint *other)
{
    const struct pointing pointing = {SUSPECT_PATH, CERTAINTY_POSSIBLE, NULL};
    struct phrase pair = phrase_format("%s (%s) and %s (%s)", other->server_name, other->address,
                                       one->server_name, one->address);
    if (share_certificate(assessment->report, one, other))
        judge(assessment, about, FINDING_ONE_SERVER_FOR_UNRELATED_HOSTS, OUTCOME_FAILS,
              "%s show one certificate on port 25, SHA-256 %s, which names neither.", pair.text,
              server_identity_certificate(one)->sha256);
    else
        diagnose(assessment, about, FINDING_ONE_SERVER_FOR_UNRELATED_HOSTS, OUTCOME_UNKNOWN, &pointing,
                 "%s greet alike on port 25, as \"%s\", which is neither's name.", pair.text,
                 server_identity_name(one));
}

/* What two MX hosts in unrelated networks have in common and neither is named by: a proxy that answers for
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
            if (!comparable(one, other))
                continue;
            compared +=
                server_identity_certificate(one) != NULL && server_identity_certificate(other) != NULL;
            if (!share_certificate(report, one, other) && !share_banner(report, one, other))
                continue;
            judge_pair(assessment, &about, one, other);
            return;
        }
    if (compared > 0)
        judge(assessment, &about, FINDING_ONE_SERVER_FOR_UNRELATED_HOSTS, OUTCOME_HOLDS,
              "Hosts in unrelated networks differ in their certificates, or these name them.");
}
