/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a probe does with few slots, silent ports and late greetings. */
#include "against.h"
#include "base/shape.h"
#include "base/tls_names.h"
#include "facts/shapes.h"
#include "probe/check_claims.h"
#include "probe/other_key.h"
#include "probe/probe.h"
#include "probe/resumption.h"
#include "probe/survey/survey.h"
#include "probe/survey/survey_standard.h"
#include "scan/examine.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* A bound for what would never end. */
enum { BOUND_S = 60 };

Test(probe, a_silent_port_is_asked_for_tls_on_a_second_connection, .timeout = BOUND_S)
{
    struct against against;
    against_start(&against, "tls: implicit\n", 2, 10);
    against.options.silence_ms = 1;
    against_probe(&against, MODE_STARTTLS);
    cr_expect_eq(against.endpoint.found, MODE_IMPLICIT_TLS);
    cr_expect_eq(against.endpoint.connections, 2);
    cr_expect_eq(against.endpoint.session_count, 2);
    cr_expect_eq(against.endpoint.sessions[0].stop.reason, STOP_TIMED_OUT);
    cr_expect_eq(against.endpoint.sessions[1].stop.reason, STOP_NONE);
    cr_expect_not(against_heard(&against, "*early*"));
    against_stop(&against);
}

Test(probe, where_there_is_one_slot_the_silent_connection_is_given_up_first, .timeout = BOUND_S)
{
    struct against against;
    against_start(&against, "tls: implicit\n", 1, 10);
    against.options.silence_ms = 1;
    against.options.smtp.greeting_ms = 50;
    against_probe(&against, MODE_STARTTLS);
    cr_expect_eq(against.endpoint.found, MODE_IMPLICIT_TLS);
    cr_expect_eq(against.endpoint.connections, 2);
    cr_expect_eq(budget_peak(against.options.budget), 1);
    against_stop(&against);
}

static const char silent[] = "connect:\n    silence\n";

static void probe_silence(size_t per_address, size_t overall)
{
    struct against against;
    against_start(&against, silent, per_address, overall);
    against.options.silence_ms = 1;
    against.options.smtp.greeting_ms = 50;
    against.options.tls.timeout_ms = 50;
    against_probe(&against, MODE_STARTTLS);
    cr_expect_eq(against.endpoint.found, MODE_SILENT);
    cr_expect_eq(against.endpoint.connections, 2);
    cr_expect_eq(against.endpoint.sessions[0].stop.reason, STOP_TIMED_OUT);
    cr_expect_eq(against.endpoint.sessions[0].stop.at, STEP_GREETING);
    cr_expect_eq(against.endpoint.sessions[1].stop.reason, STOP_TIMED_OUT);
    cr_expect_eq(against.endpoint.sessions[1].stop.at, STEP_HANDSHAKE);
    cr_expect_null(against.endpoint.sessions[0].quit);
    cr_expect_eq(against.endpoint.sessions[0].transcript_count, 0, "nothing is said to a silent port");
    against_stop(&against);
}

Test(probe, silence_with_two_slots, .timeout = BOUND_S)
{
    probe_silence(2, 10);
}

Test(probe, silence_with_one_slot, .timeout = BOUND_S)
{
    probe_silence(1, 10);
}

Test(probe, silence_with_one_connection_for_the_whole_run, .timeout = BOUND_S)
{
    probe_silence(2, 1);
}

Test(probe, a_late_greeting_ends_the_wait_for_a_second_slot, .timeout = BOUND_S)
{
    static const size_t overall[] = {10, 1}; /* the slot is missing, then the descriptor */
    for (size_t i = 0; i < 2; i++) {
        struct against against;
        against_start(&against, "greeting:\n    wait 100\n    S: 220 mx.example ESMTP\n", 1 + i, overall[i]);
        against.options.silence_ms = 1;
        against_probe(&against, MODE_STARTTLS);
        cr_expect_eq(against.endpoint.found, MODE_STARTTLS);
        cr_expect_eq(against.endpoint.connections, 1);
        cr_expect_eq(against.endpoint.session_count, 1);
        cr_expect_eq(against.endpoint.sessions[0].stop.reason, STOP_NONE);
        cr_expect_lt(against.endpoint.elapsed_ms, against.options.smtp.greeting_ms);
        against_stop(&against);
    }
}

