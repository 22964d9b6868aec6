/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signals that end a run, on the loop. */
#include "net/signal_watch.h"

#include <signal.h>

static void stop(struct signal_watch *watch)
{
    for (size_t i = 0; i < SIGNAL_WATCH_COUNT; i++)
        uv_signal_stop(&watch->handles[i]);
}

/* The next one ends the program at once, as it does where nobody catches it. */
static void on_signal(uv_signal_t *handle, int number)
{
    struct signal_watch *watch = handle->data;
    watch->number = number;
    stop(watch);
    watch->caught(watch->argument);
}

/* What nohup(1) has set. Shells ignore SIGINT for what they start in the background, too; there it is the
 * caller who sends it. */
static bool is_unwanted(int number)
{
    struct sigaction now;
    return number == SIGHUP && sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

void signal_watch_init(struct signal_watch *watch, uv_loop_t *loop, void (*caught)(void *argument),
                       void *argument)
{
    watch->caught = caught;
    watch->argument = argument;
    for (size_t i = 0; i < SIGNAL_WATCH_COUNT; i++) {
        uv_signal_init(loop, &watch->handles[i]);
        watch->handles[i].data = watch;
    }
}

void signal_watch_start(struct signal_watch *watch)
{
    static const int numbers[SIGNAL_WATCH_COUNT] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < SIGNAL_WATCH_COUNT; i++)
        if (!is_unwanted(numbers[i]))
            uv_signal_start_oneshot(&watch->handles[i], on_signal, numbers[i]);
}

void signal_watch_close(struct signal_watch *watch)
{
    for (size_t i = 0; i < SIGNAL_WATCH_COUNT; i++)
        uv_close((uv_handle_t *)&watch->handles[i], NULL);
}
