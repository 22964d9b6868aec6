/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the way to a port is free, for each way in which a trace may end. */
#include "infer/path_answer.h"

#include <criterion/criterion.h>

static struct path_hop hops[] = {
    {1, "198.51.100.1", 400}, {2, "203.0.113.1", 3000}, {3, "203.0.113.9", 9000}};

/* How the ways to two ports of one address end, and what that comes to; hop 0 where nothing answered. */
static const struct {
    struct {
        enum path_end end;
        int hop;
        size_t routers; /* so many of `hops` answered */
        enum answer answer;
    } ports[2];
} cases[] = {
    {{{PATH_END_CONNECTED, 4, 3, ANSWER_YES}, {PATH_END_CONNECTED, 4, 3, ANSWER_YES}}},
    {{{PATH_END_REFUSED, 4, 3, ANSWER_YES}, {PATH_END_CONNECTED, 4, 3, ANSWER_YES}}},
    {{{PATH_END_REFUSED, 3, 2, ANSWER_NO}, {PATH_END_CONNECTED, 4, 3, ANSWER_YES}}},
    {{{PATH_END_CONNECTED, 2, 1, ANSWER_NO}, {PATH_END_CONNECTED, 4, 3, ANSWER_YES}}},
    {{{PATH_END_CONNECTED, 2, 1, ANSWER_YES}, {PATH_END_CONNECTED, 4, 0, ANSWER_YES}}},
    {{{PATH_END_CONNECTED, 2, 1, ANSWER_NO}, {PATH_END_CONNECTED, 8, 0, ANSWER_YES}}},
    {{{PATH_END_REFUSED, 2, 1, ANSWER_YES}, {PATH_END_CONNECTED, 4, 0, ANSWER_YES}}},
    {{{PATH_END_REFUSED, 4, 3, ANSWER_UNKNOWN}, {PATH_END_REFUSED, 4, 3, ANSWER_UNKNOWN}}},
    {{{PATH_END_REFUSED, 3, 2, ANSWER_NO}, {PATH_END_SILENT, 0, 3, ANSWER_UNKNOWN}}},
    {{{PATH_END_SILENT, 0, 2, ANSWER_NO}, {PATH_END_CONNECTED, 4, 3, ANSWER_YES}}},
    {{{PATH_END_SILENT, 0, 3, ANSWER_UNKNOWN}, {PATH_END_SILENT, 0, 0, ANSWER_UNKNOWN}}},
    {{{PATH_END_REJECTED, 3, 2, ANSWER_NO}, {PATH_END_SILENT, 0, 2, ANSWER_UNKNOWN}}},
    {{{PATH_END_LOCAL, 0, 0, ANSWER_NO}, {PATH_END_UNKNOWN, 0, 0, ANSWER_UNKNOWN}}},
};

static enum answer of_all(struct path *path)
{
    struct report report = {.paths = path, .path_count = 1};
    return path_answer_of_all(&report);
}

Test(path_answer, each_end)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct path_port ports[2] = {0};
        for (size_t n = 0; n < 2; n++)
            ports[n] = (struct path_port){.end = cases[i].ports[n].end,
                                          .end_hop = cases[i].ports[n].hop,
                                          .hops = hops,
                                          .hop_count = cases[i].ports[n].routers};
        struct path path = {.ports = ports, .port_count = 2};
        enum answer one = cases[i].ports[0].answer, other = cases[i].ports[1].answer;
        cr_expect_eq(path_answer(&path, &ports[0]), one, "case %zu", i);
        cr_expect_eq(path_answer(&path, &ports[1]), other, "case %zu", i);
        bool no = one == ANSWER_NO || other == ANSWER_NO;
        bool yes = one == ANSWER_YES && other == ANSWER_YES;
        cr_expect_eq(of_all(&path), no ? ANSWER_NO : yes ? ANSWER_YES : ANSWER_UNKNOWN, "case %zu", i);
    }
}

Test(path_answer, nothing_traced_is_unknown)
{
    struct report empty = {0};
    cr_expect_eq(path_answer_of_all(&empty), ANSWER_UNKNOWN);
    struct path untraced = {.problem = "no descriptors"};
    cr_expect_eq(of_all(&untraced), ANSWER_UNKNOWN);
    struct path_port port = {.end = PATH_END_CONNECTED, .end_hop = 1};
    struct path good = {.ports = &port, .port_count = 1};
    cr_expect_eq(of_all(&good), ANSWER_YES);
    struct host lost = {.a_lookup.status = DNS_OK, .aaaa_lookup.status = DNS_TIMEOUT};
    struct report report = {.paths = &good, .path_count = 1, .hosts = &lost, .host_count = 1};
    cr_expect_eq(path_answer_of_all(&report), ANSWER_UNKNOWN, "an address may be missing");
}
