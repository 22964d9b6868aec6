/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One name server asked through c-ares, on a libuv loop. */
#include "discover/nameserver.h"

#include "base/list.h"
#include "discover/cares.h"
#include "discover/dns_case.h"

#include <ares.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { CHANNELS_MAX = 200, CHANNELS_SHARE = 8 };

/* A socket of c-ares on the loop. */
struct socket_watch {
    uv_poll_t poll;
    struct nameserver *server;
    struct socket_watch *next;
    ares_socket_t descriptor;
    int events;
    bool closing;
};

/* c-ares asks all that a channel has under way from one port; who wants to forge an answer has to guess the
 * port as well as the id (RFC 5452 4.5), so each query gets a channel of its own as long as there are enough.
 * They are kept for later queries: an idle channel has no socket. */
struct nameserver {
    struct nameserver *sibling; /* another channel to the same server; of the first, which is the caller's */
    size_t siblings;            /* of the first: their number */
    struct nameserver *first;   /* the caller's; of the TCP channel, itself */
    struct nameserver *idle;    /* of the first: channels without a query */
    struct nameserver *next_idle;
    bool is_idle;
    struct nameserver *tcp; /* of the first: a channel that asks by TCP alone; NULL until it is needed */
    bool loses_case;        /* of the first: the server repeats questions in letters of its own */
    bool is_tcp;            /* it is that channel */
    struct nameserver_address address;
    int64_t timeout_ms;
    size_t questions; /* under way */
    bool shared;      /* there was more than one at a time since there was none */
    bool by_tcp;      /* a TCP socket was opened since there was none: an answer by UDP was cut short */
    size_t entered;   /* c-ares is at work in it */
    ares_channel channel;
    uv_loop_t *loop;
    uv_timer_t timer; /* for c-ares' next time-out */
    struct socket_watch *watches;
    size_t open_handles; /* the timer and the watches; the last one that closes frees the server */
    bool freed;
};

/* How a question is asked. Letters in another case prove nothing: a server may have its own ways, and who
 * forges answers may be at work. TCP tells, where an answer takes more than a guess. Where there is none, two
 * answers that came by UDP, each to a question of its own, are taken for the server's way: then it is asked
 * as one that repeats nothing. */
enum way {
    WAY_UDP,       /* TCP follows where the letters of the answer differ or cannot be seen */
    WAY_TCP,       /* they did; UDP follows where this fails */
    WAY_UDP_AGAIN, /* for what it is worth */
};

/* One query under way. */
struct question {
    struct cares_query query; /* as sent */
    struct nameserver *first;
    struct nameserver *server; /* the channel */
    enum way way;
    bool is_mixed; /* the case of its letters is random */
    void (*done)(void *argument, const struct nameserver_result *result);
    void *argument;
};

static void finish(struct question *question, const struct nameserver_result *result)
{
    question->done(question->argument, result);
    free(question->query.name);
    free(question);
}

static enum dns_status status_of(int ares_status)
{
    switch (ares_status) {
    case ARES_SUCCESS:
        return DNS_OK;
    case ARES_ETIMEOUT:
        return DNS_TIMEOUT;
    case ARES_ECONNREFUSED:
    case ARES_EOF:
        return DNS_UNREACHABLE;
    case ARES_ECANCELLED:
    case ARES_EDESTRUCTION:
    case ARES_ENOMEM:
        return DNS_INTERRUPTED;
    case ARES_EBADRESP:
    case ARES_EFORMERR:
        return DNS_MALFORMED;
    default:
        return DNS_NOT_ASKED;
    }
}

/* c-ares turns to TCP for one reason alone, and does not tell. Where several questions share the channel it
 * is not known whose answer it was. */
static bool was_truncated(const struct question *question, enum dns_status status)
{
    const struct nameserver *server = question->server;
    return !server->is_tcp && server->by_tcp && !server->shared
           && (status == DNS_TIMEOUT || status == DNS_UNREACHABLE || status == DNS_MALFORMED);
}

static void ask_on(struct question *question, struct nameserver *server);
static struct nameserver *free_channel(struct nameserver *first);
static struct nameserver *tcp_channel(struct nameserver *first);

/* Asks again, another way, where an answer's letters or the lack of one demand it; false where the question
 * has ended. */
