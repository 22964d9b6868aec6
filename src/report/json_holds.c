/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What holds, in slim JSON. Places with the same ids share an entry, or ids of the same places do: the first
 * is shorter where there are many ports of few kinds, the second where each port differs a little. */
#include "report/json_holds.h"

#include "base/list.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A finding that holds: its key in two, of which `one` is what entries are made by. */
struct holding {
    const char *one;
    const char *other;
};

/* What goes with one: so many of the list of all, from `first` on. */
struct bunch {
    const struct holding *first;
    size_t count;
};

struct bunches {
    struct holding *holdings;
    struct bunch *items;
    size_t count;
};

static int compare_holdings(const void *a, const void *b)
{
    const struct holding *left = a, *right = b;
    int order = left->one == right->one ? 0 : strcmp(left->one, right->one); /* names of ids are shared */
    return order != 0 ? order : strcmp(left->other, right->other);
}

static int compare_others(const struct bunch *left, const struct bunch *right)
{
    for (size_t i = 0; i < left->count && i < right->count; i++) {
        int order = strcmp(left->first[i].other, right->first[i].other);
        if (order != 0)
            return order;
    }
    return left->count == right->count ? 0 : left->count < right->count ? -1 : 1;
}

static int compare_bunches(const void *a, const void *b)
{
    const struct bunch *left = a, *right = b;
    int order = compare_others(left, right);
    return order != 0 ? order : strcmp(left->first->one, right->first->one);
}

static void split(struct bunches *bunches, size_t count)
{
    bunches->items = allocate(count, sizeof *bunches->items);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || strcmp(bunches->holdings[i].one, bunches->holdings[i - 1].one) != 0)
            bunches->items[bunches->count++] = (struct bunch){.first = &bunches->holdings[i]};
        bunches->items[bunches->count - 1].count++;
    }
    qsort(bunches->items, bunches->count, sizeof *bunches->items, compare_bunches);
}

static struct bunches bunches_of(const struct finding *findings, size_t count, bool by_id)
{
    struct bunches bunches = {.holdings = allocate(count, sizeof *bunches.holdings)};
    size_t holding_count = 0;
    for (size_t i = 0; i < count; i++) {
        const char *at = findings[i].key != NULL ? strchr(findings[i].key, '@') : NULL;
        const char *id = finding_name(findings[i].id);
        if (findings[i].outcome == OUTCOME_HOLDS && at != NULL)
            bunches.holdings[holding_count++] =
                by_id ? (struct holding){id, at + 1} : (struct holding){at + 1, id};
    }
    qsort(bunches.holdings, holding_count, sizeof *bunches.holdings, compare_holdings);
    split(&bunches, holding_count);
    return bunches;
}

static void bunches_free(struct bunches *bunches)
{
    free(bunches->holdings);
    free(bunches->items);
}

/* Where those end that share an entry with the one at `first`. */
static size_t entry_end(const struct bunches *bunches, size_t first)
{
    size_t end = first + 1;
    while (end < bunches->count && compare_others(&bunches->items[first], &bunches->items[end]) == 0)
        end++;
    return end;
}

static void write_entry(struct json_write *json, const struct bunch *items, size_t count, bool by_id)
{
    const char **ones = allocate(count, sizeof *ones), **others = allocate(items->count, sizeof *others);
    for (size_t i = 0; i < count; i++)
        ones[i] = items[i].first->one;
    for (size_t i = 0; i < items->count; i++)
        others[i] = items->first[i].other;
    json_write_object(json, NULL);
    json_write_texts(json, "at", by_id ? others : ones, by_id ? items->count : count);
    json_write_texts(json, "ids", by_id ? ones : others, by_id ? count : items->count);
    json_write_end(json);
    free(others);
    free(ones);
}

static void write_entries(struct json_write *json, const char *key, const struct bunches *bunches, bool by_id)
{
    json_write_list(json, key);
    for (size_t first = 0, end; first < bunches->count; first = end) {
        end = entry_end(bunches, first);
        write_entry(json, &bunches->items[first], end - first, by_id);
    }
    json_write_end(json);
}

/* Nearly the bytes of the entries. */
static size_t size_of(const struct bunches *bunches)
{
    enum { ENTRY_BYTES = 20, TEXT_BYTES = 3 };
    size_t size = 0;
    for (size_t first = 0, end; first < bunches->count; first = end) {
        const struct bunch *bunch = &bunches->items[first];
        end = entry_end(bunches, first);
        size += ENTRY_BYTES;
        for (size_t i = first; i < end; i++)
            size += strlen(bunches->items[i].first->one) + TEXT_BYTES;
        for (size_t i = 0; i < bunch->count; i++)
            size += strlen(bunch->first[i].other) + TEXT_BYTES;
    }
    return size;
}

void json_holds_write(struct json_write *json, const char *key, const struct finding *findings, size_t count)
{
    struct bunches by_place = bunches_of(findings, count, false), by_id = bunches_of(findings, count, true);
    if (size_of(&by_id) < size_of(&by_place))
        write_entries(json, key, &by_id, true);
    else
        write_entries(json, key, &by_place, false);
    bunches_free(&by_id);
    bunches_free(&by_place);
}
