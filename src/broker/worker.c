/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The loop between the broker (link.c) and the scans (scanner.c). */
#include "broker/worker.h"

#include "base/list.h"
#include "base/text.h"
#include "broker/clock.h"
#include "broker/held.h"
#include "broker/link.h"
#include "broker/queues.h"
#include "broker/report_line.h"
#include "broker/scanner.h"
#include "broker/stop_signal.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum {
    SCANNERS_MAX = 4,          /* runs at once */
    TURN_MS = 5000,            /* so often that is looked at */
    LINE_MAX_BYTES = 15 << 20, /* RabbitMQ 4 takes messages of 16 MiB */
    USAGE_STATUS = 2,          /* of a scan that could not begin */
    NO_PROGRAM_STATUS = 127
};

struct worker {
    const struct worker_options *options;
    struct worker_end *end;
    struct link *link;
    struct spawner *spawner;
    struct stop_signal stop;
    struct scanner scanners[SCANNERS_MAX];
    uint32_t started;
    struct held_targets held;
    size_t suspects; /* of those that are scanned */
    size_t free_places;
    bool connected;
    bool stopping;
};

/* `line` is freed. */
static void tell(struct worker *worker, char *line)
{
    worker->options->tell(worker->options->context, line);
    free(line);
}

/* --- what is held --- */

static void settle_all(struct worker *worker, struct held *held, bool done)
{
    for (size_t i = 0; i < held->delivery_count; i++)
        if (held->deliveries[i].connection != 0)
            link_settle(worker->link, &held->deliveries[i], done);
    held->delivery_count = 0;
}

static void end_scanning(struct worker *worker, const struct held *held)
{
    if (held->state == HELD_SCANNED)
        worker->suspects -= held->delivered_before > 0;
}

static void give_back(struct worker *worker, struct held *held)
{
    end_scanning(worker, held);
    settle_all(worker, held, false);
    held_remove(&worker->held, held);
}

static struct scanner *scanner_of(struct worker *worker, uint32_t number)
{
    for (size_t i = 0; i < SCANNERS_MAX; i++)
        if (worker->scanners[i].number == number && number != 0)
            return &worker->scanners[i];
    return NULL;
}

static struct scanner *scanner_for(struct worker *worker, const char *run, bool hosts)
{
    for (size_t i = 0; i < SCANNERS_MAX; i++) {
        struct scanner *scanner = &worker->scanners[i];
        if (scanner->number != 0 && strcmp(scanner->run, run) == 0 && scanner->hosts == hosts)
            return scanner;
    }
    return NULL;
}

/* --- beginning scans --- */

/* A target that was delivered before may be what ended that worker: with each time it is scanned among fewer
 * others, and in the end alone, so that they do not become dead letters with it. */
static size_t company_of(const struct worker *worker, const struct held *held)
{
    size_t company = held->delivered_before < 10 ? worker->options->places >> 3 * held->delivered_before : 0;
    return company > 0 ? company : 1;
}

static bool may_begin(const struct worker *worker, const struct held *held)
{
    const struct held_list *scanned = &worker->held.lists[HELD_SCANNED];
    size_t company = company_of(worker, held);
    for (const struct held *other = scanned->first; other != NULL && worker->suspects > 0;
         other = other->next)
        if (company_of(worker, other) < company)
            company = company_of(worker, other);
    return scanned->count < company;
}

/* A place for one more scan; NULL as long as all are taken. One that has nothing to do makes room. */
static struct scanner *free_scanner(struct worker *worker)
{
    struct scanner *idle = NULL;
    for (size_t i = 0; i < SCANNERS_MAX; i++) {
        struct scanner *scanner = &worker->scanners[i];
        if (scanner->number == 0)
            return scanner;
        if (scanner->scanning == 0 && (idle == NULL || scanner->idle_since_ms < idle->idle_since_ms))
            idle = scanner;
    }
    if (idle != NULL)
        scanner_close_input(idle);
    return NULL;
}