static bool goes_on(struct question *question, enum dns_status status, const unsigned char *message,
                    size_t message_bytes)
{
    const struct nameserver *server = question->server;
    struct nameserver *first = question->first;
    bool by_udp = !server->is_tcp && !(server->by_tcp && !server->shared);
    bool differs = question->is_mixed && status == DNS_OK
                   && dns_case_differs(message, message_bytes, question->query.name);
    /* Newer versions of c-ares keep an answer that they cannot read, and so what letters it is in. */
    bool unread = question->is_mixed && status == DNS_MALFORMED;
    bool by_tcp_failed = status != DNS_OK && status != DNS_INTERRUPTED && status != DNS_MALFORMED;
    if (question->way == WAY_TCP && by_tcp_failed) {
        question->way = WAY_UDP_AGAIN;
        ask_on(question, free_channel(first));
        return true;
    }
    struct nameserver *tcp = question->way == WAY_UDP && by_udp && (differs || unread) && !first->loses_case
                                 ? tcp_channel(first)
                                 : NULL;
    if (tcp != NULL) {
        question->way = WAY_TCP;
        ask_on(question, tcp);
        return true;
    }
    first->loses_case = first->loses_case || (differs && question->way != WAY_UDP);
    return false;
}

/* The message is looked at where `ares_status` is ARES_SUCCESS. */
static void finish_with(struct cares_query *query, int ares_status, const unsigned char *message,
                        size_t message_bytes)
{
    struct question *question = (struct question *)query;
    struct nameserver_result result = {.status = status_of(ares_status)};
    question->server->questions--;
    if (goes_on(question, result.status, message, message_bytes))
        return;
    if (result.status == DNS_OK) {
        result.message = message;
        result.message_bytes = message_bytes;
    } else {
        result.detail = ares_strerror(ares_status);
    }
    char *detail = NULL;
    if (was_truncated(question, result.status)) {
        detail = text_format("the UDP answer was truncated (TC) and TCP to the resolver failed: %s",
                             result.detail);
        result.status = DNS_TRUNCATED;
        result.detail = detail;
    }
    finish(question, &result);
    free(detail);
}

static void release(struct nameserver *server)
{
    if (--server->open_handles == 0)
        free(server);
}

static void on_timer_closed(uv_handle_t *handle)
{
    release(handle->data);
}

static void on_watch_closed(uv_handle_t *handle)
{
    struct socket_watch *watch = handle->data;
    release(watch->server);
    free(watch);
}

static void close_watch(struct socket_watch *watch)
{
    struct socket_watch **link = &watch->server->watches;
    while (*link != watch)
        link = &(*link)->next;
    *link = watch->next;
    watch->closing = true;
    uv_close((uv_handle_t *)&watch->poll, on_watch_closed);
}

static void put_idle(struct nameserver *server)
{
    server->is_idle = true;
    server->next_idle = server->first->idle;
    server->first->idle = server;
}

/* c-ares is no more at work in the channel. */
static void leave(struct nameserver *server)
{
    if (--server->entered == 0 && server->questions == 0 && !server->is_idle && !server->is_tcp)
        put_idle(server);
}

static void on_timer(uv_timer_t *timer);

static void set_timer(struct nameserver *server)
{
    struct timeval wait;
    if (server->freed)
        return;
    if (ares_timeout(server->channel, NULL, &wait) == NULL) {
        uv_timer_stop(&server->timer);
        return;
    }
    uint64_t wait_ms = (uint64_t)wait.tv_sec * 1000 + (uint64_t)wait.tv_usec / 1000;
    uv_update_time(server->loop);
    uv_timer_start(&server->timer, on_timer, wait_ms + 1, 0);
}

