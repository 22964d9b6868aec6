/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A TCP trace without privileges. */
#include "trace/trace.h"

#include "base/address.h"
#include "base/list.h"
#include "base/shape.h"
#include "facts/shapes.h"
#include "infer/icmp.h"
#include "infer/path_distance.h"
#include "net/fiber_watch.h"
#include "net/local_route.h"
#include "net/socket_address.h"
#include "trace/hop_probe.h"
#include "trace/trace_result.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { US_PER_MS = 1000, US_PER_S = 1000000 };

/* See trace.h. */
enum { STAGGER_US = 25 * US_PER_MS, PATIENCE_US = 100 * US_PER_MS, ANSWER_US = 1900 * US_PER_MS };
enum { SENDING_US = 6 * US_PER_S };

/* One port: its packets leave in the order of their hop limits. */
struct port_trace {
    struct path_port *facts;
    struct socket_address address;
    int64_t next_hop;
    int64_t sent_us; /* the last one */
    bool stopped;    /* this machine would not go on, or the budget not begin */
    int64_t counted; /* connections that the budget counted beforehand */
    int64_t accepted;
    struct trace_silence silence;
};

/* One packet. */
struct probe {
    struct port_trace *port_trace;
    int64_t hop;
    struct hop_probe packet;
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
    struct port_trace *port_traces; /* as many as the path has ports */
    struct probe *probes;
    size_t probe_count; /* that were sent */
    size_t in_flight;
    int64_t began_us; /* the first packet; 0 before it */
};

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
    hop_probe_close(&probe->packet);
    release_slot(trace, probe);
    budget_release_descriptor(trace->budget);
    probe->in_flight = false;
    trace->in_flight--;
}

/* Gives up what would only come to where the path to the port has ended already. The kernel answers a SYN-ACK
 * that is still on its way with RST: the host's program never sees that connection. */
static void give_up_beyond(struct trace *trace, const struct port_trace *port_trace)
{
    for (size_t i = 0; i < trace->probe_count; i++)
        if (trace->probes[i].port_trace == port_trace
            && !trace_wants(port_trace->facts, trace->probes[i].hop))
            end_probe(trace, &trace->probes[i]);
}

static void note_icmp(const struct trace *trace, const struct probe *probe, const struct hop_answer *answer)
{
    struct path_port *port = probe->port_trace->facts;
    struct icmp_error *icmp = answer->icmp;
    if (!icmp_is_time_exceeded(icmp)) {
        /* To what this machine itself says (nobody on the link answers) the hop limit is nothing. */
        bool own = icmp->sender != NULL && text_same(icmp->sender, trace->path->source_address);
        trace_note_end(port, own ? 1 : probe->hop, PATH_END_REJECTED, icmp, answer->error,
                       answer->elapsed_us);
        return;
    }
    if (icmp->sender != NULL)
        trace_note_hop(port, probe->hop, icmp->sender, answer->elapsed_us);
    shape_clear(&icmp_error_shape, icmp);
    free(icmp);
}

static void note_answer(const struct trace *trace, const struct probe *probe, const struct hop_answer *answer)
{
    struct port_trace *port_trace = probe->port_trace;
    switch (answer->kind) {
    case HOP_ANSWER_NONE:
        break;
    case HOP_ANSWER_ICMP:
        note_icmp(trace, probe, answer);
        break;
    case HOP_ANSWER_CONNECTED:
        port_trace->accepted++;
        trace_note_end(port_trace->facts, probe->hop, PATH_END_CONNECTED, NULL, 0, answer->elapsed_us);
        break;
    case HOP_ANSWER_REFUSED:
        trace_note_end(port_trace->facts, probe->hop, PATH_END_REFUSED, NULL, answer->error,
                       answer->elapsed_us);
        break;
    case HOP_ANSWER_GIVEN_UP:
        port_trace->silence.unanswered++;
        break;
    case HOP_ANSWER_ERROR:
        port_trace->silence.error = answer->error;
        break;
    }
}

/* Looks at a probe that has an answer; `error` is that of sending it. */
static void take_answer(struct trace *trace, struct probe *probe, int error)
{
    struct hop_answer answer;
    hop_probe_read(&probe->packet, error, &answer);
    if (answer.kind == HOP_ANSWER_NONE && fiber_watch_arm(trace->fiber, probe->packet.watch, UV_WRITABLE))
        return;
    note_answer(trace, probe, &answer);
    if (answer.kind == HOP_ANSWER_ERROR && error != 0) {
        probe->port_trace->stopped = true;
        probe->port_trace->facts->attempts--;
    }
    end_probe(trace, probe);
    give_up_beyond(trace, probe->port_trace);
}

