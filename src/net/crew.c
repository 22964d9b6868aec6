/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pools in threads of their own. */
#include "net/crew.h"

#include "base/list.h"
#include "net/fiber_pool.h"

#include <sched.h>
#include <stdlib.h>

/* Fibers have stacks of their own: this is for the loop. */
enum { STACK_BYTES = 512 << 10 };

struct crew {
    struct fiber_pool **pools; /* the chief first */
    uv_thread_t *threads;      /* of all but the chief */
    size_t count;
    bool dismissed;
};

static void serve(void *argument)
{
    struct fiber_pool *pool = argument;
    pool->thread = uv_thread_self();
    while (!pool->dismissed || pool->alive > 0)
        uv_run(&pool->loop, UV_RUN_ONCE);
}

static bool open_inbox(struct fiber_pool *pool)
{
    pool->inbox = inbox_new(&pool->loop);
    return pool->inbox != NULL;
}

/* One follower more; false when the system gives none. */
static bool add_follower(struct crew *crew)
{
    const uv_thread_options_t options = {.flags = UV_THREAD_HAS_STACK_SIZE, .stack_size = STACK_BYTES};
    struct fiber_pool *chief = crew->pools[0];
    struct fiber_pool *pool = fiber_pool_new();
    if (pool == NULL)
        return false;
    pool->chief = chief;
    if (!open_inbox(pool)
        || uv_thread_create_ex(&crew->threads[crew->count - 1], &options, serve, pool) != 0) {
        fiber_pool_free(pool);
        return false;
    }
    crew->pools[crew->count++] = pool;
    return true;
}

struct crew *crew_new(struct fiber_pool *chief, size_t count)
{
    struct crew *crew = allocate(1, sizeof *crew);
    crew->pools = allocate(count, sizeof(struct fiber_pool *));
    crew->threads = allocate(count, sizeof *crew->threads);
    crew->pools[crew->count++] = chief;
    chief->thread = uv_thread_self();
    bool more = count > 1 && open_inbox(chief);
    while (more && crew->count < count)
        more = add_follower(crew);
    chief->followers = crew->pools + 1;
    chief->follower_count = crew->count - 1;
    return crew;
}

size_t crew_count(const struct crew *crew)
{
    return crew->count;
}

size_t crew_processors(void)
{
    cpu_set_t usable;
    int count = sched_getaffinity(0, sizeof usable, &usable) == 0 ? CPU_COUNT(&usable) : 1;
    return count > 0 ? (size_t)count : 1;
}

struct fiber_pool *crew_pool(const struct crew *crew, size_t number)
{
    return crew->pools[number];
}

struct fiber_pool *crew_idlest(const struct crew *crew)
{
    struct fiber_pool *idlest = crew->pools[0];
    for (size_t i = 1; i < crew->count; i++)
        if (fiber_pool_load(crew->pools[i]) <= fiber_pool_load(idlest))
            idlest = crew->pools[i];
    return idlest;
}

static void dismiss(void *pool)
{
    ((struct fiber_pool *)pool)->dismissed = true;
}

void crew_dismiss(struct crew *crew)
{
    if (crew->dismissed)
        return;
    crew->dismissed = true;
    for (size_t i = 1; i < crew->count; i++)
        inbox_post(crew->pools[i]->inbox, dismiss, crew->pools[i]);
    for (size_t i = 1; i < crew->count; i++) {
        uv_thread_join(&crew->threads[i - 1]);
        crew->pools[i]->thread = uv_thread_self();
    }
    crew->pools[0]->follower_count = 0;
}

struct loop_stalls crew_stalls(const struct crew *crew)
{
    struct loop_stalls all = {0};
    for (size_t i = 0; i < crew->count; i++) {
        struct loop_stalls stalls = fiber_pool_stalls(crew->pools[i]);
        all.longest_ms = stalls.longest_ms > all.longest_ms ? stalls.longest_ms : all.longest_ms;
        all.count += stalls.count;
    }
    return all;
}

void crew_free(struct crew *crew)
{
    if (crew == NULL)
        return;
    for (size_t i = 1; i < crew->count; i++)
        fiber_pool_free(crew->pools[i]);
    free(crew->pools);
    free(crew->threads);
    free(crew);
}