static void on_timer(uv_timer_t *timer)
{
    struct nameserver *server = timer->data;
    server->entered++;
    ares_process_fd(server->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    leave(server);
    set_timer(server);
}

static void on_socket(uv_poll_t *poll, int status, int events)
{
    struct socket_watch *watch = poll->data;
    struct nameserver *server = watch->server;
    /* An error is c-ares' to find out, by reading or writing. */
    bool readable = status < 0 || (events & UV_READABLE) != 0;
    bool writable = status < 0 || (events & UV_WRITABLE) != 0;
    server->entered++;
    ares_process_fd(server->channel, readable ? watch->descriptor : ARES_SOCKET_BAD,
                    writable ? watch->descriptor : ARES_SOCKET_BAD);
    leave(server);
    /* libuv stops to poll after an error; c-ares may want to go on. */
    if (status < 0 && !watch->closing)
        uv_poll_start(&watch->poll, watch->events, on_socket);
    set_timer(server);
}

static struct socket_watch *watch_of(struct nameserver *server, ares_socket_t descriptor)
{
    for (struct socket_watch *watch = server->watches; watch != NULL; watch = watch->next)
        if (watch->descriptor == descriptor)
            return watch;
    struct socket_watch *watch = allocate(1, sizeof *watch);
    if (uv_poll_init_socket(server->loop, &watch->poll, descriptor) != 0) {
        free(watch);
        return NULL;
    }
    watch->poll.data = watch;
    watch->server = server;
    watch->descriptor = descriptor;
    watch->next = server->watches;
    server->watches = watch;
    server->open_handles++;
    return watch;
}

/* c-ares says what it waits for on a socket; for nothing when it is about to close it. A socket that cannot
 * be watched never becomes ready, and its queries time out. */
static void on_socket_state(void *argument, ares_socket_t descriptor, int readable, int writable)
{
    struct socket_watch *watch = watch_of(argument, descriptor);
    if (watch == NULL)
        return;
    watch->events = (readable ? UV_READABLE : 0) | (writable ? UV_WRITABLE : 0);
    if (watch->events == 0)
        close_watch(watch);
    else
        uv_poll_start(&watch->poll, watch->events, on_socket);
}

/* c-ares is about to connect a socket. */
static int on_new_socket(ares_socket_t descriptor, int type, void *argument)
{
    struct nameserver *server = argument;
    server->by_tcp = server->by_tcp || type == SOCK_STREAM;
    return cares_bind_to_scope(descriptor, server->address.scope);
}

static bool set_address(ares_channel channel, const struct nameserver_address *address)
{
    bool ipv4 = address->address.family == 4;
    const char *scope = cares_scope_in_text(address);
    char host[INET6_ADDRSTRLEN], server[INET6_ADDRSTRLEN + NAMESERVER_SCOPE_BYTES + sizeof "[%]:65535"];
    if (inet_ntop(ipv4 ? AF_INET : AF_INET6, address->address.bytes, host, sizeof host) == NULL)
        return false;
    snprintf(server, sizeof server, ipv4 ? "%s:%d%s%s" : "[%s]:%d%s%s", host, (int)address->port,
             *scope != '\0' ? "%" : "", scope);
    return ares_set_servers_ports_csv(channel, server) == ARES_SUCCESS;
}

/* A channel; `flags` of c-ares, besides those that all have. */
static struct nameserver *new_channel(uv_loop_t *loop, const struct nameserver_address *address,
                                      int64_t timeout_ms, int flags)
{
    struct nameserver *server = allocate(1, sizeof *server);
    /* EDNS here only sets how much c-ares reads of a datagram; NOCHECKRESP hands on SERVFAIL and REFUSED. */
    struct ares_options options = {
        .flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_EDNS | flags,
        .timeout = (int)timeout_ms,
        .tries = 1,
        .ednspsz = CARES_UDP_PAYLOAD_BYTES,
        .sock_state_cb = on_socket_state,
        .sock_state_cb_data = server,
    };
    int mask =
        ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ | ARES_OPT_SOCK_STATE_CB;
    mask |= cares_without_cache(&options);
    if (ares_init_options(&server->channel, &options, mask) != ARES_SUCCESS) {
        free(server);
        return NULL;
    }
    if (!set_address(server->channel, address)) {
        ares_destroy(server->channel);
        free(server);
        return NULL;
    }
    ares_set_socket_configure_callback(server->channel, on_new_socket, server);
    server->loop = loop;
    server->address = *address;
    server->timeout_ms = timeout_ms;
    uv_timer_init(loop, &server->timer);
    server->timer.data = server;
    server->open_handles = 1;
    server->first = server;
    return server;
}

struct nameserver *nameserver_new(uv_loop_t *loop, const struct nameserver_address *address,
                                  int64_t timeout_ms)
{
    struct nameserver *server = new_channel(loop, address, timeout_ms, 0);
    if (server != NULL)
        put_idle(server);
    return server;
}

void nameserver_cancel(struct nameserver *server)
{
    if (server->tcp != NULL)
        ares_cancel(server->tcp->channel);
    for (; server != NULL; server = server->sibling) {
        server->entered++;
        ares_cancel(server->channel);
        leave(server);
    }
}

void nameserver_free(struct nameserver *server)
{
    if (server != NULL)
        nameserver_free(server->tcp);
    while (server != NULL) {
        struct nameserver *sibling = server->sibling;
        server->freed = true;
        ares_destroy(server->channel);
        uv_close((uv_handle_t *)&server->timer, on_timer_closed);
        server = sibling;
    }
}

/* As many channels may be open at once: a part of the descriptors that the process may have. */
static size_t channels_max(void)
{
    long files = sysconf(_SC_OPEN_MAX);
    size_t share = files > 0 ? (size_t)files / CHANNELS_SHARE : 1;
    share = share < CHANNELS_MAX ? share : CHANNELS_MAX;
    return share > 1 ? share : 1;
}

static struct nameserver *least_busy(struct nameserver *first)
{
    struct nameserver *least = first;
    for (struct nameserver *server = first->sibling; server != NULL; server = server->sibling)
        if (server->questions < least->questions)
            least = server;
    return least;
}

/* A channel without a query; where there may be no more of them, the one with the fewest. */
static struct nameserver *free_channel(struct nameserver *first)
{
    struct nameserver *idle = first->idle;
    if (idle != NULL) {
        first->idle = idle->next_idle;
        idle->is_idle = false;
        return idle;
    }
    struct nameserver *fresh = first->siblings + 1 < channels_max()
                                   ? new_channel(first->loop, &first->address, first->timeout_ms, 0)
                                   : NULL;
    if (fresh == NULL)
        return least_busy(first);
    fresh->first = first;
    fresh->sibling = first->sibling;
    first->sibling = fresh;
    first->siblings++;
    return fresh;
}

/* All that is asked by TCP alone shares a channel, and so a connection. NULL when c-ares has none. */
static struct nameserver *tcp_channel(struct nameserver *first)
{
    if (first->tcp == NULL)
        first->tcp = new_channel(first->loop, &first->address, first->timeout_ms, ARES_FLAG_USEVC);
    if (first->tcp != NULL)
        first->tcp->is_tcp = true;
    return first->tcp;
}

/* No server is to learn such a name (RFC 7686 2). Not every c-ares sees to it. */
static bool is_onion(const char *name)
{
    static const char last_label[] = "onion";
    size_t length = strlen(name);
    if (length > 0 && name[length - 1] == '.')
        length--;
    if (length < sizeof last_label - 1)
        return false;
    const char *end = name + length - (sizeof last_label - 1);
    return strncasecmp(end, last_label, sizeof last_label - 1) == 0 && (end == name || end[-1] == '.');
}

/* Chooses what who forges answers has to guess: the id, and the case of letters. Names that are no plain text
 * are left alone: nobody asks for such names by UDP. False without randomness. */
static bool choose(struct question *question)
{
    struct {
        uint8_t letters[DNS_CASE_RANDOM_BYTES];
        uint16_t id;
    } random;
    if (uv_random(NULL, NULL, &random, sizeof random, 0, NULL) != 0)
        return false;
    question->query.id = random.id;
    question->is_mixed = !question->first->loses_case && strchr(question->query.name, '\\') == NULL;
    if (question->is_mixed)
        dns_case_mix(question->query.name, random.letters);
    return true;
}

static void ask_on(struct question *question, struct nameserver *server)
{
    if (server->questions == 0)
        server->shared = server->by_tcp = false;
    server->shared = server->shared || server->questions > 0;
    server->questions++;
    question->server = server;
    server->entered++;
    if (is_onion(question->query.name))
        finish_with(&question->query, ARES_ENOTFOUND, NULL, 0);
    else if (!choose(question))
        finish_with(&question->query, ARES_ENOTIMP, NULL, 0);
    else
        cares_send(server->channel, &question->query);
    leave(server);
    set_timer(server);
}

void nameserver_ask(struct nameserver *server, const char *name, uint16_t type, enum nameserver_edns edns,
                    void (*done)(void *argument, const struct nameserver_result *result), void *argument)
{
    struct question *question = allocate(1, sizeof *question);
    *question =
        (struct question){.query = {.name = text_copy(name), .type = type, .edns = edns, .done = finish_with},
                          .first = server,
                          .done = done,
                          .argument = argument};
    ask_on(question, free_channel(server));
}
