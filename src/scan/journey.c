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
    if (journeys->last != NULL)
        journeys->last->next = journey;
    else
        journeys->first = journey;
    journeys->last = journey;
    journeys->active++;
    return journey;
}

static void drop(struct journeys *journeys, struct journey *journey)
{
    struct journey **place = &journeys->first;
    struct journey *before = NULL;
    for (; *place != journey; place = &(*place)->next)
        before = *place;
    *place = journey->next;
    if (journeys->last == journey)
        journeys->last = before;
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

/* What looks amiss, and a target that was on its way when it began to may still show otherwise. */
static unsigned disputable(struct journeys *journeys)
{
    unsigned amiss = reach_watch_amiss(journeys->watch);
    unsigned fresh = amiss & ~journeys->amiss;
    unsigned told = 0;
    for (struct journey *journey = journeys->first; journey != NULL; journey = journey->next) {
        if (journey->noted)
            continue;
        journey->may_tell |= fresh;
        told |= journey->may_tell;
    }
    journeys->amiss = amiss;
    return told & amiss;
}

static void let_go(struct journeys *journeys, struct journey *journey)
{
    fiber_wake(journey->held);
    journey->held = NULL;
    journeys->held--;
}

void journeys_reconsider(struct journeys *journeys)
{
    unsigned disputed = disputable(journeys);
    if (journeys->held == 0)
        return;
    bool stalled = journeys_stalled(journeys);
    for (struct journey *journey = journeys->first; journey != NULL; journey = journey->next)
        if (journey->held != NULL
            && (stalled
                || (reach_watch_decided(journeys->watch, journey->doubt)
                    && (journey->doubt & disputed) == 0)))
            let_go(journeys, journey);
}

void journeys_note(struct journeys *journeys, struct journey *journey)
{
    journey->doubt = reach_watch_note(journeys->watch, &journey->report);
    journey->noted = true;
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
