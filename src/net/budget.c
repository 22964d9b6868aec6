/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slots for connections, per address and for the run. */
#include "net/budget.h"

#include "base/list.h"
#include "base/lru.h"
#include "net/fair_queue.h"
#include "net/fiber_watch.h"

#include <pthread.h>
#include <stdlib.h>

/* One that waits, on its own fiber's stack. It waits for its turn, not for the end of fibers as in
 * net/group.h. */
struct waiter {
    struct fair_item item; /* among those of the gate */
    struct fiber *fiber;
    bool alone;
    bool essential;
    bool minor;
    bool granted;
};

/* Used by whoever has a slot, waits for one, or looks at it. The run's own gate is in no list. */
struct gate {
    struct lru_entry entry; /* its key is the address */
    size_t used;
    size_t limit;
    bool taken_alone;          /* whoever is in wants no other there */
    struct fair_queue waiting; /* taking turns over targets */
    struct pace_state pace;
};

struct budget {
    pthread_mutex_t lock; /* of all that follows but the rules; never held while a fiber waits */
    size_t per_address;
    size_t peak;
    struct pace pace;
    struct allowances *allowances; /* NULL: targets have no limits */
    const struct exclusions *exclusions;
    struct gate run;
    struct lru gates; /* by address */
};

static void clear_gate(struct lru_entry *entry)
{
    pace_state_free(&((struct gate *)entry)->pace);
}

struct budget *budget_new(size_t per_address, size_t overall)
{
    struct budget *budget = allocate(1, sizeof *budget);
    pthread_mutex_init(&budget->lock, NULL);
    budget->per_address = per_address;
    budget->run.limit = overall;
    budget->gates = (struct lru){
        .entry_bytes = sizeof(struct gate), .unused_max = BUDGET_REMEMBERED, .clear = clear_gate};
    return budget;
}

void budget_set_allowances(struct budget *budget, struct allowances *allowances)
{
    budget->allowances = allowances;
}

void budget_set_exclusions(struct budget *budget, const struct exclusions *exclusions)
{
    budget->exclusions = exclusions;
}

bool budget_excludes(const struct budget *budget, const char *address)
{
    return exclusions_have_address(budget->exclusions, address);
}

void budget_set_pace(struct budget *budget, const struct pace *pace)
{
    budget->pace = *pace;
}

void budget_free(struct budget *budget)
{
    if (budget == NULL)
        return;
    lru_free(&budget->gates);
    pthread_mutex_destroy(&budget->lock);
    free(budget);
}

/* The gate of an address, with one user more: put_down() comes after each. */
static struct gate *take_up(struct budget *budget, const char *address)
{
    struct gate *gate = (struct gate *)lru_take(&budget->gates, address);
    if (gate->limit == 0)
        gate->limit = budget->per_address;
    return gate;
}

static void put_down(struct budget *budget, struct gate *gate)
{
    lru_release(&budget->gates, &gate->entry);
}

static struct waiter *waiter_of(struct fair_item *item)
{
    return (struct waiter *)item;
}

/* Whom the fiber works for; nobody, without one. */
static uint64_t target_of(const struct fiber *fiber)
{
    return fiber != NULL ? fiber_target(fiber) : 0;
}

static bool is_over(const struct budget_wait *wait)
{
    return wait->unless != NULL && fiber_watch_ready(wait->unless);
}

static bool take(struct gate *gate, bool alone)
{
    if (alone ? gate->used > 0 : gate->taken_alone || gate->used >= gate->limit)
        return false;
    gate->used++;
    gate->taken_alone = alone;
    return true;
}

/* The first that waits, and is not minor if there are others; NULL for none. */
static struct fair_item *first_wanted(const struct gate *gate)
{
    struct fair_item *first = fair_queue_first(&gate->waiting);
    struct fair_item *item = first;
    while (item != NULL && waiter_of(item)->minor)
        item = fair_queue_next(&gate->waiting, item);
    return item != NULL ? item : first;
}

/* Targets take turns, each in the order in which it asked but for what is minor, and nobody slips in between:
 * who cannot enter holds up those behind. But what is essential overtakes whoever wants to be alone: that one
 * may wait for a port that keeps silent, and whether the port wants TLS takes another connection to tell. */
static void admit(struct gate *gate)
{
    struct fair_item *item = first_wanted(gate);
    bool essential_only = false;
    while (item != NULL) {
        struct waiter *waiter = waiter_of(item);
        bool granted = (waiter->essential || !essential_only) && take(gate, waiter->alone);
        struct fair_item *next = essential_only || !granted ? fair_queue_next(&gate->waiting, item) : NULL;
        if (granted) {
            fair_queue_serve(&gate->waiting, item);
            waiter->granted = true;
            fiber_wake(waiter->fiber);
            item = essential_only ? next : first_wanted(gate);
            continue;
        }
        if (!essential_only && !waiter->alone)
            return;
        essential_only = true;
        item = next;
    }
}

