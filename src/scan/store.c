/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is found out once for several targets, some of which run out of time. */
#include "scan/store.h"

/* The work uses the item, too, until its last part has ended. */
static void end_work(struct group *workers)
{
    struct store_item *item = (struct store_item *)((char *)workers - offsetof(struct store_item, workers));
    store_release(item);
}

/* All that do the work, and those that will, go on as long as one who asked may. */
static void want(struct store_item *item, const struct fiber *fiber)
{
    int64_t time_max_ms = item->store->time_max_ms;
    int64_t latest_ms = time_max_ms == FIBER_NEVER ? FIBER_NEVER : item->asked_at_ms + time_max_ms;
    int64_t limit_ms = fiber_time_limit(fiber) < latest_ms ? fiber_time_limit(fiber) : latest_ms;
    if (limit_ms <= item->limit_ms)
        return;
    item->limit_ms = limit_ms;
    group_set_time_limit(&item->workers, limit_ms);
}

struct store_item *store_ask(struct store *store, const struct fiber *fiber, const char *key)
{
    struct store_item *item = (struct store_item *)lru_take(&store->items, key);
    if (!item->begun) {
        item->store = store;
        item->target = fiber_target(fiber);
        item->asked_at_ms = fiber_now_ms(fiber);
    }
    want(item, fiber);
    return item;
}

bool store_has(const struct store *store, const char *key)
{
    return lru_find(&store->items, key) != NULL;
}

static void begin(struct store_item *item)
{
    if (item->begun)
        return;
    item->begun = true;
    item->workers.done = end_work;
    lru_hold(&item->store->items, &item->entry);
}

void store_work(struct store_item *item, void (*run)(struct fiber *fiber, void *item))
{
    begin(item);
    group_spawn(&item->workers, item->store->pool, run, item);
    group_set_target(&item->workers, item->target);
    group_set_time_limit(&item->workers, item->limit_ms);
}

void store_expect(struct store_item *item)
{
    begin(item);
    group_expect(&item->workers);
}

bool store_is_finished(const struct store_item *item)
{
    return item->begun && group_is_done(&item->workers);
}

/* Whether the fiber is cut off and the work is not. What is cut off together with it is about to end, and
 * waited for; where none has begun there is nothing to wait for. */
static bool goes_on_without(const void *context, const struct fiber *fiber)
{
    const struct store_item *item = context;
    bool waits = item->workers.expected > 0;
    switch (fiber_cut_of(fiber)) {
    case FIBER_OUT_OF_TIME: /* the limit may have been moved in the fibers that do it */
        return waits || item->limit_ms > fiber_time_limit(fiber)
               || group_time_limit(&item->workers) > fiber_time_limit(fiber);
    case FIBER_OUT_OF_MEMORY:
        return waits || item->target != fiber_target(fiber);
    default:
        return false;
    }
}

/* Who has left pays no longer. */
static void hand_over(struct store_item *item, const struct fiber *from)
{
    const struct fiber *heir = group_last_waiting(&item->workers);
    if (heir == NULL || item->target != fiber_target(from))
        return;
    item->target = fiber_target(heir);
    group_set_target(&item->workers, item->target);
}

bool store_watch(struct store_item *item, struct group_waiter *waiter, struct fiber *fiber)
{
    if (store_is_finished(item))
        return false;
    waiter->fiber = fiber;
    group_add_waiter(&item->workers, waiter);
    return true;
}

void store_end_watch(struct store_item *item, struct group_waiter *waiter)
{
    if (waiter->fiber != NULL)
        group_remove_waiter(&item->workers, waiter);
    waiter->fiber = NULL;
}

bool store_wait(struct store_item *item, struct fiber *fiber)
{
    bool finished = group_wait_unless(&item->workers, fiber, goes_on_without, item);
    if (!finished)
        hand_over(item, fiber);
    return finished;
}

void store_forget(struct store_item *item)
{
    lru_forget(&item->store->items, &item->entry);
}

void store_release(struct store_item *item)
{
    lru_release(&item->store->items, &item->entry);
}

void store_free(struct store *store)
{
    lru_free(&store->items);
}
