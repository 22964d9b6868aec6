/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The switch between a fiber and its loop. */
#include "net/fiber_context.h"

#include "config.h"

#include "net/fiber_pool.h"

#if defined(__SANITIZE_ADDRESS__)
#define FIBER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FIBER_ASAN 1
#endif
#endif

#if defined(__SANITIZE_THREAD__)
#define FIBER_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define FIBER_TSAN 1
#endif
#endif

#ifdef FIBER_ASAN
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef FIBER_TSAN
#include <sanitizer/tsan_interface.h>
#endif

/* A fiber's context stands at the top of its stack, in a page that is in use anyway. */
enum { CONTEXT_BYTES = (sizeof(ucontext_t) + 63) / 64 * 64 };

static ucontext_t *context_of(const struct fiber *fiber)
{
    return (ucontext_t *)(void *)(fiber->stack.bottom + fiber->stack.bytes - CONTEXT_BYTES);
}

void fiber_context_enter(struct fiber *fiber)
{
    struct fiber_pool *pool = fiber->pool;
    pool->running = fiber;
#ifdef FIBER_ASAN
    __sanitizer_start_switch_fiber(&pool->loop_fake_stack, fiber->stack.bottom, fiber->stack.bytes);
#endif
#ifdef FIBER_TSAN
    pool->loop_tsan = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(fiber->tsan, 0);
#endif
    swapcontext(&pool->loop_context, context_of(fiber));
#ifdef FIBER_ASAN
    __sanitizer_finish_switch_fiber(pool->loop_fake_stack, NULL, NULL);
#endif
    pool->running = NULL;
}

void fiber_context_leave(struct fiber *fiber)
{
    struct fiber_pool *pool = fiber->pool;
#ifdef FIBER_ASAN
    __sanitizer_start_switch_fiber(fiber->finished ? NULL : &fiber->fake_stack, pool->loop_stack,
                                   pool->loop_stack_bytes);
#endif
#ifdef FIBER_TSAN
    __tsan_switch_to_fiber(pool->loop_tsan, 0);
#endif
    swapcontext(context_of(fiber), &pool->loop_context);
#ifdef FIBER_ASAN
    __sanitizer_finish_switch_fiber(fiber->fake_stack, &pool->loop_stack, &pool->loop_stack_bytes);
#endif
}

/* makecontext() passes ints only: the fiber's address comes in two halves. */
static void enter_fiber(unsigned high, unsigned low)
{
    struct fiber *fiber = (struct fiber *)((uintptr_t)high << 32 | low);
#ifdef FIBER_ASAN
    __sanitizer_finish_switch_fiber(NULL, &fiber->pool->loop_stack, &fiber->pool->loop_stack_bytes);
#endif
    fiber->run(fiber, fiber->argument);
    fiber->finished = true;
    fiber_context_leave(fiber);
}

/* Compilers take getcontext() for a function that may return twice. */
void fiber_context_begin(struct fiber *fiber)
{
    ucontext_t *context = context_of(fiber);
    getcontext(context);
    context->uc_stack.ss_sp = fiber->stack.bottom;
    context->uc_stack.ss_size = fiber->stack.bytes - CONTEXT_BYTES;
    context->uc_link = NULL;
    uint64_t address = (uintptr_t)fiber;
    makecontext(context, (void (*)(void))enter_fiber, 2, (unsigned)(address >> 32),
                (unsigned)(address & 0xffffffffU));
#ifdef FIBER_TSAN
    fiber->tsan = __tsan_create_fiber(0);
#endif
}

void fiber_context_end(struct fiber *fiber)
{
#ifdef FIBER_TSAN
    __tsan_destroy_fiber(fiber->tsan);
#endif
    (void)fiber;
}
