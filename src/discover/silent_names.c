/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names for which no DNS server answered. */
#include "discover/silent_names.h"

#include "base/list.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

/* More are not remembered: then they are asked for. */
enum { NAMES_MAX = 64 };

struct group {
    uint64_t id;
    struct text_list silent;
    struct text_list answered;
};

static int compare_groups(const void *left, const void *right)
{
    uint64_t a = ((const struct group *)left)->id;
    uint64_t b = ((const struct group *)right)->id;
    return (a > b) - (a < b);
}

static struct group *find_group(const struct silent_names *names, uint64_t id)
{
    struct group key = {.id = id};
    void *node = tfind(&key, &names->groups, compare_groups);
    return node != NULL ? *(struct group **)node : NULL;
}

static void free_group(void *node)
{
    struct group *group = node;
    text_list_free(&group->silent);
    text_list_free(&group->answered);
    free(group);
}

/* "_25._tcp.mx.example.org" is a name of the zone that mx.example.org is in. */
static const char *without_services(const char *name)
{
    const char *dot;
    while (name[0] == '_' && (dot = strchr(name, '.')) != NULL)
        name = dot + 1;
    return name;
}

static bool is_at_or_below(const char *name, const char *domain)
{
    size_t length = strlen(name);
    size_t tail = strlen(domain);
    if (length < tail || strcmp(name + length - tail, domain) != 0)
        return false;
    return length == tail || name[length - tail - 1] == '.';
}

void silent_names_note(struct silent_names *names, uint64_t id, const char *name, bool answered)
{
    struct group *group = find_group(names, id);
    if (group == NULL) {
        group = allocate(1, sizeof *group);
        group->id = id;
        if (tsearch(group, &names->groups, compare_groups) == NULL)
            out_of_memory();
    }
    struct text_list *list = answered ? &group->answered : &group->silent;
    const char *zone = without_services(name);
    if (list->count < NAMES_MAX && !text_list_has(list, zone))
        text_list_append(list, zone);
}

static bool was_answered(const struct group *group, const char *domain)
{
    for (size_t i = 0; i < group->answered.count; i++)
        if (is_at_or_below(group->answered.items[i], domain))
            return true;
    return group->answered.count == NAMES_MAX; /* it may have been, and was not kept */
}

bool silent_names_have(const struct silent_names *names, uint64_t id, const char *name)
{
    const struct group *group = find_group(names, id);
    const char *zone = without_services(name);
    for (size_t i = 0; group != NULL && i < group->silent.count; i++)
        if (is_at_or_below(zone, group->silent.items[i]) && !was_answered(group, group->silent.items[i]))
            return true;
    return false;
}

void silent_names_forget(struct silent_names *names, uint64_t id)
{
    struct group *group = find_group(names, id);
    if (group == NULL)
        return;
    tdelete(group, &names->groups, compare_groups);
    free_group(group);
}

void silent_names_free(struct silent_names *names)
{
    tdestroy(names->groups, free_group);
    names->groups = NULL;
}
