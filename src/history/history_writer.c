/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The thread that writes.
 *
 * `first` is a queue: the caller appends, the thread takes the first. All that both use is under the lock.
 */
#include "history/history_writer.h"

#include "base/list.h"
#include "facts/shapes.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct waiting {
    struct report report;
    int64_t exit_status;
    struct waiting *next;
};

struct history_writer {
    struct history *history; /* the thread's, once it runs */
    size_t count;            /* the caller's, as the next two */
    bool running;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct waiting *first; /* under the lock, from here on */
    struct waiting *last;
    size_t waiting;
    bool ending;
    size_t failed;
    char *problem; /* of the first that failed; NULL once it was told */
};

struct history_writer *history_writer_new(struct history *history)
{
    struct history_writer *writer = allocate(1, sizeof *writer);
    writer->history = history;
    pthread_mutex_init(&writer->lock, NULL);
    pthread_cond_init(&writer->changed, NULL);
    return writer;
}

static void add(struct history_writer *writer, const struct report *report, int64_t exit_status)
{
    struct history_entry *entry = history_entry_of(report, exit_status);
    char *what = NULL;
    bool added = history_add(writer->history, entry, &what);
    pthread_mutex_lock(&writer->lock);
    if (!added && writer->failed++ == 0)
        writer->problem = text_format("%s: the report of %s is not stored: %s",
                                      history_shown(writer->history), entry->target, what);
    pthread_mutex_unlock(&writer->lock);
    free(what);
    history_entry_free(entry);
}

/* The next in the queue; NULL when there will be none. */
static struct waiting *take(struct history_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    while (writer->first == NULL && !writer->ending)
        pthread_cond_wait(&writer->changed, &writer->lock);
    struct waiting *taken = writer->first;
    if (taken != NULL) {
        writer->first = taken->next;
        writer->last = taken->next == NULL ? NULL : writer->last;
        writer->waiting--;
        pthread_cond_broadcast(&writer->changed);
    }
    pthread_mutex_unlock(&writer->lock);
    return taken;
}

static void *write_all(void *context)
{
    struct history_writer *writer = context;
    for (struct waiting *taken; (taken = take(writer)) != NULL;) {
        add(writer, &taken->report, taken->exit_status);
        shape_clear(&report_shape, &taken->report);
        free(taken);
    }
    return NULL;
}

/* Signals are for the thread that scans. */
static bool start(struct history_writer *writer)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&writer->thread, NULL, write_all, writer) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

/* Takes the report over. */
static void append(struct history_writer *writer, struct report *report, int64_t exit_status)
{
    struct waiting *waiting = allocate(1, sizeof *waiting);
    waiting->report = *report;
    memset(report, 0, sizeof *report);
    waiting->exit_status = exit_status;
    pthread_mutex_lock(&writer->lock);
    while (writer->waiting >= HISTORY_WAITING_MAX)
        pthread_cond_wait(&writer->changed, &writer->lock);
    writer->waiting++;
    if (writer->last == NULL)
        writer->first = waiting;
    else
        writer->last->next = waiting;
    writer->last = waiting;
    pthread_cond_broadcast(&writer->changed);
    pthread_mutex_unlock(&writer->lock);
}

void history_writer_take(struct history_writer *writer, struct report *report, int64_t exit_status)
{
    writer->count++;
    if (!writer->running)
        writer->running = start(writer);
    if (writer->running)
        append(writer, report, exit_status);
    else
        add(writer, report, exit_status);
}

void history_writer_add(struct history_writer *writer, const struct report *report, int64_t exit_status)
{
    struct report copy;
    shape_copy(&report_shape, &copy, report);
    history_writer_take(writer, &copy, exit_status);
    shape_clear(&report_shape, &copy);
}

char *history_writer_problem(struct history_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    char *problem = writer->problem;
    writer->problem = NULL;
    pthread_mutex_unlock(&writer->lock);
    return problem;
}

size_t history_writer_end(struct history_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    writer->ending = true;
    pthread_cond_broadcast(&writer->changed);
    pthread_mutex_unlock(&writer->lock);
    if (writer->running)
        pthread_join(writer->thread, NULL);
    writer->running = false;
    history_close(writer->history);
    writer->history = NULL;
    return writer->failed;
}

size_t history_writer_count(const struct history_writer *writer)
{
    return writer->count;
}

const struct history *history_writer_history(const struct history_writer *writer)
{
    return writer->history;
}

void history_writer_free(struct history_writer *writer)
{
    if (writer == NULL)
        return;
    pthread_cond_destroy(&writer->changed);
    pthread_mutex_destroy(&writer->lock);
    free(writer->problem);
    free(writer);
}