static bool is_next(const struct gate *gate, const struct budget_wait *wait)
{
    struct fair_item *first = fair_queue_first(&gate->waiting);
    return first == NULL || (wait->essential && waiter_of(first)->alone);
}

/* Whether another target waits at the gate, too. */
static bool has_others(const struct gate *gate, const struct fiber *fiber)
{
    const struct fair_item *item = fair_queue_first(&gate->waiting);
    while (item != NULL && fiber_target(waiter_of((struct fair_item *)item)->fiber) == fiber_target(fiber))
        item = fair_queue_next(&gate->waiting, item);
    return item != NULL;
}

/* What a target waits for its turn behind others is not its own time: that would run out for all where one
 * holds up the rest. Told often enough that the limit is not met meanwhile. */
static void credit_turn(struct budget *budget, const struct gate *gate, struct fiber *fiber,
                        int64_t *counted_to_ms)
{
    int64_t now_ms = fiber_now_ms(fiber);
    if (fiber_time_limit(fiber) != FIBER_NEVER && has_others(gate, fiber)) {
        int64_t by_ms = allowances_credit(budget->allowances, target_of(fiber), *counted_to_ms, now_ms);
        if (by_ms > 0)
            fiber_extend_target(fiber, by_ms);
    }
    *counted_to_ms = now_ms;
}

static void lock(struct budget *budget)
{
    pthread_mutex_lock(&budget->lock);
}

static void unlock(struct budget *budget)
{
    pthread_mutex_unlock(&budget->lock);
}

/* With the lock in hand, as its caller has it. */
static bool park(struct budget *budget, struct fiber *fiber, int64_t until_ms)
{
    unlock(budget);
    bool woken = fiber_park(fiber, until_ms);
    lock(budget);
    return woken;
}

static bool enter(struct budget *budget, struct gate *gate, struct fiber *fiber,
                  const struct budget_wait *wait)
{
    enum { CREDIT_MS = 1000 };
    if (fiber_is_cut(fiber))
        return false;
    if (is_next(gate, wait) && take(gate, wait->alone))
        return true;
    struct waiter waiter = {
        .fiber = fiber, .alone = wait->alone, .essential = wait->essential, .minor = wait->minor};
    fair_queue_add(&gate->waiting, &waiter.item, fiber_target(fiber));
    int64_t counted_to_ms = fiber_now_ms(fiber);
    while (!waiter.granted && !is_over(wait) && !fiber_is_cut(fiber)) {
        int64_t until_ms = counted_to_ms + CREDIT_MS;
        bool limited = fiber_time_limit(fiber) != FIBER_NEVER && until_ms < wait->deadline_ms;
        if (!park(budget, fiber, limited ? until_ms : wait->deadline_ms) && !waiter.granted && !limited)
            break;
        credit_turn(budget, gate, fiber, &counted_to_ms);
    }
    if (!waiter.granted) {
        fair_queue_remove(&gate->waiting, &waiter.item);
        admit(gate);
    }
    return waiter.granted;
}

static void exit_gate(struct gate *gate)
{
    gate->used--;
    gate->taken_alone = false;
    admit(gate);
}

/* Waits, with a slot in hand, until a connection may begin; the next may only begin later. */
static bool keep_pace(struct budget *budget, struct gate *gate, struct fiber *fiber,
                      const struct budget_wait *wait)
{
    int64_t quiet_until_ms = fiber_now_ms(fiber) + wait->quiet_ms;
    while (pace_end(&budget->pace, &gate->pace, wait->essential) == NULL && !is_over(wait)
           && !fiber_is_cut(fiber)) {
        int64_t now_ms = fiber_now_ms(fiber);
        int64_t until_ms = quiet_until_ms;
        if (now_ms >= quiet_until_ms
            && pace_begin(&budget->pace, &gate->pace, wait->essential, now_ms, &until_ms))
            return true;
        if (now_ms >= wait->deadline_ms)
            return false;
        park(budget, fiber, until_ms < wait->deadline_ms ? until_ms : wait->deadline_ms);
    }
    return false;
}

/* Each of the following has the lock from its first line to its last. */