static struct scanner *scanner_to_use(struct worker *worker, const struct held *held)
{
    struct scanner *scanner = scanner_for(worker, held->run, held->is_host);
    if (scanner != NULL)
        return scanner->input >= 0 ? scanner : NULL; /* one that ends is waited for */
    scanner = free_scanner(worker);
    if (scanner == NULL)
        return NULL;
    if (!scanner_start(scanner, worker->spawner, ++worker->started, held->run, held->is_host)) {
        text_replace(&worker->end->error, text_format("no scan can be started: %s", strerror(errno)));
        return NULL;
    }
    return scanner;
}

static void begin_scans(struct worker *worker)
{
    struct held *held;
    while ((held = worker->held.lists[HELD_WAITING].first) != NULL && may_begin(worker, held)) {
        struct scanner *scanner = scanner_to_use(worker, held);
        if (scanner == NULL)
            return;
        held->scanner = scanner->number;
        worker->suspects += held->delivered_before > 0;
        held_move(&worker->held, held, HELD_SCANNED);
        scanner_give(scanner, held->word);
    }
}

/* --- lines --- */

static char *copy_of(struct line_part part)
{
    return text_copy_bytes(part.text != NULL ? part.text : "", part.length);
}

/* In place of a line that the broker would not take. */
static char *line_of_unfinished(const struct held *held, size_t *length)
{
    char *line = text_format("{\"run\":\"%s\",\"kind\":\"unfinished\",\"target\":{\"word\":\"%s\"},"
                             "\"reason\":\"the line is too long for the broker\"}",
                             held->run, held->word);
    *length = strlen(line);
    return line;
}

static void publish_target(struct worker *worker, struct scanner *scanner, const struct report_line *read,
                           const char *text, size_t length)
{
    char *word = copy_of(read->word);
    char *key = held_key(scanner->run, word, scanner->hosts);
    struct held *held = held_find(&worker->held, key);
    free(key);
    free(word);
    if (held == NULL || held->state != HELD_SCANNED || held->scanner != scanner->number)
        return;
    scanner->has_spoken = true;
    scanner->scanning--;
    scanner->idle_since_ms = clock_now_ms();
    if (line_part_is(read->ended, "interrupted")) {
        give_back(worker, held);
        return;
    }
    size_t new_length;
    char *line = length > LINE_MAX_BYTES ? line_of_unfinished(held, &new_length)
                                         : report_line_with_run(text, length, held->run, &new_length);
    end_scanning(worker, held);
    held_move(&worker->held, held, HELD_PUBLISHED);
    held->line = link_publish(worker->link, "line", held->run, line, new_length);
}

static void take_line(void *context, struct scanner *scanner, const char *text, size_t length)
{
    struct worker *worker = context;
    struct report_line read;
    if (!report_line_read(text, length, &read) || line_part_is(read.kind, "summary"))
        return;
    if (report_line_is_target(&read))
        publish_target(worker, scanner, &read, text, length);
    else if (length <= LINE_MAX_BYTES)
        link_publish(worker->link, "line", scanner->run, text_copy_bytes(text, length), length);
}

/* --- scans that end --- */

/* Once its output and its process have ended. */
static void conclude(struct worker *worker, struct scanner *scanner)
{
    size_t left = 0;
    struct held *next;
    for (struct held *held = worker->held.lists[HELD_SCANNED].first; held != NULL; held = next) {
        next = held->next;
        if (held->scanner != scanner->number)
            continue;
        left++;
        give_back(worker, held);
    }
    int status = WIFEXITED(scanner->status) ? WEXITSTATUS(scanner->status) : 0;
    if ((status == USAGE_STATUS || status == NO_PROGRAM_STATUS) && !scanner->has_spoken && left > 0)
        text_replace(&worker->end->error,
                     text_copy("the scan could not begin; its targets are in the queue again"));
    else if (left > 0 && WIFSIGNALED(scanner->status))
        tell(worker, text_format("a scan was ended by signal %d; %zu of its targets go back to the queue",
                                 WTERMSIG(scanner->status), left));
    else if (left > 0)
        tell(worker, text_format("a scan has ended early; %zu of its targets go back to the queue", left));
    scanner_free(scanner);
}

