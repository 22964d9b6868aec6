/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which port of an address gets a check: the same one, in whatever order the ports answer. */
#include "probe/check_claims.h"

#include <criterion/criterion.h>
#include <string.h>

#define ADDRESS "192.0.2.1"

enum { PORTS = 4, ONE = 3, OTHER = 5, BOUND_S = 20 };

/* One port, and what it got. */
struct port {
    struct check_claims *claims;
    struct endpoint endpoint;
    uint32_t wanted;
    bool waits; /* it asks whether it gets what it wants */
    bool got_one;
    bool got_other;
};

static void ask(struct fiber *fiber, void *argument)
{
    struct port *port = argument;
    struct check_claim claim = {0};
    check_claim_begin(port->claims, &port->endpoint, port->wanted, &claim);
    if (port->waits) {
        port->got_one = check_claim_wait(&claim, fiber, ONE);
        port->got_other = check_claim_wait(&claim, fiber, OTHER);
    }
    check_claim_end(&claim);
}

static const struct port all[PORTS] = {
    {.endpoint = {.address = (char *)ADDRESS, .port = 25, .expected = MODE_STARTTLS}, .waits = true},
    {.endpoint = {.address = (char *)ADDRESS, .port = 465, .expected = MODE_IMPLICIT_TLS}, .waits = true},
    {.endpoint = {.address = (char *)ADDRESS, .port = 587, .expected = MODE_STARTTLS}, .waits = true},
    {.endpoint = {.address = (char *)ADDRESS, .port = 2525, .expected = MODE_STARTTLS}, .waits = true},
};

/* The ports begin in this order; `wanted` are theirs, in the order of `all`. */
static void run(const int order[PORTS], const uint32_t wanted[PORTS], struct port ports[PORTS])
{
    struct check_claims *claims = check_claims_new();
    struct fiber_pool *pool = fiber_pool_new();
    memcpy(ports, all, sizeof all);
    for (int i = 0; i < PORTS; i++) {
        ports[i].claims = claims;
        ports[i].wanted = wanted[i];
        check_claims_expect(claims, ADDRESS, ports[i].endpoint.port, ports[i].endpoint.expected);
    }
    for (int i = 0; i < PORTS; i++)
        fiber_spawn(pool, ask, &ports[order[i]]);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    check_claims_free(claims);
}

Test(check_claims, the_order_of_answers_does_not_decide, .timeout = BOUND_S)
{
    static const uint32_t one = UINT32_C(1) << ONE, both = UINT32_C(1) << ONE | UINT32_C(1) << OTHER;
    static const struct {
        uint32_t wanted[PORTS];
        int one; /* which gets it; -1: none */
        int other;
    } rows[] = {
        {{one, one, both, both}, 0, 2}, {{0, both, both, both}, 2, 2}, {{0, both, 0, both}, 3, 3},
        {{0, both, 0, 0}, 1, 1},        {{0, 0, 0, 0}, -1, -1},
    };
    static const int orders[][PORTS] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 3, 0, 1}, {1, 3, 2, 0}, {3, 0, 1, 2}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t n = 0; n < sizeof orders / sizeof orders[0]; n++) {
            struct port ports[PORTS];
            run(orders[n], rows[i].wanted, ports);
            for (int port = 0; port < PORTS; port++) {
                cr_expect_eq(ports[port].got_one, port == rows[i].one, "row %zu, order %zu, port %d", i, n,
                             port);
                cr_expect_eq(ports[port].got_other, port == rows[i].other, "row %zu, order %zu, port %d", i,
                             n, port);
            }
        }
}

/* A port that is slow to answer holds up only those that come after it. */
static void begin_first(struct fiber *fiber, void *argument)
{
    struct port *ports = argument;
    (void)fiber;
    ask(fiber, &ports[0]);
    cr_expect(ports[0].got_one, "the first waits for nobody");
}

Test(check_claims, the_first_waits_for_nobody, .timeout = BOUND_S)
{
    struct check_claims *claims = check_claims_new();
    struct fiber_pool *pool = fiber_pool_new();
    struct port ports[PORTS];
    memcpy(ports, all, sizeof all);
    ports[0].claims = claims;
    ports[0].wanted = UINT32_C(1) << ONE;
    for (int i = 0; i < PORTS; i++)
        check_claims_expect(claims, ADDRESS, ports[i].endpoint.port, ports[i].endpoint.expected);
    fiber_spawn(pool, begin_first, ports);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    /* The others never came, and leave what they were expected for. */
    for (int i = 1; i < PORTS; i++) {
        struct check_claim claim = {0};
        check_claim_begin(claims, &ports[i].endpoint, 0, &claim);
        check_claim_end(&claim);
    }
    check_claims_free(claims);
}

static void ask_again(struct fiber *fiber, void *argument)
{
    struct port *port = argument;
    ask(fiber, port);
    cr_expect(port->got_one);
    check_claims_expect(port->claims, ADDRESS, 587, MODE_STARTTLS);
    ask(fiber, port);
    cr_expect_not(port->got_one, "a target that comes later leads there, too");
    port->claims = NULL;
    ask(fiber, port);
    cr_expect(port->got_one, "where nobody counts each port gets what it wants");
    cr_expect_not(port->got_other, "and no more");
}

Test(check_claims, what_was_made_is_not_made_again, .timeout = BOUND_S)
{
    struct check_claims *claims = check_claims_new();
    struct fiber_pool *pool = fiber_pool_new();
    struct port port = all[2];
    port.claims = claims;
    port.wanted = UINT32_C(1) << ONE;
    fiber_spawn(pool, ask_again, &port);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    check_claims_free(claims);
}