bool budget_acquire(struct budget *budget, struct fiber *fiber, const char *address,
                    const struct budget_wait *wait)
{
    if (budget_excludes(budget, address)
        || !allowances_spend(budget->allowances, target_of(fiber), ALLOWANCE_CONNECTION, false))
        return false;
    lock(budget);
    struct gate *gate = take_up(budget, address);
    bool granted = enter(budget, gate, fiber, wait);
    if (gate->used > budget->peak)
        budget->peak = gate->used;
    if (granted && !wait->unpaced && !keep_pace(budget, gate, fiber, wait)) {
        exit_gate(gate);
        granted = false;
    }
    if (!granted)
        put_down(budget, gate); /* else budget_release() does */
    unlock(budget);
    return granted;
}

bool budget_try_acquire(struct budget *budget, const char *address)
{
    if (budget_excludes(budget, address))
        return false;
    lock(budget);
    struct gate *gate = take_up(budget, address);
    bool granted = fair_queue_first(&gate->waiting) == NULL && take(gate, false);
    if (gate->used > budget->peak)
        budget->peak = gate->used;
    if (!granted)
        put_down(budget, gate);
    unlock(budget);
    return granted;
}

void budget_release(struct budget *budget, const char *address)
{
    lock(budget);
    struct gate *gate = (struct gate *)lru_find(&budget->gates, address);
    exit_gate(gate);
    put_down(budget, gate);
    unlock(budget);
}

bool budget_count(struct budget *budget, const struct fiber *fiber, const char *address)
{
    if (budget_excludes(budget, address)
        || !allowances_spend(budget->allowances, target_of(fiber), ALLOWANCE_CONNECTION, false))
        return false;
    lock(budget);
    struct gate *gate = take_up(budget, address);
    bool counted = pace_end(&budget->pace, &gate->pace, false) == NULL;
    gate->pace.begun += counted;
    put_down(budget, gate);
    unlock(budget);
    return counted;
}

void budget_correct(struct budget *budget, const struct fiber *fiber, const char *address, int64_t by)
{
    allowances_correct(budget->allowances, target_of(fiber), ALLOWANCE_CONNECTION, by);
    lock(budget);
    struct gate *gate = take_up(budget, address);
    gate->pace.begun += by;
    if (gate->pace.begun < 0)
        gate->pace.begun = 0; /* the address was forgotten since */
    put_down(budget, gate);
    unlock(budget);
}

bool budget_target_spent(const struct budget *budget, const struct fiber *fiber)
{
    return allowances_denied(budget->allowances, target_of(fiber), ALLOWANCE_CONNECTION);
}

char *budget_spent(struct budget *budget, const struct fiber *fiber, const char *address)
{
    if (budget_excludes(budget, address))
        return text_copy(exclusions_words);
    if (budget_target_spent(budget, fiber))
        return text_copy("the limit of connections for one target is reached");
    lock(budget);
    struct gate *gate = take_up(budget, address);
    char *why = text_copy(pace_end(&budget->pace, &gate->pace, false));
    put_down(budget, gate);
    unlock(budget);
    return why;
}

void budget_refused(struct budget *budget, struct fiber *fiber, const char *address, int64_t begun_at_ms,
                    const char *reply)
{
    lock(budget);
    struct gate *gate = take_up(budget, address);
    size_t open = gate->used < gate->limit ? gate->used : gate->limit;
    bool counts = pace_refused(&budget->pace, &gate->pace, begun_at_ms, fiber_now_ms(fiber), reply);
    if (counts && budget->pace.slow_ms > 0)
        gate->limit = open > 1 ? open / 2 : 1;
    put_down(budget, gate);
    unlock(budget);
}

void budget_served(struct budget *budget, const char *address, int64_t begun_at_ms)
{
    lock(budget);
    struct gate *gate = take_up(budget, address);
    pace_served(&budget->pace, &gate->pace, begun_at_ms);
    put_down(budget, gate);
    unlock(budget);
}

bool budget_acquire_descriptor(struct budget *budget, struct fiber *fiber, const struct budget_wait *wait)
{
    lock(budget);
    bool granted = enter(budget, &budget->run, fiber, wait);
    unlock(budget);
    return granted;
}

void budget_release_descriptor(struct budget *budget)
{
    lock(budget);
    exit_gate(&budget->run);
    unlock(budget);
}

bool budget_short_of_descriptors(struct budget *budget)
{
    lock(budget);
    size_t others = budget->run.used > 0 ? budget->run.used - 1 : 0;
    if (others < budget->run.limit)
        budget->run.limit = others > 0 ? others : 1;
    unlock(budget);
    return others > 0;
}

size_t budget_peak(const struct budget *budget)
{
    return budget->peak;
}
