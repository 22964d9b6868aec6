/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the kernel says about routes. */
#include "net/local_route.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

static void expect_loopback(const char *address)
{
    struct local_route route;
    cr_assert(local_route_find(address, &route));
    if (route.error != 0)
        cr_skip_test("this machine cannot reach %s", address);
    cr_expect_str_eq(route.interface, "lo");
    cr_expect_str_eq(route.source_address, address);
    cr_expect_null(route.gateway, "nobody is between this machine and itself");
    local_route_clear(&route);
    cr_expect_null(route.interface);
}

Test(local_route, loopback_over_ipv4)
{
    expect_loopback("127.0.0.1");
}

Test(local_route, loopback_over_ipv6)
{
    expect_loopback("::1");
}

Test(local_route, a_word_is_no_address)
{
    struct local_route route;
    cr_expect_not(local_route_find("mx.example.org", &route));
    cr_expect_eq(route.error, 0);
}

/* Whether the kernel says of both families that there is no route; 77 where there is no such machine. */
static int look_without_routes(void)
{
    static const char *const addresses[] = {"192.0.2.1", "2001:db8::1"};
    /* Root needs no user namespace, and gets none in a chroot. */
    if (unshare(CLONE_NEWNET) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
        return 77;
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        struct local_route route;
        if (!local_route_find(addresses[i], &route) || route.error != ENETUNREACH
            || route.source_address != NULL || route.interface != NULL || route.gateway != NULL)
            return 1;
        local_route_clear(&route);
    }
    return 0;
}

/* In a process of its own: one with threads gets no namespace. */
Test(local_route, a_machine_without_any_route)
{
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0)
        _exit(look_without_routes());
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        cr_skip_test("this machine cannot make network namespaces");
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
