/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole runs that cannot reach port 25: what their reports say of it. They run in a network namespace of
 * their own, where the ports below 1024 are theirs, and each 127.x.0.0/16 is a network. */
#include "base/list.h"
#include "demo/pki.h"
#include "scan/scan.h"
#include "temporary_file.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* LONG_MS and BOUND_S are bounds for what would never end; SILENCE_MS is as long as a silent port is heard.
 */
enum { BOUND_S = 60, LONG_MS = 20000, SILENCE_MS = 50, TARGETS = 3, HOW_BYTES = 64 };

/* What one report says, in memory that the test and the run share. */
struct told {
    char target[HOW_BYTES];
    enum stop_reason how;
    struct reach relay; /* its texts are not there */
    size_t control_count;
    enum answer control_connected;
};

struct scene {
    const char *relays[TARGETS]; /* addresses that listen on port 25; on 587 all of them do */
    const char *control;         /* NULL for none */
    size_t max_targets;
    bool in_order;
    char *records_file;
    char *ca_file;
    struct shared {
        bool has_network;
        size_t count;
        struct told told[TARGETS];
    } * shared;
};

static bool enter_network(void)
{
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0 && unshare(CLONE_NEWNET) != 0)
        return false;
    struct ifreq loopback = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool up = ioctl(descriptor, SIOCSIFFLAGS, &loopback) == 0;
    close(descriptor);
    return up;
}

/* It takes connections and says nothing. The descriptor stays open as long as the run. */
static void listen_at(const char *address, int port)
{
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons((in_port_t)port)};
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (inet_pton(AF_INET, address, &place.sin_addr) != 1
        || bind(descriptor, (struct sockaddr *)&place, sizeof place) != 0 || listen(descriptor, 99) != 0)
        abort();
}

static void *tell(void *context, const struct report *report)
{
    const struct vantage *vantage = &report->vantage;
    struct told *told = allocate(1, sizeof *told);
    (void)context;
    strncpy(told->target, report->target.word, HOW_BYTES - 1);
    told->how = vantage->relay_over_ipv4.how.reason;
    told->relay = vantage->relay_over_ipv4;
    told->control_count = vantage->control_count;
    if (vantage->control_count > 0)
        told->control_connected = vantage->controls[0].connected;
    return told;
}

static void note(void *context, struct report *report, void *made)
{
    (void)context;
    (void)report;
    (void)made;
}

static bool keep(void *context, void *made)
{
    struct shared *shared = context;
    if (shared->count == TARGETS)
        abort();
    shared->told[shared->count++] = *(struct told *)made;
    free(made);
    return true;
}

static bool no_input_error(void *context, const struct input_error *error)
{
    (void)context;
    (void)error;
    abort();
}

static bool scan(const struct scene *scene)
{
    static const char *const words[TARGETS] = {"one.example", "two.example", "three.example"};
    static const int64_t ports[] = {25, 587};
    static const struct connect_to_list nowhere_else;
    struct text_list controls = {0};
    if (scene->control != NULL)
        text_list_append(&controls, scene->control);
    struct scan_options options = {
        .words = words,
        .word_count = TARGETS,
        .in_order = scene->in_order,
        .records_file = scene->records_file,
        .ca_file = scene->ca_file, /* the peers' authority was made for this test alone */
        .helo_name = "client.example",
        .resolver = {.offline = true},
        .routes = {.ports = ports, .port_count = 2, .only_these_ports = true},
        .ipv4 = true,
        .connect_to = &nowhere_else,
        .controls = &controls,
        .no_mta_sts = true,
        .probe = {.dial = {.timeout_ms = LONG_MS},
                  .silence_ms = SILENCE_MS,
                  .retry_after_ms = -1,
                  .smtp = {SILENCE_MS, SILENCE_MS, SILENCE_MS},
                  .tls = {.timeout_ms = SILENCE_MS}},
        .policy = policy_default,
        .max_targets = scene->max_targets,
        .max_connections = 99,
        .max_connections_per_address = 9,
    };
    struct scan_events events = {.context = scene->shared,
                                 .reports = {.make = tell, .note = note, .write = keep},
                                 .input_error = no_input_error};
    struct scan_end end;
    bool complete = scan_run(&options, &events, &end);
    text_list_free(&controls);
    scan_end_free(&end);
    return complete;
}

static bool play_in_namespace(const struct scene *scene)
{
    if (!enter_network())
        return true;
    scene->shared->has_network = true;
    listen_at("0.0.0.0", 587);
    for (size_t i = 0; i < TARGETS; i++)
        if (scene->relays[i] != NULL)
            listen_at(scene->relays[i], 25);
    return scan(scene);
}

