/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pauses after refusals, and the distance between connections that they teach. */
#include "net/pace.h"

#include "base/list.h"

#include <stdlib.h>

void pace_state_free(struct pace_state *state)
{
    free(state->reply);
    *state = (struct pace_state){0};
}

const char *pace_end(const struct pace *pace, const struct pace_state *state, bool essential)
{
    bool enough = state->worn_out || (pace->refusals_max > 0 && state->refusals >= pace->refusals_max);
    if (!essential && enough)
        return state->reply;
    if (pace->begun_max > 0 && state->begun >= pace->begun_max)
        return "the limit of connections to one address is reached";
    return NULL;
}

static bool is_worn_out(const struct pace *pace, const struct pace_state *state, int64_t now_ms)
{
    return state->reply != NULL && pace->patience_ms > 0
           && now_ms - state->first_refused_at_ms >= pace->patience_ms;
}

static void put_off(int64_t *not_before_ms, int64_t until_ms)
{
    if (until_ms > *not_before_ms)
        *not_before_ms = until_ms;
}

bool pace_begin(const struct pace *pace, struct pace_state *state, bool essential, int64_t now_ms,
                int64_t *until_ms)
{
    state->worn_out = state->worn_out || is_worn_out(pace, state, now_ms);
    *until_ms = essential ? state->essential_not_before_ms : state->not_before_ms;
    if (pace_end(pace, state, essential) != NULL)
        *until_ms = now_ms;
    else if (now_ms >= *until_ms) {
        int64_t spacing_ms = state->spacing_ms > pace->spacing_ms ? state->spacing_ms : pace->spacing_ms;
        put_off(&state->not_before_ms, now_ms + spacing_ms);
        state->essential_not_before_ms = now_ms + spacing_ms;
        state->begun++;
        state->begun_since++;
        return true;
    }
    return false;
}

static int64_t doubled(int64_t first_ms, int64_t times, int64_t max_ms)
{
    int64_t value_ms = first_ms;
    for (int64_t i = 0; i < times && value_ms < max_ms; i++)
        value_ms *= 2;
    return value_ms < max_ms ? value_ms : max_ms;
}

/* After as many refusals in a row as there were before this one. Where each port has a limit of its own, the
 * patience that the first took is not had with all. */
static int64_t next_pause_ms(const struct pace *pace, struct pace_state *state)
{
    bool has_first = pace->first_pause_ms > 0;
    if (has_first && state->refusals == 0)
        return pace->first_pause_ms;
    int64_t pause_ms = doubled(pace->pause_ms, state->refusals - has_first, pace->pause_max_ms);
    if (pace->pauses_max_ms > 0 && state->paused_ms + pause_ms > pace->pauses_max_ms)
        return pace->first_pause_ms;
    state->paused_ms += pause_ms;
    return pause_ms;
}

/* A server may go on with connections that have ended here, so that a few at once are many there: less often
 * helps where fewer cannot, but not where even the first after a pause was refused. */
static void slow_down(const struct pace *pace, struct pace_state *state)
{
    if (state->spacing_ms == 0)
        state->spacing_ms = pace->slow_ms;
    else if (state->begun_since > 1)
        state->spacing_ms = doubled(state->spacing_ms, 1, pace->slow_max_ms);
}

/* A quarter of the distance less, each time that the last was good for so many. */
static void hurry_up(const struct pace *pace, struct pace_state *state)
{
    enum { SERVED_MIN = 16 };
    if (state->spacing_ms <= pace->slow_ms || ++state->served < SERVED_MIN)
        return;
    state->served = 0;
    state->spacing_ms -= state->spacing_ms / 4;
}

bool pace_refused(const struct pace *pace, struct pace_state *state, int64_t begun_at_ms, int64_t now_ms,
                  const char *reply)
{
    if (state->reply != NULL && begun_at_ms < state->last_refused_at_ms)
        return false;
    int64_t wait_ms = next_pause_ms(pace, state);
    if (state->reply == NULL)
        state->first_refused_at_ms = now_ms;
    put_off(&state->not_before_ms, now_ms + wait_ms);
    put_off(&state->essential_not_before_ms, now_ms + (wait_ms < pace->pause_ms ? wait_ms : pace->pause_ms));
    slow_down(pace, state);
    state->refusals++;
    state->served = state->begun_since = 0;
    state->last_refused_at_ms = now_ms;
    text_replace(&state->reply, text_copy(reply));
    return true;
}

void pace_served(const struct pace *pace, struct pace_state *state, int64_t begun_at_ms)
{
    if (begun_at_ms < state->last_refused_at_ms)
        return;
    state->refusals = 0;
    hurry_up(pace, state);
}
