/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening connections on loopback: who said no, and that every slot is given back. */
#include "base/shape.h"
#include "demo/silent_port.h"
#include "facts/shapes.h"
#include "net/dial.h"
#include "net/fiber_watch.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LONG_MS = 60000, BOUND_S = 60 };

/* One address with one port, and one fiber that dials it. */
struct call {
    struct budget *budget;
    struct dial_place place;
    struct dial_options options;
    struct session session;
    struct dial dial;
    struct fiber *fiber;
    int64_t connections;
    int listener;
    struct silent_port *silent_port; /* where the port drops */
    bool opened;
    bool done;
    bool slot_was_free_meanwhile;
};

static socklen_t fill_address(struct sockaddr_storage *storage, const char *address, in_port_t port)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)storage;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)storage;
    memset(storage, 0, sizeof *storage);
    if (inet_pton(AF_INET, address, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        return sizeof *v4;
    }
    cr_assert_eq(inet_pton(AF_INET6, address, &v6->sin6_addr), 1);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    return sizeof *v6;
}

/* A bound socket on a port that the kernel picks; -1 where the address is not there. */
static int bind_port(const char *address, int64_t *port)
{
    struct sockaddr_storage storage;
    socklen_t length = fill_address(&storage, address, 0);
    int descriptor = socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return -1;
    if (bind(descriptor, (struct sockaddr *)&storage, length) != 0) {
        close(descriptor);
        return -1;
    }
    cr_assert_eq(getsockname(descriptor, (struct sockaddr *)&storage, &length), 0);
    *port = ntohs(((struct sockaddr_in *)&storage)->sin_port); /* at the same place in both families */
    return descriptor;
}

static void dial(struct fiber *fiber, void *argument)
{
    struct call *call = argument;
    call->fiber = fiber;
    call->opened = dial_open(&call->dial, fiber, call->budget, &call->session, &call->place, false,
                             &call->connections, &call->options);
    call->done = true;
}

static void dial_and_close(struct fiber *fiber, void *argument)
{
    struct call *call = argument;
    dial(fiber, call);
    dial_close(&call->dial);
    dial_close(&call->dial);
}

/* Whether both limits of one are free again. */
static void check_slots(struct fiber *fiber, void *argument)
{
    struct call *call = argument;
    cr_expect(budget_try_acquire(call->budget, call->place.address));
    budget_release(call->budget, call->place.address);
    cr_expect(budget_acquire_descriptor(call->budget, fiber,
                                        &(struct budget_wait){.deadline_ms = fiber_now_ms(fiber)}));
    budget_release_descriptor(call->budget);
}

static void run_call(struct call *call, void (*run)(struct fiber *, void *),
                     void (*beside)(struct fiber *, void *))
{
    struct fiber_pool *pool = fiber_pool_new();
    call->budget = budget_new(1, 1);
    fiber_spawn(pool, run, call);
    if (beside != NULL)
        fiber_spawn(pool, beside, call);
    fiber_pool_run(pool);
    fiber_spawn(pool, check_slots, call);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    budget_free(call->budget);
}

static void expect_stop(const struct call *call, enum stop_reason reason, const char *system_error)
{
    cr_expect_not(call->opened);
    cr_expect_eq(call->session.stop.reason, reason, "%s", call->session.stop.detail);
    cr_expect_eq(call->session.stop.at, STEP_CONNECT);
    if (system_error != NULL)
        cr_expect_str_eq(call->session.stop.system_error, system_error);
}

static void connect_to_listener(const char *address)
{
    struct call call = {.place.address = address, .options.timeout_ms = LONG_MS};
    int listener = bind_port(address, &call.place.port);
    if (listener < 0)
        cr_skip_test("this machine has no %s", address);
    cr_assert_eq(listen(listener, 5), 0);
    run_call(&call, dial_and_close, NULL);
    cr_expect(call.opened);
    cr_expect_eq(call.connections, 1);
    cr_expect_eq(call.session.stop.reason, STOP_NONE);
    cr_expect_eq(call.session.timing_count, 1);
    cr_expect_str_eq(call.session.local_address, address);
    cr_expect_gt(call.session.connect_us, 0);
    cr_expect_eq(call.session.syn_retransmissions, 0);
    int accepted = accept(listener, NULL, NULL);
    char byte;
    cr_expect_geq(accepted, 0);
    cr_expect_eq(recv(accepted, &byte, 1, 0), 0, "dial_close() closes it, and nothing was said");
    close(accepted);
    close(listener);
    shape_clear(&session_shape, &call.session);
}

