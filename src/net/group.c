/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fibers that somebody waits for together. */
#include "net/group.h"

#include "base/list.h"

#include <stdlib.h>

struct group_member {
    struct group *group;
    struct fiber *fiber;
    void (*run)(struct fiber *fiber, void *argument);
    void *argument;
    struct group_member *next;
    struct group_member *previous;
    struct fiber_pool *home;  /* the pool of the group, where the fiber is in another one; else NULL */
    struct fiber_pool *there; /* that other one, in whose thread `fiber` is looked at */
    uint64_t target;          /* as it begins */
    int64_t limit_ms;
};

bool group_is_done(const struct group *group)
{
    return group->members == NULL && group->expected == 0;
}

static void unlink_member(struct group_member *member)
{
    if (member->previous != NULL)
        member->previous->next = member->next;
    else
        member->group->members = member->next;
    if (member->next != NULL)
        member->next->previous = member->previous;
}

/* The member has returned, and is no longer one. */
static void tell_return(struct group_member *member)
{
    struct group *group = member->group;
    unlink_member(member);
    for (struct group_waiter *waiter = group->waiters; waiter != NULL; waiter = waiter->next)
        if (waiter->for_one || group_is_done(group))
            fiber_wake(waiter->fiber);
    if (group_is_done(group) && group->done != NULL)
        group->done(group);
}

static void run_member(struct fiber *fiber, void *argument)
{
    struct group_member *member = argument;
    member->run(fiber, member->argument);
    tell_return(member);
    free(member);
}

static struct group_member *add_member(struct group *group, void (*run)(struct fiber *fiber, void *argument),
                                       void *argument)
{
    struct group_member *member = allocate(1, sizeof *member);
    *member = (struct group_member){.group = group, .run = run, .argument = argument, .next = group->members};
    if (member->next != NULL)
        member->next->previous = member;
    group->members = member;
    if (group->expected > 0)
        group->expected--;
    return member;
}

void group_spawn(struct group *group, struct fiber_pool *pool,
                 void (*run)(struct fiber *fiber, void *argument), void *argument)
{
    struct group_member *member = add_member(group, run, argument);
    member->fiber = fiber_spawn(pool, run_member, member);
}

/* --- members in other pools ---
 *
 * Messages go to and fro in their order, so the last that the other pool hears of a member is that it may
 * free it. */

/* Some that begin together. */
struct batch {
    bool (*begin)(struct fiber *fiber, void *argument);
    size_t count;
    struct group_member *members[];
};

static void free_there(void *member)
{
    free(member);
}

static void return_home(void *argument)
{
    struct group_member *member = argument;
    struct fiber_pool *there = member->there;
    tell_return(member);
    fiber_pool_post(there, free_there, member);
}

static void run_there(struct fiber *fiber, void *argument)
{
    struct group_member *member = argument;
    member->run(fiber, member->argument);
    member->fiber = NULL;
    fiber_pool_post(member->home, return_home, member);
}

/* Lets a fiber that is asleep run, unless it has something to wait for. */
static void begin_member(struct group_member *member, bool (*begin)(struct fiber *fiber, void *argument))
{
    if (begin == NULL || !begin(member->fiber, member->argument))
        fiber_wake(member->fiber);
}

static void begin_there(void *argument)
{
    struct batch *batch = argument;
    for (size_t i = 0; i < batch->count; i++) {
        struct group_member *member = batch->members[i];
        member->fiber = fiber_spawn_asleep(member->there, run_there, member);
        fiber_set_target(member->fiber, member->target);
        fiber_set_time_limit(member->fiber, member->limit_ms);
        begin_member(member, batch->begin);
    }
    free(batch);
}

static void spawn_here(struct group *group, struct fiber_pool *pool,
                       bool (*begin)(struct fiber *fiber, void *argument),
                       void (*run)(struct fiber *fiber, void *argument), void *argument)
{
    struct group_member *member = add_member(group, run, argument);
    member->fiber = fiber_spawn_asleep(pool, run_member, member);
    begin_member(member, begin);
}

