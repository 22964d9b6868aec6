/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A TCP trace without privileges. */
#include "net/trace.h"

#include "facts/icmp.h"
#include "facts/list.h"
#include "facts/shape.h"
#include "facts/shapes.h"
#include "net/error_queue.h"
#include "net/local_route.h"
#include "net/socket_address.h"
#include "net/syn_info.h"
#include "net/trace_result.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { US_PER_MS = 1000, US_PER_S = 1000000 };

/* See trace.h. */
enum { STAGGER_US = 25 * US_PER_MS, PATIENCE_US = 100 * US_PER_MS, ANSWER_US = 1900 * US_PER_MS };
enum { SYN_RETRANSMISSIONS = 1 };
enum { SENDING_US = 6 * US_PER_S };

/* One port: its packets leave in the order of their hop limits. */
struct lane {
    struct path_port *facts;
    struct socket_address address;
    int64_t next_hop;
    int64_t sent_us; /* the last one */
    bool stopped;    /* this machine would not go on, or the budget not begin */
    bool counted;    /* by the budget, as one connection */
    int64_t accepted;
    struct trace_silence silence;
};

/* One packet: a connect() with a hop limit of its own. */
struct probe {
    struct lane *lane;
    int64_t hop;
    int descriptor;
    struct fiber_watch *watch;
    int64_t sent_us;
    bool in_flight;
    bool holds_slot;
};

struct trace {
    struct fiber *fiber;
    struct budget *budget;
    const char *address;
    int64_t hop_limit;
    bool no_error_queue;
    struct path *path;
    struct lane *lanes; /* as many as the path has ports */
    struct probe *probes;
    size_t probe_count; /* that were sent */
    size_t in_flight;
    int64_t began_us; /* the first packet; 0 before it */
};

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * US_PER_S + now.tv_nsec / 1000;
}

static void release_slot(struct trace *trace, struct probe *probe)
{
    if (probe->holds_slot)
        budget_release(trace->budget, trace->address);
    probe->holds_slot = false;
}

/* Takes a probe off the wire; harmless on one that is not there. */
static void end_probe(struct trace *trace, struct probe *probe)
{
    if (!probe->in_flight)
        return;
    fiber_watch_free(probe->watch);
    close(probe->descriptor);
    release_slot(trace, probe);
    budget_release_descriptor(trace->budget);
    probe->in_flight = false;
    trace->in_flight--;
}

/* Gives up what would only come to where the port's way has ended already. The kernel answers a SYN-ACK that
 * is still on its way with RST: the host's program never sees that connection. */
static void give_up_beyond(struct trace *trace, const struct lane *lane)
{
    for (size_t i = 0; i < trace->probe_count; i++)
        if (trace->probes[i].lane == lane && !trace_wants(lane->facts, trace->probes[i].hop))
            end_probe(trace, &trace->probes[i]);
}

/* From the packet to its answer; 0 when the kernel sent it again, since nobody knows which of them was
 * answered. */
static int64_t elapsed_us(const struct probe *probe)
{
    struct syn_info info;
    if (syn_info_read(probe->descriptor, &info) && info.retransmissions > 0)
        return 0;
    return now_us() - probe->sent_us;
}

