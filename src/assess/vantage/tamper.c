/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signs of somebody on the path: masked greetings, and one server behind unrelated addresses. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "base/list.h"
#include "base/network.h"
#include "infer/server_identity.h"

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

void tamper_rules(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    if (session == NULL || session->greeting == NULL || session->greeting->code != 220)
        return;
    judge(assessment, &port_view->about, FINDING_GREETING_MASKED,
          outcome_unless(is_masked(session->greeting)), "The greeting is %s.",
          phrase_reply(session->greeting).text);
}

/* What an endpoint on port 25 shows of who it is, worked out once: each is compared with each. */
struct shown {
    const struct endpoint *endpoint;
    const char *name; /* by which it calls itself; NULL for none */
    bool is_own_name;
    bool has_certificate;
    char *foreign; /* server_identity_foreign() */
    char *banner;  /* its greeting where it has one and the name is not its own; else NULL */
};

static struct shown shown_by(const struct report *report, const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    const char *name = server_identity_name(endpoint);
    struct shown shown = {.endpoint = endpoint, .name = name};
    shown.is_own_name = name != NULL && server_identity_name_fits(report, endpoint, name);
    shown.has_certificate = server_identity_certificate(endpoint) != NULL;
    shown.foreign = server_identity_foreign(report, endpoint);
    if (name != NULL && !shown.is_own_name && session->greeting != NULL)
        shown.banner = text_copy(phrase_reply(session->greeting).text);
    return shown;
}

/* Whether a proxy for port 25 would make the two alike: of different hosts, in unrelated networks. */
static bool comparable(const struct shown *one, const struct shown *other)
{
    return !text_same_name(one->endpoint->server_name, other->endpoint->server_name)
           && network_unrelated(one->endpoint->address, other->endpoint->address);
}

/* One certificate, which is neither's: one for the domain's mail as a whole serves all of its hosts, and so
 * does what an administrator copies from one host to the other: then both call themselves by names of their
 * own, and not by one and the same. */
static bool share_certificate(const struct shown *one, const struct shown *other)
{
    bool have_own_names = one->is_own_name && other->is_own_name && !text_same_name(one->name, other->name);
    return one->has_certificate && other->has_certificate && one->foreign != NULL
           && text_same(one->foreign, other->foreign) && !have_own_names;
}

/* One name and greeting, and the name is none of either's. */
static bool share_banner(const struct shown *one, const struct shown *other)
{
    return one->banner != NULL && other->banner != NULL && text_same_name(one->name, other->name)
           && strcmp(one->banner, other->banner) == 0;
}

static void judge_pair(struct assessment *assessment, const struct about *about, const struct shown *one,
                       const struct shown *other)
{
    const struct pointing pointing = {SUSPECT_PATH, CERTAINTY_POSSIBLE, NULL};
    struct phrase pair =
        phrase_format("%s (%s) and %s (%s)", other->endpoint->server_name, other->endpoint->address,
                      one->endpoint->server_name, one->endpoint->address);
    if (share_certificate(one, other))
        judge(assessment, about, FINDING_ONE_SERVER_FOR_UNRELATED_HOSTS, OUTCOME_FAILS,
              "%s show the same certificate on port 25, SHA-256 %s, which names neither of them.", pair.text,
              server_identity_certificate(one->endpoint)->sha256);
    else
        diagnose(assessment, about, FINDING_ONE_SERVER_FOR_UNRELATED_HOSTS, OUTCOME_UNKNOWN, &pointing,
                 "%s greet with the same name on port 25, \"%s\", which is the name of neither.", pair.text,
                 one->name);
}

/* What all endpoints on port 25 show. */
struct shown_list {
    struct shown *items;
    size_t count;
};

static struct shown_list list_shown(const struct report *report)
{
    struct shown_list list = {.items = allocate(report->endpoint_count, sizeof *list.items)};
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        if (endpoint->port == PORT_RELAY && endpoint->connect_to.address == NULL)
            list.items[list.count++] = shown_by(report, endpoint);
    }
    return list;
}

static void free_shown(struct shown_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].foreign);
        free(list->items[i].banner);
    }
    free(list->items);
}

/* The first two that are comparable and alike; false for none. *compared: some certificates were. */
static bool find_pair(const struct shown_list *list, const struct shown **one, const struct shown **other,
                      bool *compared)
{
    for (size_t i = 0; i < list->count; i++)
        for (size_t n = 0; n < i; n++) {
            *one = &list->items[i];
            *other = &list->items[n];
            bool certificates = (*one)->has_certificate && (*other)->has_certificate;
            bool alike = share_certificate(*one, *other) || share_banner(*one, *other);
            if (!(alike || (certificates && !*compared)) || !comparable(*one, *other))
                continue;
            *compared = *compared || certificates;
            if (alike)
                return true;
        }
    return false;
}

/* What two MX hosts in unrelated networks have in common and neither is named by: a proxy that answers for
 * everybody on port 25 looks like that. */
void tamper_domain_rules(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    const struct shown *one, *other;
    bool compared = false;
    if (report->domain == NULL)
        return;
    const struct about about = {.role = ROLE_MX, .domain = report->domain->name};
    struct shown_list list = list_shown(report);
    if (find_pair(&list, &one, &other, &compared))
        judge_pair(assessment, &about, one, other);
    else if (compared)
        judge(assessment, &about, FINDING_ONE_SERVER_FOR_UNRELATED_HOSTS, OUTCOME_HOLDS,
              "Hosts in unrelated networks show different certificates, or certificates that name them.");
    free_shown(&list);
}
