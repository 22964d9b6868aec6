/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From lists into queues. What the broker has not confirmed is kept, in a window of fixed size, and published
 * again on the next connection. */
#include "broker/enqueue.h"

#include "base/list.h"
#include "base/text.h"
#include "broker/connection.h"
#include "broker/nodes.h"
#include "broker/queues.h"
#include "broker/stop_signal.h"
#include "discover/target_source.h"
#include "facts/shapes.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of messages that are not confirmed, and of targets whose keys are found side by side. */
enum { WINDOW = 1000, BATCH = 1000 };

/* A message that is not confirmed. */
struct pending {
    char *body; /* NULL once it is */
    const char *type;
    bool is_target;
    struct queue_name queue;
    uint64_t tag;
};

/* A target that was read and is not published. */
struct unsent {
    char *word;
    const char *type;
    char *key; /* NULL: the word */
};

struct enqueue {
    const struct enqueue_options *options;
    struct enqueue_end *end;
    struct nodes nodes;
    struct broker_connection *connection;
    struct target_source *source;
    struct stop_signal stop;
    struct pending window[WINDOW]; /* a ring */
    size_t first;
    size_t count;
    struct unsent batch[BATCH];
    size_t unsent_at;
    size_t unsent_count;
    bool read_all;
    bool ended; /* the end of the list is in the window, or was */
    bool waits; /* for the source */
};

static struct pending *pending_at(struct enqueue *enqueue, size_t index)
{
    return &enqueue->window[(enqueue->first + index) % WINDOW];
}

/* --- publishing --- */

static bool publish(struct enqueue *enqueue, struct pending *pending)
{
    struct broker_message message = {.type = pending->type,
                                     .run = enqueue->options->run,
                                     .body = pending->body,
                                     .length = strlen(pending->body)};
    return broker_publish(enqueue->connection, pending->queue.text, &message, &pending->tag);
}

/* `body` is the window's from here on. */
static void add(struct enqueue *enqueue, const struct pending *message)
{
    struct pending *pending = pending_at(enqueue, enqueue->count++);
    *pending = *message;
    publish(enqueue, pending);
}

/* One spelling for each target, so that it is known again. */
static char *word_of(const struct target *target)
{
    if (target->port == 0)
        return text_copy(target->name);
    bool v6 = strchr(target->name, ':') != NULL;
    return text_format("%s%s%s:%d", v6 ? "[" : "", target->name, v6 ? "]" : "", (int)target->port);
}

static void add_end(struct enqueue *enqueue)
{
    struct pending end = {.type = "enqueued"};
    enqueue->ended = true;
    end.body = text_format("{\"kind\":\"enqueued\",\"run\":\"%s\",\"targets\":%zu}", enqueue->options->run,
                           enqueue->end->targets);
    snprintf(end.queue.text, sizeof end.queue.text, "%s", results_queue);
    add(enqueue, &end);
}

static void add_next(struct enqueue *enqueue)
{
    struct unsent *unsent = &enqueue->batch[enqueue->unsent_at++];
    size_t queue = work_queue_of(unsent->key != NULL ? unsent->key : unsent->word);
    add(enqueue,
        &(struct pending){
            .body = unsent->word, .type = unsent->type, .is_target = true, .queue = work_queue(queue)});
    free(unsent->key);
    *unsent = (struct unsent){0};
}

static void read_source(struct enqueue *enqueue)
{
    struct target target;
    struct input_error error;
    switch (target_source_next(enqueue->source, &target, &error)) {
    case TARGET_READ: {
        bool is_bare_host = target.kind == TARGET_HOST && target.port == 0;
        enqueue->end->targets++;
        enqueue->batch[enqueue->unsent_count++] =
            (struct unsent){.word = word_of(&target), .type = is_bare_host ? "host" : "target"};
        shape_clear(&target_shape, &target);
        break;
    }
    case TARGET_BAD:
        enqueue->options->input_error(enqueue->options->context, &error);
        shape_clear(&input_error_shape, &error);
        break;
    case TARGET_WAIT:
        enqueue->waits = true;
        break;
    case TARGET_END:
        enqueue->read_all = true;
        break;
    }
}

static void find_keys(struct enqueue *enqueue)
{
    const char *words[BATCH] = {NULL};
    char *keys[BATCH] = {NULL};
    size_t count = enqueue->unsent_count;
    for (size_t i = 0; i < count; i++)
        words[i] = enqueue->batch[i].word;
    enqueue->options->find_keys(enqueue->options->context, words, count, keys);
    for (size_t i = 0; i < count; i++)
        enqueue->batch[i].key = keys[i];
}

/* Reads as many targets as there are now; where nobody has to find keys, one is enough. */
static void read_batch(struct enqueue *enqueue)
{
    size_t most = enqueue->options->find_keys != NULL ? BATCH : 1;
    enqueue->unsent_at = enqueue->unsent_count = 0;
    while (enqueue->unsent_count < most && !enqueue->read_all && !enqueue->waits)
        read_source(enqueue);
    if (enqueue->options->find_keys != NULL && enqueue->unsent_count > 0)
        find_keys(enqueue);
}

