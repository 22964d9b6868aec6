/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The targets on their way. */
#include "scan/journey.h"

#include "facts/list.h"
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
}

bool journeys_finish(struct journeys *journeys, struct journey *journey,
                     bool (*hand_over)(void *context, const struct report *report), void *context)
{
    bool wanted = true;
    journey->finished = true;
    struct journey *turn = journeys->in_order ? journeys->first : journey;
    while (turn != NULL && turn->finished) {
        wanted = hand_over(context, &turn->report) && wanted;
        drop(journeys, turn);
        turn = journeys->in_order ? journeys->first : NULL;
    }
    return wanted;
}
