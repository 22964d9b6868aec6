/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Grouping of findings. */
#include "report/finding_groups.h"

#include <stdlib.h>

static bool same_acceptance(const struct finding *a, const struct finding *b)
{
    if (a->accepted == NULL || b->accepted == NULL)
        return a->accepted == b->accepted;
    return text_same(a->accepted->reason, b->accepted->reason)
           && text_same(a->accepted->until, b->accepted->until);
}

/* Of what holds, neither severity nor remedy is shown. */
static bool same_but_evidence(const struct finding *a, const struct finding *b)
{
    if (a->outcome == OUTCOME_HOLDS && b->outcome == OUTCOME_HOLDS)
        return a->id == b->id && text_same(a->title, b->title);
    return a->severity == b->severity && a->outcome == b->outcome && a->points_at == b->points_at
           && a->certainty == b->certainty && a->id == b->id && text_same(a->title, b->title)
           && text_same(a->explanation, b->explanation) && text_same(a->remedy, b->remedy)
           && text_same(a->settle, b->settle) && text_same(a->reference, b->reference)
           && same_acceptance(a, b);
}

static bool same_evidence(const struct finding *a, const struct finding *b)
{
    return text_same(a->evidence, b->evidence);
}

static void sort_in(struct finding_groups *groups, const struct finding *finding,
                    bool (*same)(const struct finding *, const struct finding *))
{
    struct finding_group *group = NULL;
    for (size_t i = 0; i < groups->count && group == NULL; i++)
        if (same(groups->groups[i].findings[0], finding))
            group = &groups->groups[i];
    if (group == NULL)
        group = list_append(&groups->groups, &groups->count, sizeof *groups->groups);
    const struct finding **member = list_append(&group->findings, &group->count, sizeof *group->findings);
    *member = finding;
}

struct finding_groups finding_groups_of(const struct finding *findings, size_t count,
                                        bool (*wanted)(const struct finding *))
{
    struct finding_groups groups = {0};
    for (size_t i = 0; i < count; i++)
        if (wanted(&findings[i]))
            sort_in(&groups, &findings[i], same_but_evidence);
    return groups;
}

size_t finding_groups_first(const struct finding *findings, size_t count, const struct finding *finding)
{
    size_t first = 0;
    while (first < count && !same_but_evidence(&findings[first], finding))
        first++;
    return first;
}

struct finding_groups finding_groups_by_evidence(const struct finding_group *group)
{
    struct finding_groups groups = {0};
    for (size_t i = 0; i < group->count; i++)
        sort_in(&groups, group->findings[i], same_evidence);
    return groups;
}

static bool does_not_hold(const struct finding *finding)
{
    return finding->outcome != OUTCOME_HOLDS;
}

struct block_counts finding_groups_count(const struct finding *findings, size_t count)
{
    struct block_counts counts = {0};
    struct finding_groups groups = finding_groups_of(findings, count, does_not_hold);
    for (size_t i = 0; i < groups.count; i++) {
        const struct finding *finding = groups.groups[i].findings[0];
        if (finding->accepted != NULL)
            counts.accepted++;
        else if (finding->outcome == OUTCOME_UNKNOWN)
            counts.undecided++;
        else if (finding->severity == SEVERITY_ERROR)
            counts.errors++;
        else if (finding->severity == SEVERITY_WARNING)
            counts.warnings++;
        else
            counts.notes++;
    }
    finding_groups_free(&groups);
    return counts;
}

void finding_groups_free(struct finding_groups *groups)
{
    for (size_t i = 0; i < groups->count; i++)
        free(groups->groups[i].findings);
    free(groups->groups);
    *groups = (struct finding_groups){0};
}

static bool same_place(const struct subject *a, const struct subject *b)
{
    return text_same(a->domain, b->domain) && text_same(a->host, b->host)
           && text_same(a->address, b->address);
}

struct text_list finding_group_settings(const struct finding_group *group)
{
    struct text_list settings = {0};
    for (size_t i = 0; i < group->count; i++)
        for (size_t n = 0; n < group->findings[i]->settings.count; n++)
            if (!text_list_has(&settings, group->findings[i]->settings.items[n]))
                text_list_append(&settings, group->findings[i]->settings.items[n]);
    return settings;
}

/* "mx1.example.org 192.0.2.10"; the domain where it is about nothing narrower. */
static char *place_text(const struct subject *subject)
{
    if (subject->host == NULL && subject->address == NULL)
        return text_copy(subject->domain == NULL ? "" : subject->domain);
    if (subject->host == NULL || text_same(subject->host, subject->address))
        return text_copy(subject->address);
    if (subject->address == NULL)
        return text_copy(subject->host);
    return text_format("%s %s", subject->host, subject->address);
}

/* The ports of all members from `first` on that are about its place, each once: " port 25", "" for none. */
static char *ports_text(const struct finding_group *group, size_t first)
{
    struct text_list ports = {0};
    for (size_t i = first; i < group->count; i++) {
        const struct subject *subject = &group->findings[i]->subject;
        if (subject->port == 0 || !same_place(subject, &group->findings[first]->subject))
            continue;
        char *port = text_format("%d", (int)subject->port);
        if (!text_list_has(&ports, port))
            text_list_append(&ports, port);
        free(port);
    }
    char *joined = text_list_join(&ports, ", ");
    char *text =
        ports.count == 0 ? text_copy("") : text_format(" port%s %s", ports.count == 1 ? "" : "s", joined);
    free(joined);
    text_list_free(&ports);
    return text;
}

static bool came_before(const struct finding_group *group, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (same_place(&group->findings[i]->subject, &group->findings[index]->subject))
            return true;
    return false;
}

struct text_list finding_group_subjects(const struct finding_group *group)
{
    struct text_list subjects = {0};
    for (size_t i = 0; i < group->count; i++) {
        if (came_before(group, i))
            continue;
        char *place = place_text(&group->findings[i]->subject);
        char *ports = ports_text(group, i);
        char *line = text_format("%s%s", place, place[0] == '\0' && ports[0] == ' ' ? ports + 1 : ports);
        text_list_append(&subjects, line);
        free(line);
        free(ports);
        free(place);
    }
    return subjects;
}

bool finding_groups_is_explained(const struct finding_groups *groups, size_t index)
{
    const struct finding *finding = groups->groups[index].findings[0];
    for (size_t i = 0; i < index; i++) {
        const struct finding *earlier = groups->groups[i].findings[0];
        if (earlier->id == finding->id && text_same(earlier->explanation, finding->explanation)
            && text_same(earlier->remedy, finding->remedy))
            return true;
    }
    return false;
}

bool finding_group_servers_are_known(const struct finding_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (group->findings[i]->settings.count > 1)
            return false;
    return true;
}
