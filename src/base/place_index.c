/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where something stands in a list, by address and port. */
#include "base/place_index.h"

#include "base/list.h"

#include <search.h>
#include <stdlib.h>

struct place {
    const char *address;
    int64_t port;
    size_t position;
};

static int compare_places(const void *left, const void *right)
{
    const struct place *a = left;
    const struct place *b = right;
    if (a->port != b->port)
        return a->port < b->port ? -1 : 1;
    return text_compare(a->address, b->address);
}

ptrdiff_t place_index_find(const struct place_index *index, const char *address, int64_t port)
{
    struct place key = {.address = address, .port = port};
    void *node = tfind(&key, &index->places, compare_places);
    return node != NULL ? (ptrdiff_t)(*(struct place **)node)->position : PLACE_NONE;
}

void place_index_put(struct place_index *index, const char *address, int64_t port, size_t position)
{
    struct place *place = allocate(1, sizeof *place);
    *place = (struct place){.address = address, .port = port, .position = position};
    if (tsearch(place, &index->places, compare_places) == NULL)
        out_of_memory();
}

void place_index_free(struct place_index *index)
{
    tdestroy(index->places, free);
    index->places = NULL;
}
