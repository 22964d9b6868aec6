/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slots for connections, per address and for the run. */
#include "net/budget.h"

#include "facts/list.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

/* One that waits, on its own fiber's stack. */
struct waiter {
    struct fiber *fiber;
    struct waiter *next;
    bool granted;
};

struct gate {
    char *address; /* key in the tree; NULL for the run's own gate */
    size_t used;
    size_t limit;
    struct waiter *first;
};

struct budget {
    size_t per_address;
    size_t peak;
    struct gate run;
    void *checked; /* tsearch(3) tree of "ADDRESS KIND" of the checks that were made */
    void *gates;   /* tsearch(3) tree of struct gate, those in use */
};

struct budget *budget_new(size_t per_address, size_t overall)
{
    struct budget *budget = allocate(1, sizeof *budget);
    budget->per_address = per_address;
    budget->run.limit = overall;
    return budget;
}

static void free_gate(void *node)
{
    struct gate *gate = node;
    free(gate->address);
    free(gate);
}

void budget_free(struct budget *budget)
{
    if (budget == NULL)
        return;
    tdestroy(budget->gates, free_gate);
    tdestroy(budget->checked, free);
    free(budget);
}

static int compare_gates(const void *left, const void *right)
{
    return strcmp(((const struct gate *)left)->address, ((const struct gate *)right)->address);
}

static struct gate *gate_of(struct budget *budget, const char *address)
{
    struct gate key = {.address = (char *)address};
    void *node = tfind(&key, &budget->gates, compare_gates);
    if (node != NULL)
        return *(struct gate **)node;
    struct gate *gate = allocate(1, sizeof *gate);
    gate->address = text_copy(address);
    gate->limit = budget->per_address;
    if (tsearch(gate, &budget->gates, compare_gates) == NULL)
        abort();
    return gate;
}

static void drop_idle_gate(struct budget *budget, struct gate *gate)
{
    if (gate->used > 0 || gate->first != NULL)
        return;
    tdelete(gate, &budget->gates, compare_gates);
    free_gate(gate);
}

static void join(struct gate *gate, struct waiter *waiter)
{
    struct waiter **place = &gate->first;
    while (*place != NULL)
        place = &(*place)->next;
    *place = waiter;
}

static void leave(struct gate *gate, struct waiter *waiter)
{
    struct waiter **place = &gate->first;
    while (*place != NULL && *place != waiter)
        place = &(*place)->next;
    if (*place != NULL)
        *place = waiter->next;
}

static bool is_over(const struct budget_wait *wait)
{
    return wait->unless != NULL && fiber_watch_ready(wait->unless);
}

static bool enter(struct gate *gate, struct fiber *fiber, const struct budget_wait *wait)
{
    if (gate->used < gate->limit && gate->first == NULL) {
        gate->used++;
        return true;
    }
    struct waiter waiter = {.fiber = fiber};
    join(gate, &waiter);
    while (!waiter.granted && !is_over(wait))
        if (!fiber_park(fiber, wait->deadline_ms) && !waiter.granted)
            break;
    if (!waiter.granted)
        leave(gate, &waiter);
    return waiter.granted;
}

/* The slot passes straight to the one that waited longest, so that nobody slips in between. */
static void exit_gate(struct gate *gate)
{
    struct waiter *waiter = gate->first;
    if (waiter == NULL) {
        gate->used--;
        return;
    }
    gate->first = waiter->next;
    waiter->granted = true;
    fiber_wake(waiter->fiber);
}

bool budget_acquire(struct budget *budget, struct fiber *fiber, const char *address,
                    const struct budget_wait *wait)
{
    struct gate *gate = gate_of(budget, address);
    bool granted = enter(gate, fiber, wait);
    if (gate->used > budget->peak)
        budget->peak = gate->used;
    drop_idle_gate(budget, gate);
    return granted;
}

bool budget_try_acquire(struct budget *budget, const char *address)
{
    struct gate *gate = gate_of(budget, address);
    if (gate->used >= gate->limit || gate->first != NULL)
        return false;
    gate->used++;
    if (gate->used > budget->peak)
        budget->peak = gate->used;
    return true;
}

void budget_release(struct budget *budget, const char *address)
{
    struct gate *gate = gate_of(budget, address);
    exit_gate(gate);
    drop_idle_gate(budget, gate);
}

bool budget_acquire_descriptor(struct budget *budget, struct fiber *fiber, const struct budget_wait *wait)
{
    return enter(&budget->run, fiber, wait);
}

void budget_release_descriptor(struct budget *budget)
{
    exit_gate(&budget->run);
}

static int compare_texts(const void *left, const void *right)
{
    return strcmp(left, right);
}

bool budget_claim_check(struct budget *budget, const char *address, int kind)
{
    char *key = text_format("%s %d", address, kind);
    bool first = tfind(key, &budget->checked, compare_texts) == NULL;
    if (!first || tsearch(key, &budget->checked, compare_texts) == NULL)
        free(key);
    return first;
}

size_t budget_peak(const struct budget *budget)
{
    return budget->peak;
}