Test(probe, a_greeting_that_comes_while_tls_is_tried_is_read, .timeout = BOUND_S)
{
    static const char script[] = "connection 1:\n"
                                 "greeting:\n"
                                 "    wait 100\n"
                                 "    S: 220 mx.example ESMTP\n"
                                 "connection 2:\n"
                                 "connect:\n"
                                 "    silence\n";
    struct against against;
    against_start(&against, script, 2, 10);
    against.options.silence_ms = 1;
    against.options.smtp.greeting_ms = 2500;
    against.options.tls.timeout_ms = 3000; /* longer than the greeting may take */
    against_probe(&against, MODE_STARTTLS);
    cr_expect_eq(against.endpoint.found, MODE_STARTTLS);
    cr_expect_eq(against.endpoint.session_count, 2);
    cr_expect_eq(against.endpoint.sessions[0].stop.reason, STOP_NONE);
    cr_expect_eq(against.endpoint.sessions[0].greeting->code, 220);
    against_stop(&against);
}

Test(probe, a_late_421_is_retried_too, .timeout = BOUND_S)
{
    static const char script[] = "connection 1:\n"
                                 "greeting:\n"
                                 "    wait 100\n"
                                 "    S: 421 4.7.0 mx.example come back later\n"
                                 "    close\n"
                                 "connection 2:\n"
                                 "connect:\n"
                                 "    receive\n"
                                 "    close\n";
    struct against against;
    against_start(&against, script, 2, 10);
    against.options.silence_ms = 1;
    against.options.retry_after_ms = 1;
    against_probe(&against, MODE_STARTTLS);
    cr_expect_eq(against.endpoint.found, MODE_STARTTLS);
    cr_expect_eq(against.endpoint.connections, 3);
    cr_expect_eq(against.endpoint.session_count, 3);
    cr_expect_eq(against.endpoint.sessions[0].stop.reply_code, 421);
    cr_expect_eq(endpoint_session(&against.endpoint), &against.endpoint.sessions[2]);
    cr_expect_eq(endpoint_session(&against.endpoint)->stop.reason, STOP_NONE);
    against_stop(&against);
}

Test(probe, a_retry_is_made_once_or_not_at_all, .timeout = BOUND_S)
{
    static const char script[] = "greeting:\n    S: 421 4.7.0 mx.example come back later\n    close\n";
    for (int64_t retry_after_ms = -1; retry_after_ms <= 1; retry_after_ms += 2) {
        struct against against;
        against_start(&against, script, 2, 10);
        against.options.retry_after_ms = retry_after_ms;
        against_probe(&against, MODE_STARTTLS);
        cr_expect_eq(against.endpoint.connections, retry_after_ms < 0 ? 1 : 2);
        cr_expect_eq(endpoint_session(&against.endpoint)->stop.reply_code, 421);
        against_stop(&against);
    }
}

struct many {
    struct against against;
    struct endpoint endpoints[8];
    size_t begun;
};

static void probe_next(struct fiber *fiber, void *argument)
{
    struct many *many = argument;
    struct endpoint *endpoint = &many->endpoints[many->begun++];
    endpoint->address = text_copy(many->against.place.address);
    endpoint->server_name = text_copy("mx.example");
    endpoint->port = 587;
    endpoint->expected = MODE_STARTTLS;
    probe_endpoint(fiber, &many->against.options, &many->against.place, endpoint);
}

static void probe_many(const char *script, size_t per_address, size_t overall, enum port_mode found)
{
    struct many many = {0};
    against_start(&many.against, script, per_address, overall);
    many.against.options.silence_ms = 1;
    many.against.options.smtp.greeting_ms = 100;
    many.against.options.tls.timeout_ms = 100;
    for (int i = 0; i < 8; i++)
        fiber_spawn(many.against.pool, probe_next, &many);
    fiber_pool_run(many.against.pool);
    for (int i = 0; i < 8; i++) {
        cr_expect_eq(many.endpoints[i].found, found);
        shape_clear(&endpoint_shape, &many.endpoints[i]);
    }
    struct peer_counts counts = peer_counts(many.against.peer);
    cr_expect_leq(budget_peak(many.against.options.budget), per_address);
    cr_expect_eq(counts.connections, 16);
    against_stop(&many.against);
}

