/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a probe does at servers that take their time. */
#include "against.h"
#include "facts/shapes.h"
#include "probe/dialogue.h"
#include "probe/survey/survey.h"
#include "report/json_out.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* A bound for what would never end. */
enum { BOUND_S = 60 };

/* What comes in one segment has come at once, however late that is. */
Test(slow_server, one_that_drips_is_given_up_and_others_are_not, .timeout = BOUND_S)
{
    static const struct {
        const char *script;
        enum stop_reason reason;
        enum step at;
    } rows[] = {
        {"greeting:\n    drip 20\n    S: 220 {name} ESMTP\n", STOP_TIME_RAN_OUT, STEP_GREETING},
        {"on EHLO:\n    drip 20\n    S: 250-{name}\n    S: 250 8BITMIME\n", STOP_TIME_RAN_OUT, STEP_EHLO},
        {"greeting:\n    wait 100\n    S: 220 {name} ESMTP\non EHLO:\n    S: 250 {name}\n"
         "on STARTTLS:\n    wait 100\n    S: 502 no\n",
         STOP_NONE, STEP_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct against against;
        against_start(&against, rows[i].script, 2, 10);
        against.options.drip_ms = 1;
        against_probe(&against, MODE_STARTTLS);
        const struct session *session = &against.endpoint.sessions[0];
        cr_expect(against.endpoint.found == MODE_STARTTLS
                      || (rows[i].at == STEP_GREETING && against.endpoint.found == MODE_UNKNOWN),
                  "%zu: %d, which a byte does not tell", i, (int)against.endpoint.found);
        cr_expect_eq(session->stop.reason, rows[i].reason, "%zu: %d", i, (int)session->stop.reason);
        cr_expect_eq(session->stop.at, rows[i].at, "%zu", i);
        cr_expect_eq(session->stop.received_bytes > 0, rows[i].reason != STOP_NONE, "%zu", i);
        cr_expect_eq(session->quit != NULL, rows[i].reason == STOP_NONE, "%zu", i);
        against_stop(&against);
    }
}

/* Checks go on beside questions about TLS at a slow server, and each writes into a session of its own. */
Test(slow_server, sessions_do_not_move_while_others_are_added)
{
    struct endpoint endpoint = {0};
    const struct session *first = dialogue_add_session(&endpoint);
    while (endpoint.session_count < 24)
        dialogue_add_session(&endpoint);
    cr_expect_eq(first, &endpoint.sessions[0]);
    while (endpoint.session_count < 100) /* nor is there an end of them */
        dialogue_add_session(&endpoint)->purpose = PURPOSE_MAIL;
    cr_expect_eq(endpoint.sessions[99].purpose, PURPOSE_MAIL);
    free(endpoint.sessions);
}

static void survey(struct fiber *fiber, void *argument)
{
    struct against *against = argument;
    survey_probe(fiber, &against->options, &against->place, NULL, &against->endpoint);
}

static void make_slow(struct session *main)
{
    for (size_t i = 0; i < main->timing_count; i++)
        if (main->timings[i].step == STEP_HANDSHAKE)
            main->timings[i].elapsed_ms = PROBE_SLOW_MS;
}

/* What a deep survey comes to, as JSON; the caller frees. */
static char *survey_deeply(const char *script, bool slow, size_t *peak, int64_t *connections)
{
    struct against against;
    against_start(&against, script, 2, 10);
    against.options.depth = DEPTH_DEEP;
    against_probe(&against, strstr(script, "implicit") != NULL ? MODE_IMPLICIT_TLS : MODE_STARTTLS);
    if (slow)
        make_slow(&against.endpoint.sessions[0]);
    fiber_spawn(against.pool, survey, &against);
    fiber_pool_run(against.pool);
    *peak = budget_peak(against.options.budget);
    *connections = against.endpoint.connections;
    const struct session *resumption = endpoint_session_for(&against.endpoint, PURPOSE_RESUMPTION);
    cr_assert_not_null(resumption);
    cr_expect_not_null(resumption->ehlo_tls);
    cr_expect_eq(resumption->tls->completed, ANSWER_YES);
    text_list_free(&against.endpoint.tls_survey->key_shares); /* which are others each time */
    char *text = json_out_text(&tls_survey_shape, against.endpoint.tls_survey, JSON_LAYOUT_LINE);
    against_stop(&against);
    return text;
}

/* Two at a time, and no connection more than with one after the other. */
Test(slow_server, connections_of_a_deep_survey_are_made_ahead, .timeout = BOUND_S)
{
    static const char *const scripts[] = {"", "tls: implicit\n", "priority: NORMAL:-VERS-ALL:+VERS-TLS1.2\n"};
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        size_t peak, peak_ahead;
        int64_t connections, connections_ahead;
        char *one = survey_deeply(scripts[i], false, &peak, &connections);
        char *ahead = survey_deeply(scripts[i], true, &peak_ahead, &connections_ahead);
        cr_expect_str_eq(ahead, one, "%zu", i);
        cr_expect_eq(peak, 1);
        cr_expect_eq(peak_ahead, 2, "%zu: %zu", i, peak_ahead);
        cr_expect_eq(connections_ahead, connections);
        cr_expect_gt(connections, 10);
        free(one);
        free(ahead);
    }
}
