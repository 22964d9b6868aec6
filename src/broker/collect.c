/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the queues of results and of dead letters into a file.
 *
 * When all is collected: a target is in a work queue, or a worker holds it, whose consumer the broker then
 * counts; or its results are in the queue of results, which the broker confirmed before the worker let go; or
 * it is a dead letter. So when the end of a list has come, and no work queue has a message or a consumer, and
 * then no result and no dead letter is left, nothing is under way. The ends of the lists are acknowledged
 * last of all: whoever goes on after a crash gets them again. */
#include "broker/collect.h"

#include "config.h"

#include "base/list.h"
#include "base/text.h"
#include "broker/clock.h"
#include "broker/collected_file.h"
#include "broker/connection.h"
#include "broker/digest_set.h"
#include "broker/nodes.h"
#include "broker/queues.h"
#include "broker/report_line.h"
#include "broker/stop_signal.h"
#include "facts/report.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    AHEAD = 2000,      /* messages that are not acknowledged */
    BATCH = AHEAD / 2, /* of them are settled together; or so many bytes, or what came in so long */
    BATCH_BYTES = 4 << 20,
    BATCH_MS = 500,
    LOOK_MS = 1000, /* between two looks whether all is collected */
    LOOKS = 2,      /* that have to agree: a dead letter is on its way between two queues for a moment */
    TELL_MS = 60 * 1000
};

struct tags {
    uint64_t *items;
    size_t count;
};

struct collect {
    const struct collect_options *options;
    struct collect_end *end;
    struct nodes nodes;
    struct broker_connection *connection; /* NULL: none yet */
    bool was_connected;
    struct collected_file *file;
    struct stop_signal stop;
    struct digest_set known;     /* targets and parts that are in the file, or in its memory */
    struct text_list unfinished; /* keys of targets with a line that says so */
    struct tags batch;           /* messages whose lines are not settled */
    struct tags ends;            /* of lists, not acknowledged before the last */
    int64_t batch_began_ms;
    int64_t looked_ms;
    int64_t told_ms;
    int looks; /* that found nothing under way, one after the other */
};

/* `line` is freed. */
static void tell(struct collect *collect, char *line)
{
    collect->options->tell(collect->options->context, line);
    free(line);
}

static void append_tag(struct tags *tags, uint64_t tag)
{
    uint64_t *item = list_append(&tags->items, &tags->count, sizeof *item);
    *item = tag;
}

static void forget_tags(struct tags *tags)
{
    free(tags->items);
    *tags = (struct tags){0};
}

/* --- what is known --- */

static char *target_key(const char *run, size_t run_length, struct line_part word, bool is_host)
{
    return text_format("target %.*s %s%.*s", (int)run_length, run, is_host ? "host " : "", (int)word.length,
                       word.text != NULL ? word.text : "");
}

/* As enqueue tells hosts that could be domains from the rest. */
static bool is_bare_host(const struct report_line *read)
{
    return line_part_is(read->target_kind, "host") && memchr(read->word.text, ':', read->word.length) == NULL;
}

/* What a line is known by; the caller frees. A part without an id is known by all of it. */
static char *key_of(const struct report_line *read, const char *text, size_t length)
{
    bool is_unfinished = line_part_is(read->kind, "unfinished");
    if ((report_line_is_target(read) || is_unfinished) && read->word.text != NULL) {
        char *key = target_key(read->run.text != NULL ? read->run.text : "", read->run.length, read->word,
                               is_bare_host(read));
        if (is_unfinished)
            text_replace(&key, text_format("unfinished %s", key));
        return key;
    }
    struct line_part name = read->id.text != NULL ? read->id : (struct line_part){text, length};
    return text_format("part %.*s %.*s", (int)read->kind.length, read->kind.text, (int)name.length,
                       name.text);
}

/* Whether a line is new, which it is no more. */
static bool note(struct collect *collect, const struct report_line *read, const char *text, size_t length)
{
    static const char unfinished[] = "unfinished ";
    char *key = key_of(read, text, length);
    bool fresh = digest_set_add(&collect->known, key);
    if (fresh && report_line_is_target(read))
        collect->end->targets++;
    else if (fresh && strncmp(key, unfinished, sizeof unfinished - 1) == 0)
        text_list_append(&collect->unfinished, key + sizeof unfinished - 1);
    free(key);
    return fresh;
}

static bool note_earlier(void *context, const char *text, size_t length)
{
    struct report_line read;
    if (!report_line_read(text, length, &read) || read.kind.text == NULL)
        return false;
    note(context, &read, text, length);
    return true;
}

/* --- messages --- */

static void add_line(struct collect *collect, const char *text, size_t length)
{
    struct report_line read;
    if (!report_line_read(text, length, &read) || read.kind.text == NULL)
        tell(collect, text_copy("a message among the results is no line of a report; it is dropped"));
    else if (note(collect, &read, text, length))
        collected_file_add(collect->file, text, length);
}

