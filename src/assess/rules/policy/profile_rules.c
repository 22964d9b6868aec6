/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The given profiles over a port: verdicts, and what is found where a profile is not met. */
#include "assess/rules/policy/profile.h"
#include "assess/rules/rules.h"

#include <string.h>

enum { ITEMS_NAMED = 4 };

/* What it says of what weighs most the other rules of this room say too, each with its RFC. */
static const char default_profile[] = "bcp195";

static size_t count_of(const struct profile_verdict *verdict, enum grade grade)
{
    size_t count = 0;
    for (size_t i = 0; i < verdict->item_count; i++)
        count += verdict->items[i].grade == grade;
    return count;
}

/* "SSLv3 (RFC 9325 3.1.1), TLS_RSA_... (...) and 3 more": the items of the grade. Whoever files this has to
 * know which clauses nobody here has read where they stand. */
static struct phrase name_items(const struct profile_verdict *verdict, enum grade grade)
{
    struct phrase phrase = {{0}};
    size_t named = 0, count = count_of(verdict, grade);
    for (size_t i = 0; i < verdict->item_count && named < ITEMS_NAMED; i++) {
        const struct profile_item *item = &verdict->items[i];
        if (item->grade != grade)
            continue;
        struct phrase before = phrase;
        phrase = phrase_format("%s%s%s (%s%s)", before.text, named == 0 ? "" : ", ", item->value,
                               item->clause != NULL ? item->clause : "no clause given",
                               item->read_in == READING_SECONDARY ? ", from a secondary source" : "");
        named++;
    }
    return count > named ? phrase_format("%s and %zu more", phrase.text, count - named) : phrase;
}

static void judge_insufficient(struct assessment *assessment, const struct port_view *port_view,
                               const struct about *about, const struct profile_verdict *verdict)
{
    const struct tls_survey *survey = port_view->endpoint->tls_survey;
    bool deep = survey != NULL && survey->depth == DEPTH_DEEP;
    if (count_of(verdict, GRADE_INSUFFICIENT) > 0)
        judge(assessment, about, FINDING_PROFILE_NOT_MET, OUTCOME_FAILS, "%s: insufficient: %s.",
              verdict->profile, name_items(verdict, GRADE_INSUFFICIENT).text);
    else if (verdict->items_unknown > 0)
        judge(assessment, about, FINDING_PROFILE_NOT_MET, OUTCOME_UNKNOWN,
              "%s: no insufficient setting was seen, but some checks are undecided%s.", verdict->profile,
              deep ? "" : " (--depth deep tests more)");
    else if (verdict->grade != GRADE_UNKNOWN)
        judge(assessment, about, FINDING_PROFILE_NOT_MET, OUTCOME_HOLDS, "%s: no setting is insufficient.",
              verdict->profile);
}

static void judge_phase_out(struct assessment *assessment, const struct about *about,
                            const struct profile_verdict *verdict)
{
    if (count_of(verdict, GRADE_PHASE_OUT) > 0)
        judge(assessment, about, FINDING_PROFILE_PHASE_OUT, OUTCOME_FAILS, "%s: to be phased out: %s.",
              verdict->profile, name_items(verdict, GRADE_PHASE_OUT).text);
    else if (verdict->grade > GRADE_PHASE_OUT && verdict->items_unknown == 0)
        judge(assessment, about, FINDING_PROFILE_PHASE_OUT, OUTCOME_HOLDS,
              "%s: no setting is to be phased out.", verdict->profile);
}

bool profile_is_for_relays(const struct report *report, const struct port_view *port_view)
{
    if (port_view->endpoint->port != PORT_RELAY || port_view->about.role != ROLE_SUBMISSION)
        return port_view->endpoint->port == PORT_RELAY;
    for (size_t i = 0; i < report->host_count; i++)
        if (report->hosts[i].is_mx && port_view_host_has(&report->hosts[i], port_view->endpoint->address))
            return true;
    return false;
}

void profile_rules(struct assessment *assessment, const struct port_view *port_view)
{
    struct verdict *all = &assessment->verdict;
    const struct policy *policy = assessment->policy;
    bool mx = profile_is_for_relays(assessment->report, port_view);
    const struct tls_offer *offer = &port_view->offer;
    for (size_t i = 0; tls_offer_is_there(offer) && i < policy->profile_count; i++) {
        struct profile_verdict *verdict = list_append(&all->profiles, &all->profile_count, sizeof *verdict);
        *verdict = profile_verdict_of(&policy->profiles[i], offer, mx);
        verdict->profile = text_copy(policy->profiles[i].name);
        verdict->address = text_copy(port_view->endpoint->address);
        verdict->port = port_view->endpoint->port;
        if (strcmp(verdict->profile, default_profile) == 0)
            continue;
        struct about about = port_view->about;
        about.detail = verdict->profile;
        judge_insufficient(assessment, port_view, &about, verdict);
        judge_phase_out(assessment, &about, verdict);
    }
}