Test(dial, connects_over_ipv4)
{
    connect_to_listener("127.0.0.1");
}

Test(dial, connects_over_ipv6)
{
    connect_to_listener("::1");
}

Test(dial, a_refused_connection)
{
    struct call call = {.place.address = "127.0.0.1", .options.timeout_ms = LONG_MS};
    int bound = bind_port("127.0.0.1", &call.place.port); /* and nobody listens */
    run_call(&call, dial_and_close, NULL);
    expect_stop(&call, STOP_REFUSED, "ECONNREFUSED");
    cr_expect_eq(call.connections, 1);
    cr_expect_str_eq(call.session.local_address, "127.0.0.1");
    cr_expect_gt(call.session.connect_us, 0, "a refusal is an answer, too");
    cr_expect_null(call.session.stop.icmp);
    close(bound);
    shape_clear(&session_shape, &call.session);
}

Test(dial, a_refused_connection_where_the_system_does_not_tell_by_whom)
{
    struct call call = {.place.address = "127.0.0.1",
                        .options = {.timeout_ms = LONG_MS, .no_error_queue = true}};
    int bound = bind_port("127.0.0.1", &call.place.port);
    run_call(&call, dial_and_close, NULL);
    expect_stop(&call, STOP_REFUSED, "ECONNREFUSED");
    cr_expect_not_null(strstr(call.session.stop.detail, "this system does not show"));
    close(bound);
    shape_clear(&session_shape, &call.session);
}

static int option_of(int descriptor, int level, int option)
{
    int value = -1;
    socklen_t length = sizeof value;
    cr_assert_eq(getsockopt(descriptor, level, option, &value, &length), 0);
    return value;
}

/* ICMP errors that come later would make the descriptor ready for ever. */
static void dial_and_look_at_error_queue(struct fiber *fiber, void *argument)
{
    struct call *call = argument;
    dial(fiber, call);
    bool v6 = call->dial.family == AF_INET6;
    cr_expect_eq(option_of(call->dial.stream.descriptor, v6 ? IPPROTO_IPV6 : IPPROTO_IP,
                           v6 ? IPV6_RECVERR : IP_RECVERR),
                 0);
    dial_close(&call->dial);
}

Test(dial, the_error_queue_is_off_once_connected)
{
    static const char *const addresses[] = {"127.0.0.1", "::1"};
    for (size_t i = 0; i < 2; i++) {
        struct call call = {.place.address = addresses[i], .options.timeout_ms = LONG_MS};
        int listener = bind_port(addresses[i], &call.place.port);
        if (listener < 0)
            continue; /* a machine without IPv6 */
        cr_assert_eq(listen(listener, 5), 0);
        run_call(&call, dial_and_look_at_error_queue, NULL);
        cr_expect(call.opened);
        close(listener);
        shape_clear(&session_shape, &call.session);
    }
}

enum { SMALL_BYTES = 512 };

/* While the connection is open: what the server, too, will send at most. */
static void dial_and_look_at_segments(struct fiber *fiber, void *argument)
{
    struct call *call = argument;
    dial(fiber, call);
    int accepted = accept(call->listener, NULL, NULL);
    cr_expect_leq(option_of(accepted, IPPROTO_TCP, TCP_MAXSEG), SMALL_BYTES);
    cr_expect_leq(option_of(call->dial.stream.descriptor, IPPROTO_TCP, TCP_MAXSEG), SMALL_BYTES);
    close(accepted);
    dial_close(&call->dial);
}

Test(dial, small_segments_both_ways)
{
    struct call call = {.place.address = "127.0.0.1",
                        .options = {.timeout_ms = LONG_MS, .segment_bytes = SMALL_BYTES}};
    call.listener = bind_port("127.0.0.1", &call.place.port);
    cr_assert_eq(listen(call.listener, 5), 0);
    run_call(&call, dial_and_look_at_segments, NULL);
    cr_expect(call.opened);
    close(call.listener);
    shape_clear(&session_shape, &call.session);
}

