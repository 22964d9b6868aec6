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

/* Two endpoints that a proxy for port 25 would make alike: of different hosts, in unrelated networks. */
static bool comparable(const struct endpoint *one, const struct endpoint *other)
{
    return one->port == PORT_RELAY && other->port == PORT_RELAY && one->connect_to == NULL
           && other->connect_to == NULL && !text_same_name(one->server_name, other->server_name)
           && network_unrelated(one->address, other->address);
}

/* One certificate, which names neither. */
static bool share_certificate(const struct endpoint *one, const struct endpoint *other)
{
    const struct certificate *first = certificate_of(one);
    const struct certificate *second = certificate_of(other);
    return first != NULL && second != NULL && text_same(first->sha256, second->sha256)
           && name_match_certificate(first, one->server_name) == NULL
           && name_match_certificate(second, other->server_name) == NULL;
}

/* The name by which the server calls itself; NULL where it did not get so far. */
static const char *own_name(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    const struct ehlo *ehlo = session == NULL         ? NULL
                              : session->ehlo != NULL ? session->ehlo
                                                      : session->ehlo_tls;
    return ehlo != NULL && ehlo->reply.code == 250 ? ehlo->domain : NULL;
}

/* The last two labels of a name. */
static const char *organization(const char *name)
{
    const char *last = strrchr(name, '.');
    const char *at = last;
    while (at != NULL && at > name && at[-1] != '.')
        at--;
    return at != NULL ? at : name;
}

/* Providers name their servers after themselves, whoever's mail they take: such a name fits the host's or its
 * address's reverse name. */
static bool name_fits(const struct report *report, const struct endpoint *endpoint, const char *name)
{
    const struct address *address = report_address(report, endpoint->address);
    if (text_same_name(organization(name), organization(endpoint->server_name)))
        return true;
    for (size_t i = 0; address != NULL && i < address->ptr_names.count; i++)
        if (text_same_name(organization(name), organization(address->ptr_names.items[i])))
            return true;
    return false;
}

/* One name and greeting, and the name is none of either's. */
static bool share_banner(const struct report *report, const struct endpoint *one,
                         const struct endpoint *other)
{
    const char *name = own_name(one);
    const struct session *first = endpoint_session(one), *second = endpoint_session(other);
    if (name == NULL || !text_same_name(name, own_name(other)) || first->greeting == NULL
        || second->greeting == NULL)
        return false;
    return strcmp(phrase_reply(first->greeting).text, phrase_reply(second->greeting).text) == 0
           && !name_fits(report, one, name) && !name_fits(report, other, name);
}

static void judge_pair(struct assessment *assessment, const struct about *about, const struct endpoint *one,
                       const struct endpoint *other)
{
    const struct pointing pointing = {SUSPECT_PATH, CERTAINTY_POSSIBLE, NULL};
    struct phrase pair = phrase_format("%s (%s) and %s (%s)", other->server_name, other->address,
                                       one->server_name, one->address);
    if (share_certificate(one, other))
        judge(assessment, about, "one-server-for-unrelated-hosts", OUTCOME_FAILS,
              "%s show one certificate on port 25, SHA-256 %s, which names neither.", pair.text,
              certificate_of(one)->sha256);
    else
        diagnose(assessment, about, "one-server-for-unrelated-hosts", OUTCOME_UNKNOWN, &pointing,
                 "%s greet alike on port 25, as \"%s\", which is neither's name.", pair.text, own_name(one));
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
            compared += certificate_of(one) != NULL && certificate_of(other) != NULL;
            if (!share_certificate(one, other) && !share_banner(report, one, other))
                continue;
            judge_pair(assessment, &about, one, other);
            return;
        }
    if (compared > 0)
        judge(assessment, &about, "one-server-for-unrelated-hosts", OUTCOME_HOLDS,
              "Hosts in unrelated networks differ in their certificates, or these name them.");
}
