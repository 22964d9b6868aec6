/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counting replies inside TLS, after a command that was glued to STARTTLS. */
#include "base/list.h"
#include "base/shape.h"
#include "facts/shapes.h"
#include "infer/injection.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { EHLO_LINES = 3, RUNS = 200000, REPLIES_MAX = 8 };

/* What a server does, whatever is glued to STARTTLS; it never runs that. */
struct behaviour {
    int64_t ehlo_code, quit_code;
    bool one_line;     /* the reply to EHLO has no keywords */
    bool greets_again; /* inside TLS */
    bool ehlo_twice, quit_twice;
    bool leaves;     /* without an answer to QUIT */
    int close_after; /* so many replies; 0: as it should */
    bool says_421;   /* before it closes */
};

static void add(struct session *session, int64_t code, const char *text, bool keywords)
{
    struct reply *reply =
        list_append(&session->tls_replies, &session->tls_reply_count, sizeof *session->tls_replies);
    reply->code = code;
    for (int i = 0; i < (keywords ? EHLO_LINES : 1); i++)
        text_list_append(&reply->lines, i == 0 ? text : i == 1 ? "SIZE 1000" : "8BITMIME");
}

/* False once the server has closed. */
static bool answer(const struct behaviour *server, struct session *session, int64_t code, const char *text,
                   bool keywords)
{
    if (server->close_after > 0 && session->tls_reply_count >= (size_t)server->close_after)
        return false;
    add(session, code, text, keywords);
    if (server->close_after == 0 || session->tls_reply_count < (size_t)server->close_after)
        return true;
    if (server->says_421)
        add(session, 421, "enough", false);
    return false;
}

static struct session *begin(struct endpoint *endpoint, enum session_purpose purpose)
{
    struct session *session =
        list_append(&endpoint->sessions, &endpoint->session_count, sizeof *endpoint->sessions);
    session->purpose = purpose;
    session->tried = MODE_STARTTLS;
    session->tls = allocate(1, sizeof *session->tls);
    session->tls->completed = ANSWER_YES;
    return session;
}

static void hold(const struct behaviour *server, struct session *session, bool runs_glued)
{
    bool keywords = !server->one_line && server->ehlo_code == 250;
    session->tls_commands = 1;
    bool goes_on =
        (!runs_glued || answer(server, session, 250, "ok", false))
        && (!server->greets_again || answer(server, session, 220, "mx.example ESMTP", false))
        && answer(server, session, server->ehlo_code, "mx.example", keywords)
        && (!server->ehlo_twice || answer(server, session, server->ehlo_code, "mx.example", keywords));
    if (session->tls_reply_count == 0)
        session->stop = (struct stop){.at = STEP_EHLO_TLS, .reason = STOP_CLOSED};
    else
        session->tls_commands = 2;
    if (!goes_on || server->leaves)
        return;
    if (answer(server, session, server->quit_code, "bye", false) && server->quit_twice)
        answer(server, session, server->quit_code, "bye", false);
}

/* The main session of the same server: what it says to EHLO and QUIT there. */
static void hold_main(const struct behaviour *server, struct endpoint *endpoint)
{
    struct session *main = begin(endpoint, PURPOSE_MAIN);
    main->ehlo_tls = allocate(1, sizeof *main->ehlo_tls);
    struct session counted = {0};
    if (server->greets_again)
        add(&counted, 220, "mx.example ESMTP", false);
    else
        add(&counted, server->ehlo_code, "mx.example", !server->one_line && server->ehlo_code == 250);
    main->ehlo_tls->reply = counted.tls_replies[0];
    free(counted.tls_replies);
    if (!server->leaves) {
        main->quit = allocate(1, sizeof *main->quit);
        main->quit->code = server->quit_code;
    }
}

static enum injection ask(const struct behaviour *server, const struct behaviour *later, bool runs_glued)
{
    struct endpoint endpoint = {.found = MODE_STARTTLS};
    hold_main(server, &endpoint);
    hold(server, begin(&endpoint, PURPOSE_INJECTION), runs_glued);
    if (injection_wants_control(&endpoint))
        hold(later, begin(&endpoint, PURPOSE_INJECTION_CONTROL), false);
    enum injection found = injection_found(&endpoint);
    cr_expect_eq(injection_reply(&endpoint) != NULL, found == INJECTION_RUN);
    shape_clear(&endpoint_shape, &endpoint);
    return found;
}

static bool chance(unsigned *seed, int of)
{
    return rand_r(seed) % of == 0;
}

static int64_t code(unsigned *seed)
{
    static const int64_t codes[] = {250, 250, 250, 220, 221, 421, 451, 500, 502, 503, 530, 554};
    return codes[(size_t)rand_r(seed) % (sizeof codes / sizeof codes[0])];
}

static struct behaviour random_behaviour(unsigned *seed)
{
    return (struct behaviour){
        .ehlo_code = code(seed),
        .quit_code = code(seed),
        .one_line = chance(seed, 3),
        .greets_again = chance(seed, 4),
        .ehlo_twice = chance(seed, 4),
        .quit_twice = chance(seed, 4),
        .leaves = chance(seed, 4),
        .close_after = chance(seed, 3) ? 1 + rand_r(seed) % REPLIES_MAX : 0,
        .says_421 = chance(seed, 2),
    };
}

