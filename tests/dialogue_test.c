/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plays each file of tests/dialogues against the real probe, and compares what the probe found with what the
 * file expects. Paths that begin with "client." are about what the server heard: client.connections,
 * client.log. */
#include "demo/peer.h"
#include "demo/pki.h"
#include "demo/script.h"
#include "expectation.h"
#include "facts/shapes.h"
#include "facts/tls_survey.h"
#include "net/budget.h"
#include "net/fiber.h"
#include "probe/check_claims.h"
#include "probe/probe.h"
#include "probe/survey/survey.h"
#include "tls/trust.h"
#include "unit/temporary_file.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SMTPS_PORT = 465, RETRY_AFTER_MS = 20, TEST_LIMIT_S = 60 };

struct play {
    const struct script *script;
    struct probe_options options;
    struct dial_place place;
    struct endpoint endpoint;
};

/* The root's certificate, where the probe reads it: a file. */
static struct tls_trust *trust_in(const struct pki *pki)
{
    char *error = NULL;
    /* The peer's authority was made for this test alone. */
    char *ca_file = temporary_file(pki_ca_pem(pki));
    struct tls_trust *trust = tls_trust_new(ca_file, &error);
    temporary_file_remove(ca_file);
    cr_assert_not_null(trust, "%s", error);
    return trust;
}

static void run_probe(struct fiber *fiber, void *argument)
{
    struct play *play = argument;
    probe_endpoint(fiber, &play->options, &play->place, &play->endpoint);
    survey_probe(fiber, &play->options, &play->place, NULL, &play->endpoint);
}

static void probe(struct play *play, const struct peer *peer, struct tls_trust *trust)
{
    const struct script *script = play->script;
    int64_t timeout_ms = script->timeout_ms;
    struct fiber_pool *pool = fiber_pool_new();
    struct budget *budget = budget_new(2, 16);
    play->options = (struct probe_options){
        .helo_name = "probe.example",
        .dial.timeout_ms = timeout_ms,
        .silence_ms = timeout_ms / 2,
        .retry_after_ms = RETRY_AFTER_MS,
        .depth = (enum tls_depth)script->depth,
        .intrusive = script->checks ? INTRUSIVE_FULL : INTRUSIVE_NORMAL,
        .smtp = {.greeting_ms = timeout_ms, .command_ms = timeout_ms, .quit_ms = timeout_ms},
        .tls = {.trust = trust, .now_unix_s = time(NULL), .timeout_ms = timeout_ms},
        .budget = budget,
    };
    /* What INTRUSIVE_NORMAL would do once an address, another port does. */
    struct check_claims *claims = check_claims_new();
    const struct endpoint other = {.address = (char *)peer_address(peer), .port = 1};
    struct check_claim claim = {0};
    check_claim_begin(claims, &other, UINT32_C(1) << PURPOSE_INJECTION | UINT32_C(1) << PURPOSE_AUTH, &claim);
    play->options.check_claims = claims;
    play->place = (struct dial_place){.address = peer_address(peer), .port = peer_port(peer)};
    play->endpoint.address = text_copy(peer_address(peer));
    play->endpoint.port = script->port;
    play->endpoint.server_name = text_copy(script->names.items[0]);
    play->endpoint.expected = script->port == SMTPS_PORT ? MODE_IMPLICIT_TLS : MODE_STARTTLS;
    fiber_spawn(pool, run_probe, play);
    fiber_pool_run(pool);
    check_claim_end(&claim);
    check_claims_free(claims);
    fiber_pool_free(pool);
    budget_free(budget);
}

static char *value_at(const struct play *play, struct peer *peer, const char *path)
{
    if (strcmp(path, "client.connections") == 0)
        return text_format("%ld", peer_counts(peer).connections);
    if (strcmp(path, "client.log") != 0)
        return fact_at(&endpoint_shape, &play->endpoint, path);
    struct text_list log = peer_log(peer);
    char *all = text_list_join(&log, " / ");
    text_list_free(&log);
    return all;
}

/* What holds whatever the server does: the probe waits for its answers, and counts its connections. */
static void check_always(const struct play *play, struct peer *peer)
{
    const char *name = play->script->name;
    char *log = value_at(play, peer, "client.log");
    cr_expect(play->script->checks || strstr(log, "early:") == NULL, "%s: %s", name, log);
    cr_expect_null(strstr(log, "RCPT"), "%s: a recipient was given: %s", name, log);
    cr_expect_leq(peer_counts(peer).connections, play->endpoint.connections, "%s", name);
    /* After a hello made by hand, and after a check, we may close first, and the next connection may come
     * before the peer has seen it. The labs ask the kernel how many are open. */
    bool surveyed = play->endpoint.tls_survey != NULL && play->endpoint.tls_survey->connections > 0;
    cr_expect(surveyed || peer_counts(peer).most_at_once <= (play->script->checks ? 3 : 2), "%s", name);
    free(log);
}

static void check(const struct play *play, struct peer *peer)
{
    const struct script *script = play->script;
    cr_assert_gt(script->expectation_count, 0, "%s expects nothing", script->name);
    for (size_t i = 0; i < script->expectation_count; i++) {
        const struct expectation *expectation = &script->expectations[i];
        char *value = value_at(play, peer, expectation->path);
        cr_expect(expectation_holds(expectation, value), "%s:%d: %s is %s", script->name, expectation->line,
                  expectation->path, value == NULL ? "not there" : value);
        free(value);
    }
    check_always(play, peer);
}

static glob_t dialogue_files(void)
{
    glob_t found = {0};
    glob(DIALOGUES "/*.smtp", 0, NULL, &found);
    return found;
}

Test(dialogue, there_are_files)
{
    glob_t found = dialogue_files();
    cr_assert_gt(found.gl_pathc, 100, "%zu files in " DIALOGUES, found.gl_pathc);
    globfree(&found);
}

static void free_paths(struct criterion_test_params *parameters)
{
    char **paths = parameters->params;
    for (size_t i = 0; i < parameters->length; i++)
        cr_free(paths[i]);
    cr_free(paths);
}

/* Criterion hands these to the processes of the tests, and so wants them in memory of its own. */
ParameterizedTestParameters(dialogue, file)
{
    glob_t found = dialogue_files();
    size_t count = found.gl_pathc;
    char **paths = cr_malloc((count + 1) * sizeof *paths);
    for (size_t i = 0; i < count; i++) {
        paths[i] = cr_malloc(strlen(found.gl_pathv[i]) + 1);
        strcpy(paths[i], found.gl_pathv[i]);
    }
    globfree(&found);
    return cr_make_param_array(char *, paths, count, free_paths);
}

ParameterizedTest(char **path, dialogue, file, .timeout = TEST_LIMIT_S)
{
    char *error = NULL;
    struct script script = {0};
    cr_assert(script_read(*path, &script, &error), "%s", error);
    struct pki *pki = pki_new(time(NULL), &error);
    cr_assert_not_null(pki, "%s", error);
    struct peer *peer = peer_start(&(struct peer_settings){.script = &script, .pki = pki}, &error);
    cr_assert_not_null(peer, "%s", error);
    struct tls_trust *trust = trust_in(pki);
    struct play play = {.script = &script};
    probe(&play, peer, trust);
    peer_stop(peer);
    check(&play, peer);
    shape_clear(&endpoint_shape, &play.endpoint);
    tls_trust_free(trust);
    peer_free(peer);
    pki_free(pki);
    script_free(&script);
}
