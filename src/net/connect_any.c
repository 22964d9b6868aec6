/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Several connects side by side, each begun a little later than the one before. */
#include "net/connect_any.h"

#include "net/fiber_watch.h"
#include "net/socket_address.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <unistd.h>

enum { ADDRESSES_MAX = 8, NEXT_AFTER_MS = 250 };

/* One connect under way. */
struct attempt {
    int descriptor; /* -1: there is none */
    struct fiber_watch *watch;
    bool armed;
};

struct race {
    struct fiber *fiber;
    const struct connect_any *options;
    struct attempt attempts[ADDRESSES_MAX];
    size_t begun;
    size_t failed;
    int error; /* of the last that failed */
};

static void end_attempt(struct attempt *attempt)
{
    if (attempt->watch != NULL)
        fiber_watch_free(attempt->watch);
    if (attempt->descriptor >= 0)
        close(attempt->descriptor);
    *attempt = (struct attempt){.descriptor = -1};
}

static void fail(struct race *race, struct attempt *attempt, int error)
{
    end_attempt(attempt);
    race->error = error;
    race->failed++;
}

static void begin_attempt(struct race *race)
{
    const struct connect_any *options = race->options;
    const char *text = options->addresses->items[race->begun];
    struct attempt *attempt = &race->attempts[race->begun++];
    struct socket_address address;
    int on = 1;
    if (!socket_address_make(text, options->port, &address)) {
        fail(race, attempt, EAFNOSUPPORT);
        return;
    }
    attempt->descriptor =
        socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (attempt->descriptor < 0) {
        fail(race, attempt, errno);
        return;
    }
    setsockopt(attempt->descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (options->receive_bytes > 0)
        setsockopt(attempt->descriptor, SOL_SOCKET, SO_RCVBUF, &options->receive_bytes,
                   sizeof options->receive_bytes);
    if (connect(attempt->descriptor, (const struct sockaddr *)&address.storage, address.length) != 0
        && errno != EINPROGRESS) {
        fail(race, attempt, errno);
        return;
    }
    attempt->watch = fiber_watch_new(fiber_pool_of(race->fiber), attempt->descriptor);
    if (attempt->watch == NULL)
        fail(race, attempt, EMFILE);
}

/* Takes the descriptor of an attempt that has come about; -1 when it failed. */
static int take(struct race *race, struct attempt *attempt)
{
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(attempt->descriptor, SOL_SOCKET, SO_ERROR, &error, &length) != 0)
        error = errno;
    if (error != 0) {
        fail(race, attempt, error);
        return -1;
    }
    int descriptor = attempt->descriptor;
    fiber_watch_free(attempt->watch);
    *attempt = (struct attempt){.descriptor = -1};
    return descriptor;
}

/* Waits until one has an end, or it is time for the next. */
static void wait_for_any(struct race *race, int64_t until_ms)
{
    for (size_t i = 0; i < race->begun; i++)
        if (race->attempts[i].watch != NULL)
            race->attempts[i].armed = fiber_watch_arm(race->fiber, race->attempts[i].watch, UV_WRITABLE);
    fiber_park(race->fiber, until_ms);
    for (size_t i = 0; i < race->begun; i++)
        if (race->attempts[i].armed)
            fiber_watch_disarm(race->attempts[i].watch);
}

static int take_first(struct race *race, size_t *index)
{
    for (size_t i = 0; i < race->begun; i++) {
        struct attempt *attempt = &race->attempts[i];
        if (attempt->watch == NULL || !attempt->armed || !fiber_watch_ready(attempt->watch))
            continue;
        int descriptor = take(race, attempt);
        if (descriptor < 0)
            continue;
        *index = i;
        return descriptor;
    }
    return -1;
}

static int run(struct race *race, size_t count, size_t *index)
{
    const struct connect_any *options = race->options;
    int64_t next_ms = 0;
    while (race->failed < count) {
        int64_t now_ms = fiber_now_ms(race->fiber);
        if (fiber_is_cut(race->fiber)) {
            race->error = EINTR;
            return -1;
        }
        if (now_ms >= options->deadline_ms) {
            race->error = ETIMEDOUT;
            return -1;
        }
        if (race->begun < count && (now_ms >= next_ms || race->failed == race->begun)) {
            begin_attempt(race);
            next_ms = now_ms + NEXT_AFTER_MS;
            continue;
        }
        bool more = race->begun < count && next_ms < options->deadline_ms;
        wait_for_any(race, more ? next_ms : options->deadline_ms);
        int descriptor = take_first(race, index);
        if (descriptor >= 0)
            return descriptor;
    }
    return -1;
}

int connect_any(struct fiber *fiber, const struct connect_any *options, size_t *index)
{
    struct race race = {.fiber = fiber, .options = options, .error = EADDRNOTAVAIL};
    size_t count = options->addresses->count < ADDRESSES_MAX ? options->addresses->count : ADDRESSES_MAX;
    for (size_t i = 0; i < ADDRESSES_MAX; i++)
        race.attempts[i].descriptor = -1;
    int descriptor = run(&race, count, index);
    for (size_t i = 0; i < race.begun; i++)
        end_attempt(&race.attempts[i]);
    errno = race.error;
    return descriptor;
}
