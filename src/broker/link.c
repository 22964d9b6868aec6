/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The thread, and the two queues between it and the worker: `commands` one way, `events` the other. */
#include "broker/link.h"

#include "base/list.h"
#include "broker/clock.h"
#include "broker/queues.h"
#include "broker/taking.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <unistd.h>

/* A queue that has delivered nothing for so long is looked at again; and when all are empty, so often. */
enum { DRY_MS = 200, LOOK_FIRST_MS = 200, LOOK_MAX_MS = 2000, EMPTY_LOOKS = 2 };

/* A line that is to be published, or was and is not confirmed. */
struct line {
    uint64_t number;
    uint64_t tag; /* 0: not on this connection */
    bool confirmed;
    const char *type;
    char *run;
    char *body;
    size_t length;
    struct line *next;
};

struct event_item {
    struct link_event event;
    struct event_item *next;
};

struct settled {
    struct link_delivery delivery;
    bool done;
};

struct link {
    size_t places;
    pthread_t thread;
    int wake_thread; /* eventfd(2), as the next one */
    int wake_worker;
    uint64_t published; /* the worker's */

    pthread_mutex_t lock; /* of what follows */
    struct line *new_first;
    struct line *new_last;
    struct settled *settled;
    size_t settled_count;
    size_t free_places;
    bool stopping; /* takes no more targets */
    bool ending;
    struct event_item *event_first;
    struct event_item *event_last;

    struct nodes nodes; /* the thread's, as what follows */
    struct broker_connection *connection;
    uint64_t connections;
    struct line *first; /* in the order of their numbers */
    struct line *last;
    struct taking taking;
    size_t places_now;
    bool takes;
    int64_t next_look_ms;
    int look_pause_ms;
    int empty_looks; /* one after the other, without a delivery */
    int64_t next_try_ms;
};

bool link_event_is_target(const struct link_event *event)
{
    enum { WORD_MAX_BYTES = 1024, NAME_MAX_BYTES = 100 };
    bool good = (strcmp(event->type, "target") == 0 || strcmp(event->type, "host") == 0)
                && event->run[0] != '\0' && strlen(event->run) <= NAME_MAX_BYTES && event->text[0] != '\0'
                && strlen(event->text) <= WORD_MAX_BYTES;
    for (const unsigned char *c = (const unsigned char *)event->text; *c != '\0'; c++)
        good = good && *c > 0x20 && *c != 0x7f && *c != '"' && *c != '\\';
    for (const unsigned char *c = (const unsigned char *)event->run; *c != '\0'; c++)
        good = good && *c > 0x20 && *c < 0x7f && *c != '"' && *c != '\\';
    return good;
}

static void wake(int descriptor)
{
    const uint64_t one = 1;
    while (write(descriptor, &one, sizeof one) < 0)
        return; /* it is full, and so awake */
}

static void sleep_on(int descriptor)
{
    uint64_t count;
    while (read(descriptor, &count, sizeof count) > 0)
        continue;
}

/* --- the thread: events --- */

/* The texts are the receiver's from here on. */
static void post(struct link *link, struct link_event event)
{
    struct event_item *item = allocate(1, sizeof *item);
    item->event = event;
    pthread_mutex_lock(&link->lock);
    if (link->event_last != NULL)
        link->event_last->next = item;
    else
        link->event_first = item;
    link->event_last = item;
    pthread_mutex_unlock(&link->lock);
    wake(link->wake_worker);
}

static void free_line(struct line *line)
{
    free(line->run);
    free(line->body);
    free(line);
}

/* --- the thread: the connection --- */

static bool publish(struct link *link, struct line *line)
{
    const struct broker_message message = {
        .type = line->type, .run = line->run, .body = line->body, .length = line->length};
    return broker_publish(link->connection, results_queue, &message, &line->tag);
}

static void lose(struct link *link)
{
    link->next_try_ms = clock_now_ms() + nodes_pause_ms(&link->nodes);
    post(link, (struct link_event){.kind = LINK_LOST, .text = text_copy(broker_problem(link->connection))});
    broker_close(link->connection);
    link->connection = NULL;
    link->taking = (struct taking){.first_queue = link->taking.first_queue};
    link->empty_looks = 0;
    for (struct line *line = link->first; line != NULL; line = line->next)
        line->tag = 0;
}

static void connect_again(struct link *link)
{
    struct broker_failure failure;
    link->connection = nodes_try(&link->nodes, &failure);
    if (link->connection == NULL) {
        link->next_try_ms = clock_now_ms() + nodes_pause_ms(&link->nodes);
        if (failure.is_refusal && link->connections == 0)
            post(link, (struct link_event){.kind = LINK_REFUSED, .text = failure.problem});
        else
            free(failure.problem);
        return;
    }
    link->connections++;
    link->next_look_ms = 0;
    post(link, (struct link_event){.kind = LINK_BACK});
    bool published = true;
    for (struct line *line = link->first; line != NULL && published; line = line->next)
        if (!line->confirmed)
            published = publish(link, line);
}