/* Sends a packet to the port; its places in the budget are taken. */
static void send_probe(struct trace *trace, struct port_trace *port_trace, int64_t hop, bool holds_slot)
{
    struct probe *probe = &trace->probes[trace->probe_count++];
    *probe = (struct probe){.port_trace = port_trace, .hop = hop, .holds_slot = holds_slot};
    bool opened = hop_probe_open(&probe->packet, trace->fiber, port_trace->address.storage.ss_family,
                                 probe->hop, trace->no_error_queue);
    int error = errno;
    port_trace->sent_us = probe->packet.sent_us;
    if (trace->began_us == 0)
        trace->began_us = port_trace->sent_us;
    if (!opened) {
        port_trace->silence.error = error;
        port_trace->stopped = true;
        release_slot(trace, probe);
        budget_release_descriptor(trace->budget);
        return;
    }
    trace->path->tells_senders = answer_of(probe->packet.tells_senders);
    probe->in_flight = true;
    trace->in_flight++;
    port_trace->facts->attempts++;
    if (!hop_probe_send(&probe->packet, trace->fiber, &port_trace->address, &error))
        take_answer(trace, probe, error);
    if (!port_trace->stopped && hop > trace->path->hop_limit)
        trace->path->hop_limit = hop;
}

/* Whether the port has packets left that are worth sending. */
static bool goes_on(const struct trace *trace, const struct port_trace *port_trace)
{
    return !port_trace->stopped && port_trace->facts->end_hop == 0
           && port_trace->next_hop <= trace_bound(trace->path, trace->hop_limit);
}

static int64_t due_us(const struct trace *trace, const struct port_trace *port_trace)
{
    /* The one before may still be answered by the host. */
    bool is_awaited = trace_may_connect(port_trace->next_hop - 1, path_farthest_hop(trace->path));
    return port_trace->sent_us + (is_awaited ? PATIENCE_US : STAGGER_US);
}

/* The port whose packet is due and has the smallest hop limit; NULL for none. */
static struct port_trace *next_port_trace(const struct trace *trace)
{
    struct port_trace *next = NULL;
    for (size_t i = 0; i < trace->path->port_count; i++) {
        struct port_trace *port_trace = &trace->port_traces[i];
        if (goes_on(trace, port_trace) && fiber_now_us() >= due_us(trace, port_trace)
            && (next == NULL || port_trace->next_hop < next->next_hop))
            next = port_trace;
    }
    return next;
}

/* False when there is none for now. */
static bool take_places(struct trace *trace, bool slot)
{
    if (fiber_is_cut(trace->fiber))
        return false;
    if (slot && !budget_try_acquire(trace->budget, trace->address))
        return false;
    struct budget_wait wait = {.deadline_ms =
                                   trace->in_flight > 0 ? fiber_now_ms(trace->fiber) : FIBER_NEVER};
    if (budget_acquire_descriptor(trace->budget, trace->fiber, &wait))
        return true;
    if (slot)
        budget_release(trace->budget, trace->address);
    return false;
}

/* Has the budget count the packets to the port that may be on their way to the host, the next one
 * included: those with larger hop limits than any router's answer. False, and the port is done, where it
 * counts no more.
 */
static bool count_beyond(struct trace *trace, struct port_trace *port_trace)
{
    int64_t beyond = port_trace->next_hop - path_farthest_hop(trace->path);
    while (port_trace->counted < beyond) {
        if (!budget_count(trace->budget, trace->fiber, trace->address)) {
            port_trace->silence.cut_short = true;
            port_trace->stopped = true;
            return false;
        }
        port_trace->counted++;
    }
    return true;
}

static void send_due(struct trace *trace)
{
    struct port_trace *port_trace;
    while ((port_trace = next_port_trace(trace)) != NULL) {
        if (!count_beyond(trace, port_trace))
            continue;
        bool slot = trace_may_connect(port_trace->next_hop, path_farthest_hop(trace->path));
        if (!take_places(trace, slot))
            return;
        send_probe(trace, port_trace, port_trace->next_hop++, slot);
    }
}

