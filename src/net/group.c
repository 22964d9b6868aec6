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
};

/* On the stack of the fiber that waits. */
struct group_waiter {
    struct fiber *fiber;
    bool for_one; /* woken for each member that returns; else for the last */
    struct group_waiter *next;
};

bool group_is_done(const struct group *group)
{
    return group->members == NULL && group->expected == 0;
}

static void remove_member(struct group_member *member)
{
    if (member->previous != NULL)
        member->previous->next = member->next;
    else
        member->group->members = member->next;
    if (member->next != NULL)
        member->next->previous = member->previous;
    free(member);
}

static void run_member(struct fiber *fiber, void *argument)
{
    struct group_member *member = argument;
    struct group *group = member->group;
    member->run(fiber, member->argument);
    remove_member(member);
    for (struct group_waiter *waiter = group->waiters; waiter != NULL; waiter = waiter->next)
        if (waiter->for_one || group_is_done(group))
            fiber_wake(waiter->fiber);
    if (group_is_done(group) && group->done != NULL)
        group->done(group);
}

void group_spawn(struct group *group, struct fiber_pool *pool,
                 void (*run)(struct fiber *fiber, void *argument), void *argument)
{
    struct group_member *member = allocate(1, sizeof *member);
    *member = (struct group_member){.group = group, .run = run, .argument = argument, .next = group->members};
    if (member->next != NULL)
        member->next->previous = member;
    group->members = member;
    if (group->expected > 0)
        group->expected--;
    member->fiber = fiber_spawn(pool, run_member, member);
}

void group_expect(struct group *group)
{
    group->expected++;
}

static void park(struct group *group, struct fiber *fiber, bool for_one)
{
    struct group_waiter waiter = {.fiber = fiber, .for_one = for_one, .next = group->waiters};
    group->waiters = &waiter;
    fiber_park(fiber, FIBER_NEVER);
    struct group_waiter **place = &group->waiters;
    while (*place != &waiter)
        place = &(*place)->next;
    *place = waiter.next;
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
        fiber_set_time_limit(member->fiber, until_ms);
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