static void take_confirmation(struct link *link, const struct broker_event *event)
{
    for (struct line *line = link->first; line != NULL; line = line->next) {
        if (line->tag != 0 && (line->tag == event->tag || (event->multiple && line->tag < event->tag)))
            line->confirmed = true;
        if (line->tag >= event->tag)
            break;
    }
    uint64_t number = 0;
    while (link->first != NULL && link->first->confirmed) {
        struct line *line = link->first;
        number = line->number;
        link->first = line->next;
        if (link->first == NULL)
            link->last = NULL;
        free_line(line);
    }
    if (number > 0)
        post(link, (struct link_event){.kind = LINK_CONFIRMED, .number = number});
}

static void take_delivery(struct link *link, const struct broker_event *event)
{
    size_t queue = taking_queue_of(event->consumer);
    link->taking.queues[queue].held++;
    link->next_look_ms = clock_now_ms() + DRY_MS;
    link->look_pause_ms = 0;
    link->empty_looks = 0;
    post(link,
         (struct link_event){.kind = LINK_DELIVERY,
                             .delivery = {.connection = link->connections, .tag = event->tag, .queue = queue},
                             .delivered_before = event->delivered_before,
                             .run = text_copy(event->message.run),
                             .type = text_copy(event->message.type),
                             .text = text_copy_bytes(event->message.body != NULL ? event->message.body : "",
                                                     event->message.length)});
}

/* Handles what the broker has sent. */
static void listen(struct link *link)
{
    struct broker_event event;
    while (link->connection != NULL) {
        broker_next(link->connection, 0, &event);
        switch (event.kind) {
        case BROKER_NOTHING:
            return;
        case BROKER_DELIVERY:
            take_delivery(link, &event);
            break;
        case BROKER_CONFIRMED:
            take_confirmation(link, &event);
            break;
        case BROKER_REFUSED:
        case BROKER_CANCELLED:
        case BROKER_LOST:
            lose(link);
            return;
        }
    }
}

/* --- the thread: which queue --- */

static bool look(struct link *link)
{
    enum taking_result result = taking_look(&link->taking, link->connection, link->places);
    link->empty_looks = result == TAKING_EMPTY ? link->empty_looks + 1 : 0;
    if (link->empty_looks == EMPTY_LOOKS)
        post(link, (struct link_event){.kind = LINK_EMPTY});
    int pause_ms = link->look_pause_ms == 0 ? LOOK_FIRST_MS : link->look_pause_ms * 2;
    link->look_pause_ms = result == TAKING_MORE ? 0 : pause_ms < LOOK_MAX_MS ? pause_ms : LOOK_MAX_MS;
    return result != TAKING_LOST;
}

static void take_targets(struct link *link)
{
    int64_t now = clock_now_ms();
    if (link->connection == NULL || now < link->next_look_ms)
        return;
    bool works =
        !link->takes ? taking_end(&link->taking, link->connection) : link->places_now == 0 || look(link);
    link->next_look_ms = now + (link->look_pause_ms > 0 ? link->look_pause_ms : DRY_MS);
    if (!works)
        lose(link);
}

/* --- the thread: what the worker wants --- */

static void settle(struct link *link, const struct settled *settled)
{
    const struct link_delivery *delivery = &settled->delivery;
    if (link->connection == NULL || delivery->connection != link->connections)
        return;
    link->taking.queues[delivery->queue].held--;
    /* A connection that fails here is noticed by listen(). */
    if (settled->done)
        broker_acknowledge(link->connection, delivery->tag);
    else
        broker_give_back(link->connection, delivery->tag);
}

/* False at the end. */
static bool obey(struct link *link)
{
    pthread_mutex_lock(&link->lock);
    struct line *lines = link->new_first;
    struct line *last = link->new_last;
    struct settled *settled = link->settled;
    size_t count = link->settled_count;
    bool going_on = !link->ending;
    link->new_first = link->new_last = NULL;
    link->settled = NULL;
    link->settled_count = 0;
    link->places_now = link->free_places;
    if (link->takes && link->stopping)
        link->next_look_ms = 0;
    link->takes = !link->stopping;
    pthread_mutex_unlock(&link->lock);
    if (lines != NULL) {
        if (link->last != NULL)
            link->last->next = lines;
        else
            link->first = lines;
        link->last = last;
    }
    bool published = link->connection != NULL;
    for (struct line *line = lines; line != NULL && published; line = line->next)
        published = publish(link, line);
    for (size_t i = 0; i < count; i++)
        settle(link, &settled[i]);
    free(settled);
    return going_on;
}

