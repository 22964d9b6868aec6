/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which parts were written. */
#include "report/line_ids.h"

#include "base/list.h"
#include "base/lru.h"

#include <pthread.h>
#include <stdlib.h>

struct line_ids {
    pthread_mutex_t lock;
    struct lru seen;
};

struct line_ids *line_ids_new(void)
{
    struct line_ids *ids = allocate(1, sizeof *ids);
    ids->seen = (struct lru){.entry_bytes = sizeof(struct lru_entry), .unused_max = LINE_IDS_MAX};
    pthread_mutex_init(&ids->lock, NULL);
    return ids;
}

void line_ids_free(struct line_ids *ids)
{
    if (ids == NULL)
        return;
    lru_free(&ids->seen);
    pthread_mutex_destroy(&ids->lock);
    free(ids);
}

/* Makes the line the one that was asked about last, if it is there or is to be. */
static bool touch(struct line_ids *ids, const char *key, bool add)
{
    pthread_mutex_lock(&ids->lock);
    bool there = lru_find(&ids->seen, key) != NULL;
    if (there || add)
        lru_release(&ids->seen, lru_take(&ids->seen, key));
    pthread_mutex_unlock(&ids->lock);
    return there;
}

bool line_ids_has(struct line_ids *ids, const char *key)
{
    return touch(ids, key, false);
}

bool line_ids_add(struct line_ids *ids, const char *key)
{
    return !touch(ids, key, true);
}