Test(probe, silent_ports_that_want_the_same_slots_all_come_to_an_end, .timeout = BOUND_S)
{
    probe_many(silent, 2, 10, MODE_SILENT);
}

Test(probe, silent_ports_that_want_the_same_descriptors_all_come_to_an_end, .timeout = BOUND_S)
{
    probe_many(silent, 20, 3, MODE_SILENT);
}

static void probe_both_keys(struct fiber *fiber, void *argument)
{
    struct against *against = argument;
    probe_endpoint(fiber, &against->options, &against->place, &against->endpoint);
    other_key_probe(fiber, &against->options, &against->place, &against->endpoint);
}

static void probe_keys(struct against *against, const char *script)
{
    against_start(against, script, 2, 10);
    against->endpoint.expected = MODE_STARTTLS;
    fiber_spawn(against->pool, probe_both_keys, against);
    fiber_pool_run(against->pool);
}

Test(probe, a_server_with_two_keys_shows_both, .timeout = BOUND_S)
{
    static const char *const scripts[] = {
        "certificate: both-keys\n",
        "certificate: both-keys\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.2\n",
        "certificate: both-keys\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.2:+RSA:%SERVER_PRECEDENCE\n",
        "certificate: both-keys\npriority: LEGACY:-VERS-ALL:+VERS-TLS1.0\n",
    };
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        struct against against;
        probe_keys(&against, scripts[i]);
        const struct endpoint *endpoint = &against.endpoint;
        cr_assert_eq(endpoint->session_count, 2);
        cr_expect_eq(endpoint->connections, 2);
        const struct session *main = &endpoint->sessions[0], *other = &endpoint->sessions[1];
        cr_expect_eq(other->purpose, PURPOSE_OTHER_KEY);
        cr_expect_eq(other->stop.reason, STOP_NONE, "%zu: %s", i, other->stop.detail);
        cr_assert(main->tls->chain_count > 0 && other->tls->chain_count > 0);
        cr_expect_neq(main->tls->chain[0].key_type, other->tls->chain[0].key_type);
        cr_expect_eq(main->tls->version, other->tls->version);
        cr_expect_null(other->ehlo_tls, "nothing is said inside TLS but QUIT");
        cr_expect_not_null(other->quit);
        cr_expect_eq(endpoint_session(endpoint), main);
        against_stop(&against);
    }
}

/* The handshake is all that is wanted of the second session, and its server has not greeted yet. */
Test(probe, where_TLS_comes_first_nothing_is_said_before_the_greeting, .timeout = BOUND_S)
{
    struct against against;
    against_start(&against, "tls: implicit\ncertificate: both-keys\n", 2, 10);
    against.endpoint.expected = MODE_IMPLICIT_TLS;
    fiber_spawn(against.pool, probe_both_keys, &against);
    fiber_pool_run(against.pool);
    cr_assert_eq(against.endpoint.session_count, 2);
    cr_expect_not_null(against.endpoint.sessions[0].quit);
    cr_expect_eq(against.endpoint.sessions[1].tls->completed, ANSWER_YES);
    cr_expect_eq(against.endpoint.sessions[1].stop.reason, STOP_NONE);
    cr_expect_null(against.endpoint.sessions[1].quit);
    cr_expect(against_heard(&against, "1 * QUIT*"));
    cr_expect_not(against_heard(&against, "2 * QUIT*"));
    against_stop(&against);
}

static void probe_and_survey(struct fiber *fiber, void *argument)
{
    struct against *against = argument;
    probe_endpoint(fiber, &against->options, &against->place, &against->endpoint);
    survey_probe(fiber, &against->options, &against->place, NULL, &against->endpoint);
}

