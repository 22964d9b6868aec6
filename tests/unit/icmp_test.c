/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What ICMP and ICMPv6 errors say. */
#include "infer/icmp.h"

#include <criterion/criterion.h>

struct row {
    struct icmp_error icmp;
    bool filter;
    bool time_exceeded;
    const char *meaning;
};

static const struct row rows[] = {
    {{.family = 4, .type = 3, .code = 0}, false, false, "network unreachable"},
    {{.family = 4, .type = 3, .code = 1}, false, false, "host unreachable"},
    {{.family = 4, .type = 3, .code = 3}, true, false, "port unreachable"},
    {{.family = 4, .type = 3, .code = 9}, true, false, "network administratively prohibited"},
    {{.family = 4, .type = 3, .code = 10}, true, false, "host administratively prohibited"},
    {{.family = 4, .type = 3, .code = 13}, true, false, "communication administratively prohibited"},
    {{.family = 4, .type = 11, .code = 0}, false, true, "time to live exceeded"},
    {{.family = 6, .type = 1, .code = 0}, false, false, "no route to the destination"},
    {{.family = 6, .type = 1, .code = 1}, true, false, "communication administratively prohibited"},
    {{.family = 6, .type = 1, .code = 3}, false, false, "address unreachable"},
    {{.family = 6, .type = 1, .code = 4}, true, false, "port unreachable"},
    {{.family = 6, .type = 1, .code = 5}, true, false, "source address failed a policy"},
    {{.family = 6, .type = 1, .code = 6}, true, false, "route rejected"},
    {{.family = 6, .type = 3, .code = 0}, false, true, "hop limit exceeded"},
    /* a reassembly that took too long (RFC 792, RFC 4443 3.3) says nothing about hops */
    {{.family = 4, .type = 11, .code = 1}, false, false, "an unknown error"},
    {{.family = 6, .type = 3, .code = 1}, false, false, "an unknown error"},
    /* the same numbers in the other family */
    {{.family = 4, .type = 1, .code = 1}, false, false, "an unknown error"},
    {{.family = 6, .type = 11, .code = 0}, false, false, "an unknown error"},
    {{.family = 4, .type = 3, .code = 255}, false, false, "an unknown error"},
    {{.family = 0}, false, false, "an unknown error"},
};

Test(icmp, what_it_says)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct icmp_error *icmp = &rows[i].icmp;
        cr_expect_str_eq(icmp_meaning(icmp), rows[i].meaning, "row %zu", i);
        cr_expect_eq(icmp_is_filter(icmp), rows[i].filter, "row %zu", i);
        cr_expect_eq(icmp_is_time_exceeded(icmp), rows[i].time_exceeded, "row %zu", i);
    }
}
