/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far away things are on a way. */
#include "facts/path_distance.h"

#include <criterion/criterion.h>

static struct path_hop hops[] = {
    {1, "198.51.100.1", 400}, {2, "203.0.113.1", 3000}, {4, "203.0.113.9", 9000}};

Test(path_distance, of_nothing)
{
    struct path_port port = {.port = 25};
    struct path path = {.ports = &port, .port_count = 1};
    cr_expect_eq(path_last_hop(NULL), 0);
    cr_expect_eq(path_last_hop(&port), 0);
    cr_expect_eq(path_farthest_hop(NULL), 0);
    cr_expect_eq(path_farthest_hop(&path), 0);
    cr_expect_eq(path_distance(NULL), 0);
    cr_expect_eq(path_distance(&path), 0);
    cr_expect_eq(path_distance_at_least(&path), 1, "even a neighbour is one hop away");
}

Test(path_distance, by_the_port_accepted_farthest_away)
{
    struct path_port ports[] = {
        {.port = 25, .end = PATH_END_CONNECTED, .end_hop = 3},
        {.port = 465, .end = PATH_END_CONNECTED, .end_hop = 5, .hops = hops, .hop_count = 2},
        {.port = 587, .end = PATH_END_REFUSED, .end_hop = 7},
    };
    struct path path = {.ports = ports, .port_count = 3};
    cr_expect_eq(path_last_hop(&ports[1]), 2);
    cr_expect_eq(path_farthest_hop(&path), 2);
    cr_expect_eq(path_distance(&path), 5);
    cr_expect_eq(path_distance_at_least(&path), 5);
}

Test(path_distance, the_host_is_behind_every_router)
{
    struct path_port ports[] = {
        {.port = 25, .end = PATH_END_CONNECTED, .end_hop = 3, .hops = hops, .hop_count = 2},
        {.port = 465, .end = PATH_END_SILENT, .hops = hops, .hop_count = 3},
    };
    struct path path = {.ports = ports, .port_count = 2};
    cr_expect_eq(path_farthest_hop(&path), 4);
    cr_expect_eq(path_distance(&path), 3);
    cr_expect_eq(path_distance_at_least(&path), 5);
}