static void survey_keys(struct against *against, const char *script)
{
    against_start(against, script, 2, 10);
    against->options.depth = DEPTH_STANDARD;
    against->endpoint.expected = MODE_STARTTLS;
    fiber_spawn(against->pool, probe_and_survey, against);
    fiber_pool_run(against->pool);
}

/* Whose handshake need not be made for that. */
Test(probe, a_hello_brings_the_chain_of_the_other_key, .timeout = BOUND_S)
{
    static const char *const scripts[] = {
        "certificate: both-keys\n",
        "certificate: both-keys\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.2:%SERVER_PRECEDENCE\n",
    };
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        struct against against;
        survey_keys(&against, scripts[i]);
        const struct endpoint *endpoint = &against.endpoint;
        const struct session *main = &endpoint->sessions[0];
        const struct session *other = endpoint_session_for(endpoint, PURPOSE_OTHER_KEY);
        cr_assert_not_null(other);
        cr_expect_eq(other->tls->completed, ANSWER_UNKNOWN);
        cr_assert(main->tls->chain_count > 0 && other->tls->chain_count > 0);
        cr_expect_neq(main->tls->chain[0].key_type, other->tls->chain[0].key_type);
        cr_expect_eq(other->tls->verification.trusted, ANSWER_YES);
        cr_expect_str_eq(other->tls->verification.names[0].name, "mx.example");
        cr_expect_eq(other->tls->verification.names[0].matches, ANSWER_YES);
        cr_expect_str_eq(other->tls->server_name_sent, "mx.example");
        cr_expect_not_null(tls_names_suite(other->tls->cipher_suite));
        cr_expect_eq(endpoint->tls_survey->other_key_accepted, ANSWER_YES);
        cr_expect_leq(endpoint->connections, 1 + SURVEY_STANDARD_CONNECTIONS);
        against_stop(&against);
    }
}

Test(probe, no_other_key_is_known_without_a_handshake_for_it, .timeout = BOUND_S)
{
    static const struct {
        const char *script;
        enum key_type other_key;
        enum answer accepted;
    } rows[] = {
        {"certificate: good\n", KEY_TYPE_RSA, ANSWER_NO},
        {"certificate: rsa\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2\n", KEY_TYPE_ECDSA,
         ANSWER_NO},
        /* GnuTLS blames the suites, not the version, of which one more question is put. */
        {"certificate: good\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.3\n", KEY_TYPE_RSA, ANSWER_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct against against;
        survey_keys(&against, rows[i].script);
        const struct tls_survey *survey = against.endpoint.tls_survey;
        cr_expect_eq(survey->other_key, rows[i].other_key);
        cr_expect_eq(survey->other_key_accepted, rows[i].accepted, "%zu", i);
        cr_expect_null(endpoint_session_for(&against.endpoint, PURPOSE_OTHER_KEY), "%zu", i);
        cr_expect_leq(against.endpoint.connections, 1 + SURVEY_STANDARD_CONNECTIONS);
        against_stop(&against);
    }
}

Test(probe, a_server_with_one_key_says_so_by_an_alert, .timeout = BOUND_S)
{
    static const char *const scripts[] = {
        "certificate: good\n",
        "certificate: rsa\n",
        "certificate: good\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.2\n",
        "certificate: rsa\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.2\n",
    };
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        struct against against;
        probe_keys(&against, scripts[i]);
        const struct endpoint *endpoint = &against.endpoint;
        cr_assert_eq(endpoint->session_count, 2);
        cr_expect_eq(endpoint->connections, 2);
        const struct session *other = &endpoint->sessions[1];
        cr_expect_eq(other->stop.at, STEP_HANDSHAKE);
        cr_expect_eq(other->stop.reason, STOP_TLS_ALERT, "%zu: %s", i, other->stop.detail);
        cr_expect_eq(other->tls->alert, ALERT_CAME + ALERT_HANDSHAKE_FAILURE);
        against_stop(&against);
    }
}

