/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The targets on their way. */
#include "scan/journey.h"

#include "base/list.h"
#include "facts/shapes.h"

#include <stdlib.h>

struct journey *journeys_begin(struct journeys *journeys)
{
    struct journey *journey = allocate(1, sizeof *journey);
    journey->previous = journeys->last;
    if (journeys->last != NULL)
        journeys->last->next = journey;
    else
        journeys->first = journey;
    journeys->last = journey;
    journeys->active++;
    return journey;
}

static void add_teller(struct journeys *journeys, struct journey *journey, unsigned questions)
{
    for (size_t i = 0; i < REACH_QUESTION_COUNT; i++)
        if ((questions & ~journey->may_tell & 1U << i) != 0)
            journeys->tellers[i]++;
    journey->may_tell |= questions;
}

static void remove_teller(struct journeys *journeys, struct journey *journey)
{
    for (size_t i = 0; i < REACH_QUESTION_COUNT; i++)
        if ((journey->may_tell & 1U << i) != 0)
            journeys->tellers[i]--;
    journey->may_tell = 0;
}

static void drop(struct journeys *journeys, struct journey *journey)
{
    if (journey->previous != NULL)
        journey->previous->next = journey->next;
    else
        journeys->first = journey->next;
    if (journey->next != NULL)
        journey->next->previous = journey->previous;
    else
        journeys->last = journey->previous;
    remove_teller(journeys, journey);
    shape_clear(&report_shape, &journey->report);
    free(journey);
    journeys->active--;
    journeys->finished--;
}

bool journeys_stalled(const struct journeys *journeys)
{
    bool can_begin = journeys->more && journeys->active < journeys->max;
    return !can_begin && journeys->held + journeys->finished == journeys->active;
}

/* What looks amiss, and a target that was on its way when it began to may still show otherwise. It is seldom
 * that something begins to: all others of the many calls cost the same however many are on their way. */
static unsigned disputable(struct journeys *journeys)
{
    unsigned amiss = reach_watch_amiss(journeys->watch);
    unsigned fresh = amiss & ~journeys->amiss;
    unsigned told = 0;
    for (struct journey *journey = journeys->first; fresh != 0 && journey != NULL; journey = journey->next)
        if (!journey->noted)
            add_teller(journeys, journey, fresh);
    for (size_t i = 0; i < REACH_QUESTION_COUNT; i++)
        told |= journeys->tellers[i] > 0 ? 1U << i : 0;
    journeys->amiss = amiss;
    return told & amiss;
}

static void let_go(struct journeys *journeys, struct journey *journey)
{
    fiber_wake(journey->held);
    journey->held = NULL;
    journeys->held--;
}

/* The questions for which nobody has to wait. */
static unsigned settled(struct journeys *journeys)
{
    unsigned decided = 0;
    for (size_t i = 0; i < REACH_QUESTION_COUNT; i++)
        decided |= reach_watch_decided(journeys->watch, 1U << i) ? 1U << i : 0;
    return decided & ~disputable(journeys);
}

void journeys_reconsider(struct journeys *journeys)
{
    unsigned before = journeys->settled;
    journeys->settled = settled(journeys);
    bool stalled = journeys->held > 0 && journeys_stalled(journeys);
    if (journeys->held == 0 || (!stalled && (journeys->settled & ~before) == 0))
        return;
    for (struct journey *journey = journeys->first; journey != NULL; journey = journey->next)
        if (journey->held != NULL && (stalled || (journey->doubt & ~journeys->settled) == 0))
            let_go(journeys, journey);
}

void journeys_note(struct journeys *journeys, struct journey *journey)
{
    journey->doubt = reach_watch_note(journeys->watch, &journey->report);
    journey->noted = true;
    remove_teller(journeys, journey);
    journeys_reconsider(journeys);
}

void journeys_hold(struct journeys *journeys, struct journey *journey, struct fiber *fiber,
                   int64_t deadline_ms)
{
    if (journey->doubt == 0)
        return;
    journey->held = fiber;
    journeys->held++;
    journeys_reconsider(journeys);
    if (journey->held != NULL && (journey->doubt & ~journeys->settled) == 0)
        let_go(journeys, journey);
    while (journey->held != NULL)
        if (fiber_is_cut(fiber))
            let_go(journeys, journey);
        else if (!fiber_park(fiber, deadline_ms) && fiber_now_ms(fiber) >= deadline_ms
                 && journey->held != NULL)
            let_go(journeys, journey);
}

bool journeys_finish(struct journeys *journeys, struct journey *journey, struct fiber *fiber,
                     bool (*write)(void *context, void *made), void *context)
{
    bool wanted = true;
    journey->finished = true;
    journeys->finished++;
    shape_clear(&report_shape, &journey->report);
    struct journey *turn = journeys->in_order ? journeys->first : journey;
    while (turn != NULL && turn->finished) {
        wanted = write(context, turn->made) && wanted;
        drop(journeys, turn);
        turn = journeys->in_order ? journeys->first : NULL;
        if (turn != NULL && turn->finished && fiber != NULL) {
            fiber_yield(fiber);
            turn = journeys->first; /* which another may have handed over meanwhile */
        }
    }
    return wanted;
}
