/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The targets of a run, read and begun one by one. */
#include "base/list.h"
#include "base/memory.h"
#include "facts/shapes.h"
#include "net/fiber_watch.h"
#include "scan/connect_names.h"
#include "scan/scan_state.h"

/* Of address space for each target under way: some five fibers with their stacks, a TLS session, its facts.
 */
enum { TARGET_BYTES = 2 * 1024 * 1024 };

/* Lets everything else go on until there is more to read. */
static void wait_for_input(struct scan *scan, struct fiber *fiber)
{
    struct fiber_watch *watch = fiber_watch_new(scan->pool, target_source_descriptor(scan->source));
    if (watch == NULL) {
        fiber_park(fiber, fiber_now_ms(fiber) + 1); /* a file, which is always ready */
        return;
    }
    fiber_wait(fiber, watch, UV_READABLE, FIBER_NEVER);
    fiber_watch_free(watch);
}

/* Whether the run may have no further target. */
static bool is_one_too_many(const struct scan *scan, const struct target *target)
{
    size_t met = scan->progress.targets_begun + scan->progress.targets_left_out;
    return scan->options->targets_max > 0 && met >= scan->options->targets_max
           && !seen_targets_have(scan->seen, target);
}

static bool read_next(struct scan *scan, struct fiber *fiber)
{
    struct target target = {0};
    struct input_error error = {0};
    switch (target_source_next(scan->source, &target, &error)) {
    case TARGET_READ:
        if (scan->options->finished != NULL && seen_targets_have(scan->options->finished, &target)) {
            scan->progress.targets_left_out++;
            shape_clear(&target_shape, &target);
        } else if (is_one_too_many(scan, &target)) {
            text_list_append(&scan->end->unfinished, target.word);
            shape_clear(&target_shape, &target);
            target_source_list_rest(scan->source, &scan->end->unfinished);
            scan->end->too_many = true;
            return false;
        } else if (seen_targets_add(scan->seen, &target)) {
            scan_target_begin(scan, &target);
        } else {
            scan->events->repeated(scan->events->context, &target);
            shape_clear(&target_shape, &target);
        }
        return true;
    case TARGET_BAD:
        if (!scan->events->input_error(scan->events->context, &error))
            fiber_pool_cut(scan->pool);
        shape_clear(&input_error_shape, &error);
        return true;
    case TARGET_WAIT:
        wait_for_input(scan, fiber);
        return true;
    case TARGET_END:
        break;
    }
    return false;
}

/* From where this machine would have no memory for one more, no more are looked at side by side. */
static bool takes_one_more(struct journeys *journeys)
{
    if (journeys->active < journeys->max && journeys->active > 0
        && !memory_has_room((journeys->active + 1) * TARGET_BYTES))
        journeys->max = journeys->active;
    return journeys->active < journeys->max;
}

void scan_feed(struct fiber *fiber, void *argument)
{
    struct scan *scan = argument;
    scan->end->error = connect_names_resolve(fiber, scan->resolver, &scan->plan, scan->options->connect_to,
                                             &scan->connect_to);
    struct journeys *journeys = &scan->journeys;
    journeys->more = scan->end->error == NULL && !fiber_is_cut(fiber);
    while (journeys->more || journeys->active > 0) {
        journeys_reconsider(journeys);
        if (journeys->more && takes_one_more(journeys))
            journeys->more = read_next(scan, fiber);
        else
            group_wait_for_one(&scan->targets, fiber);
        journeys->more = journeys->more && !fiber_is_cut(fiber);
    }
    resolver_end_validation(scan->resolver);
    ticker_end(&scan->ticker);
    if (fiber_is_cut(fiber))
        target_source_list_rest(scan->source, &scan->end->unfinished);
}
