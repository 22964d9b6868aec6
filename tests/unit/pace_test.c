/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pace of connections to a server that refuses some, on a clock that is only a number. */
#include "net/pace.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const struct pace usual = {.first_pause_ms = 1000,
                                  .pause_ms = 10000,
                                  .pause_max_ms = 60000,
                                  .pauses_max_ms = 30000,
                                  .refusals_max = 4,
                                  .slow_ms = 100,
                                  .slow_max_ms = 1000,
                                  .patience_ms = 300000};

/* When the next may begin, from `now_ms` on; -1 for never. It is taken as begun. */
static int64_t next_ms(const struct pace *pace, struct pace_state *state, bool essential, int64_t now_ms)
{
    int64_t until_ms;
    while (pace_end(pace, state, essential) == NULL) {
        if (pace_begin(pace, state, essential, now_ms, &until_ms))
            return now_ms;
        now_ms = until_ms > now_ms ? until_ms : now_ms;
    }
    return -1;
}

/* What may begin at `now_ms` earliest does, and is refused at once. */
static int64_t refused_ms(const struct pace *pace, struct pace_state *state, int64_t now_ms)
{
    int64_t began_ms = next_ms(pace, state, false, now_ms);
    if (began_ms >= 0)
        pace_refused(pace, state, began_ms, began_ms, "421 too many");
    return began_ms;
}

Test(pace, the_first_pause_is_a_short_one_and_the_others_grow_until_the_end)
{
    static const int64_t expected[] = {0, 1000, 11000, 31000, -1};
    struct pace_state state = {0};
    int64_t now_ms = 0;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        now_ms = refused_ms(&usual, &state, now_ms);
        cr_expect_eq(now_ms, expected[i], "%zu: %lld", i, (long long)now_ms);
    }
    cr_expect_str_eq(pace_end(&usual, &state, false), "421 too many");
    cr_expect_null(pace_end(&usual, &state, true), "refusals of others do not end what is essential");
    pace_state_free(&state);
}

Test(pace, what_is_essential_waits_for_no_more_than_one_pause)
{
    struct pace_state state = {0};
    int64_t now_ms = refused_ms(&usual, &state, 0);
    now_ms = refused_ms(&usual, &state, now_ms);
    now_ms = refused_ms(&usual, &state, now_ms);
    cr_expect_eq(next_ms(&usual, &state, true, now_ms), now_ms + 10000);
    cr_expect_eq(next_ms(&usual, &state, false, now_ms), now_ms + 20000);
    pace_state_free(&state);
}

Test(pace, of_connections_that_were_open_together_one_refusal_counts)
{
    struct pace_state state = {0};
    int64_t until_ms;
    cr_expect(pace_begin(&usual, &state, false, 5, &until_ms));
    cr_expect(pace_begin(&usual, &state, false, 6, &until_ms));
    cr_expect(pace_begin(&usual, &state, false, 7, &until_ms));
    cr_expect(pace_refused(&usual, &state, 5, 20, "421"));
    cr_expect_not(pace_refused(&usual, &state, 6, 21, "421"));
    cr_expect_eq(state.refusals, 1);
    pace_served(&usual, &state, 7);
    cr_expect_eq(state.refusals, 1, "that it was served was decided before");
    pace_served(&usual, &state, 2000);
    cr_expect_eq(state.refusals, 0);
    pace_state_free(&state);
}

/* A server that has a process for each connection for so long after its end, and takes so many at one time.
 */
struct lingering {
    int64_t linger_ms;
    int64_t ends_at_ms[64];
    size_t max;
};

static bool takes(struct lingering *server, int64_t now_ms)
{
    for (size_t i = 0; i < server->max; i++)
        if (server->ends_at_ms[i] <= now_ms) {
            server->ends_at_ms[i] = now_ms + server->linger_ms;
            return true;
        }
    return false;
}

/* Until so many were served; returns the milliseconds that took, and counts the refused. */
static int64_t run_against(struct lingering *server, int64_t wanted, int64_t duration_ms, int64_t *refused)
{
    struct pace_state state = {0};
    int64_t now_ms = 0;
    *refused = 0;
    while (wanted > 0) {
        now_ms = next_ms(&usual, &state, false, now_ms);
        if (now_ms < 0)
            break;
        if (takes(server, now_ms)) {
            wanted--;
            pace_served(&usual, &state, now_ms);
            now_ms += duration_ms;
        } else {
            pace_refused(&usual, &state, now_ms, now_ms, "421");
            ++*refused;
        }
    }
    pace_state_free(&state);
    return wanted == 0 ? now_ms : -1;
}

Test(pace, a_server_where_ended_connections_linger_is_asked_less_often_and_all_are_served)
{
    struct lingering twenty = {.linger_ms = 500, .max = 20};
    struct lingering one = {.linger_ms = 500, .max = 1};
    int64_t refused;
    int64_t took_ms = run_against(&twenty, 240, 5, &refused);
    cr_expect(took_ms > 0 && took_ms < 40000, "%lld ms", (long long)took_ms);
    cr_expect_leq(refused, 4, "%lld", (long long)refused);
    took_ms = run_against(&one, 120, 5, &refused);
    cr_expect(took_ms > 0 && took_ms < 180000, "%lld ms", (long long)took_ms);
    cr_expect_leq(refused, 20, "%lld", (long long)refused);
}

Test(pace, a_server_that_never_refuses_is_not_slowed_down)
{
    struct pace_state state = {0};
    for (int i = 0; i < 300; i++) {
        cr_assert_eq(next_ms(&usual, &state, false, 0), 0);
        pace_served(&usual, &state, 0);
    }
    pace_state_free(&state);
}

/* Each port with a limit of its own, as Postfix counts them, and one without: what one port is refused is no
 * reason to let all wait for half an hour. */
Test(pace, limits_of_single_ports_end_soon_for_all)
{
    struct pace_state state = {0};
    int64_t now_ms = 0, last_ms = 0;
    for (int port = 0; port < 3; port++)
        for (int tries = 0; tries < 4 && now_ms >= 0; tries++) {
            int64_t served_ms = next_ms(&usual, &state, false, now_ms);
            if (served_ms >= 0)
                pace_served(&usual, &state, served_ms);
            now_ms = served_ms >= 0 ? refused_ms(&usual, &state, served_ms) : -1;
            last_ms = now_ms >= 0 ? now_ms : last_ms;
        }
    cr_expect_leq(last_ms, 60000, "%lld", (long long)last_ms);
    pace_state_free(&state);
}

Test(pace, patience_ends_with_a_server_that_refuses_again_and_again)
{
    struct pace_state state = {0};
    int64_t now_ms = 0, last_ms = 0;
    int begun = 0;
    for (bool refuse = true; now_ms >= 0; refuse = !refuse) {
        last_ms = now_ms;
        now_ms = refuse ? refused_ms(&usual, &state, now_ms) : next_ms(&usual, &state, false, now_ms);
        if (!refuse && now_ms >= 0)
            pace_served(&usual, &state, now_ms);
        cr_assert_leq(++begun, 1000);
    }
    cr_expect_leq(last_ms, 300000, "%lld", (long long)last_ms);
    cr_expect_str_eq(pace_end(&usual, &state, false), "421 too many");
    pace_state_free(&state);
}
