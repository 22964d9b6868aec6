/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The frame of a portrait; the other portrait_*.c fill it. */
#include "compare/portrait.h"

#include "base/list.h"
#include "facts/shapes.h"

#include <stdlib.h>
#include <string.h>

/* Which of mail and submission depends on it. */
static enum role role_of(enum aspect aspect, const struct subject *subject)
{
    if (aspect == ASPECT_INBOUND || aspect == ASPECT_HOST_INBOUND || aspect == ASPECT_MX
        || aspect == ASPECT_MTA_STS || aspect == ASPECT_MTA_STS_POLICY || aspect == ASPECT_TLSA)
        return ROLE_MX;
    if (aspect == ASPECT_SUBMISSION || aspect == ASPECT_HOST_SUBMISSION)
        return ROLE_SUBMISSION;
    if (subject->port != 0)
        return subject->port == PORT_RELAY ? ROLE_MX : ROLE_SUBMISSION;
    return subject->host != NULL ? ROLE_OTHER : ROLE_DOMAIN;
}

struct trait *portrait_add(struct portrait *portrait, enum aspect aspect, const struct subject *subject,
                           const char *name, char *value)
{
    struct trait *trait = list_append(&portrait->traits, &portrait->trait_count, sizeof *trait);
    trait->aspect = aspect;
    trait->state = TRAIT_SET;
    shape_copy(&subject_shape, &trait->subject, subject);
    trait->name = text_copy(name);
    trait->key = trait_key(aspect, subject, name);
    trait->value = value;
    trait->rank = -1;
    trait->role = role_of(aspect, subject);
    return trait;
}

/* Those with one key are sorted, too, so that the order of the facts does not matter. */
static int by_key(const void *a, const void *b)
{
    const struct trait *one = a;
    const struct trait *other = b;
    int order = strcmp(one->key, other->key);
    if (order == 0)
        order = (int)other->state - (int)one->state;
    return order != 0 ? order : text_compare(one->value, other->value);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Of several with one key the first stays: what fails. */
static void sort(struct portrait *portrait)
{
    if (portrait->trait_count > 0)
        qsort(portrait->traits, portrait->trait_count, sizeof *portrait->traits, by_key);
    size_t kept = 0;
    for (size_t i = 0; i < portrait->trait_count; i++) {
        if (kept > 0 && strcmp(portrait->traits[kept - 1].key, portrait->traits[i].key) == 0)
            trait_clear(&portrait->traits[i]);
        else
            portrait->traits[kept++] = portrait->traits[i];
    }
    portrait->trait_count = kept;
    if (portrait->seen.count > 0)
        qsort(portrait->seen.items, portrait->seen.count, sizeof *portrait->seen.items, by_text);
}

struct portrait *portrait_of(const struct report *report)
{
    struct portrait *portrait = allocate(1, sizeof *portrait);
    portrait->target = target_text(&report->target);
    portrait->started_at = text_copy(report->started_at);
    portrait->started_at_unix_ms = report->started_at_unix_ms;
    portrait->complete = report->ended == REPORT_COMPLETE && report->bounds.endpoints_left_out == 0
                         && report->bounds.connections_left_out == 0 && report->bounds.queries_left_out == 0;
    portrait_add_domain(portrait, report);
    portrait_add_hosts(portrait, report);
    portrait_add_verdict(portrait, report);
    portrait_add_findings(portrait, report);
    sort(portrait);
    return portrait;
}

void portrait_free(struct portrait *portrait)
{
    if (portrait == NULL)
        return;
    for (size_t i = 0; i < portrait->trait_count; i++)
        trait_clear(&portrait->traits[i]);
    free(portrait->traits);
    text_list_free(&portrait->seen);
    free(portrait->target);
    free(portrait->started_at);
    free(portrait);
}

static int against_key(const void *key, const void *trait)
{
    return strcmp(key, ((const struct trait *)trait)->key);
}

const struct trait *portrait_trait(const struct portrait *portrait, const char *key)
{
    if (portrait->trait_count == 0 || key == NULL)
        return NULL;
    return bsearch(key, portrait->traits, portrait->trait_count, sizeof *portrait->traits, against_key);
}

bool portrait_saw(const struct portrait *portrait, const char *scope)
{
    return portrait->seen.count > 0
           && bsearch(&scope, portrait->seen.items, portrait->seen.count, sizeof *portrait->seen.items,
                      by_text)
                  != NULL;
}
