/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A scripted mail server: its port, its threads, its end.
 *
 * 1. peer_start() binds, listens, and starts the thread that accepts.
 * 2. That thread starts one for each connection, which plays the script; it alone knows the list of them,
 * and joins those that are done before it takes the next.
 * 3. peer_stop() closes the writing end of a pipe whose reading end is in every wait. The accepting thread
 * joins the others and returns; then it is joined itself. */
#include "demo/peer.h"

#include "demo/conversation.h"
#include "demo/silent_port.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONNECTION_MS = 30 * 1000, CONNECTIONS_MAX = 64, PAUSE_MS = 20 };

struct worker {
    pthread_t thread;
    struct peer *peer;
    int descriptor;
    long connection;
    bool done; /* under the peer's lock */
};

struct peer {
    struct peer_settings settings;
    struct server_tls *tls;
    struct silent_port silent_port; /* where nobody listens */
    bool runs;
    int listener;
    int stop_reading;
    int stop_writing;
    int port;
    pthread_t thread;
    struct journal journal;
    struct worker **workers; /* connections_max of them; the accepting thread's own */
    size_t worker_count;
    pthread_mutex_t lock; /* of what follows, and of the workers' `done` */
    struct peer_counts counts;
    long open;
};

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct peer *peer = worker->peer;
    const struct text_list *names = peer->settings.names;
    struct conversation conversation = {
        .script = peer->settings.script,
        .server_tls = peer->tls,
        .name = names->items[0],
        .journal = &peer->journal,
        .connection = worker->connection,
        .wire = {.descriptor = worker->descriptor,
                 .stop_descriptor = peer->stop_reading,
                 .deadline_ms = wire_now_ms() + peer->settings.connection_ms},
    };
    conversation_play(&conversation);
    pthread_mutex_lock(&peer->lock);
    peer->open--;
    worker->done = true;
    pthread_mutex_unlock(&peer->lock);
    return NULL;
}

/* Joins the workers that are done, or all of them. */
static void join_workers(struct peer *peer, bool all)
{
    size_t kept = 0;
    for (size_t i = 0; i < peer->worker_count; i++) {
        struct worker *worker = peer->workers[i];
        pthread_mutex_lock(&peer->lock);
        bool done = worker->done;
        pthread_mutex_unlock(&peer->lock);
        if (done || all) {
            pthread_join(worker->thread, NULL);
            free(worker);
        } else {
            peer->workers[kept++] = worker;
        }
    }
    peer->worker_count = kept;
}

/* Counts a connection in; its number, 0 when there are too many at once. */
static long count_in(struct peer *peer)
{
    pthread_mutex_lock(&peer->lock);
    long number = ++peer->counts.connections;
    bool room = peer->worker_count < (size_t)peer->settings.connections_max;
    if (room && ++peer->open > peer->counts.most_at_once)
        peer->counts.most_at_once = peer->open;
    pthread_mutex_unlock(&peer->lock);
    return room ? number : 0;
}

static void start_worker(struct peer *peer, int descriptor)
{
    const int on = 1;
    join_workers(peer, false);
    long number = count_in(peer);
    if (number == 0) {
        close(descriptor);
        return;
    }
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct worker *worker = allocate(1, sizeof *worker);
    *worker = (struct worker){.peer = peer, .descriptor = descriptor, .connection = number};
    if (pthread_create(&worker->thread, NULL, work, worker) != 0) {
        close(descriptor);
        free(worker);
        pthread_mutex_lock(&peer->lock);
        peer->open--;
        pthread_mutex_unlock(&peer->lock);
        return;
    }
    peer->workers[peer->worker_count++] = worker;
}

static void *accept_all(void *argument)
{
    struct peer *peer = argument;
    struct pollfd watched[2] = {{.fd = peer->stop_reading, .events = POLLIN},
                                {.fd = peer->listener, .events = POLLIN}};
    for (;;) {
        int ready = poll(watched, 2, -1);
        if ((ready < 0 && errno != EINTR) || watched[0].revents != 0)
            break;
        int descriptor = accept4(peer->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor >= 0)
            start_worker(peer, descriptor);
        else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)
            poll(watched, 1, PAUSE_MS); /* until somebody has closed something */
    }
    join_workers(peer, true);
    return NULL;
}

struct place {
    struct sockaddr_storage address;
    socklen_t length;
};