/* Where the mail hosts of the targets are. */
static const char records[] = "one.example. 60 IN MX 10 mx.one.example.\n"
                              "mx.one.example. 60 IN A 127.1.0.1\n"
                              "two.example. 60 IN MX 10 mx.two.example.\n"
                              "mx.two.example. 60 IN A 127.2.0.1\n"
                              "three.example. 60 IN MX 10 mx.three.example.\n"
                              "mx.three.example. 60 IN A 127.3.0.1\n";

static char *write_ca(void)
{
    char *error = NULL;
    struct pki *pki = pki_new(time(NULL), &error);
    cr_assert_not_null(pki, "%s", error);
    char *path = temporary_file(pki_ca_pem(pki));
    pki_free(pki);
    return path;
}

/* Runs in a process of its own: only one without threads may leave its user namespace. */
static struct shared *play(struct scene *scene)
{
    scene->records_file = temporary_file(records);
    scene->ca_file = write_ca();
    scene->shared =
        mmap(NULL, sizeof *scene->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    cr_assert_neq(scene->shared, MAP_FAILED);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0)
        _exit(play_in_namespace(scene) ? 0 : 1);
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    temporary_file_remove(scene->ca_file);
    temporary_file_remove(scene->records_file);
    if (!scene->shared->has_network)
        cr_skip_test("this machine cannot make a network namespace");
    cr_assert_eq(status, 0);
    cr_assert_eq(scene->shared->count, TARGETS);
    return scene->shared;
}

static void leave(struct shared *shared)
{
    munmap(shared, sizeof *shared);
}

static void expect_told(const struct told *told, int64_t reached, int64_t blocked, enum stop_reason how)
{
    cr_expect_eq(told->relay.networks_reached, reached, "%s: %d were reached", told->target,
                 (int)told->relay.networks_reached);
    cr_expect_eq(told->relay.networks_failed, blocked);
    cr_expect_eq(told->relay.networks_blocked, blocked, "%s: %d are blocked", told->target,
                 (int)told->relay.networks_blocked);
    cr_expect_eq(told->how, how);
}

Test(reach_scan, every_report_of_a_run_without_port_25_says_so, .timeout = BOUND_S)
{
    for (size_t in_order = 0; in_order < 2; in_order++) {
        struct scene scene = {.max_targets = 9, .in_order = in_order};
        struct shared *shared = play(&scene);
        for (size_t i = 0; i < TARGETS; i++)
            expect_told(&shared->told[i], 0, 3, STOP_REFUSED);
        leave(shared);
    }
}

Test(reach_scan, reports_in_order_stay_so, .timeout = BOUND_S)
{
    struct scene scene = {.max_targets = 9, .in_order = true, .relays = {"127.3.0.1"}};
    struct shared *shared = play(&scene);
    cr_expect_str_eq(shared->told[0].target, "one.example");
    cr_expect_str_eq(shared->told[1].target, "two.example");
    cr_expect_str_eq(shared->told[2].target, "three.example");
    leave(shared);
}

Test(reach_scan, one_server_that_answers_on_port_25_clears_this_end, .timeout = BOUND_S)
{
    struct scene scene = {.max_targets = 9, .relays = {"127.2.0.1"}};
    struct shared *shared = play(&scene);
    for (size_t i = 0; i < TARGETS; i++)
        cr_expect_eq(shared->told[i].relay.networks_reached, 1, "%s", shared->told[i].target);
    leave(shared);
}

Test(reach_scan, a_control_on_port_25_that_answers_clears_this_end, .timeout = BOUND_S)
{
    struct scene scene = {.max_targets = 9, .relays = {"127.9.0.1"}, .control = "127.9.0.1:25"};
    struct shared *shared = play(&scene);
    for (size_t i = 0; i < TARGETS; i++) {
        cr_expect_eq(shared->told[i].relay.networks_reached, 1, "%s", shared->told[i].target);
        cr_expect_eq(shared->told[i].control_count, 1);
        cr_expect_eq(shared->told[i].control_connected, ANSWER_YES);
    }
    leave(shared);
}

Test(reach_scan, a_control_that_does_not_answer_is_told_and_clears_nobody, .timeout = BOUND_S)
{
    struct scene scene = {.max_targets = 9, .control = "127.9.0.1:25"};
    struct shared *shared = play(&scene);
    for (size_t i = 0; i < TARGETS; i++) {
        expect_told(&shared->told[i], 0, 3, STOP_REFUSED);
        cr_expect_eq(shared->told[i].control_connected, ANSWER_NO);
    }
    leave(shared);
}

Test(reach_scan, one_target_at_a_time_does_not_wait_for_the_next, .timeout = BOUND_S)
{
    struct scene scene = {.max_targets = 1, .in_order = true};
    struct shared *shared = play(&scene);
    expect_told(&shared->told[0], 0, 1, STOP_REFUSED);
    expect_told(&shared->told[1], 0, 2, STOP_REFUSED);
    expect_told(&shared->told[2], 0, 3, STOP_REFUSED);
    leave(shared);
}
