/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All that is asked of one endpoint. */
#include "scan/examine.h"

#include "probe/other_key.h"
#include "probe/survey/survey.h"

struct examination {
    struct fiber *fiber; /* waits for both parts */
    const struct probe_options *options;
    const struct dial_place *place;
    struct endpoint *endpoint;
    bool other_key;
    bool survey;
    struct fiber *parts[2]; /* NULL when they have ended */
    size_t pending;
};

static void ask_about_tls(struct fiber *fiber, const struct examination *examination)
{
    if (examination->other_key)
        other_key_probe_all(fiber, examination->options, examination->place, examination->endpoint);
    if (examination->survey)
        survey_probe(fiber, examination->options, examination->place, examination->endpoint);
}

static void begin_part(struct examination *examination, size_t part, struct fiber *fiber)
{
    examination->parts[part] = fiber;
    fiber_set_time_limit(fiber, fiber_time_limit(examination->fiber));
}

static void end_part(struct examination *examination, size_t part)
{
    examination->parts[part] = NULL;
    if (--examination->pending == 0)
        fiber_wake(examination->fiber);
}

static void run_checks(struct fiber *fiber, void *argument)
{
    struct examination *examination = argument;
    begin_part(examination, 0, fiber);
    probe_checks(fiber, examination->options, examination->place, examination->endpoint);
    end_part(examination, 0);
}

static void run_questions(struct fiber *fiber, void *argument)
{
    struct examination *examination = argument;
    begin_part(examination, 1, fiber);
    ask_about_tls(fiber, examination);
    end_part(examination, 1);
}

/* The limit of the fiber may be moved meanwhile: it is woken then, and hands it on. */
static void side_by_side(struct fiber *fiber, struct examination *examination)
{
    examination->pending = 2;
    fiber_spawn(fiber_pool_of(fiber), run_checks, examination);
    fiber_spawn(fiber_pool_of(fiber), run_questions, examination);
    while (examination->pending > 0) {
        fiber_park(fiber, FIBER_NEVER);
        for (size_t i = 0; i < 2; i++)
            if (examination->parts[i] != NULL
                && fiber_time_limit(examination->parts[i]) != fiber_time_limit(fiber))
                fiber_set_time_limit(examination->parts[i], fiber_time_limit(fiber));
    }
}

void examine_endpoint(struct fiber *fiber, const struct probe_options *options,
                      const struct dial_place *place, bool other_key, bool survey, struct endpoint *endpoint)
{
    struct examination examination = {.fiber = fiber,
                                      .options = options,
                                      .place = place,
                                      .endpoint = endpoint,
                                      .other_key = other_key,
                                      .survey = survey};
    probe_main(fiber, options, place, endpoint);
    if (probe_is_slow(endpoint)) {
        side_by_side(fiber, &examination);
    } else {
        probe_checks(fiber, options, place, endpoint);
        ask_about_tls(fiber, &examination);
    }
    endpoint->elapsed_ms = fiber_now_ms(fiber) - endpoint->began_at_ms;
}
