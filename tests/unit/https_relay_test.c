/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What passes between a host and curl, and what ends it. The test is both. */
#include "base/shape.h"
#include "discover/https_relay.h"
#include "facts/shapes.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_BYTES = 1000, TURNS_MAX = 30000, LET_IN = 1, TURNED_AWAY = 2 };

#define REQUEST "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

struct scene {
    struct fiber *fiber;   /* that the relay runs in */
    struct fiber *actress; /* that plays host and curl */
    struct https_relay *relay;
    struct https_relay_name name;
    struct session session;
    struct stream stream;
    int near; /* the stream's end of the host's connection */
    int host; /* the host's */
    int inner;
    bool done;
    bool ended;
    enum https_relay_end end;
    void (*act)(struct scene *scene);
    bool alone; /* nobody connects as curl */
};

static void run_relay(struct fiber *fiber, void *argument)
{
    struct scene *scene = argument;
    scene->fiber = fiber;
    stream_init(&scene->stream, fiber, &scene->session);
    scene->stream.received_max_bytes = MAX_BYTES;
    cr_assert(stream_adopt(&scene->stream, scene->near));
    scene->end = https_relay_run(scene->relay, fiber, &scene->stream, &scene->done);
    scene->ended = true;
    stream_close(&scene->stream);
    https_relay_free(scene->relay);
}

/* Lets the loop and the other fiber run. */
static void turn(struct scene *scene)
{
    fiber_park(scene->actress, fiber_now_ms(scene->actress) + 1);
}

static void run_act(struct fiber *fiber, void *argument)
{
    struct scene *scene = argument;
    scene->actress = fiber;
    if (!scene->alone) {
        scene->inner = socket(AF_UNIX, SOCK_STREAM, 0);
        cr_assert_eq(connect(scene->inner, &scene->name.address, scene->name.length), 0);
    }
    scene->act(scene);
}

static void perform(struct scene scene)
{
    struct fiber_pool *pool = fiber_pool_new();
    int pair[2];
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    scene.near = pair[0];
    scene.host = pair[1];
    scene.inner = -1;
    scene.relay = https_relay_new(pool, &scene.name);
    cr_assert_not_null(scene.relay);
    fiber_spawn(pool, run_relay, &scene);
    fiber_spawn(pool, run_act, &scene);
    cr_assert(fiber_pool_run(pool));
    cr_expect(scene.ended);
    close(scene.host);
    if (scene.inner >= 0)
        close(scene.inner);
    shape_clear(&session_shape, &scene.session);
    fiber_pool_free(pool);
}

static void say(int end, const char *bytes)
{
    cr_assert_eq(send(end, bytes, strlen(bytes), MSG_NOSIGNAL), (ssize_t)strlen(bytes));
}

static void expect_heard(struct scene *scene, int end, const char *bytes)
{
    char heard[MAX_BYTES + 1] = "";
    size_t length = 0;
    for (int i = 0; i < TURNS_MAX && length < strlen(bytes); i++) {
        ssize_t count = recv(end, heard + length, MAX_BYTES - length, MSG_DONTWAIT);
        length += count > 0 ? (size_t)count : 0;
        turn(scene);
    }
    cr_assert_str_eq(heard, bytes);
}

static void expect_end(struct scene *scene, enum https_relay_end end)
{
    for (int i = 0; i < TURNS_MAX && !scene->ended; i++)
        turn(scene);
    cr_assert(scene->ended);
    cr_expect_eq(scene->end, end, "%d", (int)scene->end);
}

static void ask(struct scene *scene)
{
    say(scene->inner, REQUEST);
    expect_heard(scene, scene->host, REQUEST);
}

static void talk(struct scene *scene)
{
    say(scene->inner, "GET / HTTP/1.1\r\n");
    turn(scene);
    say(scene->inner, "Host: a\r\n\r\n");
    expect_heard(scene, scene->host, REQUEST);
    say(scene->host, "good day");
    expect_heard(scene, scene->inner, "good day");
    say(scene->host, "good bye");
    expect_heard(scene, scene->inner, "good bye");
    shutdown(scene->inner, SHUT_RDWR);
    expect_end(scene, RELAY_INNER_ENDED);
}

Test(https_relay, a_request_one_way_and_the_answer_the_other)
{
    perform((struct scene){.act = talk});
}

static void leave(struct scene *scene)
{
    shutdown(scene->inner, SHUT_RDWR);
    expect_end(scene, RELAY_INNER_ENDED);
}

Test(https_relay, without_a_request)
{
    perform((struct scene){.act = leave});
}

static void be_closed_upon(struct scene *scene)
{
    ask(scene);
    say(scene->host, "good");
    shutdown(scene->host, SHUT_RDWR);
    expect_end(scene, RELAY_HOST_ENDED);
    expect_heard(scene, scene->inner, "good");
}

Test(https_relay, the_host_ends)
{
    perform((struct scene){.act = be_closed_upon});
}

static void hear_too_much(struct scene *scene)
{
    char bytes[MAX_BYTES + 1];
    memset(bytes, 'x', sizeof bytes);
    ask(scene);
    cr_assert_eq(send(scene->host, bytes, sizeof bytes, MSG_NOSIGNAL), (ssize_t)sizeof bytes);
    expect_end(scene, RELAY_HOST_FAILED);
    cr_expect(strstr(scene->session.stop.detail, "sent more than") != NULL, "%s", scene->session.stop.detail);
}

Test(https_relay, a_byte_too_much_ends_it)
{
    perform((struct scene){.act = hear_too_much});
}

static void be_done(struct scene *scene)
{
    turn(scene);
    cr_expect(!scene->ended);
    scene->done = true;
    fiber_wake(scene->fiber);
    expect_end(scene, RELAY_INNER_ENDED);
}

Test(https_relay, nobody_comes)
{
    perform((struct scene){.act = be_done, .alone = true});
}

static void try_from_outside(struct scene *scene)
{
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        char byte;
        int stranger = socket(AF_UNIX, SOCK_STREAM, 0);
        bool connected = connect(stranger, &scene->name.address, scene->name.length) == 0
                         && send(stranger, REQUEST, strlen(REQUEST), MSG_NOSIGNAL) > 0;
        _exit(connected && recv(stranger, &byte, 1, 0) > 0 ? LET_IN : TURNED_AWAY);
    }
    say(scene->host, "secret");
    int status = 0;
    pid_t ended = 0;
    while (ended == 0) {
        ended = waitpid(child, &status, WNOHANG);
        turn(scene);
    }
    cr_assert(WIFEXITED(status));
    cr_expect_eq(WEXITSTATUS(status), TURNED_AWAY);
    be_done(scene);
}

Test(https_relay, nobody_else_is_let_in)
{
    perform((struct scene){.act = try_from_outside, .alone = true});
}