void group_spawn_there(struct group *group, struct fiber *fiber, struct fiber_pool *there,
                       bool (*begin)(struct fiber *fiber, void *argument),
                       void (*run)(struct fiber *fiber, void *argument), void *const *arguments, size_t count)
{
    struct fiber_pool *home = fiber_pool_of(fiber);
    struct batch *batch = allocate(1, sizeof *batch + count * sizeof batch->members[0]);
    batch->begin = begin;
    for (size_t i = 0; i < count; i++) {
        if (there == home) {
            spawn_here(group, home, begin, run, arguments[i]);
            continue;
        }
        struct group_member *member = add_member(group, run, arguments[i]);
        member->home = home;
        member->there = there;
        member->target = fiber_target(fiber);
        member->limit_ms = fiber_time_limit(fiber);
        batch->members[batch->count++] = member;
    }
    if (batch->count > 0)
        fiber_pool_post(there, begin_there, batch);
    else
        free(batch);
}

struct new_limit {
    struct group_member *member;
    int64_t until_ms;
};

static void limit_there(void *argument)
{
    struct new_limit *limit = argument;
    if (limit->member->fiber != NULL)
        fiber_set_time_limit(limit->member->fiber, limit->until_ms);
    free(limit);
}

static void set_time_limit(struct group_member *member, int64_t until_ms)
{
    if (member->there == NULL) {
        fiber_set_time_limit(member->fiber, until_ms);
        return;
    }
    struct new_limit *limit = allocate(1, sizeof *limit);
    *limit = (struct new_limit){.member = member, .until_ms = until_ms};
    fiber_pool_post(member->there, limit_there, limit);
}

/* --- waiting --- */

void group_expect(struct group *group)
{
    group->expected++;
}

void group_add_waiter(struct group *group, struct group_waiter *waiter)
{
    waiter->next = group->waiters;
    group->waiters = waiter;
}

void group_remove_waiter(struct group *group, const struct group_waiter *waiter)
{
    struct group_waiter **place = &group->waiters;
    while (*place != waiter)
        place = &(*place)->next;
    *place = waiter->next;
}

static void park(struct group *group, struct fiber *fiber, bool for_one)
{
    struct group_waiter waiter = {.fiber = fiber, .for_one = for_one};
    group_add_waiter(group, &waiter);
    fiber_park(fiber, FIBER_NEVER);
    group_remove_waiter(group, &waiter);
}

void group_wait(struct group *group, struct fiber *fiber)
{
    int64_t limit_ms = fiber_time_limit(fiber);
    while (!group_is_done(group)) {
        park(group, fiber, false);
        if (fiber_time_limit(fiber) != limit_ms) {
            limit_ms = fiber_time_limit(fiber);
            group_set_time_limit(group, limit_ms);
        }
    }
}

bool group_wait_unless(struct group *group, struct fiber *fiber,
                       bool (*gives_up)(const void *context, const struct fiber *fiber), const void *context)
{
    while (!group_is_done(group) && !gives_up(context, fiber))
        park(group, fiber, false);
    return group_is_done(group);
}

void group_wait_for_one(struct group *group, struct fiber *fiber)
{
    park(group, fiber, true);
}

void group_set_time_limit(struct group *group, int64_t until_ms)
{
    for (struct group_member *member = group->members; member != NULL; member = member->next)
        set_time_limit(member, until_ms);
}

int64_t group_time_limit(const struct group *group)
{
    int64_t latest_ms = 0;
    for (const struct group_member *member = group->members; member != NULL; member = member->next)
        if (fiber_time_limit(member->fiber) > latest_ms)
            latest_ms = fiber_time_limit(member->fiber);
    return latest_ms;
}

void group_set_target(struct group *group, uint64_t target)
{
    for (struct group_member *member = group->members; member != NULL; member = member->next)
        fiber_set_target(member->fiber, target);
}

const struct fiber *group_last_waiting(const struct group *group)
{
    return group->waiters != NULL ? group->waiters->fiber : NULL;
}
