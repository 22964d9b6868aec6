/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Handshakes with scripted servers: good, bad and broken ones. */
#include "against.h"
#include "base/list.h"
#include "base/shape.h"
#include "base/tls_names.h"
#include "facts/shapes.h"
#include "net/off_loop.h"
#include "temporary_file.h"
#include "tls/session.h"

#include <criterion/criterion.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

/* A bound for what would never end. */
enum { BOUND_S = 60 };

/* Shakes hands, and if that works reads the greeting and says QUIT. */
static void shake_hands(struct against *against)
{
    struct stream *stream = &against->dial.stream;
    struct tls *facts = against->session.tls = allocate(1, sizeof *facts);
    struct tls_settings settings = against->options.tls;
    struct tls_session *tls = tls_start(stream, &settings, against->endpoint.server_name, facts);
    memset(&settings, 0xff, sizeof settings); /* nothing of the caller's is needed later */
    cr_expect_eq(tls != NULL, facts->completed == ANSWER_YES);
    cr_expect_eq(tls == NULL, against->session.stop.at == STEP_HANDSHAKE);
    if (tls != NULL) {
        stream_begin(stream, STEP_GREETING, against->options.smtp.greeting_ms);
        smtp_greeting(stream);
        smtp_quit(stream, &against->options.smtp);
    }
    tls_end(tls);
    cr_expect_null(stream->layer.read);
}

/* The whole of a session with a server of implicit TLS; `settings` are more lines of its script. */
static void connect_to(struct against *against, const char *settings)
{
    char *script = text_format("tls: implicit\n%s", settings);
    against_start(against, script, 2, 10);
    free(script);
    against_run(against, shake_hands);
}

