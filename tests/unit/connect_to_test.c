/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rules of --connect-to: what is understood, what is refused, which one counts. */
#include "net/connect_to.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void add(struct connect_to_list *list, const char *text)
{
    char *problem = NULL;
    cr_assert(connect_to_add(list, text, &problem), "%s: %s", text, problem);
    cr_assert_null(problem);
}

static void expect(const struct connect_to_list *list, const char *host, int64_t port, const char *to_host,
                   int64_t to_port)
{
    struct connect_to_place place = connect_to_find(list, host, port);
    cr_expect_str_eq(place.host, to_host);
    cr_expect_eq(place.port, to_port);
}

Test(connect_to, without_a_rule_nothing_changes)
{
    struct connect_to_list list = {0};
    expect(&list, "mx.example.org", 25, "mx.example.org", 25);
    connect_to_list_free(&list);
}

Test(connect_to, host_and_port_are_both_replaced)
{
    struct connect_to_list list = {0};
    add(&list, "mx.example.org:25:127.0.0.1:10025");
    expect(&list, "mx.example.org", 25, "127.0.0.1", 10025);
    expect(&list, "mx.example.org", 587, "mx.example.org", 587);
    expect(&list, "mx2.example.org", 25, "mx2.example.org", 25);
    connect_to_list_free(&list);
}

Test(connect_to, empty_parts_match_any_and_change_nothing)
{
    struct connect_to_list list = {0};
    add(&list, "any-port.example::new.example:");
    add(&list, ":465::10465");
    expect(&list, "any-port.example", 587, "new.example", 587);
    expect(&list, "other.example", 465, "other.example", 10465);
    expect(&list, "other.example", 25, "other.example", 25);
    connect_to_list_free(&list);
}

Test(connect_to, everything_can_go_to_one_place)
{
    struct connect_to_list list = {0};
    add(&list, "::new.example:2525");
    expect(&list, "a.example", 25, "new.example", 2525);
    expect(&list, "2001:db8::1", 465, "new.example", 2525);
    connect_to_list_free(&list);
}

Test(connect_to, the_first_match_counts)
{
    struct connect_to_list list = {0};
    add(&list, "mx.example:25:first.example:");
    add(&list, "mx.example::second.example:");
    expect(&list, "mx.example", 25, "first.example", 25);
    expect(&list, "mx.example", 26, "second.example", 26);
    connect_to_list_free(&list);
}

Test(connect_to, names_match_without_case_and_last_dot)
{
    struct connect_to_list list = {0};
    add(&list, "MX.Example.:25:new.example.:");
    expect(&list, "mx.example", 25, "new.example", 25);
    expect(&list, "mx.EXAMPLE.", 25, "new.example", 25);
    expect(&list, "mx.example.org", 25, "mx.example.org", 25);
    connect_to_list_free(&list);
}

Test(connect_to, ipv6_addresses_stand_in_brackets_and_match_in_any_form)
{
    struct connect_to_list list = {0};
    add(&list, "[2001:DB8:0::1]:25:[::1]:10025");
    expect(&list, "2001:db8::1", 25, "::1", 10025);
    expect(&list, "2001:0db8:0:0:0:0:0:0001", 25, "::1", 10025);
    expect(&list, "2001:db8::2", 25, "2001:db8::2", 25);
    connect_to_list_free(&list);
}

Test(connect_to, nonsense_is_refused_with_a_message)
{
    static const char *const refused[] = {
        "",
        "a",
        "a:25",
        "a:25:b",
        "a:25:b:25:c",
        "a:25:::1:25",
        "a:0:b:25",
        "a:65536:",
        "a:65536:b:1",
        "a:-1:b:1",
        "a: 25:b:1",
        "a:x:b:1",
        "a:25:b:2x",
        "a b:25:c:25",
        "[::1:25",
        "[::1]x:1:b:1",
        "[1.2.3.4]:1:b:1",
        "[]:1:b:1",
        "[:1:b:1",
        "m\xc3\xbcll.example:25:b:25",
        "a\n:25:b:25",
        "a:99999999999999999999:b:1",
        "a::b:c:d",
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct connect_to_list list = {0};
        char *problem = NULL;
        cr_expect_not(connect_to_add(&list, refused[i], &problem), "%s", refused[i]);
        cr_expect_not_null(problem, "%s", refused[i]);
        cr_expect_eq(list.count, 0);
        free(problem);
        connect_to_list_free(&list);
    }
}