static int pause_ms(const struct link *link)
{
    int64_t now = clock_now_ms();
    int64_t next = link->connection == NULL ? link->next_try_ms : now + broker_pause_ms(link->connection);
    bool looks = link->connection != NULL && link->takes && link->places_now > 0;
    if (looks && link->next_look_ms < next)
        next = link->next_look_ms;
    return next > now ? (int)(next - now) : 0;
}

static void *serve(void *argument)
{
    struct link *link = argument;
    while (obey(link)) {
        if (link->connection == NULL && clock_now_ms() >= link->next_try_ms)
            connect_again(link);
        listen(link);
        take_targets(link);
        listen(link); /* what came while the broker was asked something */
        struct pollfd waits[] = {
            {.fd = link->wake_thread, .events = POLLIN},
            {.fd = link->connection != NULL ? broker_descriptor(link->connection) : -1, .events = POLLIN}};
        poll(waits, 2, pause_ms(link));
        sleep_on(link->wake_thread);
    }
    return NULL;
}

/* --- the worker --- */

struct link *link_new(const struct nodes *nodes, struct broker_connection *connection, size_t places)
{
    struct link *link = allocate(1, sizeof *link);
    unsigned char number = 0;
    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        number = 0;
    *link = (struct link){.nodes = *nodes,
                          .places = places,
                          .free_places = places,
                          .connection = connection,
                          .connections = connection != NULL,
                          .takes = true,
                          .taking.first_queue = number % WORK_QUEUES,
                          .wake_thread = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
                          .wake_worker = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    pthread_mutex_init(&link->lock, NULL);
    if (pthread_create(&link->thread, NULL, serve, link) == 0)
        return link;
    close(link->wake_thread);
    close(link->wake_worker);
    free(link);
    return NULL;
}

int link_descriptor(const struct link *link)
{
    return link->wake_worker;
}

void link_next(struct link *link, struct link_event *event)
{
    sleep_on(link->wake_worker);
    *event = (struct link_event){0};
    pthread_mutex_lock(&link->lock);
    struct event_item *item = link->event_first;
    if (item != NULL) {
        link->event_first = item->next;
        if (link->event_first == NULL)
            link->event_last = NULL;
    }
    pthread_mutex_unlock(&link->lock);
    if (item != NULL)
        *event = item->event;
    free(item);
}

uint64_t link_publish(struct link *link, const char *type, const char *run, char *body, size_t length)
{
    struct line *line = allocate(1, sizeof *line);
    *line = (struct line){
        .number = ++link->published, .type = type, .run = text_copy(run), .body = body, .length = length};
    pthread_mutex_lock(&link->lock);
    if (link->new_last != NULL)
        link->new_last->next = line;
    else
        link->new_first = line;
    link->new_last = line;
    pthread_mutex_unlock(&link->lock);
    wake(link->wake_thread);
    return link->published;
}

void link_settle(struct link *link, struct link_delivery *delivery, bool done)
{
    pthread_mutex_lock(&link->lock);
    struct settled *settled = list_append(&link->settled, &link->settled_count, sizeof *settled);
    *settled = (struct settled){.delivery = *delivery, .done = done};
    pthread_mutex_unlock(&link->lock);
    delivery->connection = 0;
    wake(link->wake_thread);
}

void link_set_free_places(struct link *link, size_t count)
{
    pthread_mutex_lock(&link->lock);
    bool had_none = link->free_places == 0;
    link->free_places = count;
    pthread_mutex_unlock(&link->lock);
    if (had_none && count > 0)
        wake(link->wake_thread);
}

void link_stop_taking(struct link *link)
{
    pthread_mutex_lock(&link->lock);
    link->stopping = true;
    pthread_mutex_unlock(&link->lock);
    wake(link->wake_thread);
}

static void free_events(struct link *link)
{
    struct link_event event;
    do {
        link_next(link, &event);
        free(event.run);
        free(event.type);
        free(event.text);
    } while (event.kind != LINK_NOTHING);
}

void link_free(struct link *link)
{
    if (link == NULL)
        return;
    pthread_mutex_lock(&link->lock);
    link->ending = true;
    pthread_mutex_unlock(&link->lock);
    wake(link->wake_thread);
    pthread_join(link->thread, NULL);
    free_events(link);
    broker_close(link->connection);
    while (link->first != NULL) {
        struct line *line = link->first;
        link->first = line->next;
        free_line(line);
    }
    pthread_mutex_destroy(&link->lock);
    close(link->wake_thread);
    close(link->wake_worker);
    free(link);
}