Test(dial, what_this_machine_does_not_do)
{
    struct call broadcast = {.place = {"255.255.255.255", 25}, .options.timeout_ms = LONG_MS};
    struct call word = {.place = {"mx.example.org", 25}, .options.timeout_ms = LONG_MS};
    run_call(&broadcast, dial_and_close, NULL);
    expect_stop(&broadcast, STOP_LOCAL, NULL);
    run_call(&word, dial_and_close, NULL);
    expect_stop(&word, STOP_LOCAL, "EAFNOSUPPORT");
    cr_expect_eq(word.connections, 0);
    shape_clear(&session_shape, &broadcast.session);
    shape_clear(&session_shape, &word.session);
}

static void dial_and_read(struct fiber *fiber, void *argument)
{
    struct call *call = argument;
    dial(fiber, call);
    struct linger at_once = {.l_onoff = 1};
    int accepted = accept(call->listener, NULL, NULL);
    cr_assert_eq(setsockopt(accepted, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), 0);
    close(accepted);
    char byte;
    cr_expect_eq(stream_receive(&call->dial.stream, &byte, 1), -1);
    dial_close(&call->dial);
}

Test(dial, a_connection_that_is_reset)
{
    struct call call = {.place.address = "127.0.0.1", .options.timeout_ms = LONG_MS};
    call.listener = bind_port("127.0.0.1", &call.place.port);
    cr_assert_eq(listen(call.listener, 5), 0);
    run_call(&call, dial_and_read, NULL);
    cr_expect(call.opened);
    cr_expect_eq(call.session.stop.reason, STOP_RESET);
    cr_expect_str_eq(call.session.stop.system_error, "ECONNRESET");
    close(call.listener);
    shape_clear(&session_shape, &call.session);
}

static void reset_at_once(struct fiber *fiber, void *argument)
{
    (void)fiber;
    struct call *call = argument;
    struct linger at_once = {.l_onoff = 1};
    int accepted = accept(call->listener, NULL, NULL);
    cr_assert_eq(setsockopt(accepted, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), 0);
    close(accepted);
}

static void dial_and_begin_greeting(struct fiber *fiber, void *argument)
{
    struct call *call = argument;
    dial(fiber, call);
    char byte;
    stream_begin(&call->dial.stream, STEP_GREETING, LONG_MS);
    cr_expect_not(stream_is_silent_until(&call->dial.stream, FIBER_NEVER));
    cr_expect_eq(stream_receive(&call->dial.stream, &byte, 1), -1);
    dial_close(&call->dial);
}

Test(dial, a_reset_belongs_to_the_step_after_the_connection, .timeout = BOUND_S)
{
    struct call call = {.place.address = "127.0.0.1", .options.timeout_ms = LONG_MS};
    call.listener = bind_port("127.0.0.1", &call.place.port);
    cr_assert_eq(listen(call.listener, 5), 0);
    run_call(&call, dial_and_begin_greeting, reset_at_once); /* before the connection is looked at again */
    cr_expect(call.opened);
    cr_expect_eq(call.session.stop.reason, STOP_RESET);
    cr_expect_eq(call.session.stop.at, STEP_GREETING);
    close(call.listener);
    shape_clear(&session_shape, &call.session);
}

static void open_dropping_port(struct call *call, struct silent_port *silent_port)
{
    struct sockaddr_storage storage;
    char *error = NULL;
    call->listener = bind_port(call->place.address, &call->place.port);
    socklen_t length = fill_address(&storage, call->place.address, (in_port_t)call->place.port);
    cr_assert(silent_port_open(silent_port, LISTEN_DROP, call->listener, (struct sockaddr *)&storage, length,
                               &error),
              "%s", error);
    call->silent_port = silent_port;
}

static void wait_for_slot(struct fiber *fiber, void *argument)
{
    struct call *call = argument;
    cr_assert(budget_acquire(call->budget, fiber, call->place.address,
                             &(struct budget_wait){.deadline_ms = FIBER_NEVER}));
    call->slot_was_free_meanwhile = !call->done;
    budget_release(call->budget, call->place.address);
}

