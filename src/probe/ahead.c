/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Connections that are made ahead. */
#include "probe/ahead.h"

#include "base/list.h"
#include "facts/shapes.h"
#include "net/group.h"

#include <stdlib.h>
#include <string.h>

struct ahead_connection {
    struct group maker; /* one fiber */
    bool goes_on;       /* it came to where a ClientHello is next */
    struct session session;
    struct dialogue dialogue;
};

static void make(struct fiber *fiber, void *argument)
{
    struct ahead_connection *connection = argument;
    struct dialogue *dialogue = &connection->dialogue;
    dialogue->fiber = fiber;
    connection->goes_on = dialogue_before_hello(dialogue);
    stream_pause(&dialogue->dial.stream);
}

void ahead_begin(struct ahead *ahead, const struct dialogue *dialogue, size_t wanted)
{
    while (ahead->enabled && ahead->count < wanted && ahead->count < AHEAD_MAX) {
        struct ahead_connection *connection = allocate(1, sizeof *connection);
        dialogue_init(&connection->dialogue, dialogue->fiber, dialogue->options, dialogue->place,
                      dialogue->endpoint, &connection->session);
        connection->session.tried = dialogue->session->tried;
        connection->dialogue.dial_options = dialogue->dial_options;
        ahead->connections[ahead->count++] = connection;
        group_spawn(&connection->maker, fiber_pool_of(dialogue->fiber), make, connection);
    }
}

/* Waits no longer for it than until then. */
static struct ahead_connection *take_first(struct ahead *ahead, struct fiber *fiber, int64_t until_ms)
{
    struct ahead_connection *connection = ahead->connections[0];
    group_set_time_limit(&connection->maker, until_ms);
    group_wait(&connection->maker, fiber);
    ahead->count--;
    memmove(ahead->connections, ahead->connections + 1, ahead->count * sizeof ahead->connections[0]);
    return connection;
}

bool ahead_take(struct ahead *ahead, struct dialogue *dialogue, bool *goes_on)
{
    struct session *session = dialogue->session;
    enum session_purpose purpose = session->purpose;
    if (ahead->count == 0)
        return false;
    struct ahead_connection *connection =
        take_first(ahead, dialogue->fiber, fiber_time_limit(dialogue->fiber));
    *session = connection->session;
    session->purpose = purpose;
    dialogue->dial = connection->dialogue.dial;
    dialogue->dial.stream.session = session;
    dialogue->dial.stream.fiber = dialogue->fiber;
    *goes_on = connection->goes_on;
    free(connection);
    return true;
}

/* What is on its way ends at once. After STARTTLS nothing but a ClientHello may be said. */
void ahead_drop(struct ahead *ahead, struct fiber *fiber)
{
    while (ahead->count > 0) {
        struct ahead_connection *connection = take_first(ahead, fiber, fiber_now_ms(fiber));
        dial_close(&connection->dialogue.dial);
        shape_clear(&session_shape, &connection->session);
        free(connection);
    }
}
