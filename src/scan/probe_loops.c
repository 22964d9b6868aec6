/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The loops of a run. */
#include "scan/probe_loops.h"

#include "base/list.h"
#include "probe/check_claims.h"
#include "probe/hello_quota.h"

#include <stdlib.h>

/* Endpoints that a run keeps for later targets: each loop has its share. */
enum { KEPT_MAX = 4096 };

void probe_loops_begin(struct probe_loops *loops, struct fiber_pool *pool, size_t count,
                       const struct probe_options *options, bool both_families, int64_t time_max_ms)
{
    loops->crew = crew_new(pool, count > 0 ? count : crew_processors());
    loops->count = crew_count(loops->crew);
    loops->items = allocate(loops->count, sizeof *loops->items);
    for (size_t i = 0; i < loops->count; i++) {
        struct probe_loop *loop = &loops->items[i];
        loop->pool = crew_pool(loops->crew, i);
        loop->options = *options;
        loop->options.hello_quota = options->depth == DEPTH_STANDARD ? hello_quota_new(both_families) : NULL;
        loop->options.check_claims = check_claims_new();
        loop->cache = endpoint_cache_new(loop->pool, &loop->options, time_max_ms, KEPT_MAX / loops->count);
    }
}

size_t probe_loops_endpoints(const struct probe_loops *loops)
{
    size_t endpoints = 0;
    for (size_t i = 0; i < loops->count; i++)
        endpoints += endpoint_cache_begun(loops->items[i].cache);
    return endpoints;
}

/* The run's own loop, which has the targets besides, has half as many addresses as each of the others. */
struct probe_loop *probe_loops_of(const struct probe_loops *loops, const char *address)
{
    size_t halves = 2 * loops->count - 1;
    return &loops->items[(text_hash(address) % halves + 1) / 2];
}

void probe_loops_compute(const struct probe_loops *loops, struct fiber *fiber,
                         void (*compute)(struct fiber *fiber, void *argument), void *argument)
{
    struct fiber_pool *pool = crew_idlest(loops->crew);
    struct group group = {0};
    if (pool == fiber_pool_of(fiber)) {
        compute(fiber, argument);
        return;
    }
    group_spawn_there(&group, fiber, pool, NULL, compute, &argument, 1);
    group_wait(&group, fiber);
}

void probe_loops_dispose(const struct probe_loops *loops, void (*dispose)(void *argument), void *argument)
{
    fiber_pool_post(crew_idlest(loops->crew), dispose, argument);
}

void probe_loops_end(struct probe_loops *loops)
{
    crew_dismiss(loops->crew);
}

void probe_loops_free(struct probe_loops *loops)
{
    for (size_t i = 0; i < loops->count; i++) {
        endpoint_cache_free(loops->items[i].cache);
        hello_quota_free(loops->items[i].options.hello_quota);
        check_claims_free(loops->items[i].options.check_claims);
    }
    crew_free(loops->crew);
    free(loops->items);
}
