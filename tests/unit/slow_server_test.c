/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a probe does at servers that take their time. */
#include "against.h"
#include "probe/dialogue.h"

#include <criterion/criterion.h>
#include <stdlib.h>

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
