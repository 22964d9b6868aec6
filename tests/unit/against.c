/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The client's code against a scripted server, in a fiber. */
#include "against.h"

#include "base/shape.h"
#include "facts/shapes.h"
#include "temporary_file.h"

#include <criterion/criterion.h>
#include <fnmatch.h>
#include <string.h>

enum { LONG_MS = 30000 };

static struct tls_trust *trust_of(const struct pki *pki)
{
    char *error = NULL;
    /* The peer's authority was made for this test alone. */
    char *ca_file = temporary_file(pki_ca_pem(pki));
    struct tls_trust *trust = tls_trust_new(ca_file, &error);
    temporary_file_remove(ca_file);
    cr_assert_not_null(trust, "%s", error);
    return trust;
}

void against_start(struct against *against, const char *script, size_t per_address, size_t overall)
{
    char *error = NULL;
    memset(against, 0, sizeof *against);
    cr_assert(script_parse("test", script, &against->script, &error), "%s", error);
    against->pki = pki_new(time(NULL), &error);
    cr_assert_not_null(against->pki, "%s", error);
    struct peer_settings settings = {.script = &against->script, .pki = against->pki};
    against->peer = peer_start(&settings, &error);
    cr_assert_not_null(against->peer, "%s", error);
    against->pool = fiber_pool_new();
    cr_assert_not_null(against->pool);
    against->place = (struct dial_place){peer_address(against->peer), peer_port(against->peer)};
    against->options = (struct probe_options){
        .helo_name = "client.example",
        .dial.timeout_ms = LONG_MS,
        .silence_ms = LONG_MS,
        .retry_after_ms = -1,
        .smtp = {LONG_MS, LONG_MS, LONG_MS},
        .tls = {.trust = trust_of(against->pki), .now_unix_s = (int64_t)time(NULL), .timeout_ms = LONG_MS},
        .budget = budget_new(per_address, overall)};
    against->endpoint.address = text_copy(against->place.address);
    against->endpoint.port = 25;
    against->endpoint.server_name = text_copy("mx.example");
}

static void connect_and_run(struct fiber *fiber, void *argument)
{
    struct against *against = argument;
    against->fiber = fiber;
    int64_t connections = 0;
    cr_assert(dial_open(&against->dial, fiber, against->options.budget, &against->session, &against->place,
                        false, &connections, &against->options.dial));
    against->run(against);
    dial_close(&against->dial);
}

void against_run(struct against *against, void (*run)(struct against *against))
{
    against->run = run;
    fiber_spawn(against->pool, connect_and_run, against);
    fiber_pool_run(against->pool);
}

static void probe(struct fiber *fiber, void *argument)
{
    struct against *against = argument;
    probe_endpoint(fiber, &against->options, &against->place, &against->endpoint);
}

void against_probe(struct against *against, enum port_mode expected)
{
    against->endpoint.expected = expected;
    fiber_spawn(against->pool, probe, against);
    fiber_pool_run(against->pool);
}

bool against_heard(struct against *against, const char *pattern)
{
    struct text_list log = peer_log(against->peer);
    bool heard = false;
    for (size_t i = 0; i < log.count; i++)
        heard = heard || fnmatch(pattern, log.items[i], 0) == 0;
    text_list_free(&log);
    return heard;
}

static void check_slots(struct fiber *fiber, void *argument)
{
    struct against *against = argument;
    struct budget *budget = against->options.budget;
    cr_expect(budget_try_acquire(budget, against->place.address), "a slot was not given back");
    budget_release(budget, against->place.address);
    cr_expect(
        budget_acquire_descriptor(budget, fiber, &(struct budget_wait){.deadline_ms = fiber_now_ms(fiber)}),
        "a descriptor was not given back");
    budget_release_descriptor(budget);
}

void against_stop(struct against *against)
{
    fiber_spawn(against->pool, check_slots, against);
    fiber_pool_run(against->pool);
    fiber_pool_free(against->pool);
    peer_free(against->peer);
    budget_free(against->options.budget);
    tls_trust_free(against->options.tls.trust);
    pki_free(against->pki);
    script_free(&against->script);
    shape_clear(&session_shape, &against->session);
    shape_clear(&endpoint_shape, &against->endpoint);
}