static void take_endings(struct worker *worker)
{
    uint32_t number;
    int status;
    while (spawner_ended(worker->spawner, &number, &status)) {
        struct scanner *scanner = scanner_of(worker, number);
        if (scanner == NULL)
            continue;
        scanner->is_gone = true;
        scanner->status = status;
        scanner_close_input(scanner);
    }
}

static void end_scanners(struct worker *worker)
{
    int64_t now = clock_now_ms();
    for (size_t i = 0; i < SCANNERS_MAX; i++) {
        struct scanner *scanner = &worker->scanners[i];
        if (scanner->number == 0)
            continue;
        bool is_over = scanner_is_over(scanner, worker->connected, now);
        if ((worker->stopping && scanner->words_length == 0) || is_over)
            scanner_close_input(scanner);
        if (scanner->output < 0 && scanner->is_gone)
            conclude(worker, scanner);
    }
}

/* --- the broker --- */

static void hold(struct worker *worker, struct link_event *event)
{
    bool is_host = strcmp(event->type, "host") == 0;
    char *key = held_key(event->run, event->text, is_host);
    struct held *held = held_find(&worker->held, key);
    struct scanner *scanner = scanner_for(worker, event->run, is_host);
    if (held == NULL && scanner != NULL && digest_set_has(&scanner->done, key)) {
        link_settle(worker->link, &event->delivery, true);
        free(key);
        return;
    }
    if (held == NULL) {
        held = held_add(&worker->held, key, text_copy(event->run), text_copy(event->text));
        held->is_host = is_host;
        held->delivered_before = event->delivered_before;
    } else {
        free(key);
    }
    struct link_delivery *delivery =
        list_append(&held->deliveries, &held->delivery_count, sizeof *held->deliveries);
    *delivery = event->delivery;
}

static void take_delivery(struct worker *worker, struct link_event *event)
{
    if (worker->stopping) {
        link_settle(worker->link, &event->delivery, false);
    } else if (!link_event_is_target(event)) {
        tell(worker,
             text_copy("a message in the queue is no target of \"mailsonde enqueue\"; it is dropped"));
        link_settle(worker->link, &event->delivery, true);
    } else {
        hold(worker, event);
    }
}

/* Confirmations come in the order of the lines. */
static void take_confirmation(struct worker *worker, uint64_t number)
{
    struct held *held;
    while ((held = worker->held.lists[HELD_PUBLISHED].first) != NULL && held->line <= number) {
        struct scanner *scanner = scanner_of(worker, held->scanner);
        if (scanner != NULL)
            digest_set_add(&scanner->done, held->key);
        worker->end->targets++;
        settle_all(worker, held, true);
        held_remove(&worker->held, held);
    }
}

/* The broker gives out again what was held: what waits here is not begun, the rest goes on. */
static void take_loss(struct worker *worker, const char *why)
{
    tell(worker, text_format("%s; trying again", why));
    worker->connected = false;
    for (int state = 0; state < HELD_STATES; state++)
        for (struct held *held = worker->held.lists[state].first; held != NULL; held = held->next)
            held->delivery_count = 0;
    while (worker->held.lists[HELD_WAITING].first != NULL)
        held_remove(&worker->held, worker->held.lists[HELD_WAITING].first);
}

static void stop(struct worker *worker)
{
    worker->stopping = true;
    link_stop_taking(worker->link);
    while (worker->held.lists[HELD_WAITING].first != NULL)
        give_back(worker, worker->held.lists[HELD_WAITING].first);
}

static void take_events(struct worker *worker)
{
    struct link_event event;
    do {
        link_next(worker->link, &event);
        switch (event.kind) {
        case LINK_NOTHING:
            break;
        case LINK_DELIVERY:
            take_delivery(worker, &event);
            break;
        case LINK_CONFIRMED:
            take_confirmation(worker, event.number);
            break;
        case LINK_LOST:
            take_loss(worker, event.text);
            break;
        case LINK_BACK:
            tell(worker, text_copy("the broker is connected again"));
            worker->connected = true;
            break;
        case LINK_REFUSED:
            text_replace(&worker->end->error, text_copy(event.text));
            break;
        case LINK_EMPTY:
            if (worker->options->until_empty && worker->held.count == 0 && !worker->stopping)
                stop(worker);
            break;
        }
        free(event.run);
        free(event.type);
        free(event.text);
    } while (event.kind != LINK_NOTHING);
}