Test(tls, certificates_answer_each_question_apart, .timeout = BOUND_S)
{
    static const struct {
        const char *kind;
        enum answer trusted, in_date, matches;
        size_t chain_count;
    } rows[] = {
        {"good", ANSWER_YES, ANSWER_YES, ANSWER_YES, 2},
        {"rsa", ANSWER_YES, ANSWER_YES, ANSWER_YES, 2},
        {"wildcard", ANSWER_YES, ANSWER_YES, ANSWER_YES, 2},
        {"expired", ANSWER_YES, ANSWER_NO, ANSWER_YES, 2},
        {"not-yet-valid", ANSWER_YES, ANSWER_NO, ANSWER_YES, 2},
        {"self-signed", ANSWER_NO, ANSWER_YES, ANSWER_YES, 1},
        {"wrong-name", ANSWER_YES, ANSWER_YES, ANSWER_NO, 2},
        {"no-san", ANSWER_YES, ANSWER_YES, ANSWER_NO, 2},
        {"untrusted", ANSWER_NO, ANSWER_YES, ANSWER_YES, 2},
        {"incomplete", ANSWER_NO, ANSWER_YES, ANSWER_YES, 1},
        {"weak-key", ANSWER_YES, ANSWER_YES, ANSWER_YES, 2},
        {"sha1", ANSWER_NO, ANSWER_YES, ANSWER_YES, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct against against;
        char *settings = text_format("names: mx.a.example\ncertificate: %s\n", rows[i].kind);
        char *script = text_format("tls: implicit\n%s", settings);
        against_start(&against, script, 2, 10);
        text_replace(&against.endpoint.server_name, text_copy("mx.a.example"));
        against_run(&against, shake_hands);
        const struct tls *tls = against.session.tls;
        cr_expect_eq(tls->completed, ANSWER_YES, "%s", rows[i].kind);
        cr_expect_eq(against.session.stop.reason, STOP_NONE, "%s: %s", rows[i].kind,
                     against.session.stop.detail);
        cr_expect_eq(tls->chain_count, rows[i].chain_count, "%s: %zu", rows[i].kind, tls->chain_count);
        cr_expect_eq(tls->verification.trusted, rows[i].trusted, "%s", rows[i].kind);
        cr_expect_eq(tls->verification.problems.count == 0, rows[i].trusted == ANSWER_YES, "%s",
                     rows[i].kind);
        cr_expect_eq(tls->verification.in_date, rows[i].in_date, "%s", rows[i].kind);
        cr_assert_eq(tls->verification.name_count, 1);
        cr_expect_eq(tls->verification.names[0].matches, rows[i].matches, "%s", rows[i].kind);
        cr_expect_eq(tls->chain[0].self_signed, strcmp(rows[i].kind, "self-signed") == 0, "%s", rows[i].kind);
        cr_expect_eq(tls->chain[0].signature_is_weak, strcmp(rows[i].kind, "sha1") == 0, "%s", rows[i].kind);
        cr_expect_not(tls->chain[0].is_ca);
        cr_expect_eq(strlen(tls->chain[0].sha256), 64);
        cr_expect_eq(strlen(tls->chain[0].spki_sha256), 64);
        free(settings);
        free(script);
        against_stop(&against);
    }
}

Test(tls, versions_and_parameters, .timeout = BOUND_S)
{
    static const struct {
        const char *priority;
        const char *version;
        const char *cipher_suite;
        const char *group; /* NULL: none */
    } rows[] = {
        {"NORMAL:-VERS-ALL:+VERS-TLS1.3:-GROUP-ALL:+GROUP-X25519:-CIPHER-ALL:+AES-128-GCM", "TLS 1.3",
         "TLS_AES_128_GCM_SHA256", "X25519"},
        {"NORMAL:-VERS-ALL:+VERS-TLS1.2:-GROUP-ALL:+GROUP-SECP384R1:-CIPHER-ALL:+AES-256-GCM", "TLS 1.2",
         "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "SECP384R1"},
        {"NORMAL:-VERS-ALL:+VERS-TLS1.1:-CIPHER-ALL:+AES-128-CBC:-GROUP-ALL:+GROUP-SECP256R1", "TLS 1.1",
         "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "SECP256R1"},
        {"NORMAL:-VERS-ALL:+VERS-TLS1.0:-CIPHER-ALL:+AES-256-CBC:-GROUP-ALL:+GROUP-SECP256R1", "TLS 1.0",
         "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "SECP256R1"},
    };
    char last_key_share[40] = "";
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct against against;
        char *settings = text_format("priority: %s\n", rows[i].priority);
        connect_to(&against, settings);
        const struct tls *tls = against.session.tls;
        cr_assert_eq(tls->completed, ANSWER_YES, "%s: %s", rows[i].version, against.session.stop.detail);
        cr_expect_str_eq(tls_names_version(tls->version), rows[i].version);
        cr_expect_eq(tls->cipher_suite, tls_suite_names.code(rows[i].cipher_suite));
        cr_expect_eq(tls->group, tls_group_names.code(rows[i].group));
        cr_assert_not_null(tls->key_share, "%s", rows[i].version);
        cr_expect_eq(strlen(tls->key_share), 32);
        cr_expect_str_neq(tls->key_share, last_key_share, "%s", rows[i].version);
        snprintf(last_key_share, sizeof last_key_share, "%s", tls->key_share);
        cr_expect_str_eq(tls->server_name_sent, "mx.example");
        cr_expect_eq(tls->client_certificate_requested, ANSWER_NO);
        cr_expect_eq(tls->ocsp_staple, OCSP_NONE);
        cr_expect_eq(tls->alert, 0);
        free(settings);
        against_stop(&against);
    }
}

Test(tls, the_size_of_a_finite_field_prime, .timeout = BOUND_S)
{
    struct against against;
    connect_to(&against, "certificate: rsa\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA\n");
    cr_expect_eq(against.session.tls->completed, ANSWER_YES, "%s", against.session.stop.detail);
    cr_expect_geq(against.session.tls->key_exchange_bits, 2048);
    against_stop(&against);
}

/* Where the server chose finite-field Diffie-Hellman, or asked for a key in another group, another thread
 * computes; what most servers do stays on the loop. */
Test(tls, what_may_take_long_is_computed_off_the_loop, .timeout = BOUND_S)
{
    static const struct {
        const char *settings;
        const char *group; /* NULL: none */
        bool off_loop;
    } rows[] = {
        {"certificate: rsa\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA:-GROUP-ALL:"
         "+GROUP-FFDHE2048\n",
         "FFDHE2048", true},
        {"priority: NORMAL:-VERS-ALL:+VERS-TLS1.3:-GROUP-ALL:+GROUP-FFDHE2048\n", "FFDHE2048", true},
        {"priority: NORMAL:-VERS-ALL:+VERS-TLS1.3:-GROUP-ALL:+GROUP-SECP384R1\n", "SECP384R1", true},
        {"server-name: warn\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.2:-GROUP-ALL:+GROUP-X25519\n", "X25519",
         false},
        {"certificate: rsa\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA\n", NULL, false},
        {"priority: NORMAL:-VERS-ALL:+VERS-TLS1.3:-GROUP-ALL:+GROUP-X25519\n", "X25519", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct against against;
        connect_to(&against, rows[i].settings);
        const struct tls *tls = against.session.tls;
        cr_assert_eq(tls->completed, ANSWER_YES, "row %zu: %s", i, against.session.stop.detail);
        cr_expect_eq(against.session.stop.reason, STOP_NONE, "row %zu: %s", i, against.session.stop.detail);
        cr_expect_eq(tls->group, rows[i].group != NULL ? tls_group_names.code(rows[i].group) : 0,
                     "row %zu: %u", i, tls->group);
        cr_expect_eq(off_loop_count(fiber_pool_off_loop(against.pool)) > 0, rows[i].off_loop, "row %zu", i);
        against_stop(&against);
    }
}

static void wait_at_gate(void *argument)
{
    while (sem_wait(argument) != 0)
        continue;
}

static void occupy_a_thread(struct fiber *fiber, void *argument)
{
    off_loop_run(fiber, wait_at_gate, argument);
}

/* There is no thread for it before its time is over. */
static void shake_hands_too_late(struct against *against)
{
    static sem_t gate; /* of fibers that go on for longer */
    sem_init(&gate, 0, 0);
    for (size_t i = 0; i < 2; i++)
        fiber_spawn(against->pool, occupy_a_thread, &gate);
    fiber_set_time_limit(against->fiber, fiber_now_ms(against->fiber) + 100);
    shake_hands(against);
    for (size_t i = 0; i < 2; i++)
        sem_post(&gate);
}

/* ServerHello of TLS 1.2 with DHE-RSA-AES128-GCM-SHA256, and no more. */
#define HELLO_DHE                                                                                            \
    "connect:\n receive\n S| \\x16\\x03\\x03\\x00\\x2a\\x02\\x00\\x00\\x26\\x03\\x03"                        \
    "01234567890123456789012345678901\\x00\\x00\\x9e\\x00\n"

Test(tls, off_the_loop_a_handshake_fails_as_on_it, .timeout = BOUND_S)
{
    static const struct {
        const char *settings;
        enum stop_reason reason;
        void (*run)(struct against *against);
    } rows[] = {
        {HELLO_DHE " close\n", STOP_CLOSED, shake_hands},
        {HELLO_DHE " S| \\x15\\x03\\x03\\x00\\x02\\x02\\x28\n close\n", STOP_TLS_ALERT, shake_hands},
        {HELLO_DHE " reset\n", STOP_RESET, shake_hands},
        {HELLO_DHE " S| \\x16\\x03\\x03\\x00\n close\n", STOP_CLOSED, shake_hands},
        {HELLO_DHE " S| \\x16\\x03\\x03\\x00\\x04\\x63\\x00\\x00\\x00\n silence\n", STOP_TLS, shake_hands},
        {HELLO_DHE " silence\n", STOP_TIME_RAN_OUT, shake_hands_too_late},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct against against;
        char *script = text_format("tls: implicit\n%s", rows[i].settings);
        against_start(&against, script, 2, 10);
        free(script);
        against_run(&against, rows[i].run);
        cr_expect_eq(against.session.stop.reason, rows[i].reason, "row %zu: %d, %s", i,
                     against.session.stop.reason, against.session.stop.detail);
        cr_expect_eq(against.session.tls->completed,
                     rows[i].reason == STOP_TIME_RAN_OUT ? ANSWER_UNKNOWN : ANSWER_NO);
        against_stop(&against);
    }
}

Test(tls, a_server_that_goes_on_no_further_times_out_off_the_loop_too, .timeout = BOUND_S)
{
    struct against against;
    against_start(&against, HELLO_DHE " silence\n", 2, 10);
    against.options.tls.timeout_ms = 200;
    against_run(&against, shake_hands);
    cr_expect_eq(against.session.stop.reason, STOP_TIMED_OUT, "%s", against.session.stop.detail);
    against_stop(&against);
}

Test(tls, handshakes_that_fail, .timeout = BOUND_S)
{
    static const struct {
        const char *settings;
        enum stop_reason reason;
        const char *alert;  /* NULL: none */
        const char *detail; /* a part of it; NULL: whatever */
    } rows[] = {
        {"connect:\n alert 40\n", STOP_TLS_ALERT, "handshake_failure", "handshake_failure"},
        {"connect:\n alert 80\n", STOP_TLS_ALERT, "internal_error", NULL},
        {"connect:\n alert 112\n", STOP_TLS_ALERT, "unrecognized_name", NULL},
        {"connect:\n alert 99\n", STOP_TLS_ALERT, "alert 99", NULL},
        {"connect:\n receive\n close\n", STOP_CLOSED, NULL, NULL},
        {"connect:\n receive\n reset\n", STOP_RESET, NULL, NULL},
        {"connect:\n receive\n S| \\x16\n close\n", STOP_CLOSED, NULL, NULL},
        {"connect:\n receive\n S| \\x16\\x03\\x03\n close\n", STOP_CLOSED, NULL, NULL},
        {"connect:\n receive\n S| \\x16\\x03\\x03\\x00\\x40\\x02\n close\n", STOP_CLOSED, NULL, NULL},
        {"connect:\n S: 220 mx.example ESMTP\n silence\n", STOP_PROTOCOL, NULL, "220 mx.example ESMTP"},
        {"connect:\n S: 421 no\n close\n", STOP_PROTOCOL, NULL, "421 no"},
        {"connect:\n S| 2\n close\n", STOP_PROTOCOL, NULL, "\"2\""},
        {"connect:\n S: HTTP/1.1 400 Bad Request\n close\n", STOP_PROTOCOL, NULL, "HTTP/1.1 400"},
        {"connect:\n fill 600 Z\n close\n", STOP_PROTOCOL, NULL, "ZZZZ"},
        {"connect:\n receive\n S| \\x16\\x03\\x03\\x00\\x04\\x63\\x00\\x00\\x00\n silence\n", STOP_TLS, NULL,
         NULL},
        {"connect:\n receive\n S| \\x16\\x03\\x03\\x00\\x04\\x0e\\x00\\x00\\x00\n silence\n", STOP_TLS, NULL,
         NULL},
        {"connect:\n receive\n S| \\x16\\x03\\x03\\x50\\x00\\x02\n silence\n", STOP_TLS, NULL, NULL},
        {"connect:\n receive\n S| \\x17\\x03\\x03\\x00\\x01x\n silence\n", STOP_TLS, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct against against;
        connect_to(&against, rows[i].settings);
        const struct session *session = &against.session;
        const char *detail = session->stop.detail != NULL ? session->stop.detail : "none";
        cr_expect_eq(session->tls->completed, ANSWER_NO, "row %zu", i);
        cr_expect_eq(session->stop.reason, rows[i].reason, "row %zu: %d, %s", i, session->stop.reason,
                     detail);
        cr_expect_eq(session->tls->alert, rows[i].alert != NULL ? tls_alert_names.code(rows[i].alert) : 0,
                     "row %zu", i);
        cr_expect(rows[i].detail == NULL || strstr(detail, rows[i].detail) != NULL, "row %zu: %s", i, detail);
        against_stop(&against);
    }
}

Test(tls, a_server_that_says_nothing, .timeout = BOUND_S)
{
    struct against against;
    against_start(&against, "connect:\n silence\n", 2, 10);
    against.options.tls.timeout_ms = 20;
    against_run(&against, shake_hands);
    cr_expect_eq(against.session.stop.reason, STOP_TIMED_OUT);
    cr_expect_eq(against.session.tls->chain_count, 0);
    against_stop(&against);
}

static void start_tls_in_the_midst(struct against *against)
{
    struct stream *stream = &against->dial.stream;
    stream_begin(stream, STEP_GREETING, against->options.smtp.greeting_ms);
    cr_assert(smtp_greeting(stream));
    cr_assert(smtp_ehlo(stream, "client.example", &against->options.smtp));
    cr_assert(smtp_starttls(stream, &against->options.smtp));
    shake_hands(against);
}

Test(tls, what_came_instead_of_the_handshake_is_shown_and_not_the_greeting, .timeout = BOUND_S)
{
    struct against against;
    against_start(&against, "on STARTTLS:\n S: 220 go\n receive\n S: 500 5.5.1 what?\n silence\n", 2, 10);
    against_run(&against, start_tls_in_the_midst);
    cr_expect_eq(against.session.stop.reason, STOP_PROTOCOL);
    cr_expect_not_null(strstr(against.session.stop.detail, "500 5.5.1 what?"), "%s",
                       against.session.stop.detail);
    against_stop(&against);
}

Test(tls, only_a_host_name_is_sent_as_server_name)
{
    static const struct {
        const char *name;
        const char *sent; /* NULL: nothing */
    } rows[] = {
        {"mx.example", "mx.example"},
        {"mx.example.", "mx.example"}, /* RFC 6066 3: without the dot */
        {"MX.Example", "mx.example"},
        {"my_mail.example", "my_mail.example"},
        {"xn--mller-kva.example", "xn--mller-kva.example"},
        {"m\xc3\xbcller.example", NULL},
        {"192.0.2.1", NULL},
        {"2001:db8::1", NULL},
        {".", NULL},
        {"", NULL},
        {NULL, NULL},
        {"a\\000b.example", NULL},
        {"a b.example", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *sent = tls_server_name(rows[i].name);
        cr_expect(text_same(sent, rows[i].sent), "%s: %s", rows[i].name, sent);
        free(sent);
    }
}

Test(tls, a_client_certificate_that_is_asked_for_is_noted, .timeout = BOUND_S)
{
    static const struct {
        const char *settings;
        enum stop_reason reason;
        enum step at;
    } rows[] = {
        {"client-certificate: request\n", STOP_NONE, STEP_NONE},
        {"client-certificate: request\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.2\n", STOP_NONE, STEP_NONE},
        {"client-certificate: require\n", STOP_TLS_ALERT, STEP_GREETING},
        {"client-certificate: require\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.2\n", STOP_TLS_ALERT,
         STEP_HANDSHAKE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct against against;
        connect_to(&against, rows[i].settings);
        const struct session *session = &against.session;
        cr_expect_eq(session->tls->client_certificate_requested, ANSWER_YES, "row %zu", i);
        cr_expect_eq(session->stop.reason, rows[i].reason, "row %zu: %s", i, session->stop.detail);
        cr_expect_eq(session->stop.at, rows[i].at, "row %zu", i);
        cr_expect_eq(session->tls->alert != 0, rows[i].reason == STOP_TLS_ALERT, "row %zu", i);
        cr_expect_eq(session->tls->chain_count, 2, "row %zu: a failure does not cut the facts short", i);
        cr_expect_eq(session->tls->verification.trusted, ANSWER_YES, "row %zu", i);
        against_stop(&against);
    }
}

Test(tls, staples_and_tickets, .timeout = BOUND_S)
{
    static const struct {
        const char *settings;
        enum ocsp_staple staple;
        enum answer ticket;
    } rows[] = {
        {"staple: good\n", OCSP_GOOD, ANSWER_YES},
        {"staple: revoked\n", OCSP_REVOKED, ANSWER_YES},
        {"staple: garbage\n", OCSP_INVALID, ANSWER_YES},
        {"staple: good\ncertificate: incomplete\n", OCSP_UNVERIFIED, ANSWER_YES},
        {"session-tickets: off\n", OCSP_NONE, ANSWER_NO},
        {"session-tickets: off\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.2\n", OCSP_NONE, ANSWER_NO},
        {"staple: good\npriority: NORMAL:-VERS-ALL:+VERS-TLS1.2\n", OCSP_GOOD, ANSWER_YES},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct against against;
        connect_to(&against, rows[i].settings);
        const struct tls *tls = against.session.tls;
        cr_expect_eq(tls->completed, ANSWER_YES, "row %zu: %s", i, against.session.stop.detail);
        cr_expect_eq(tls->ocsp_staple, rows[i].staple, "row %zu: %d", i, tls->ocsp_staple);
        cr_expect_eq(tls->session_ticket, rows[i].ticket, "row %zu", i);
        against_stop(&against);
    }
}

/* thisUpdate of the scripted server's responses lies 12 hours back: the clock here is behind that. */
Test(tls, a_staple_of_this_morning_and_a_slow_clock, .timeout = BOUND_S)
{
    static const struct {
        const char *settings;
        int64_t slow_h;
        enum ocsp_staple staple;
    } rows[] = {{"staple: good\n", 20, OCSP_UNVERIFIED},
                {"staple: revoked\n", 20, OCSP_REVOKED},
                {"staple: good\n", 40, OCSP_INVALID}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct against against;
        char *script = text_format("tls: implicit\n%s", rows[i].settings);
        against_start(&against, script, 2, 10);
        free(script);
        against.options.tls.now_unix_s -= rows[i].slow_h * 3600;
        against_run(&against, shake_hands);
        cr_expect_eq(against.session.tls->ocsp_staple, rows[i].staple, "row %zu: %d", i,
                     against.session.tls->ocsp_staple);
        against_stop(&against);
    }
}

static void shake_hands_as(struct against *against, const char *name)
{
    against_start(against, "tls: implicit\n", 2, 10);
    text_replace(&against->endpoint.server_name, text_copy(name));
    against_run(against, shake_hands);
    cr_expect_eq(against->session.tls->completed, ANSWER_YES, "%s", against->session.stop.detail);
    cr_expect_eq(against->session.tls->verification.names[0].matches, ANSWER_NO);
}

Test(tls, a_name_is_sent_and_an_address_is_not, .timeout = BOUND_S)
{
    static const char *const addresses[] = {"127.0.0.1", "::1", "2001:db8::1"};
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        struct against against;
        shake_hands_as(&against, addresses[i]);
        cr_expect_null(against.session.tls->server_name_sent);
        cr_expect(against_heard(&against, "*server name ''*"));
        against_stop(&against);
    }
}

Test(tls, a_long_name_is_sent_whole, .timeout = BOUND_S)
{
    char name[254];
    memset(name, 'a', sizeof name);
    for (size_t i = 63; i < sizeof name; i += 64)
        name[i] = '.';
    name[253] = '\0';
    const char *const names[] = {"xn--bcher-kva.example", name};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct against against;
        shake_hands_as(&against, names[i]);
        cr_expect_str_eq(against.session.tls->server_name_sent, names[i]);
        char *pattern = text_format("*server name '%s'*", names[i]);
        cr_expect(against_heard(&against, pattern), "%s", names[i]);
        free(pattern);
        against_stop(&against);
    }
}

static void expect_same_answer(const char *settings)
{
    struct against against;
    connect_to(&against, settings);
    struct session first = against.session;
    memset(&against.session, 0, sizeof against.session);
    against_run(&against, shake_hands);
    const struct verification *a = &first.tls->verification;
    const struct verification *b = &against.session.tls->verification;
    cr_expect_eq(a->trusted, b->trusted);
    cr_assert_eq(a->problems.count, b->problems.count);
    for (size_t i = 0; i < a->problems.count; i++)
        cr_expect_str_eq(a->problems.items[i], b->problems.items[i]);
    shape_clear(&session_shape, &first);
    against_stop(&against);
}

Test(tls, a_chain_seen_before_gets_the_same_answer, .timeout = BOUND_S)
{
    expect_same_answer("certificate: good\n");
    expect_same_answer("certificate: expired\n");
    expect_same_answer("certificate: untrusted\n");
    expect_same_answer("certificate: sha1\n");
}

Test(tls, trust_is_loaded_from_a_file_or_not_at_all)
{
    char *error = NULL;
    cr_expect_null(tls_trust_new("/dev/null", &error));
    cr_expect_not_null(strstr(error, "/dev/null"));
    free(error);
    error = NULL;
    cr_expect_null(tls_trust_new("/nonexistent/file", &error));
    cr_expect_not_null(strstr(error, "/nonexistent/file"));
    free(error);
    tls_trust_free(NULL);
}

Test(tls, anchors_with_the_label_of_old)
{
    char *error = NULL;
    struct pki *pki = pki_new(time(NULL), &error);
    cr_assert_not_null(pki, "%s", error);
    const char *pem = pki_ca_pem(pki), *body = strchr(pem, '\n'), *end = strstr(pem, "-----END");
    char *text = text_format("-----BEGIN X509 CERTIFICATE-----%.*s-----END X509 CERTIFICATE-----\n%s",
                             (int)(end - body), body, pem);
    char *file = temporary_file(text);
    struct tls_trust *trust = tls_trust_new(file, &error);
    cr_assert_not_null(trust, "%s", error);
    cr_expect_eq(tls_trust_count(trust), 2);
    tls_trust_free(trust);
    temporary_file_remove(file);
    free(text);
    pki_free(pki);
}

Test(tls, a_broken_certificate_does_not_spoil_the_others)
{
    char *error = NULL;
    struct pki *pki = pki_new(time(NULL), &error);
    cr_assert_not_null(pki, "%s", error);
    char *text = text_format("# two\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n%s\n"
                             "-----BEGIN CERTIFICATE-----\nMII",
                             pki_ca_pem(pki));
    char *file = temporary_file(text);
    struct tls_trust *trust = tls_trust_new(file, &error);
    cr_assert_not_null(trust, "%s", error);
    cr_expect_eq(tls_trust_count(trust), 1);
    cr_expect_not_null(
        strstr(tls_trust_words(trust), "2 certificates cannot be read and are left out (lines 2, "), "%s",
        tls_trust_words(trust));
    tls_trust_free(trust);
    temporary_file_remove(file);
    free(text);
    pki_free(pki);
}
