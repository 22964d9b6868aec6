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
    bool alone;
    bool granted;
};

struct gate {
    char *address; /* key in the tree; NULL for the run's own gate */
    size_t used;
    size_t limit;
    bool taken_alone; /* whoever is in wants no other there */
    struct waiter *first;
    int64_t begun;
    int64_t not_before_ms;           /* nothing is begun earlier ... */
    int64_t essential_not_before_ms; /* ... but what is essential */
    int64_t spacing_ms;              /* learnt from refusals */
    int64_t refusals;                /* in a row */
    int64_t first_refused_at_ms;
    int64_t last_refused_at_ms;
    char *reply; /* to the last that was refused; NULL: none ever was */
    bool worn_out;
    uint32_t checked;   /* a bit for each kind of check that was made */
    struct gate *older; /* among the idle ones */
    struct gate *younger;
};

struct budget {
    size_t per_address;
    size_t peak;
    struct budget_pace pace;
    struct gate run;
    void *gates; /* tsearch(3) tree of struct gate */
    struct gate *oldest;
    struct gate *youngest;
    size_t idle_count;
};

struct budget *budget_new(size_t per_address, size_t overall)
{
    struct budget *budget = allocate(1, sizeof *budget);
    budget->per_address = per_address;
    budget->run.limit = overall;
    return budget;
}

void budget_set_pace(struct budget *budget, const struct budget_pace *pace)
{
    budget->pace = *pace;
}

static void free_gate(void *node)
{
    struct gate *gate = node;
    free(gate->address);
    free(gate->reply);
    free(gate);
}

void budget_free(struct budget *budget)
{
    if (budget == NULL)
        return;
    tdestroy(budget->gates, free_gate);
    free(budget);
}

static int compare_gates(const void *left, const void *right)
{
    return strcmp(((const struct gate *)left)->address, ((const struct gate *)right)->address);
}

static bool is_idle(const struct gate *gate)
{
    return gate->used == 0 && gate->first == NULL;
}

static void add_to_idle(struct budget *budget, struct gate *gate)
{
    gate->older = budget->youngest;
    gate->younger = NULL;
    if (budget->youngest != NULL)
        budget->youngest->younger = gate;
    else
        budget->oldest = gate;
    budget->youngest = gate;
    budget->idle_count++;
}

static void take_from_idle(struct budget *budget, struct gate *gate)
{
    if (gate->older != NULL)
        gate->older->younger = gate->younger;
    else
        budget->oldest = gate->younger;
    if (gate->younger != NULL)
        gate->younger->older = gate->older;
    else
        budget->youngest = gate->older;
    budget->idle_count--;
}

/* The gate of an address, which is idle no longer: put_down() comes after each. */
static struct gate *take_up(struct budget *budget, const char *address)
{
    struct gate key = {.address = (char *)address};
    void *node = tfind(&key, &budget->gates, compare_gates);
    if (node != NULL) {
        struct gate *gate = *(struct gate **)node;
        if (is_idle(gate))
            take_from_idle(budget, gate);
        return gate;
    }
    struct gate *gate = allocate(1, sizeof *gate);
    gate->address = text_copy(address);
    gate->limit = budget->per_address;
    if (tsearch(gate, &budget->gates, compare_gates) == NULL)
        abort();
    return gate;
}

