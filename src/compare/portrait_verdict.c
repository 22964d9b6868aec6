/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the facts mean: levels, profiles and findings. */
#include "base/list.h"
#include "compare/portrait.h"
#include "facts/words.h"
#include "report/finding_groups.h"
#include "report/level_words.h"

#include <stdlib.h>

static const char scope_findings[] = "findings";

/* A level that is unknown because the scan did not come to it is not seen. */
static enum trait_state unknown_state(const struct portrait *portrait)
{
    return portrait->complete ? TRAIT_UNDECIDED : TRAIT_NOT_SEEN;
}

static void add_level(struct portrait *portrait, enum aspect aspect, const struct subject *subject,
                      const char *words, int64_t rank, enum severity severity)
{
    struct trait *trait = portrait_add(portrait, aspect, subject, NULL, text_copy(words));
    trait->rank = rank;
    trait->severity = severity;
}

static void add_unknown_level(struct portrait *portrait, enum aspect aspect, const struct subject *subject,
                              enum severity severity)
{
    struct trait *trait = portrait_add(portrait, aspect, subject, NULL, NULL);
    trait->state = unknown_state(portrait);
    trait->severity = severity;
}

static void add_inbound(struct portrait *portrait, enum aspect aspect, const struct subject *subject,
                        enum inbound_level level, enum severity severity)
{
    if (level == INBOUND_UNKNOWN)
        add_unknown_level(portrait, aspect, subject, severity);
    else
        add_level(portrait, aspect, subject, level_words_inbound(level),
                  level >= INBOUND_CLEARTEXT ? (int64_t)level : -1, severity);
}

static void add_submission(struct portrait *portrait, enum aspect aspect, const struct subject *subject,
                           enum submission_level level, enum severity severity)
{
    if (level == SUBMISSION_LEVEL_UNKNOWN)
        add_unknown_level(portrait, aspect, subject, severity);
    else
        add_level(portrait, aspect, subject, level_words_submission(level),
                  level > SUBMISSION_LEVEL_NONE ? (int64_t)level : -1, severity);
}

/* Another profile, or a run without one, is no change of the server. */
static void add_profile(struct portrait *portrait, const struct profile_verdict *verdict)
{
    if (verdict->grade == GRADE_UNKNOWN)
        return;
    struct trait *trait = portrait_add(
        portrait, ASPECT_PROFILE, &(struct subject){.address = verdict->address, .port = verdict->port},
        verdict->profile, text_copy(words_name(&grade_words, (int)verdict->grade)));
    trait->rank = (int64_t)verdict->grade;
    trait->severity = SEVERITY_INFO;
}

void portrait_add_verdict(struct portrait *portrait, const struct report *report)
{
    const struct verdict *verdict = &report->verdict;
    const struct subject domain = {.domain = report->domain == NULL ? NULL : report->domain->name};
    portrait->delivery = verdict->delivery;
    portrait->inbound = verdict->inbound;
    portrait->submission = verdict->submission;
    if (report->domain != NULL) {
        if (verdict->delivery == DELIVERY_UNKNOWN)
            add_unknown_level(portrait, ASPECT_DELIVERY, &domain, SEVERITY_ERROR);
        else
            add_level(portrait, ASPECT_DELIVERY, &domain, level_words_delivery(verdict->delivery),
                      (int64_t)verdict->delivery, SEVERITY_ERROR);
        add_inbound(portrait, ASPECT_INBOUND, &domain, verdict->inbound, SEVERITY_ERROR);
        add_submission(portrait, ASPECT_SUBMISSION, &domain, verdict->submission, SEVERITY_ERROR);
    }
    for (size_t i = 0; i < verdict->inbound_host_count; i++)
        add_inbound(portrait, ASPECT_HOST_INBOUND, &(struct subject){.host = verdict->inbound_hosts[i].host},
                    verdict->inbound_hosts[i].level, SEVERITY_WARNING);
    for (size_t i = 0; i < verdict->submission_host_count; i++)
        add_submission(portrait, ASPECT_HOST_SUBMISSION,
                       &(struct subject){.host = verdict->submission_hosts[i].host},
                       verdict->submission_hosts[i].level, SEVERITY_WARNING);
    for (size_t i = 0; i < verdict->profile_count; i++)
        add_profile(portrait, &verdict->profiles[i]);
}

/* --- findings --- */

/* As the text of a report and the table of several targets count. */
static void count(struct portrait *portrait, const struct report *report)
{
    struct block_counts blocks = finding_groups_count(report->findings, report->finding_count);
    portrait->errors = (int64_t)blocks.errors;
    portrait->warnings = (int64_t)blocks.warnings;
    portrait->infos = (int64_t)blocks.notes;
    portrait->unknown = (int64_t)blocks.undecided;
}

/* The narrowest of port, address and host that it is about. */
static char *finding_within(const struct subject *subject)
{
    struct subject about = {.host = subject->host, .address = subject->address};
    if (subject->host == NULL)
        return NULL;
    if (subject->address == NULL)
        return trait_key(ASPECT_HOST, &about, NULL);
    about.port = subject->port;
    return trait_key(subject->port != 0 ? ASPECT_PORT : ASPECT_ADDRESS, &about, NULL);
}

static enum trait_state finding_state(const struct portrait *portrait, const struct finding *finding)
{
    switch (finding->outcome) {
    case OUTCOME_HOLDS:
        return TRAIT_HOLDS;
    case OUTCOME_FAILS:
        return TRAIT_FAILS;
    default:
        return unknown_state(portrait);
    }
}

static void add_finding(struct portrait *portrait, const struct finding *finding)
{
    enum trait_state state = finding_state(portrait, finding);
    bool accepted = state == TRAIT_FAILS && finding->accepted != NULL;
    const char *value = accepted               ? "accepted"
                        : state == TRAIT_FAILS ? words_name(&severity_words, (int)finding->severity)
                        : state == TRAIT_HOLDS ? "holds"
                                               : NULL;
    struct trait *trait =
        portrait_add(portrait, ASPECT_FINDING, &finding->subject,
                     finding->key != NULL ? finding->key : finding_name(finding->id), text_copy(value));
    trait->state = state;
    trait->accepted = accepted;
    trait->role = finding->role;
    trait->finding = finding->id;
    trait->severity = finding->severity;
    trait->title = text_copy(finding->title);
    trait->scope = text_copy(scope_findings);
    trait->within = finding_within(&finding->subject);
}

void portrait_add_findings(struct portrait *portrait, const struct report *report)
{
    count(portrait, report);
    for (size_t i = 0; i < report->finding_count; i++)
        add_finding(portrait, &report->findings[i]);
    if (portrait->complete)
        text_list_append(&portrait->seen, scope_findings);
}
