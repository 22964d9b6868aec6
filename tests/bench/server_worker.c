/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sessions, events and delays. The delay is the same for every reply, so those that wait for theirs stand in
 * the order in which they become due. */
#include "server_worker.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS_AT_ONCE = 256 };

struct worker {
    const struct server_site *site;
    int epoll;
    struct server_session *first_due;
    struct server_session *last_due;
};

static long long now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

/* Descriptors that are no session's are told apart by the lowest bit, which no session's address has. */
static void *tag(int descriptor)
{
    return (void *)((uintptr_t)descriptor << 1 | 1);
}

static bool is_tagged(const void *pointer)
{
    return ((uintptr_t)pointer & 1) != 0;
}

static int tagged_descriptor(const void *pointer)
{
    return (int)((uintptr_t)pointer >> 1);
}

static bool watch(const struct worker *worker, int descriptor, void *pointer)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = pointer};
    return epoll_ctl(worker->epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

static void wait_until_due(struct worker *worker, struct server_session *session)
{
    session->is_due = true;
    session->due_us = now_us() + worker->site->delay_ms * 1000LL;
    session->next_due = NULL;
    if (worker->last_due != NULL)
        worker->last_due->next_due = session;
    else
        worker->first_due = session;
    worker->last_due = session;
}

/* After anything has happened to a session: sends, queues or closes. */
static void settle(struct worker *worker, struct server_session *session)
{
    while (session->reply != NULL && !session->over && worker->site->delay_ms == 0)
        server_session_reply(session);
    if (session->is_due)
        return; /* its turn comes, also if it is over */
    if (session->over)
        server_session_close(session);
    else if (session->reply != NULL)
        wait_until_due(worker, session);
}

static void send_what_is_due(struct worker *worker)
{
    long long now = now_us();
    while (worker->first_due != NULL && worker->first_due->due_us <= now) {
        struct server_session *session = worker->first_due;
        worker->first_due = session->next_due;
        if (worker->first_due == NULL)
            worker->last_due = NULL;
        session->is_due = false;
        if (!session->over)
            server_session_reply(session);
        settle(worker, session);
    }
}

static void accept_all(struct worker *worker, int listener)
{
    int descriptor;
    while ((descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        atomic_fetch_add(&worker->site->counts->connections, 1);
        int on = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct server_session *session = server_session_new(descriptor, worker->site);
        if (session == NULL)
            close(descriptor);
        else if (!watch(worker, descriptor, session))
            server_session_close(session);
        else
            settle(worker, session);
    }
}

static void stop_watching(const struct worker *worker, struct server_session *session)
{
    epoll_ctl(worker->epoll, EPOLL_CTL_DEL, session->descriptor, NULL);
}

static void take_input(struct worker *worker, struct server_session *session)
{
    server_session_read(session);
    if (session->over && session->is_due)
        stop_watching(worker, session);
    settle(worker, session);
}

static int wait_ms(const struct worker *worker)
{
    if (worker->first_due == NULL)
        return -1;
    long long left_us = worker->first_due->due_us - now_us();
    return left_us > 0 ? (int)((left_us + 999) / 1000) : 0;
}

bool server_worker_run(const struct server_site *site, const int *listeners, size_t count, int stop)
{
    struct worker worker = {.site = site, .epoll = epoll_create1(EPOLL_CLOEXEC)};
    if (worker.epoll < 0 || !watch(&worker, stop, tag(stop)))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!watch(&worker, listeners[i], tag(listeners[i])))
            return false;
    for (;;) {
        struct epoll_event events[EVENTS_AT_ONCE];
        int ready = epoll_wait(worker.epoll, events, EVENTS_AT_ONCE, wait_ms(&worker));
        if (ready < 0 && errno != EINTR)
            return false;
        for (int i = 0; i < ready; i++) {
            void *pointer = events[i].data.ptr;
            if (!is_tagged(pointer))
                take_input(&worker, pointer);
            else if (tagged_descriptor(pointer) == stop)
                return true;
            else
                accept_all(&worker, tagged_descriptor(pointer));
        }
        send_what_is_due(&worker);
    }
}