static void take_answers(struct trace *trace)
{
    for (size_t i = 0; i < trace->probe_count; i++)
        if (trace->probes[i].in_flight && fiber_watch_ready(trace->probes[i].packet.watch))
            take_answer(trace, &trace->probes[i], 0);
}

/* Stops the ports that still go on when the time is over. */
static void stop_late(struct trace *trace)
{
    if (trace->began_us == 0 || fiber_now_us() - trace->began_us < SENDING_US)
        return;
    for (size_t i = 0; i < trace->path->port_count; i++) {
        struct port_trace *port_trace = &trace->port_traces[i];
        port_trace->silence.cut_short = port_trace->silence.cut_short || goes_on(trace, port_trace);
        port_trace->stopped = true;
    }
}

/* Takes everything off the wire when the fiber is cut off: of what is still under way nothing is known. */
static void stop_cut(struct trace *trace)
{
    if (!fiber_is_cut(trace->fiber))
        return;
    for (size_t i = 0; i < trace->path->port_count; i++) {
        struct port_trace *port_trace = &trace->port_traces[i];
        port_trace->silence.cut_short = port_trace->silence.cut_short || goes_on(trace, port_trace);
        port_trace->stopped = true;
    }
    for (size_t i = 0; i < trace->probe_count; i++) {
        struct probe *probe = &trace->probes[i];
        probe->port_trace->silence.cut_short = probe->port_trace->silence.cut_short || probe->in_flight;
        end_probe(trace, probe);
    }
}