static void put_down(struct budget *budget, struct gate *gate)
{
    if (!is_idle(gate))
        return;
    add_to_idle(budget, gate);
    if (budget->idle_count <= BUDGET_REMEMBERED)
        return;
    struct gate *oldest = budget->oldest;
    take_from_idle(budget, oldest);
    tdelete(oldest, &budget->gates, compare_gates);
    free_gate(oldest);
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

static bool take(struct gate *gate, bool alone)
{
    if (alone ? gate->used > 0 : gate->taken_alone || gate->used >= gate->limit)
        return false;
    gate->used++;
    gate->taken_alone = alone;
    return true;
}

/* Those who waited longest first, and nobody slips in between: who cannot enter holds up those behind. */
static void admit(struct gate *gate)
{
    while (gate->first != NULL && take(gate, gate->first->alone)) {
        struct waiter *waiter = gate->first;
        gate->first = waiter->next;
        waiter->granted = true;
        fiber_wake(waiter->fiber);
    }
}

static bool enter(struct gate *gate, struct fiber *fiber, const struct budget_wait *wait)
{
    if (gate->first == NULL && take(gate, wait->alone))
        return true;
    struct waiter waiter = {.fiber = fiber, .alone = wait->alone};
    join(gate, &waiter);
    while (!waiter.granted && !is_over(wait))
        if (!fiber_park(fiber, wait->deadline_ms) && !waiter.granted)
            break;
    if (!waiter.granted) {
        leave(gate, &waiter);
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

static const char *why_spent(const struct budget *budget, const struct gate *gate, bool essential)
{
    const struct budget_pace *pace = &budget->pace;
    bool enough = gate->worn_out || (pace->refusals_max > 0 && gate->refusals >= pace->refusals_max);
    if (!essential && enough)
        return gate->reply;
    if (pace->begun_max > 0 && gate->begun >= pace->begun_max)
        return "as many connections as this run makes to one address have been made";
    return NULL;
}

static void begin(const struct budget *budget, struct gate *gate, int64_t now_ms)
{
    int64_t given_ms = budget->pace.spacing_ms;
    int64_t next_ms = now_ms + (gate->spacing_ms > given_ms ? gate->spacing_ms : given_ms);
    gate->begun++;
    if (next_ms > gate->not_before_ms)
        gate->not_before_ms = next_ms;
    gate->essential_not_before_ms = next_ms;
}

static void put_off(int64_t *not_before_ms, int64_t until_ms)
{
    if (until_ms > *not_before_ms)
        *not_before_ms = until_ms;
}

static bool is_worn_out(const struct budget *budget, const struct gate *gate, int64_t now_ms)
{
    return !gate->worn_out && gate->reply != NULL && budget->pace.patience_ms > 0
           && now_ms - gate->first_refused_at_ms >= budget->pace.patience_ms;
}

/* Waits, with a slot in hand, until a connection may begin; the next may only begin later. */
static bool keep_pace(struct budget *budget, struct gate *gate, struct fiber *fiber,
                      const struct budget_wait *wait)
{
    int64_t entered_at_ms = fiber_now_ms(fiber);
    while (why_spent(budget, gate, wait->essential) == NULL && !is_over(wait)) {
        int64_t now_ms = fiber_now_ms(fiber);
        if (is_worn_out(budget, gate, now_ms)) {
            gate->worn_out = true;
            continue;
        }
        int64_t until_ms = wait->essential ? gate->essential_not_before_ms : gate->not_before_ms;
        put_off(&until_ms, entered_at_ms + wait->quiet_ms);
        if (now_ms >= until_ms) {
            begin(budget, gate, now_ms);
            return true;
        }
        if (now_ms >= wait->deadline_ms)
            return false;
        fiber_park(fiber, until_ms < wait->deadline_ms ? until_ms : wait->deadline_ms);
    }
    return false;
}

bool budget_acquire(struct budget *budget, struct fiber *fiber, const char *address,
                    const struct budget_wait *wait)
{
    struct gate *gate = take_up(budget, address);
    bool granted = enter(gate, fiber, wait);
    if (gate->used > budget->peak)
        budget->peak = gate->used;
    if (granted && !wait->unpaced && !keep_pace(budget, gate, fiber, wait)) {
        exit_gate(gate);
        granted = false;
    }
    put_down(budget, gate);
    return granted;
}

bool budget_try_acquire(struct budget *budget, const char *address)
{
    struct gate *gate = take_up(budget, address);
    bool granted = gate->first == NULL && take(gate, false);
    if (gate->used > budget->peak)
        budget->peak = gate->used;
    put_down(budget, gate);
    return granted;
}

void budget_release(struct budget *budget, const char *address)
{
    struct gate *gate = take_up(budget, address);
    exit_gate(gate);
    put_down(budget, gate);
}

const char *budget_spent(struct budget *budget, const char *address)
{
    struct gate *gate = take_up(budget, address);
    const char *why = why_spent(budget, gate, false);
    put_down(budget, gate);
    return why;
}

static int64_t doubled(int64_t first_ms, int64_t times, int64_t max_ms)
{
    int64_t value_ms = first_ms;
    for (int64_t i = 0; i < times && value_ms < max_ms; i++)
        value_ms *= 2;
    return value_ms < max_ms ? value_ms : max_ms;
}

/* After as many refusals in a row as the gate has had before this one. */
static int64_t pause_ms(const struct budget_pace *pace, const struct gate *gate)
{
    if (pace->first_pause_ms == 0)
        return doubled(pace->pause_ms, gate->refusals, pace->pause_max_ms);
    return gate->refusals == 0 ? pace->first_pause_ms
                               : doubled(pace->pause_ms, gate->refusals - 1, pace->pause_max_ms);
}

/* Half of what was open. A server may go on with connections that have ended here, so that a few at once are
 * many there: less often helps where fewer cannot. */
static void slow_down(const struct budget_pace *pace, struct gate *gate)
{
    if (pace->slow_ms == 0)
        return;
    size_t open = gate->used < gate->limit ? gate->used : gate->limit;
    gate->limit = open > 1 ? open / 2 : 1;
    gate->spacing_ms =
        gate->spacing_ms == 0 ? pace->slow_ms : doubled(gate->spacing_ms, 1, pace->slow_max_ms);
}

void budget_refused(struct budget *budget, struct fiber *fiber, const char *address, int64_t begun_at_ms,
                    const char *reply)
{
    const struct budget_pace *pace = &budget->pace;
    struct gate *gate = take_up(budget, address);
    int64_t now_ms = fiber_now_ms(fiber);
    if (gate->reply == NULL || begun_at_ms >= gate->last_refused_at_ms) {
        int64_t wait_ms = pause_ms(pace, gate);
        if (gate->reply == NULL)
            gate->first_refused_at_ms = now_ms;
        put_off(&gate->not_before_ms, now_ms + wait_ms);
        put_off(&gate->essential_not_before_ms,
                now_ms + (wait_ms < pace->pause_ms ? wait_ms : pace->pause_ms));
        slow_down(pace, gate);
        gate->refusals++;
        gate->last_refused_at_ms = now_ms;
        text_replace(&gate->reply, text_copy(reply));
    }
    put_down(budget, gate);
}

void budget_served(struct budget *budget, const char *address, int64_t begun_at_ms)
{
    struct gate *gate = take_up(budget, address);
    if (begun_at_ms >= gate->last_refused_at_ms)
        gate->refusals = 0;
    put_down(budget, gate);
}

bool budget_acquire_descriptor(struct budget *budget, struct fiber *fiber, const struct budget_wait *wait)
{
    return enter(&budget->run, fiber, wait);
}

void budget_release_descriptor(struct budget *budget)
{
    exit_gate(&budget->run);
}

bool budget_claim_check(struct budget *budget, const char *address, int kind)
{
    struct gate *gate = take_up(budget, address);
    uint32_t bit = UINT32_C(1) << kind;
    bool first = (gate->checked & bit) == 0;
    gate->checked |= bit;
    put_down(budget, gate);
    return first;
}

size_t budget_peak(const struct budget *budget)
{
    return budget->peak;
}
