/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which of several addresses is connected to, on loopback. */
#include "net/connect_any.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { NEVER_MS = 60 * 1000 };

struct attempt {
    struct text_list addresses;
    int64_t port;
    int64_t time_ms;
    bool cut;
    int descriptor;
    int error;
    size_t index;
};

static void run(struct fiber *fiber, void *argument)
{
    struct attempt *attempt = argument;
    if (attempt->cut)
        fiber_pool_cut(fiber_pool_of(fiber));
    attempt->descriptor =
        connect_any(fiber,
                    &(struct connect_any){.addresses = &attempt->addresses,
                                          .port = attempt->port,
                                          .deadline_ms = fiber_now_ms(fiber) + attempt->time_ms},
                    &attempt->index);
    attempt->error = errno;
    if (attempt->descriptor >= 0)
        close(attempt->descriptor);
}

/* Tries the addresses, up to a NULL. */
static void try(struct attempt *attempt, const char *const *addresses)
{
    struct fiber_pool *pool = fiber_pool_new();
    for (; *addresses != NULL; addresses++)
        text_list_append(&attempt->addresses, *addresses);
    fiber_spawn(pool, run, attempt);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    text_list_free(&attempt->addresses);
}

/* A socket on a free port of 127.0.0.1 alone. */
static int listen_there(int64_t *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert_eq(listen(listener, 5), 0);
    cr_assert_eq(getsockname(listener, (struct sockaddr *)&address, &length), 0);
    *port = ntohs(address.sin_port);
    return listener;
}

Test(connect_any, the_first_that_answers)
{
    struct attempt attempt = {.time_ms = NEVER_MS};
    int listener = listen_there(&attempt.port);
    try(&attempt, (const char *const[]){"127.0.0.9", "not an address", "127.0.0.1", "127.0.0.8", NULL});
    cr_expect_geq(attempt.descriptor, 0);
    cr_expect_eq(attempt.index, 2);
    close(listener);
}

Test(connect_any, none)
{
    struct attempt attempt = {.time_ms = NEVER_MS};
    close(listen_there(&attempt.port));
    try(&attempt, (const char *const[]){"127.0.0.1", "127.0.0.9", NULL});
    cr_expect_eq(attempt.descriptor, -1);
    cr_expect_eq(attempt.error, ECONNREFUSED);
    try(&attempt, (const char *const[]){NULL});
    cr_expect_eq(attempt.descriptor, -1);
}

Test(connect_any, no_time_left)
{
    struct attempt attempt = {.time_ms = -1, .port = 1};
    try(&attempt, (const char *const[]){"127.0.0.1", NULL});
    cr_expect_eq(attempt.descriptor, -1);
    cr_expect_eq(attempt.error, ETIMEDOUT);
}

Test(connect_any, nothing_is_begun_when_cut)
{
    struct attempt attempt = {.time_ms = NEVER_MS, .port = 1, .cut = true};
    try(&attempt, (const char *const[]){"127.0.0.1", NULL});
    cr_expect_eq(attempt.descriptor, -1);
    cr_expect_eq(attempt.error, EINTR);
}