/* --- the loop --- */

static void wait_for_something(struct worker *worker)
{
    struct pollfd waits[3 + 2 * SCANNERS_MAX];
    nfds_t count = 0;
    waits[count++] = (struct pollfd){.fd = worker->stop.descriptor, .events = POLLIN};
    waits[count++] = (struct pollfd){.fd = link_descriptor(worker->link), .events = POLLIN};
    waits[count++] = (struct pollfd){.fd = spawner_descriptor(worker->spawner), .events = POLLIN};
    for (size_t i = 0; i < SCANNERS_MAX; i++) {
        const struct scanner *scanner = &worker->scanners[i];
        if (scanner->number == 0)
            continue;
        waits[count++] = (struct pollfd){.fd = scanner->output, .events = POLLIN};
        if (scanner->words_length > 0)
            waits[count++] = (struct pollfd){.fd = scanner->input, .events = POLLOUT};
    }
    poll(waits, count, TURN_MS);
}

static bool scans(const struct worker *worker)
{
    for (size_t i = 0; i < SCANNERS_MAX; i++)
        if (worker->scanners[i].number != 0)
            return true;
    return false;
}

/* False when the second signal has come. */
static bool take_signals(struct worker *worker)
{
    int signal = stop_signal_take(&worker->stop);
    if (signal == 0)
        return true;
    if (worker->end->signal != 0)
        return false;
    worker->end->signal = signal;
    if (!worker->stopping)
        stop(worker);
    return true;
}

static void set_free_places(struct worker *worker)
{
    size_t places = worker->options->places;
    size_t count = worker->held.count < places ? places - worker->held.count : 0;
    if (count != worker->free_places)
        link_set_free_places(worker->link, count);
    worker->free_places = count;
}

static void work(struct worker *worker)
{
    while (worker->end->error == NULL && take_signals(worker)) {
        take_events(worker);
        for (size_t i = 0; i < SCANNERS_MAX; i++) {
            struct scanner *scanner = &worker->scanners[i];
            if (scanner->number != 0 && scanner->output >= 0)
                scanner_read(scanner, take_line, worker);
            if (scanner->number != 0)
                scanner_write(scanner);
        }
        take_endings(worker);
        end_scanners(worker);
        begin_scans(worker);
        set_free_places(worker);
        if (worker->stopping && worker->held.count == 0 && !scans(worker))
            break;
        wait_for_something(worker);
    }
}

static void release(struct worker *worker)
{
    spawner_free(worker->spawner);
    for (size_t i = 0; i < SCANNERS_MAX; i++)
        scanner_free(&worker->scanners[i]);
    link_free(worker->link);
    for (int state = 0; state < HELD_STATES; state++)
        while (worker->held.lists[state].first != NULL)
            held_remove(&worker->held, worker->held.lists[state].first);
}

bool worker_run(const struct worker_options *options, struct worker_end *end)
{
    struct worker worker = {.options = options, .end = end, .free_places = options->places};
    struct nodes nodes = {.urls = options->urls, .prepare = queues_declare};
    struct broker_failure failure;
    *end = (struct worker_end){0};
    struct broker_connection *connection = nodes_connect(&nodes, &failure);
    worker.connected = connection != NULL;
    if (failure.is_refusal)
        end->error = text_copy(failure.problem);
    else if ((worker.spawner = spawner_new(&options->programs)) == NULL)
        end->error = text_format("no process can be started: %s", strerror(errno));
    if (end->error != NULL) {
        free(failure.problem);
        broker_close(connection);
        return false;
    }
    options->ready(options->context);
    stop_signal_begin(&worker.stop);
    if (connection == NULL)
        tell(&worker, text_format("%s; trying again", failure.problem));
    free(failure.problem);
    worker.link = link_new(&nodes, connection, options->places);
    if (worker.link != NULL)
        work(&worker);
    else
        end->error = text_copy("no thread can be started");
    release(&worker);
    stop_signal_end(&worker.stop);
    return end->error == NULL;
}