/* RFC 9846 4.5.1.2 lets a server show what it has, whatever the client can verify. */
Test(probe, the_same_key_shown_again_is_no_other)
{
    static const struct {
        enum key_type first;
        enum key_type second;
        enum answer found;
    } rows[] = {
        {KEY_TYPE_RSA, KEY_TYPE_RSA, ANSWER_UNKNOWN},     {KEY_TYPE_RSA, KEY_TYPE_ECDSA, ANSWER_YES},
        {KEY_TYPE_RSA, KEY_TYPE_RSA_PSS, ANSWER_UNKNOWN}, {KEY_TYPE_RSA, KEY_TYPE_ED25519, ANSWER_UNKNOWN},
        {KEY_TYPE_ECDSA, KEY_TYPE_ECDSA, ANSWER_UNKNOWN}, {KEY_TYPE_ECDSA, KEY_TYPE_RSA_PSS, ANSWER_YES},
        {KEY_TYPE_ECDSA, KEY_TYPE_NONE, ANSWER_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct certificate leaves[] = {{.key_type = rows[i].first}, {.key_type = rows[i].second}};
        struct tls tls[] = {{.completed = ANSWER_YES, .chain = &leaves[0], .chain_count = 1},
                            {.completed = ANSWER_NO, .chain = &leaves[1], .chain_count = 1}};
        struct session sessions[] = {{.tls = &tls[0]}, {.purpose = PURPOSE_OTHER_KEY, .tls = &tls[1]}};
        struct endpoint endpoint = {.sessions = sessions, .session_count = 2};
        cr_expect_eq(other_key_found(&endpoint), rows[i].found, "%zu", i);
    }
}

Test(probe, where_no_certificate_was_seen_there_is_no_other, .timeout = BOUND_S)
{
    static const char *const scripts[] = {
        "listen: refuse\n",
        "greeting:\n    S: 554 go away\n",
        "on STARTTLS:\n    S: 454 4.7.0 not now\n",
    };
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        struct against against;
        against_start(&against, scripts[i], 2, 10);
        against.options.silence_ms = 1;
        against.endpoint.expected = MODE_STARTTLS;
        fiber_spawn(against.pool, probe_both_keys, &against);
        fiber_pool_run(against.pool);
        for (size_t n = 0; n < against.endpoint.session_count; n++)
            cr_expect_eq(against.endpoint.sessions[n].purpose, PURPOSE_MAIN, "script %zu", i);
        against_stop(&against);
    }
}

/* What the budget says after one connection that was answered as in `script`. */
static void expect_spent(const char *script, const char *reply)
{
    struct against against;
    against_start(&against, script, 2, 10);
    budget_set_pace(against.options.budget, &(struct pace){.refusals_max = 1});
    against_probe(&against, MODE_STARTTLS);
    char *spent = budget_spent(against.options.budget, NULL, against.place.address);
    if (reply == NULL)
        cr_expect_null(spent, "%s: %s", script, spent);
    else
        cr_expect(spent != NULL && strcmp(spent, reply) == 0, "%s: %s", script, spent);
    free(spent);
    against_stop(&against);
}

Test(probe, replies_that_limit_connections_are_told_to_the_budget, .timeout = BOUND_S)
{
    expect_spent("greeting:\n    S: 421 4.7.0 too many\n", "421 4.7.0 too many");
    expect_spent("greeting:\n    S: 450 4.7.0 slow down\n", "450 4.7.0 slow down");
    expect_spent("on EHLO in clear:\n    S: 451 4.7.0 later\n", "451 4.7.0 later");
    expect_spent("greeting:\n    S: 554 no\n", NULL);
    expect_spent("on STARTTLS:\n    S: 454 4.7.0 TLS is out of order\n", NULL);
    expect_spent("", NULL);
}

struct resumption {
    struct against against;
    enum answer resumed;
};

static void probe_resumption(struct fiber *fiber, void *argument)
{
    struct resumption *resumption = argument;
    struct against *against = &resumption->against;
    probe_endpoint(fiber, &against->options, &against->place, &against->endpoint);
    resumption->resumed =
        resumption_probe(fiber, &against->options, &against->place, &against->endpoint, NULL);
}

