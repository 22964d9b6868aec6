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

/* What one target heard of them. */
struct heard {
    uint64_t target;
    struct text_list silent;
    struct text_list answered;
};

static int compare_targets(const void *left, const void *right)
{
    uint64_t a = ((const struct heard *)left)->target;
    uint64_t b = ((const struct heard *)right)->target;
    return (a > b) - (a < b);
}

static struct heard *find_target(const struct silent_names *names, uint64_t target)
{
    struct heard key = {.target = target};
    void *node = tfind(&key, &names->targets, compare_targets);
    return node != NULL ? *(struct heard **)node : NULL;
}

static void free_target(void *node)
{
    struct heard *heard = node;
    text_list_free(&heard->silent);
    text_list_free(&heard->answered);
    free(heard);
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

void silent_names_note(struct silent_names *names, uint64_t target, const char *name, bool answered)
{
    struct heard *heard = find_target(names, target);
    if (heard == NULL) {
        heard = allocate(1, sizeof *heard);
        heard->target = target;
        if (tsearch(heard, &names->targets, compare_targets) == NULL)
            out_of_memory();
    }
    struct text_list *list = answered ? &heard->answered : &heard->silent;
    const char *zone = without_services(name);
    if (list->count < NAMES_MAX && !text_list_has(list, zone))
        text_list_append(list, zone);
}

static bool was_answered(const struct heard *heard, const char *domain)
{
    for (size_t i = 0; i < heard->answered.count; i++)
        if (is_at_or_below(heard->answered.items[i], domain))
            return true;
    return heard->answered.count == NAMES_MAX; /* it may have been, and was not kept */
}

bool silent_names_have(const struct silent_names *names, uint64_t target, const char *name)
{
    const struct heard *heard = find_target(names, target);
    const char *zone = without_services(name);
    for (size_t i = 0; heard != NULL && i < heard->silent.count; i++)
        if (is_at_or_below(zone, heard->silent.items[i]) && !was_answered(heard, heard->silent.items[i]))
            return true;
    return false;
}

void silent_names_forget(struct silent_names *names, uint64_t target)
{
    struct heard *heard = find_target(names, target);
    if (heard == NULL)
        return;
    tdelete(heard, &names->targets, compare_targets);
    free_target(heard);
}

void silent_names_free(struct silent_names *names)
{
    tdestroy(names->targets, free_target);
    names->targets = NULL;
}
