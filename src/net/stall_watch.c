/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long a loop goes without a look at its connections. Processor time is what counts: a machine that is
 * busy with other things holds up every program, and says nothing about this one. */
#include "net/stall_watch.h"

#include <time.h>

enum { STALL_US = 1000 * 1000 };

static int64_t thread_time_us(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void on_check(uv_check_t *check)
{
    struct stall_watch *watch = check->data;
    watch->began_us = thread_time_us();
}

static void on_prepare(uv_prepare_t *prepare)
{
    struct stall_watch *watch = prepare->data;
    if (watch->began_us == 0)
        return;
    int64_t worked_us = thread_time_us() - watch->began_us;
    if (worked_us / 1000 > watch->stalls.longest_ms)
        watch->stalls.longest_ms = worked_us / 1000;
    watch->stalls.count += worked_us >= STALL_US;
}

void stall_watch_start(struct stall_watch *watch, uv_loop_t *loop)
{
    uv_check_init(loop, &watch->check);
    uv_prepare_init(loop, &watch->prepare);
    watch->check.data = watch;
    watch->prepare.data = watch;
    uv_check_start(&watch->check, on_check);
    uv_prepare_start(&watch->prepare, on_prepare);
    uv_unref((uv_handle_t *)&watch->check);
    uv_unref((uv_handle_t *)&watch->prepare);
}

void stall_watch_close(struct stall_watch *watch)
{
    uv_close((uv_handle_t *)&watch->check, NULL);
    uv_close((uv_handle_t *)&watch->prepare, NULL);
}