Test(dial, a_syn_that_stays_unanswered_gives_its_slot_back, .timeout = BOUND_S)
{
    struct call call = {.place.address = "127.0.0.1", .options.timeout_ms = 3000};
    struct silent_port silent_port;
    open_dropping_port(&call, &silent_port);
    run_call(&call, dial_and_close, wait_for_slot);
    expect_stop(&call, STOP_TIMED_OUT, NULL);
    cr_expect_geq(call.session.syn_retransmissions, 1, "the SYN left this machine");
    cr_expect_eq(call.session.connect_us, 0);
    cr_expect(call.slot_was_free_meanwhile);
    cr_expect_eq(call.connections, 1);
    silent_port_close(&silent_port);
    shape_clear(&session_shape, &call.session);
}

static int accept_next(struct fiber *fiber, int listener)
{
    struct fiber_watch *watch = fiber_watch_new(fiber_pool_of(fiber), listener);
    cr_assert(fiber_wait(fiber, watch, UV_READABLE, FIBER_NEVER));
    fiber_watch_free(watch);
    return accept(listener, NULL, NULL);
}

static in_port_t port_of(int (*get_name)(int, struct sockaddr *, socklen_t *), int descriptor)
{
    struct sockaddr_in address = {0};
    socklen_t length = sizeof address;
    return get_name(descriptor, (struct sockaddr *)&address, &length) == 0 ? address.sin_port : 0;
}

static bool is_filler(const struct silent_port *silent_port, int accepted)
{
    in_port_t port = port_of(getpeername, accepted);
    for (int i = 0; i < silent_port->filler_count; i++)
        if (port_of(getsockname, silent_port->fillers[i]) == port)
            return true;
    return false;
}

/* Takes the slot that the unanswered SYN gave back, lets the SYN's repetition in, and needs a descriptor
 * before it gives the slot back. */
static void crowd_out(struct fiber *fiber, void *argument)
{
    struct call *call = argument;
    cr_assert(budget_acquire(call->budget, fiber, call->place.address,
                             &(struct budget_wait){.deadline_ms = FIBER_NEVER}));
    int late = accept_next(fiber, call->listener);
    while (is_filler(call->silent_port, late)) {
        close(late);
        late = accept_next(fiber, call->listener);
    }
    cr_assert(
        budget_acquire_descriptor(call->budget, fiber, &(struct budget_wait){.deadline_ms = FIBER_NEVER}));
    char byte;
    cr_expect_eq(recv(late, &byte, 1, 0), 0, "an address has no more connections than slots");
    close(late);
    cr_expect_not(call->done);
    budget_release_descriptor(call->budget);
    budget_release(call->budget, call->place.address);
}

Test(dial, a_syn_answered_late_finds_its_slot_taken, .timeout = BOUND_S)
{
    struct call call = {.place.address = "127.0.0.1", .options.timeout_ms = LONG_MS};
    struct silent_port silent_port;
    open_dropping_port(&call, &silent_port);
    run_call(&call, dial_and_close, crowd_out);
    cr_expect(call.opened);
    cr_expect_eq(call.connections, 2);
    cr_expect_eq(call.session.stop.reason, STOP_NONE);
    cr_expect_str_eq(call.session.local_address, "127.0.0.1");
    silent_port_close(&silent_port);
    shape_clear(&session_shape, &call.session);
}

/* Connects once, is told that there are too many, and tries again. */
static void dial_after_a_refusal(struct fiber *fiber, void *argument)
{
    struct call *call = argument;
    budget_set_pace(call->budget, &(struct pace){.refusals_max = 1});
    dial_and_close(fiber, call);
    cr_expect(call->opened);
    budget_refused(call->budget, fiber, call->place.address, fiber_now_ms(fiber),
                   "421 4.7.0 too many connections");
    dial_and_close(fiber, call);
    budget_served(call->budget, call->place.address, fiber_now_ms(fiber));
}

Test(dial, an_address_that_refuses_more_connections_gets_none)
{
    struct call call = {.place.address = "127.0.0.1", .options.timeout_ms = LONG_MS};
    int listener = bind_port("127.0.0.1", &call.place.port);
    cr_assert_eq(listen(listener, 5), 0);
    run_call(&call, dial_after_a_refusal, NULL);
    expect_stop(&call, STOP_NOT_TRIED, NULL);
    cr_expect_str_eq(call.session.stop.detail, "421 4.7.0 too many connections");
    cr_expect_eq(call.connections, 1);
    shape_clear(&session_shape, &call.session);
    close(listener);
}
