/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A tree to find them by, and a list for each state. */
#include "broker/held.h"

#include "base/list.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *left, const void *right)
{
    const struct held *one = left, *other = right;
    return strcmp(one->key, other->key);
}

char *held_key(const char *run, const char *word, bool is_host)
{
    return text_format("%s %s%s", run, is_host ? "host " : "", word);
}

struct held *held_find(const struct held_targets *targets, const char *key)
{
    const struct held wanted = {.key = (char *)key};
    struct held *const *found = tfind(&wanted, &targets->tree, compare);
    return found != NULL ? *found : NULL;
}

static void append(struct held_list *list, struct held *held)
{
    held->before = list->last;
    held->next = NULL;
    if (list->last != NULL)
        list->last->next = held;
    else
        list->first = held;
    list->last = held;
    list->count++;
}

static void take_out(struct held_list *list, const struct held *held)
{
    if (held->before != NULL)
        held->before->next = held->next;
    else
        list->first = held->next;
    if (held->next != NULL)
        held->next->before = held->before;
    else
        list->last = held->before;
    list->count--;
}

struct held *held_add(struct held_targets *targets, char *key, char *run, char *word)
{
    struct held *held = allocate(1, sizeof *held);
    *held = (struct held){.key = key, .run = run, .word = word, .state = HELD_WAITING};
    if (tsearch(held, &targets->tree, compare) == NULL)
        out_of_memory();
    append(&targets->lists[HELD_WAITING], held);
    targets->count++;
    return held;
}

void held_move(struct held_targets *targets, struct held *held, enum held_state state)
{
    take_out(&targets->lists[held->state], held);
    held->state = state;
    append(&targets->lists[state], held);
}

void held_remove(struct held_targets *targets, struct held *held)
{
    take_out(&targets->lists[held->state], held);
    tdelete(held, &targets->tree, compare);
    targets->count--;
    free(held->key);
    free(held->run);
    free(held->word);
    free(held->deliveries);
    free(held);
}