Test(injection, a_server_that_runs_nothing_is_never_accused)
{
    unsigned seed = 1;
    int holds = 0;
    for (int i = 0; i < RUNS; i++) {
        struct behaviour server = random_behaviour(&seed);
        struct behaviour later = server;
        /* It may close early in one session and not in the other. */
        if (chance(&seed, 3))
            later.close_after = chance(&seed, 2) ? 0 : 1 + rand_r(&seed) % REPLIES_MAX;
        enum injection found = ask(&server, &later, false);
        cr_assert_neq(found, INJECTION_RUN, "run %d", i);
        holds += found == INJECTION_FORGOTTEN;
    }
    cr_expect_gt(holds, RUNS / 2, "%d", holds);
}

/* Any of two answers at one address, which differ in whether they greet inside TLS. */
Test(injection, servers_behind_one_address_that_run_nothing_are_never_accused)
{
    unsigned seed = 3;
    for (int i = 0; i < RUNS / 10; i++) {
        struct behaviour both[2] = {random_behaviour(&seed)};
        both[1] = both[0];
        both[1].greets_again = !both[0].greets_again;
        struct endpoint endpoint = {.found = MODE_STARTTLS};
        hold_main(&both[rand_r(&seed) % 2], &endpoint);
        hold(&both[rand_r(&seed) % 2], begin(&endpoint, PURPOSE_INJECTION), false);
        hold(&both[rand_r(&seed) % 2], begin(&endpoint, PURPOSE_INJECTION_CONTROL), false);
        cr_assert_neq(injection_found(&endpoint), INJECTION_RUN, "run %d", i);
        shape_clear(&endpoint_shape, &endpoint);
    }
}

Test(injection, a_server_that_runs_it_is_accused_whatever_its_codes_are)
{
    unsigned seed = 2;
    for (int i = 0; i < RUNS / 10; i++) {
        struct behaviour server = {.one_line = chance(&seed, 2)};
        do
            server.ehlo_code = code(&seed);
        while (server.ehlo_code == 421);
        do
            server.quit_code = code(&seed);
        while (server.quit_code == 421);
        cr_assert_eq(ask(&server, &server, true), INJECTION_RUN, "run %d", i);
    }
}

Test(injection, sessions_that_end_before_TLS)
{
    static const struct {
        int64_t reply;
        struct stop stop;
        const char *control; /* "": none was made; "tls": one that worked */
        enum injection found;
    } rows[] = {
        {500, {.at = STEP_STARTTLS, .reason = STOP_REJECTED, .reply_code = 500}, "", INJECTION_REFUSED},
        {503, {.at = STEP_NONE}, "", INJECTION_REFUSED},
        {554, {.at = STEP_STARTTLS, .reason = STOP_REJECTED, .reply_code = 554}, "", INJECTION_REFUSED},
        {421, {.at = STEP_STARTTLS, .reason = STOP_REJECTED, .reply_code = 421}, "", INJECTION_UNKNOWN},
        {421, {.at = STEP_STARTTLS, .reason = STOP_REJECTED, .reply_code = 421}, "tls", INJECTION_REFUSED},
        {454, {.at = STEP_STARTTLS, .reason = STOP_REJECTED, .reply_code = 454}, "tls", INJECTION_REFUSED},
        {0, {.at = STEP_STARTTLS, .reason = STOP_CLOSED}, "", INJECTION_UNKNOWN},
        {0, {.at = STEP_STARTTLS, .reason = STOP_CLOSED}, "tls", INJECTION_REFUSED},
        {0, {.at = STEP_STARTTLS, .reason = STOP_TIMED_OUT}, "tls", INJECTION_UNKNOWN},
        {220, {.at = STEP_HANDSHAKE, .reason = STOP_TLS_ALERT}, "", INJECTION_REFUSED},
        {220, {.at = STEP_HANDSHAKE, .reason = STOP_RESET}, "", INJECTION_REFUSED},
        {220, {.at = STEP_HANDSHAKE, .reason = STOP_TIMED_OUT}, "tls", INJECTION_UNKNOWN},
        {0, {.at = STEP_GREETING, .reason = STOP_REJECTED, .reply_code = 421}, "tls", INJECTION_UNKNOWN},
    };
    struct behaviour good = {.ehlo_code = 250, .quit_code = 221};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct endpoint endpoint = {.found = MODE_STARTTLS};
        hold_main(&good, &endpoint);
        struct session *session = begin(&endpoint, PURPOSE_INJECTION);
        session->stop = rows[i].stop;
        session->tls->completed = ANSWER_NO;
        if (rows[i].reply != 0) {
            session->starttls.reply = allocate(1, sizeof *session->starttls.reply);
            session->starttls.reply->code = rows[i].reply;
        }
        if (rows[i].stop.at != STEP_HANDSHAKE) {
            free(session->tls);
            session->tls = NULL;
        }
        if (rows[i].control[0] != '\0')
            hold(&good, begin(&endpoint, PURPOSE_INJECTION_CONTROL), false);
        cr_expect_eq(injection_found(&endpoint), rows[i].found, "row %zu", i);
        shape_clear(&endpoint_shape, &endpoint);
    }
}
