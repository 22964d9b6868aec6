/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages from other threads to a loop. */
#include "net/inbox.h"

#include "base/list.h"

#include <stdlib.h>

struct message {
    void (*run)(void *argument);
    void *argument;
    struct message *next;
};

struct inbox {
    uv_async_t told; /* there is something in the list */
    uv_mutex_t lock; /* of the list */
    struct message *first;
    struct message *last;
};

static void read_all(uv_async_t *told)
{
    struct inbox *inbox = told->data;
    uv_mutex_lock(&inbox->lock);
    struct message *message = inbox->first;
    inbox->first = inbox->last = NULL;
    uv_mutex_unlock(&inbox->lock);
    while (message != NULL) {
        struct message *next = message->next;
        message->run(message->argument);
        free(message);
        message = next;
    }
}

struct inbox *inbox_new(uv_loop_t *loop)
{
    struct inbox *inbox = allocate(1, sizeof *inbox);
    if (uv_mutex_init(&inbox->lock) != 0) {
        free(inbox);
        return NULL;
    }
    if (uv_async_init(loop, &inbox->told, read_all) != 0) {
        uv_mutex_destroy(&inbox->lock);
        free(inbox);
        return NULL;
    }
    inbox->told.data = inbox;
    return inbox;
}

void inbox_close(struct inbox *inbox)
{
    read_all(&inbox->told);
    uv_close((uv_handle_t *)&inbox->told, NULL);
}

void inbox_free(struct inbox *inbox)
{
    uv_mutex_destroy(&inbox->lock);
    free(inbox);
}

void inbox_post(struct inbox *inbox, void (*run)(void *argument), void *argument)
{
    struct message *message = allocate(1, sizeof *message);
    *message = (struct message){.run = run, .argument = argument};
    uv_mutex_lock(&inbox->lock);
    if (inbox->last != NULL)
        inbox->last->next = message;
    else
        inbox->first = message;
    inbox->last = message;
    uv_mutex_unlock(&inbox->lock);
    uv_async_send(&inbox->told);
}