static bool can_add(const struct enqueue *enqueue)
{
    bool has_more = enqueue->unsent_at < enqueue->unsent_count || !enqueue->waits;
    return enqueue->count < WINDOW && !enqueue->ended && has_more;
}

/* Puts one more message into the window, if there is any. */
static void add_one(struct enqueue *enqueue)
{
    if (enqueue->unsent_at == enqueue->unsent_count && !enqueue->read_all)
        read_batch(enqueue);
    if (enqueue->unsent_at < enqueue->unsent_count)
        add_next(enqueue);
    else if (enqueue->read_all)
        add_end(enqueue);
}

/* --- what the broker says --- */

static void confirm(struct enqueue *enqueue, const struct broker_event *event)
{
    for (size_t i = 0; i < enqueue->count; i++) {
        struct pending *pending = pending_at(enqueue, i);
        if (pending->tag == event->tag || (event->multiple && pending->tag < event->tag))
            text_replace(&pending->body, NULL);
        if (pending->tag >= event->tag)
            break;
    }
    while (enqueue->count > 0 && pending_at(enqueue, 0)->body == NULL) {
        enqueue->first = (enqueue->first + 1) % WINDOW;
        enqueue->count--;
    }
}

/* Connects again, as long as that takes; false at a signal. */
static bool connect_again(struct enqueue *enqueue)
{
    const struct enqueue_options *options = enqueue->options;
    struct broker_failure failure = {0};
    char *problem = text_copy(broker_problem(enqueue->connection));
    broker_close(enqueue->connection);
    enqueue->connection = NULL;
    while (enqueue->connection == NULL) {
        char *line = text_format("%s; trying again", problem);
        options->tell(options->context, line);
        free(line);
        text_replace(&problem, NULL);
        if (stop_signal_wait(&enqueue->stop, -1, nodes_pause_ms(&enqueue->nodes)))
            return false;
        enqueue->connection = nodes_try(&enqueue->nodes, &failure);
        problem = failure.problem;
    }
    bool published = true;
    for (size_t i = 0; i < enqueue->count && published; i++)
        if (pending_at(enqueue, i)->body != NULL)
            published = publish(enqueue, pending_at(enqueue, i));
    return true;
}

/* Handles what has come; false at a signal. */
static bool listen(struct enqueue *enqueue)
{
    struct broker_event event;
    for (;;) {
        broker_next(enqueue->connection, 0, &event);
        if (event.kind == BROKER_NOTHING)
            return true;
        if (event.kind == BROKER_CONFIRMED)
            confirm(enqueue, &event);
        if ((event.kind == BROKER_LOST || event.kind == BROKER_REFUSED) && !connect_again(enqueue))
            return false;
    }
}

/* Until the broker, the source or a signal has something. */
static void wait_for_more(struct enqueue *enqueue)
{
    struct pollfd waits[] = {
        {.fd = broker_descriptor(enqueue->connection), .events = POLLIN},
        {.fd = enqueue->stop.descriptor, .events = POLLIN},
        {.fd = enqueue->waits ? target_source_descriptor(enqueue->source) : -1, .events = POLLIN},
    };
    poll(waits, sizeof waits / sizeof waits[0], broker_pause_ms(enqueue->connection));
    enqueue->waits = false;
}

static void publish_all(struct enqueue *enqueue)
{
    while (!enqueue->ended || enqueue->count > 0) {
        enqueue->end->signal = stop_signal_take(&enqueue->stop);
        if (enqueue->end->signal != 0 || !listen(enqueue))
            break;
        if (can_add(enqueue))
            add_one(enqueue);
        else
            wait_for_more(enqueue);
    }
    if (enqueue->end->signal == 0)
        enqueue->end->signal = stop_signal_take(&enqueue->stop);
    for (size_t i = 0; i < enqueue->count; i++) {
        enqueue->end->targets -= pending_at(enqueue, i)->body != NULL && pending_at(enqueue, i)->is_target;
        free(pending_at(enqueue, i)->body);
    }
    for (size_t i = enqueue->unsent_at; i < enqueue->unsent_count; i++) {
        enqueue->end->targets--;
        free(enqueue->batch[i].word);
        free(enqueue->batch[i].key);
    }
}

bool enqueue_run(const struct enqueue_options *options, struct enqueue_end *end)
{
    struct enqueue *enqueue = allocate(1, sizeof *enqueue);
    *end = (struct enqueue_end){0};
    enqueue->options = options;
    enqueue->end = end;
    enqueue->nodes = (struct nodes){.urls = options->urls, .prepare = queues_declare};
    struct broker_failure failure;
    enqueue->connection = nodes_connect(&enqueue->nodes, &failure);
    end->error = failure.problem;
    bool complete = enqueue->connection != NULL;
    if (complete) {
        options->ready(options->context);
        stop_signal_begin(&enqueue->stop);
        enqueue->source = target_source_new(options->words, options->word_count, options->words_are_hosts);
        publish_all(enqueue);
        complete = enqueue->ended && end->signal == 0;
        target_source_free(enqueue->source);
        stop_signal_end(&enqueue->stop);
    }
    broker_close(enqueue->connection);
    free(enqueue);
    return complete;
}