static void take_silence(struct trace *trace)
{
    for (size_t i = 0; i < trace->probe_count; i++) {
        struct probe *probe = &trace->probes[i];
        int64_t elapsed = fiber_now_us() - probe->packet.sent_us;
        if (probe->in_flight && elapsed >= PATIENCE_US)
            release_slot(trace, probe);
        if (!probe->in_flight || elapsed < ANSWER_US)
            continue;
        probe->port_trace->silence.unanswered++;
        if (hop_probe_is_unsent(&probe->packet))
            probe->port_trace->silence.unsent++;
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
    int64_t now = fiber_now_us();
    int64_t until = now + ANSWER_US;
    for (size_t i = 0; i < trace->path->port_count; i++) {
        const struct port_trace *port_trace = &trace->port_traces[i];
        if (goes_on(trace, port_trace)) {
            int64_t due = due_us(trace, port_trace);
            until = earlier(until, due > now ? due : now + STAGGER_US); /* it was due: there was no place */
        }
    }
    for (size_t i = 0; i < trace->probe_count; i++) {
        const struct probe *probe = &trace->probes[i];
        if (probe->in_flight)
            until = earlier(until, probe->packet.sent_us + (probe->holds_slot ? PATIENCE_US : ANSWER_US));
    }
    fiber_park(trace->fiber, fiber_now_ms(trace->fiber) + (until - now) / US_PER_MS + 1);
}

static bool is_over(const struct trace *trace)
{
    for (size_t i = 0; i < trace->path->port_count; i++)
        if (goes_on(trace, &trace->port_traces[i]))
            return false;
    return trace->in_flight == 0;
}

static void run_trace(struct trace *trace)
{
    for (;;) {
        take_answers(trace);
        take_silence(trace);
        stop_late(trace);
        stop_cut(trace);
        send_due(trace);
        if (is_over(trace))
            return;
        wait_for_more(trace);
    }
}

/* A packet that may reach the host where load is spread, once there is a place for it: false where the budget
 * counts no more. */
static bool send_again(struct trace *trace, struct port_trace *port_trace, int64_t hop)
{
    while (!take_places(trace, true)) {
        if (fiber_is_cut(trace->fiber))
            return false;
        if (trace->in_flight > 0)
            run_trace(trace);
        else if (fiber_now_us() - trace->began_us < SENDING_US)
            fiber_park(trace->fiber, fiber_now_ms(trace->fiber) + STAGGER_US / US_PER_MS);
        else
            return false;
    }
    if (!budget_count(trace->budget, trace->fiber, trace->address)) {
        budget_release_descriptor(trace->budget);
        budget_release(trace->budget, trace->address);
        return false;
    }
    port_trace->counted++;
    send_probe(trace, port_trace, hop, true);
    return !port_trace->stopped;
}

/* Whether something nearer than the host answered, or the packets of a port took another path, is worth
 * asking again, until that is seen. */
static void look_again(struct trace *trace)
{
    int64_t hop = trace_doubtful_hop(trace->path);
    size_t count = trace->path->port_count, sent = 0;
    for (size_t i = 0; i < count * TRACE_SECOND_LOOKS && sent < TRACE_SECOND_LOOKS; i++) {
        struct port_trace *port_trace = &trace->port_traces[i % count];
        if (hop == 0 || trace_doubtful_hop(trace->path) != hop)
            break;
        if (port_trace->stopped || !trace_can_look_again(port_trace->facts, hop))
            continue;
        if (!send_again(trace, port_trace, hop))
            break;
        sent++;
    }
    run_trace(trace);
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

/* A struct port_trace for each port; false when the address is none. */
static bool make_port_traces(struct trace *trace, const int64_t *ports, size_t port_count)
{
    for (size_t i = 0; i < port_count; i++) {
        list_append(&trace->path->ports, &trace->path->port_count, sizeof *trace->path->ports);
        trace->path->ports[i].port = ports[i];
    }
    for (size_t i = 0; i < port_count; i++) {
        trace->port_traces[i] = (struct port_trace){.facts = &trace->path->ports[i], .next_hop = 1};
        if (!socket_address_make(trace->address, ports[i], &trace->port_traces[i].address))
            return false;
    }
    return true;
}

/* Has the budget count one connection for each port; those beyond it are left out. Why there is none for any
 * of them, for the caller to free; NULL where there is. */
static char *count_port_traces(struct trace *trace)
{
    char *spent = NULL;
    bool any = false;
    for (size_t i = 0; i < trace->path->port_count; i++) {
        struct port_trace *port_trace = &trace->port_traces[i];
        bool counted = budget_count(trace->budget, trace->fiber, trace->address);
        port_trace->counted = counted;
        port_trace->stopped = !counted;
        any = any || counted;
        if (counted)
            continue;
        text_replace(&spent, budget_spent(trace->budget, trace->fiber, trace->address));
        port_trace->facts->problem = text_copy(spent);
    }
    if (any)
        text_replace(&spent, NULL);
    return spent;
}

/* What became of each port, and what the budget counted for it. */
static void conclude_lanes(struct trace *trace)
{
    for (size_t i = 0; i < trace->path->port_count; i++)
        trace_conclude(trace->port_traces[i].facts, &trace->port_traces[i].silence);
    for (size_t i = 0; i < trace->path->port_count; i++) {
        struct port_trace *port_trace = &trace->port_traces[i];
        port_trace->facts->connections =
            trace_connections(trace->path, port_trace->facts, port_trace->accepted);
        budget_correct(trace->budget, trace->fiber, trace->address,
                       port_trace->facts->connections - port_trace->counted);
    }
}

void trace_path(struct fiber *fiber, const struct trace_options *options, const char *address,
                const int64_t *ports, size_t port_count, struct path *path)
{
    int64_t hop_limit = options->hop_limit > 0 ? options->hop_limit : TRACE_HOP_LIMIT;
    memset(path, 0, sizeof *path);
    path->address = text_copy(address);
    path->family = address_family(address);
    size_t probes_max = port_count * (size_t)hop_limit + TRACE_SECOND_LOOKS;
    struct trace trace = {.fiber = fiber,
                          .budget = options->budget,
                          .address = address,
                          .hop_limit = hop_limit,
                          .no_error_queue = options->no_error_queue,
                          .path = path,
                          .port_traces = allocate(port_count, sizeof *trace.port_traces),
                          .probes = allocate(probes_max, sizeof *trace.probes)};
    int64_t began_ms = fiber_now_ms(fiber);
    path->problem =
        make_port_traces(&trace, ports, port_count) ? count_port_traces(&trace) : text_copy("not an address");
    if (path->problem == NULL) {
        fill_route(address, path);
        run_trace(&trace);
        look_again(&trace);
        conclude_lanes(&trace);
        trace_note_problem(path);
    }
    if (fiber_is_cut(fiber) && path->problem == NULL)
        path->problem = text_copy(fiber_cut_words(fiber));
    path->elapsed_ms = fiber_now_ms(fiber) - began_ms;
    free(trace.probes);
    free(trace.port_traces);
}