static void add_dead_letter(struct collect *collect, const struct broker_event *event)
{
    char *word = text_from_wire(event->message.body != NULL ? event->message.body : "", event->message.length,
                                event->message.length);
    bool is_host = strcmp(event->message.type, "host") == 0;
    struct line_part part = {.text = word, .length = strlen(word)};
    char *key = target_key(event->message.run, strlen(event->message.run), part, is_host);
    if (!digest_set_has(&collect->known, key)) {
        char *line =
            text_format("{\"run\":\"%s\",\"kind\":\"unfinished\",\"target\":{\"word\":\"%s\"%s},"
                        "\"reason\":\"delivered %d times, and each worker that had it ended\"}",
                        event->message.run, word, is_host ? ",\"kind\":\"host\"" : "", DELIVERIES_MAX + 1);
        add_line(collect, line, strlen(line));
        free(line);
    }
    free(key);
    free(word);
}

static void add_end(struct collect *collect, const struct broker_event *event)
{
    char *text = text_copy_bytes(event->message.body, event->message.length);
    const char *count = strstr(text, "\"targets\":");
    collect->end->enqueued += count != NULL ? strtoull(count + sizeof "\"targets\":" - 1, NULL, 10) : 0;
    free(text);
    append_tag(&collect->ends, event->tag);
}

static void take_delivery(struct collect *collect, const struct broker_event *event)
{
    collect->looks = 0;
    if (strcmp(event->consumer, results_queue) != 0 && strcmp(event->consumer, dead_queue) != 0) {
        broker_give_back(collect->connection, event->tag); /* it came of looking: work_queue_is_idle() */
        return;
    }
    if (strcmp(event->message.type, "enqueued") == 0 && event->message.body != NULL) {
        add_end(collect, event);
        return;
    }
    if (collect->batch.count == 0)
        collect->batch_began_ms = clock_now_ms();
    append_tag(&collect->batch, event->tag);
    if (strcmp(event->consumer, dead_queue) == 0)
        add_dead_letter(collect, event);
    else
        add_line(collect, event->message.body, event->message.length);
}

/* --- settling --- */

/* A connection that fails here is noticed by the next broker_next(). */
static void acknowledge(struct collect *collect, struct tags *tags)
{
    for (size_t i = 0; i < tags->count; i++)
        broker_acknowledge(collect->connection, tags->items[i]);
    forget_tags(tags);
}

/* False when the file cannot be written. */
static bool settle(struct collect *collect)
{
    if (!collected_file_settle(collect->file, &collect->end->error))
        return false;
    acknowledge(collect, &collect->batch);
    return true;
}

static bool is_due(const struct collect *collect)
{
    return collect->batch.count >= BATCH || collected_file_waiting(collect->file) >= BATCH_BYTES
           || (collect->batch.count > 0 && clock_now_ms() - collect->batch_began_ms >= BATCH_MS);
}

/* --- the connection --- */

static bool begin_consumers(struct broker_connection *connection)
{
    return queues_declare(connection) && broker_consume(connection, results_queue, results_queue, AHEAD, true)
           && broker_consume(connection, dead_queue, dead_queue, AHEAD, true);
}

/* Tries until it is connected; false at a signal, or when the first broker that answers refuses us. `problem`
 * is freed. */
static bool keep_connecting(struct collect *collect, char *problem)
{
    struct broker_failure failure = {.problem = problem};
    while (collect->connection == NULL) {
        tell(collect, text_format("%s; trying again", failure.problem));
        text_replace(&failure.problem, NULL);
        if (stop_signal_wait(&collect->stop, -1, nodes_pause_ms(&collect->nodes)))
            return false;
        collect->connection = nodes_try(&collect->nodes, &failure);
        if (failure.is_refusal && !collect->was_connected) {
            collect->end->error = failure.problem;
            return false;
        }
    }
    collect->was_connected = true;
    return true;
}

/* As long as that takes; false at a signal. What was not acknowledged comes again. */
static bool connect_again(struct collect *collect)
{
    char *problem = text_copy(broker_problem(collect->connection));
    broker_close(collect->connection);
    collect->connection = NULL;
    forget_tags(&collect->batch);
    forget_tags(&collect->ends);
    collect->end->enqueued = 0;
    collect->looks = 0;
    return keep_connecting(collect, problem);
}

/* --- the end --- */

/* Whether a queue that is consumed here has no message. Where the broker does not know our consumer it does
 * not know the messages, either (see work_queue_is_idle()). */
static bool is_drained(struct collect *collect, const char *queue)
{
    size_t messages, consumers;
    return broker_count(collect->connection, queue, &messages, &consumers) && messages == 0 && consumers == 1;
}

/* Whether nothing is under way, as far as one look shows; false also when the connection is lost. */
static bool finds_nothing(struct collect *collect)
{
    size_t messages, consumers;
    bool idle = true;
    for (size_t i = 0; i < WORK_QUEUES; i++)
        if (!broker_count(collect->connection, work_queue(i).text, &messages, &consumers) || messages > 0
            || consumers > 0)
            return false;
    for (size_t i = 0; i < WORK_QUEUES && idle; i++)
        if (!work_queue_is_idle(collect->connection, i, &idle))
            return false;
    return idle && is_drained(collect, results_queue) && is_drained(collect, dead_queue);
}