static bool place_of(const char *address, struct place *place)
{
    struct sockaddr_in *ipv4 = (struct sockaddr_in *)&place->address;
    struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)&place->address;
    *place = (struct place){0};
    if (inet_pton(AF_INET, address, &ipv4->sin_addr) == 1) {
        ipv4->sin_family = AF_INET;
        place->length = sizeof *ipv4;
    } else if (inet_pton(AF_INET6, address, &ipv6->sin6_addr) == 1) {
        ipv6->sin6_family = AF_INET6;
        place->length = sizeof *ipv6;
    }
    return place->length > 0;
}

static int port_of(const struct place *place)
{
    /* The port stands at the same place in both. */
    return ntohs(((const struct sockaddr_in *)&place->address)->sin_port);
}

/* Binds to a port that the kernel picks and lets `place` name it. */
static bool bind_somewhere(struct peer *peer, struct place *place)
{
    if (!place_of(peer->settings.address, place)) {
        errno = EINVAL;
        return false;
    }
    peer->listener = socket(place->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (peer->listener < 0 || bind(peer->listener, (struct sockaddr *)&place->address, place->length) < 0
        || getsockname(peer->listener, (struct sockaddr *)&place->address, &place->length) < 0)
        return false;
    peer->port = port_of(place);
    return true;
}

/* Signals stay with the program's own threads. */
static bool start_thread(struct peer *peer)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    errno = pthread_create(&peer->thread, NULL, accept_all, peer);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return errno == 0;
}

static bool open_port(struct peer *peer, char **error)
{
    struct place place;
    int ends[2] = {-1, -1};
    bool bound = bind_somewhere(peer, &place);
    if (bound && peer->settings.script->listen != LISTEN_OPEN) {
        int listener = peer->listener;
        peer->listener = -1;
        return silent_port_open(&peer->silent_port, peer->settings.script->listen, listener,
                                (struct sockaddr *)&place.address, place.length, error);
    }
    if (bound && listen(peer->listener, SOMAXCONN) == 0 && pipe2(ends, O_CLOEXEC) == 0) {
        peer->stop_reading = ends[0];
        peer->stop_writing = ends[1];
        peer->runs = start_thread(peer);
    }
    if (!peer->runs)
        *error =
            text_format("%s: %s", peer->settings.address,
                        errno == EAGAIN ? "this machine gives no thread for the server (memory, processes)"
                                        : strerror(errno));
    return peer->runs;
}

struct peer *peer_start(const struct peer_settings *settings, char **error)
{
    struct peer *peer = allocate(1, sizeof *peer);
    peer->settings = *settings;
    peer->listener = peer->stop_reading = peer->stop_writing = peer->silent_port.listener = -1;
    if (settings->address == NULL)
        peer->settings.address = "127.0.0.1";
    if (settings->names == NULL)
        peer->settings.names = &settings->script->names;
    if (settings->connection_ms == 0)
        peer->settings.connection_ms = CONNECTION_MS;
    if (settings->connections_max == 0)
        peer->settings.connections_max = CONNECTIONS_MAX;
    journal_init(&peer->journal);
    pthread_mutex_init(&peer->lock, NULL);
    /* A worker is off the list a moment after it is no longer counted as open, and the other way about never.
     */
    peer->workers = allocate((size_t)peer->settings.connections_max, sizeof(struct worker *));
    if (settings->script->listen == LISTEN_OPEN)
        peer->tls = server_tls_new(settings->script, settings->pki, peer->settings.names, error);
    bool ready = settings->script->listen != LISTEN_OPEN || peer->tls != NULL;
    if (ready && open_port(peer, error))
        return peer;
    peer_free(peer);
    return NULL;
}

const char *peer_address(const struct peer *peer)
{
    return peer->settings.address;
}

int peer_port(const struct peer *peer)
{
    return peer->port;
}

struct text_list peer_log(struct peer *peer)
{
    return journal_copy(&peer->journal);
}

struct peer_counts peer_counts(struct peer *peer)
{
    pthread_mutex_lock(&peer->lock);
    struct peer_counts counts = peer->counts;
    pthread_mutex_unlock(&peer->lock);
    return counts;
}

static void close_descriptor(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}

void peer_stop(struct peer *peer)
{
    close_descriptor(&peer->stop_writing);
    if (peer->runs)
        pthread_join(peer->thread, NULL);
    peer->runs = false;
    close_descriptor(&peer->stop_reading);
    close_descriptor(&peer->listener);
    silent_port_close(&peer->silent_port);
}

void peer_free(struct peer *peer)
{
    if (peer == NULL)
        return;
    peer_stop(peer);
    server_tls_free(peer->tls);
    journal_destroy(&peer->journal);
    pthread_mutex_destroy(&peer->lock);
    free(peer->workers);
    free(peer);
}