static void expect_resumption(const char *script, enum port_mode mode, enum answer resumed, size_t sessions)
{
    struct resumption resumption = {0};
    struct against *against = &resumption.against;
    against_start(against, script, 2, 10);
    against->endpoint.expected = mode;
    fiber_spawn(against->pool, probe_resumption, &resumption);
    fiber_pool_run(against->pool);
    cr_expect_eq(resumption.resumed, resumed, "%s", script);
    cr_assert_eq(against->endpoint.session_count, 1 + sessions, "%s", script);
    for (size_t i = 1; i <= sessions; i++) {
        cr_expect_eq(against->endpoint.sessions[i].purpose, PURPOSE_RESUMPTION);
        cr_expect_eq(against->endpoint.sessions[i].stop.reason, STOP_NONE);
        cr_expect_not_null(against->endpoint.sessions[i].quit);
    }
    against_stop(against);
}

Test(probe, a_session_goes_on_from_another_where_the_server_lets_it, .timeout = BOUND_S)
{
    expect_resumption("session-tickets: on\n", MODE_STARTTLS, ANSWER_YES, 2);
    expect_resumption("session-tickets: on\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.2\n", MODE_STARTTLS,
                      ANSWER_YES, 2);
    expect_resumption("session-tickets: on\nport: 465\ntls: implicit\n", MODE_IMPLICIT_TLS, ANSWER_YES, 2);
    expect_resumption("session-tickets: off\n", MODE_STARTTLS, ANSWER_NO, 1);
    expect_resumption("session-tickets: off\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.2\n", MODE_STARTTLS,
                      ANSWER_NO, 2);
}

/* One connection more for what is said of recipients, inside TLS where there is TLS; no message is sent. */
static void expect_recipients(const char *script, const char *to, int64_t mail, int64_t rcpt, int64_t vrfy)
{
    struct against against;
    against_start(&against, script, 2, 10);
    against.options.intrusive = INTRUSIVE_FULL;
    against.options.relay_from = to != NULL ? "a@b.example" : NULL;
    against.options.relay_to = to;
    against_probe(&against, MODE_STARTTLS);
    const struct session *session = endpoint_session_for(&against.endpoint, PURPOSE_RECIPIENTS);
    cr_assert_not_null(session);
    cr_expect_eq(session->relay_mail != NULL ? session->relay_mail->code : 0, mail);
    cr_expect_eq(session->relay_rcpt != NULL ? session->relay_rcpt->code : 0, rcpt);
    cr_expect_eq(session->vrfy != NULL ? session->vrfy->code : 0, vrfy);
    cr_expect_eq(against_heard(&against, "* RSET"), rcpt != 0);
    cr_expect_not(against_heard(&against, "* DATA*"));
    cr_expect_not(against_heard(&against, "* clear VRFY*"));
    against_stop(&against);
}

Test(probe, what_is_said_of_recipients_is_asked_without_a_message, .timeout = BOUND_S)
{
    static const char open[] = "on MAIL in tls:\n S: 250 ok\non RCPT in tls:\n S: 250 ok\n"
                               "on VRFY in tls:\n S: 252 perhaps\n";
    static const char shut[] = "on MAIL in tls:\n S: 250 ok\non RCPT in tls:\n S: 554 5.7.1 no\n"
                               "on VRFY in tls:\n S: 502 no\n";
    expect_recipients(open, NULL, 0, 0, 252);
    expect_recipients(open, "c@d.example", 250, 250, 252);
    expect_recipients(shut, "c@d.example", 250, 554, 502);
    expect_recipients("on MAIL in tls:\n S: 530 5.7.0 no\non VRFY in tls:\n S: 250 yes\n", "c@d.example", 530,
                      0, 250);
}

struct two_ports {
    struct against against;
    struct endpoint other; /* at the same place */
};

static void examine_one(struct fiber *fiber, void *argument)
{
    struct two_ports *ports = argument;
    const struct against *against = &ports->against;
    examine_endpoint(fiber, &against->options, &against->place, false, true, &ports->against.endpoint);
}

static void examine_other(struct fiber *fiber, void *argument)
{
    struct two_ports *ports = argument;
    const struct against *against = &ports->against;
    examine_endpoint(fiber, &against->options, &against->place, false, true, &ports->other);
}

