/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The error queue on loopback, where a datagram to a port without a socket is answered by an ICMP error
 * without any privilege; that of a TCP socket is the same. */
#include "base/shape.h"
#include "facts/shapes.h"
#include "net/error_queue.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WAIT_MS = 10000 };

struct place {
    struct sockaddr_storage storage;
    socklen_t length;
};

static struct place place_of(const char *address, in_port_t port)
{
    struct place place = {0};
    struct sockaddr_in *v4 = (struct sockaddr_in *)&place.storage;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&place.storage;
    if (inet_pton(AF_INET, address, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = port;
        place.length = sizeof *v4;
    } else {
        cr_assert_eq(inet_pton(AF_INET6, address, &v6->sin6_addr), 1);
        v6->sin6_family = AF_INET6;
        v6->sin6_port = port;
        place.length = sizeof *v6;
    }
    return place;
}

/* A port of `address` that nobody uses, in network order: it was this socket's a moment ago. */
static in_port_t unused_port(const char *address)
{
    struct place place = place_of(address, 0);
    int descriptor = socket(place.storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0 || bind(descriptor, (struct sockaddr *)&place.storage, place.length) != 0)
        cr_skip_test("this machine cannot do %s", address);
    cr_assert_eq(getsockname(descriptor, (struct sockaddr *)&place.storage, &place.length), 0);
    close(descriptor);
    return ((struct sockaddr_in *)&place.storage)->sin_port; /* at the same place in both families */
}

/* A socket of `address`'s family with the queues of `families` on. */
static int open_socket(const char *address, const int *families, size_t count)
{
    int descriptor = socket(strchr(address, ':') != NULL ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    cr_assert_geq(descriptor, 0);
    for (size_t i = 0; i < count; i++)
        if (!error_queue_enable(descriptor, families[i]))
            cr_skip_test("this machine cannot tell who sent an ICMP error");
    return descriptor;
}

static void send_to_nobody(int descriptor, const char *address, in_port_t port)
{
    struct place place = place_of(address, port);
    struct pollfd ready = {.fd = descriptor};
    cr_assert_eq(sendto(descriptor, "?", 1, 0, (struct sockaddr *)&place.storage, place.length), 1);
    cr_assert_eq(poll(&ready, 1, WAIT_MS), 1);
    cr_assert(ready.revents & POLLERR);
}

static void expect_port_unreachable(int descriptor, int64_t family, const char *sender)
{
    int error = -1;
    struct icmp_error *icmp = error_queue_take(descriptor, &error);
    cr_assert_not_null(icmp);
    cr_expect_eq(error, ECONNREFUSED);
    cr_expect_eq(icmp->family, family);
    cr_expect_eq(icmp->type, family == 4 ? 3 : 1);
    cr_expect_eq(icmp->code, family == 4 ? 3 : 4);
    cr_expect_str_eq(icmp->sender, sender);
    shape_clear(&icmp_error_shape, icmp);
    free(icmp);
    cr_expect_null(error_queue_take(descriptor, &error), "there was one");
    cr_expect_eq(error, 0);
}

Test(error_queue, ipv4)
{
    in_port_t port = unused_port("127.0.0.1");
    int descriptor = open_socket("127.0.0.1", (int[]){AF_INET}, 1);
    send_to_nobody(descriptor, "127.0.0.1", port);
    expect_port_unreachable(descriptor, 4, "127.0.0.1");
    close(descriptor);
}

Test(error_queue, ipv6)
{
    in_port_t port = unused_port("::1");
    int descriptor = open_socket("::1", (int[]){AF_INET6}, 1);
    send_to_nobody(descriptor, "::1", port);
    expect_port_unreachable(descriptor, 6, "::1");
    close(descriptor);
}

Test(error_queue, an_ipv4_sender_seen_by_an_ipv6_socket)
{
    in_port_t port = unused_port("::ffff:127.0.0.1");
    int descriptor = open_socket("::ffff:127.0.0.1", (int[]){AF_INET, AF_INET6}, 2);
    send_to_nobody(descriptor, "::ffff:127.0.0.1", port);
    expect_port_unreachable(descriptor, 4, "127.0.0.1");
    close(descriptor);
}

Test(error_queue, what_is_no_icmp_error_is_skipped_but_for_its_errno)
{
    in_port_t port = unused_port("::1");
    int descriptor = open_socket("::1", (int[]){AF_INET6}, 1);
    struct place place = place_of("::1", port);
    static const char large[2000];
    int mtu = 1280;
    int on = 1;
    int error = -1;
    cr_assert_eq(setsockopt(descriptor, IPPROTO_IPV6, IPV6_MTU, &mtu, sizeof mtu), 0);
    cr_assert_eq(setsockopt(descriptor, IPPROTO_IPV6, IPV6_DONTFRAG, &on, sizeof on), 0);
    cr_assert_eq(sendto(descriptor, large, sizeof large, 0, (struct sockaddr *)&place.storage, place.length),
                 -1);
    cr_assert_eq(errno, EMSGSIZE);
    cr_expect_null(error_queue_take(descriptor, &error));
    cr_expect_eq(error, EMSGSIZE, "%s", strerror(error));
    close(descriptor);
}

Test(error_queue, switching_it_off_empties_it)
{
    in_port_t port = unused_port("127.0.0.1");
    int descriptor = open_socket("127.0.0.1", (int[]){AF_INET}, 1);
    int error = -1;
    send_to_nobody(descriptor, "127.0.0.1", port);
    error_queue_disable(descriptor, AF_INET);
    cr_expect_null(error_queue_take(descriptor, &error));
    close(descriptor);
}

Test(error_queue, nothing_in_it)
{
    int error = -1;
    int descriptor = open_socket("127.0.0.1", (int[]){AF_INET}, 1);
    cr_expect_null(error_queue_take(descriptor, &error));
    cr_expect_eq(error, 0);
    cr_expect_null(error_queue_take(-1, &error));
    close(descriptor);
}
