/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far away things are on a way. */
#include "infer/path_distance.h"

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
        {.port = 2525, .end = PATH_END_CONNECTED, .end_hop = 5, .hops = hops, .hop_count = 1},
    };
    struct path path = {.ports = ports, .port_count = 4};
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

/* --- Several ways --- */

static struct path_hop by_a[] = {{1, "192.0.2.1", 1}, {2, "192.0.2.2", 2}, {3, "192.0.2.3", 3}};
static struct path_hop by_b[] = {
    {1, "192.0.2.1", 1}, {2, "192.0.2.22", 2}, {3, "192.0.2.23", 3}, {4, "192.0.2.3", 4}};
static struct path_hop by_b_hidden[] = {{1, "192.0.2.1", 1}, {4, "192.0.2.3", 4}};
static struct path_hop by_b_renamed[] = {{1, "192.0.2.1", 1}, {4, "192.0.2.33", 4}};

/* A port that was accepted by each of two ways, at hops 4 and 5; `hops` and how many of the second way. */
static void expect_two_ways(struct path_hop *second, size_t count, int64_t divides_at)
{
    struct path_port ports[] = {
        {.port = 25, .end = PATH_END_CONNECTED, .end_hop = 4, .hops = by_a, .hop_count = 3},
        {.port = 465, .end = PATH_END_CONNECTED, .end_hop = 5, .hops = second, .hop_count = count},
    };
    struct path path = {.ports = ports, .port_count = 2};
    cr_expect_eq(path_divides_at(&path), divides_at);
    cr_expect_eq(path_nearer(&path, 5), ANSWER_NO);
    cr_expect_eq(path_nearer(&path, 4), ANSWER_UNKNOWN);
    cr_expect_eq(path_nearer(&path, 1), ANSWER_YES, "that is before they divide");
}

Test(path_distance, ways_that_are_not_equally_long)
{
    expect_two_ways(by_b, 4, 2);
    expect_two_ways(by_b_hidden, 2, 0);
    expect_two_ways(by_b_renamed, 2, 0);
}

Test(path_distance, one_way)
{
    struct path_port ports[] = {
        {.port = 25, .end = PATH_END_CONNECTED, .end_hop = 3, .hops = by_b, .hop_count = 2},
        {.port = 465, .end = PATH_END_CONNECTED, .end_hop = 5, .hops = by_b, .hop_count = 4},
    };
    struct path path = {.ports = ports, .port_count = 2};
    cr_expect_eq(path_divides_at(&path), 0);
    cr_expect_eq(path_divides_at(NULL), 0);
    cr_expect_eq(path_nearer(&path, 4), ANSWER_YES);
    cr_expect_eq(path_nearer(&path, 3), ANSWER_YES);
    ports[1].end_hop = 8;
    ports[0].hops = by_a;
    cr_expect_eq(path_nearer(&path, 3), ANSWER_UNKNOWN);
    ports[1].hop_count = 3;
    by_b[2].hop = 7;
    cr_expect_eq(path_nearer(&path, 3), ANSWER_YES, "ways differ by a hop or two, not by more");
    by_b[2].hop = 3;
}

Test(path_distance, packets_that_were_lost)
{
    struct path_port ports[] = {
        {.port = 25, .end = PATH_END_CONNECTED, .end_hop = 6, .hops = by_a, .hop_count = 3},
        {.port = 465, .end = PATH_END_CONNECTED, .end_hop = 4, .hops = by_a, .hop_count = 3},
        {.port = 587, .end = PATH_END_CONNECTED, .end_hop = 4, .hops = by_a, .hop_count = 3},
    };
    struct path path = {.ports = ports, .port_count = 3};
    cr_expect_eq(path_lost(&path, &ports[0]), 2);
    cr_expect_eq(path_lost(&path, &ports[1]), 0);
    cr_expect_eq(path_distance_at_least(&path), 4, "the host is no farther away for that");
    cr_expect_eq(path_nearer(&path, 4), ANSWER_NO);
    ports[0].end_hop = 9;
    cr_expect_eq(path_distance_at_least(&path), 7, "not all of so many");
    ports[0].hops = by_b;
    cr_expect_eq(path_distance_at_least(&path), 4, "one of two ways may drop them all");
    cr_expect_eq(path_lost(&path, &ports[0]), 5);
    ports[0].end = PATH_END_SILENT;
    ports[0].end_hop = 0;
    cr_expect_eq(path_lost(&path, &ports[0]), 0);
}

Test(path_distance, routers_that_hide_are_not_loss)
{
    struct path_port ports[] = {
        {.port = 25, .end = PATH_END_CONNECTED, .end_hop = 2, .hops = by_a, .hop_count = 1},
        {.port = 465, .end = PATH_END_CONNECTED, .end_hop = 6, .hops = by_a, .hop_count = 2},
        {.port = 587, .end = PATH_END_CONNECTED, .end_hop = 6, .hops = by_a, .hop_count = 2},
    };
    struct path path = {.ports = ports, .port_count = 3};
    cr_expect_eq(path_lost(&path, &ports[1]), 0);
    cr_expect_eq(path_distance_at_least(&path), 6);
    cr_expect_eq(path_nearer(&path, 2), ANSWER_YES);
}

Test(path_distance, a_port_that_met_with_a_router_and_with_the_host)
{
    static struct path_hop by_both[] = {
        {1, "192.0.2.1", 1}, {2, "192.0.2.2", 2}, {3, "192.0.2.3", 3}, {4, "192.0.2.33", 4}};
    struct path_port ports[] = {
        {.port = 25, .end = PATH_END_CONNECTED, .end_hop = 4, .hops = by_a, .hop_count = 3},
        {.port = 465, .end = PATH_END_CONNECTED, .end_hop = 4, .hops = by_both, .hop_count = 4},
    };
    struct path path = {.ports = ports, .port_count = 2};
    cr_expect_eq(path_divides_at(&path), 4);
    cr_expect_eq(path_nearer(&path, 4), ANSWER_UNKNOWN);
}
