/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lists that grow, and lists of text. */
#include "base/list.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct item {
    int64_t number;
    char *text;
};

Test(list, items_keep_their_content_and_new_ones_are_zeroed)
{
    struct item *items = NULL;
    size_t count = 0;
    for (int64_t i = 0; i < 1000; i++) {
        struct item *item = list_append(&items, &count, sizeof *items);
        cr_assert_eq(item, &items[i]);
        cr_assert_eq(item->number, 0);
        cr_assert_null(item->text);
        memset(item, 0xaa, sizeof *item);
        item->number = i;
    }
    cr_assert_eq(count, 1000);
    for (int64_t i = 0; i < 1000; i++)
        cr_assert_eq(items[i].number, i);
    free(items);
}

Test(list, allocate_gives_zeroed_memory_even_for_nothing)
{
    char *nothing = allocate(0, 0);
    cr_assert_not_null(nothing);
    char *zeroed = allocate(16, 4);
    for (size_t i = 0; i < 64; i++)
        cr_assert_eq(zeroed[i], 0);
    free(nothing);
    free(zeroed);
}

Test(list, text_is_copied)
{
    cr_expect_null(text_copy(NULL));
    char *bytes = text_copy_bytes("abcdef", 3);
    cr_expect_str_eq(bytes, "abc");
    char *empty = text_copy_bytes(NULL, 0);
    cr_expect_str_eq(empty, "");
    char *formatted = text_format("%s:%d", "mx", 25);
    cr_expect_str_eq(formatted, "mx:25");
    text_replace(&formatted, text_copy("other"));
    cr_expect_str_eq(formatted, "other");
    text_replace(&formatted, NULL);
    cr_expect_null(formatted);
    free(bytes);
    free(empty);
}

Test(list, a_text_list_is_searched_without_case)
{
    struct text_list list = {0};
    cr_expect_not(text_list_has(&list, ""));
    text_list_append(&list, "STARTTLS");
    text_list_append(&list, "");
    cr_expect(text_list_has(&list, "startTLS"));
    cr_expect(text_list_has(&list, ""));
    cr_expect_not(text_list_has(&list, "START"));
    cr_expect_not(text_list_has(&list, "STARTTLSX"));
    text_list_free(&list);
    cr_expect_null(list.items);
    cr_expect_eq(list.count, 0);
    text_list_free(&list);
}

Test(list, a_long_text_list_is_joined_in_part)
{
    struct text_list list = {0};
    static const char *const expected[] = {"", "a", "a, b", "a, b and 1 more", "a, b and 2 more"};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        char *joined = text_list_join_first(&list, 2);
        cr_expect_str_eq(joined, expected[i]);
        free(joined);
        text_list_append(&list, (const char *[]){"a", "b", "c", "d", "e"}[i]);
    }
    text_list_free(&list);
}

Test(list, a_text_list_is_joined)
{
    struct text_list list = {0};
    char *none = text_list_join(&list, ", ");
    cr_expect_str_eq(none, "");
    text_list_append(&list, "a");
    char *one = text_list_join(&list, ", ");
    cr_expect_str_eq(one, "a");
    text_list_append(&list, "");
    text_list_append(&list, list.items[0]);
    char *three = text_list_join(&list, ", ");
    cr_expect_str_eq(three, "a, , a");
    free(none);
    free(one);
    free(three);
    text_list_free(&list);
}