/* The main sessions take two seconds; what follows is as quick as this machine, so that nothing is left out.
 */
static const char slow_at_first[] = "connection 1:\ngreeting:\n    wait 2100\n    S: 220 {name} ESMTP\n"
                                    "connection 2:\ngreeting:\n    wait 2100\n    S: 220 {name} ESMTP\n";

/* Connections: two main sessions, the injection that is looked for at the first port, and MAIL at the other,
 * which is asked for later than the first question about the first port's TLS. */
Test(probe, at_a_slow_server_the_checks_come_before_the_questions_about_TLS, .timeout = BOUND_S)
{
    struct two_ports ports = {0};
    struct against *against = &ports.against;
    against_start(against, slow_at_first, 1, 10);
    against->endpoint.port = PORT_SUBMISSION;
    against->endpoint.expected = MODE_STARTTLS;
    against->options.intrusive = INTRUSIVE_NORMAL;
    against->options.depth = DEPTH_STANDARD;
    shape_copy(&endpoint_shape, &ports.other, &against->endpoint);
    ports.other.port = 2525;
    struct check_claims *claims = check_claims_new();
    against->options.check_claims = claims;
    fiber_spawn(against->pool, examine_one, &ports);
    fiber_spawn(against->pool, examine_other, &ports);
    fiber_pool_run(against->pool);
    check_claims_free(claims);
    cr_expect(against_heard(against, "3 - early*"));
    cr_expect(against_heard(against, "4 clear MAIL*"));
    cr_assert_not_null(against->endpoint.tls_survey);
    cr_expect_gt(against->endpoint.tls_survey->connections, 0);
    cr_expect_eq(budget_peak(against->options.budget), 1);
    shape_clear(&endpoint_shape, &ports.other);
    against_stop(against);
}

static void examine_both_keys(struct fiber *fiber, void *argument)
{
    struct against *against = argument;
    examine_endpoint(fiber, &against->options, &against->place, true, false, &against->endpoint);
}

/* The other key is asked for beside the checks, and its session was there before the last check's. */
Test(probe, at_a_slow_server_sessions_stand_in_the_same_order, .timeout = BOUND_S)
{
    struct against against;
    against_start(&against, slow_at_first, 1, 10);
    against.endpoint.port = PORT_SUBMISSION;
    against.endpoint.expected = MODE_STARTTLS;
    against.options.intrusive = INTRUSIVE_NORMAL;
    fiber_spawn(against.pool, examine_both_keys, &against);
    fiber_pool_run(against.pool);
    static const enum session_purpose purposes[] = {PURPOSE_MAIN, PURPOSE_INJECTION, PURPOSE_AUTH,
                                                    PURPOSE_OTHER_KEY};
    cr_assert_eq(against.endpoint.session_count, 4, "%zu", against.endpoint.session_count);
    for (size_t i = 0; i < 4; i++)
        cr_expect_eq(against.endpoint.sessions[i].purpose, purposes[i], "%zu: %d", i,
                     (int)against.endpoint.sessions[i].purpose);
    against_stop(&against);
}

/* Which of the two it is depends on what the server had read by then. */
Test(probe, a_reset_after_a_glued_command_is_a_close, .timeout = BOUND_S)
{
    static const char *const scripts[] = {
        "connection 2:\non STARTTLS:\n    S: 220 go\n    reset\n",
        "connection 2:\non STARTTLS:\n    S: 220 go\n    close\n",
    };
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        struct against against;
        against_start(&against, scripts[i], 2, 10);
        against.options.intrusive = INTRUSIVE_NORMAL;
        against_probe(&against, MODE_STARTTLS);
        const struct session *session = endpoint_session_for(&against.endpoint, PURPOSE_INJECTION);
        cr_assert_not_null(session);
        cr_expect_eq(session->stop.at, STEP_HANDSHAKE, "%zu: %d", i, (int)session->stop.at);
        cr_expect_eq(session->stop.reason, STOP_CLOSED, "%zu: %d", i, (int)session->stop.reason);
        cr_expect_null(session->stop.system_error);
        against_stop(&against);
    }
}
