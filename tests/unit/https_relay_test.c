/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What passes between a host and curl, and what ends it. The test is both. */
#include "discover/https_relay.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_BYTES = 1000, TURNS = 4, CHILD_TURNS_MAX = 100000, LET_IN = 1, TURNED_AWAY = 2 };

struct scene {
    struct fiber *fiber;
    struct https_relay *relay;
    struct https_relay_name name;
    int host;  /* the host's end */
    int inner; /* curl's */
};

typedef void act(struct scene *scene);

struct play {
    act *act;
    bool alone; /* nobody connects as curl */
};

/* Lets everything pass that can: a wake that came before ends each wait. */
static void turn(struct scene *scene)
{
    for (int i = 0; i < TURNS; i++) {
        fiber_wake(scene->fiber);
        https_relay_turn(scene->relay, scene->fiber);
    }
}

static void run(struct fiber *fiber, void *argument)
{
    const struct play *play = argument;
    struct scene scene = {.fiber = fiber, .inner = -1};
    int pair[2];
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    scene.host = pair[1];
    scene.relay = https_relay_new(fiber_pool_of(fiber), pair[0], MAX_BYTES, &scene.name);
    cr_assert_not_null(scene.relay);
    if (!play->alone) {
        scene.inner = socket(AF_UNIX, SOCK_STREAM, 0);
        cr_assert_eq(connect(scene.inner, &scene.name.address, scene.name.length), 0);
        turn(&scene);
    }
    play->act(&scene);
    https_relay_free(scene.relay);
    close(scene.host);
    if (scene.inner >= 0)
        close(scene.inner);
}

static void perform(struct play play)
{
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, run, &play);
    cr_assert(fiber_pool_run(pool));
    fiber_pool_free(pool);
}

static void say(struct scene *scene, int end, const char *bytes, size_t length)
{
    cr_assert_eq(send(end, bytes, length, MSG_NOSIGNAL), (ssize_t)length);
    turn(scene);
}

static void expect_heard(int end, const char *bytes, size_t length)
{
    char heard[MAX_BYTES] = "";
    cr_expect_eq(recv(end, heard, sizeof heard, MSG_DONTWAIT), (ssize_t)length);
    cr_expect_arr_eq(heard, bytes, length);
}

static bool has_ended(int end)
{
    char byte;
    ssize_t count = recv(end, &byte, 1, MSG_DONTWAIT);
    return count == 0 || (count < 0 && errno == ECONNRESET);
}

static void talk(struct scene *scene)
{
    say(scene, scene->inner, "hello", 5);
    expect_heard(scene->host, "hello", 5);
    say(scene, scene->host, "good day", 8);
    expect_heard(scene->inner, "good day", 8);
    shutdown(scene->host, SHUT_WR);
    turn(scene);
    cr_expect(has_ended(scene->inner));
    say(scene, scene->inner, "bye", 3);
    expect_heard(scene->host, "bye", 3);
    cr_expect_eq(https_relay_end(scene->relay), RELAY_GOES_ON);
}

Test(https_relay, bytes_pass_both_ways)
{
    perform((struct play){.act = talk});
}

static void say_too_much(struct scene *scene)
{
    char bytes[MAX_BYTES];
    memset(bytes, 'x', sizeof bytes);
    say(scene, scene->host, bytes, sizeof bytes);
    expect_heard(scene->inner, bytes, sizeof bytes);
    cr_expect_eq(https_relay_end(scene->relay), RELAY_GOES_ON);
    say(scene, scene->host, bytes, 1);
    cr_expect_eq(https_relay_end(scene->relay), RELAY_TOO_MUCH);
    cr_expect(has_ended(scene->inner));
    cr_expect(has_ended(scene->host));
}

Test(https_relay, a_byte_too_much_ends_it)
{
    perform((struct play){.act = say_too_much});
}

#define HANDSHAKE   "\x16\x03\x03\x00\x02xy"
#define APPLICATION "\x17\x03\x03\x00\x07" HANDSHAKE

static void renegotiate(struct scene *scene)
{
    say(scene, scene->host, HANDSHAKE HANDSHAKE, 14);
    say(scene, scene->inner, HANDSHAKE, 7);
    say(scene, scene->inner, APPLICATION, 12);
    say(scene, scene->host, APPLICATION APPLICATION, 24); /* what looks like a record in one is none */
    cr_expect_eq(https_relay_end(scene->relay), RELAY_GOES_ON);
    say(scene, scene->host, "\x16\x03\x03", 3); /* in pieces */
    cr_expect_eq(https_relay_end(scene->relay), RELAY_GOES_ON);
    say(scene, scene->host, "\x00\x02", 2);
    cr_expect_eq(https_relay_end(scene->relay), RELAY_RENEGOTIATES);
}

Test(https_relay, a_second_handshake_ends_it)
{
    perform((struct play){.act = renegotiate});
}

/* What becomes of another process that connects. */
static void try_from_outside(struct scene *scene)
{
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        char byte;
        int stranger = socket(AF_UNIX, SOCK_STREAM, 0);
        bool connected = connect(stranger, &scene->name.address, scene->name.length) == 0;
        _exit(connected && recv(stranger, &byte, 1, 0) > 0 ? LET_IN : TURNED_AWAY);
    }
    send(scene->host, "secret", 6, MSG_NOSIGNAL);
    int status = 0;
    for (int i = 0; i < CHILD_TURNS_MAX && waitpid(child, &status, WNOHANG) == 0; i++)
        turn(scene);
    cr_assert(WIFEXITED(status));
    cr_expect_eq(WEXITSTATUS(status), TURNED_AWAY);
}

Test(https_relay, nobody_else_is_let_in)
{
    perform((struct play){.act = try_from_outside, .alone = true});
}