static bool is_complete(struct collect *collect)
{
    if (collect->options->follow || collect->ends.count == 0 || collect->batch.count > 0
        || clock_now_ms() - collect->looked_ms < LOOK_MS)
        return false;
    collect->looked_ms = clock_now_ms();
    collect->looks = finds_nothing(collect) ? collect->looks + 1 : 0;
    return collect->looks > LOOKS;
}

static size_t count_unfinished(struct collect *collect)
{
    size_t count = 0;
    for (size_t i = 0; i < collect->unfinished.count; i++)
        count += !digest_set_has(&collect->known, collect->unfinished.items[i]);
    return count;
}

/* The words of targets that could not be scanned, as a list of JSON; the caller frees. */
static char *unfinished_words(struct collect *collect)
{
    char *words = text_copy("");
    for (size_t i = 0; i < collect->unfinished.count; i++) {
        const char *key = collect->unfinished.items[i];
        if (digest_set_has(&collect->known, key))
            continue;
        text_replace(&words,
                     text_format("%s%s\"%s\"", words, words[0] != '\0' ? "," : "", strrchr(key, ' ') + 1));
    }
    return words;
}

/* As a scan has it, with what is known of a whole fleet. */
static void add_summary(struct collect *collect)
{
    char *now = text_time(time(NULL));
    char *unfinished = unfinished_words(collect);
    char *line = text_format("{\"kind\":\"summary\",\"complete\":%s,\"unfinished\":[%s],\"reports\":%zu,"
                             "\"schema_version\":%d,\"mailsonde_version\":\"%s\",\"started_at\":\"%s\"}",
                             unfinished[0] == '\0' ? "true" : "false", unfinished, collect->end->targets,
                             REPORT_SCHEMA_VERSION, PACKAGE_VERSION, now);
    collected_file_add(collect->file, line, strlen(line));
    free(line);
    free(unfinished);
    free(now);
}

static void finish(struct collect *collect)
{
    add_summary(collect);
    if (settle(collect))
        acknowledge(collect, &collect->ends);
}

/* --- the loop --- */

/* The next event; false when it is over. */
static bool take_event(struct collect *collect)
{
    struct broker_event event;
    broker_next(collect->connection, 0, &event);
    switch (event.kind) {
    case BROKER_NOTHING: {
        struct pollfd waits[] = {{.fd = broker_descriptor(collect->connection), .events = POLLIN},
                                 {.fd = collect->stop.descriptor, .events = POLLIN}};
        int pause_ms = broker_pause_ms(collect->connection);
        poll(waits, 2, pause_ms < BATCH_MS ? pause_ms : BATCH_MS);
        break;
    }
    case BROKER_DELIVERY:
        take_delivery(collect, &event);
        break;
    case BROKER_CONFIRMED:
    case BROKER_REFUSED:
        break;
    case BROKER_CANCELLED:
    case BROKER_LOST:
        return connect_again(collect);
    }
    return true;
}

static void tell_progress(struct collect *collect)
{
    int64_t now = clock_now_ms();
    if (now - collect->told_ms < TELL_MS)
        return;
    if (collect->told_ms > 0)
        tell(collect, text_format("%zu targets are collected", collect->end->targets));
    collect->told_ms = now;
}

static void collect_all(struct collect *collect)
{
    while (collect->end->error == NULL && collect->connection != NULL) {
        collect->end->signal = stop_signal_take(&collect->stop);
        if (collect->end->signal != 0 || !take_event(collect))
            break;
        if (is_due(collect) && !settle(collect))
            break;
        if (is_complete(collect)) {
            finish(collect);
            break;
        }
        tell_progress(collect);
    }
    if (collect->end->signal == 0)
        collect->end->signal = stop_signal_take(&collect->stop);
    if (collect->end->signal != 0 && collect->end->error == NULL && collect->connection != NULL)
        settle(collect);
    collect->end->unfinished = count_unfinished(collect);
}

static void work(struct collect *collect)
{
    struct broker_failure failure;
    collect->nodes = (struct nodes){.urls = collect->options->urls, .prepare = begin_consumers};
    collect->connection = nodes_connect(&collect->nodes, &failure);
    collect->was_connected = collect->connection != NULL;
    if (failure.is_refusal) {
        collect->end->error = failure.problem;
        return;
    }
    collect->options->ready(collect->options->context);
    stop_signal_begin(&collect->stop);
    if (collect->connection == NULL)
        keep_connecting(collect, failure.problem);
    collect_all(collect);
    stop_signal_end(&collect->stop);
}

bool collect_run(const struct collect_options *options, struct collect_end *end)
{
    struct collect collect = {.options = options, .end = end};
    *end = (struct collect_end){0};
    collect.file = collected_file_open(options->path, note_earlier, &collect, &end->error);
    if (collect.file != NULL)
        work(&collect);
    broker_close(collect.connection);
    collected_file_close(collect.file);
    digest_set_free(&collect.known);
    text_list_free(&collect.unfinished);
    forget_tags(&collect.batch);
    forget_tags(&collect.ends);
    return end->error == NULL;
}