static int socket_error(int descriptor)
{
    int error = 0;
    socklen_t length = sizeof error;
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

static bool is_connected(int descriptor)
{
    struct sockaddr_storage peer;
    socklen_t length = sizeof peer;
    return getpeername(descriptor, (struct sockaddr *)&peer, &length) == 0;
}

static void take_icmp(const struct trace *trace, const struct probe *probe, struct icmp_error *icmp,
                      int error)
{
    struct path_port *port = probe->lane->facts;
    if (!icmp_is_time_exceeded(icmp)) {
        /* To what this machine itself says (nobody on the link answers) the hop limit is nothing. */
        bool own = icmp->sender != NULL && text_same(icmp->sender, trace->path->source_address);
        trace_note_end(port, own ? 1 : probe->hop, PATH_END_REJECTED, icmp, error, elapsed_us(probe));
        return;
    }
    if (icmp->sender != NULL)
        trace_note_hop(port, probe->hop, icmp->sender, elapsed_us(probe));
    shape_clear(&icmp_error_shape, icmp);
    free(icmp);
}

/* What the socket says when no ICMP error was queued; `begun` is whether its connect() began. False when it
 * says nothing yet. */
static bool take_state(const struct probe *probe, int error, bool begun)
{
    struct lane *lane = probe->lane;
    switch (error) {
    case 0:
        if (!is_connected(probe->descriptor))
            return false;
        /* fall through */
    case ECONNRESET: /* made, and then reset or closed */
    case EPIPE:
        lane->accepted++;
        trace_note_end(lane->facts, probe->hop, PATH_END_CONNECTED, NULL, 0, elapsed_us(probe));
        break;
    case ECONNREFUSED:
        trace_note_end(lane->facts, probe->hop, PATH_END_REFUSED, NULL, error, elapsed_us(probe));
        break;
    case ETIMEDOUT: /* this system sends a SYN less often */
        lane->silence.unanswered++;
        break;
    default:
        lane->silence.error = error;
        if (!begun) {
            lane->stopped = true;
            lane->facts->attempts--;
        }
        break;
    }
    return true;
}

/* Looks at a probe that has an answer; `error` is that of its connect(), 0 when that began. */
static void take_answer(struct trace *trace, struct probe *probe, int error)
{
    int queued = 0;
    struct icmp_error *icmp = NULL;
    /* IPv4 fills the queue unasked, so it is not looked at either where it shall not be. */
    if (trace->path->tells_senders == ANSWER_YES)
        icmp = error_queue_take(probe->descriptor, &queued);
    if (icmp != NULL) {
        take_icmp(trace, probe, icmp, queued);
    } else {
        bool begun = error == 0;
        int state = begun ? socket_error(probe->descriptor) : error;
        if (!take_state(probe, state != 0 ? state : queued, begun)
            && fiber_watch_arm(trace->fiber, probe->watch, UV_WRITABLE))
            return;
    }
    end_probe(trace, probe);
    give_up_beyond(trace, probe->lane);
}

static bool set_hop_limit(int descriptor, int family, int64_t hop)
{
    int value = (int)hop;
    if (family == AF_INET)
        return setsockopt(descriptor, IPPROTO_IP, IP_TTL, &value, sizeof value) == 0;
    return setsockopt(descriptor, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &value, sizeof value) == 0;
}

/* A socket that is watched; false, with errno, when this machine gives none. */
static bool open_probe(struct trace *trace, struct probe *probe)
{
    int family = probe->lane->address.storage.ss_family;
    probe->descriptor = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (probe->descriptor < 0)
        return false;
    trace->path->tells_senders =
        answer_of(!trace->no_error_queue && error_queue_enable(probe->descriptor, family));
    /* Each goes to the same silent host: more often than that it need not be asked. */
    int retransmissions = SYN_RETRANSMISSIONS;
    setsockopt(probe->descriptor, IPPROTO_TCP, TCP_SYNCNT, &retransmissions, sizeof retransmissions);
    if (set_hop_limit(probe->descriptor, family, probe->hop)) {
        probe->watch = fiber_watch_new(fiber_pool_of(trace->fiber), probe->descriptor);
        if (probe->watch != NULL)
            return true;
        errno = EMFILE;
    }
    int error = errno;
    close(probe->descriptor);
    errno = error;
    return false;
}

/* Sends the lane's next packet; its places in the budget are taken. */
static void send_probe(struct trace *trace, struct lane *lane, bool holds_slot)
{
    struct probe *probe = &trace->probes[trace->probe_count++];
    *probe = (struct probe){.lane = lane, .hop = lane->next_hop++, .holds_slot = holds_slot};
    lane->sent_us = probe->sent_us = now_us();
    if (trace->began_us == 0)
        trace->began_us = probe->sent_us;
    if (!open_probe(trace, probe)) {
        lane->silence.error = errno;
        lane->stopped = true;
        release_slot(trace, probe);
        budget_release_descriptor(trace->budget);
        return;
    }
    probe->in_flight = true;
    trace->in_flight++;
    lane->facts->attempts++;
    int result = connect(probe->descriptor, (struct sockaddr *)&lane->address.storage, lane->address.length);
    bool waits = result != 0 && errno == EINPROGRESS;
    if (!waits || !fiber_watch_arm(trace->fiber, probe->watch, UV_WRITABLE))
        take_answer(trace, probe, result == 0 || waits ? 0 : errno);
}

/* Whether the port has packets left that are worth sending. */
static bool goes_on(const struct trace *trace, const struct lane *lane)
{
    return !lane->stopped && lane->facts->end_hop == 0
           && lane->next_hop <= trace_bound(trace->path, trace->hop_limit);
}

static int64_t due_us(const struct trace *trace, const struct lane *lane)
{
    /* The one before may still be answered by the host. */
    bool is_awaited = trace_may_connect(lane->next_hop - 1, trace_farthest_hop(trace->path));
    return lane->sent_us + (is_awaited ? PATIENCE_US : STAGGER_US);
}

/* The lane whose packet is due and has the smallest hop limit; NULL for none. */
static struct lane *next_lane(const struct trace *trace)
{
    struct lane *next = NULL;
    for (size_t i = 0; i < trace->path->port_count; i++) {
        struct lane *lane = &trace->lanes[i];
        if (goes_on(trace, lane) && now_us() >= due_us(trace, lane)
            && (next == NULL || lane->next_hop < next->next_hop))
            next = lane;
    }
    return next;
}

static bool take_places(struct trace *trace, int64_t hop, bool *holds_slot)
{
    *holds_slot = trace_may_connect(hop, trace_farthest_hop(trace->path));
    if (*holds_slot && !budget_try_acquire(trace->budget, trace->address))
        return false;
    struct budget_wait wait = {.deadline_ms =
                                   trace->in_flight > 0 ? fiber_now_ms(trace->fiber) : FIBER_NEVER};
    if (budget_acquire_descriptor(trace->budget, trace->fiber, &wait))
        return true;
    if (*holds_slot)
        budget_release(trace->budget, trace->address);
    return false;
}

static void send_due(struct trace *trace)
{
    bool holds_slot;
    struct lane *lane;
    while ((lane = next_lane(trace)) != NULL && take_places(trace, lane->next_hop, &holds_slot))
        send_probe(trace, lane, holds_slot);
}

static void take_answers(struct trace *trace)
{
    for (size_t i = 0; i < trace->probe_count; i++)
        if (trace->probes[i].in_flight && fiber_watch_ready(trace->probes[i].watch))
            take_answer(trace, &trace->probes[i], 0);
}

/* Stops the lanes that still go on when the time is over. */
static void stop_late(struct trace *trace)
{
    if (trace->began_us == 0 || now_us() - trace->began_us < SENDING_US)
        return;
    for (size_t i = 0; i < trace->path->port_count; i++) {
        struct lane *lane = &trace->lanes[i];
        lane->silence.cut_short = lane->silence.cut_short || goes_on(trace, lane);
        lane->stopped = true;
    }
}

static void take_silence(struct trace *trace)
{
    for (size_t i = 0; i < trace->probe_count; i++) {
        struct probe *probe = &trace->probes[i];
        int64_t elapsed = now_us() - probe->sent_us;
        if (probe->in_flight && elapsed >= PATIENCE_US)
            release_slot(trace, probe);
        if (!probe->in_flight || elapsed < ANSWER_US)
            continue;
        struct syn_info info;
        probe->lane->silence.unanswered++;
        if (syn_info_read(probe->descriptor, &info) && info.unsent)
            probe->lane->silence.unsent++;
        end_probe(trace, probe);
    }
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Waits for an answer, or until there is something to do without one. */
static void wait_for_more(struct trace *trace)
{
    int64_t now = now_us();
    int64_t until = now + ANSWER_US;
    for (size_t i = 0; i < trace->path->port_count; i++) {
        const struct lane *lane = &trace->lanes[i];
        if (goes_on(trace, lane)) {
            int64_t due = due_us(trace, lane);
            until = earlier(until, due > now ? due : now + STAGGER_US); /* it was due: there was no place */
        }
    }
    for (size_t i = 0; i < trace->probe_count; i++) {
        const struct probe *probe = &trace->probes[i];
        if (probe->in_flight)
            until = earlier(until, probe->sent_us + (probe->holds_slot ? PATIENCE_US : ANSWER_US));
    }
    fiber_park(trace->fiber, fiber_now_ms(trace->fiber) + (until - now) / US_PER_MS + 1);
}

static bool is_over(const struct trace *trace)
{
    for (size_t i = 0; i < trace->path->port_count; i++)
        if (goes_on(trace, &trace->lanes[i]))
            return false;
    return trace->in_flight == 0;
}

static void run_trace(struct trace *trace)
{
    for (;;) {
        take_answers(trace);
        take_silence(trace);
        stop_late(trace);
        send_due(trace);
        if (is_over(trace))
            return;
        wait_for_more(trace);
    }
}

static void fill_route(const char *address, struct path *path)
{
    struct local_route route;
    if (!local_route_find(address, &route))
        return;
    path->source_address = route.source_address;
    path->interface = route.interface;
    path->gateway = route.gateway;
}

/* A lane for each port; false when the address is none. */
static bool make_lanes(struct trace *trace, const int64_t *ports, size_t port_count)
{
    for (size_t i = 0; i < port_count; i++) {
        list_append(&trace->path->ports, &trace->path->port_count, sizeof *trace->path->ports);
        trace->path->ports[i].port = ports[i];
    }
    for (size_t i = 0; i < port_count; i++) {
        trace->lanes[i] = (struct lane){.facts = &trace->path->ports[i], .next_hop = 1};
        if (!socket_address_make(trace->address, ports[i], &trace->lanes[i].address))
            return false;
    }
    return true;
}

/* Has the budget count one connection for each port; those beyond it are left out. Why there is none for any
 * of them; NULL where there is. */
static const char *count_lanes(struct trace *trace)
{
    const char *spent = NULL;
    bool any = false;
    for (size_t i = 0; i < trace->path->port_count; i++) {
        struct lane *lane = &trace->lanes[i];
        lane->counted = budget_count(trace->budget, trace->address);
        lane->stopped = !lane->counted;
        any = any || lane->counted;
        if (lane->counted)
            continue;
        spent = budget_spent(trace->budget, trace->address);
        lane->facts->problem = text_copy(spent);
    }
    return any ? NULL : spent;
}

/* What became of each port, and what the budget counted for it. */
static void conclude_lanes(struct trace *trace)
{
    for (size_t i = 0; i < trace->path->port_count; i++)
        trace_conclude(trace->path, trace->lanes[i].facts, &trace->lanes[i].silence);
    for (size_t i = 0; i < trace->path->port_count; i++) {
        struct lane *lane = &trace->lanes[i];
        lane->facts->connections = trace_connections(trace->path, lane->facts, lane->accepted);
        if (lane->counted)
            budget_correct(trace->budget, trace->address, lane->facts->connections - 1);
    }
}

void trace_path(struct fiber *fiber, const struct trace_options *options, const char *address,
                const int64_t *ports, size_t port_count, struct path *path)
{
    int64_t hop_limit = options->hop_limit > 0 ? options->hop_limit : TRACE_HOP_LIMIT;
    memset(path, 0, sizeof *path);
    path->address = text_copy(address);
    path->family = strchr(address, ':') != NULL ? 6 : 4;
    struct trace trace = {.fiber = fiber,
                          .budget = options->budget,
                          .address = address,
                          .hop_limit = hop_limit,
                          .no_error_queue = options->no_error_queue,
                          .path = path,
                          .lanes = allocate(port_count, sizeof *trace.lanes),
                          .probes = allocate(port_count * (size_t)hop_limit, sizeof *trace.probes)};
    int64_t began_ms = fiber_now_ms(fiber);
    path->problem = text_copy(make_lanes(&trace, ports, port_count) ? count_lanes(&trace) : "not an address");
    if (path->problem == NULL) {
        fill_route(address, path);
        run_trace(&trace);
        conclude_lanes(&trace);
        trace_note_problem(path);
    }
    path->elapsed_ms = fiber_now_ms(fiber) - began_ms;
    free(trace.probes);
    free(trace.lanes);
}
