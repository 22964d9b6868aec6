/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Columns and lines. */
#include "base/list.h"
#include "report/wrap.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static void use_utf8(void)
{
    cr_assert(setlocale(LC_CTYPE, "C.UTF-8") != NULL);
}

TestSuite(wrap, .init = use_utf8);

Test(wrap, columns_are_those_of_a_terminal)
{
    cr_expect_eq(wrap_columns(""), 0);
    cr_expect_eq(wrap_columns("mx1.example.org"), 15);
    cr_expect_eq(wrap_columns("b\xc3\xbc"
                              "cher"),
                 6);
    cr_expect_eq(wrap_columns("\xe4\xbe\x8b\xe3\x81\x88"), 4); /* two wide characters */
    cr_expect_eq(wrap_columns("u\xcc\x88"), 1);                /* u and a combining diaeresis */
    cr_expect_eq(wrap_columns("\xff\xc3"), 2);                 /* no UTF-8: a column a byte */
}

/* All lines of `text` with | between them. */
static char *wrapped(const char *text, int first, int full)
{
    struct text_list lines = {0};
    struct wrap_line line;
    while (wrap_next(&text, lines.count == 0 ? first : full, full, &line)) {
        char *copy = text_copy_bytes(line.start, line.length);
        cr_expect_eq(wrap_columns(copy), line.columns);
        text_list_append(&lines, copy);
        free(copy);
        cr_assert(lines.count < 100, "wrapping must come to an end");
    }
    char *joined = text_list_join(&lines, "|");
    text_list_free(&lines);
    return joined;
}

static void expect_lines(const char *text, int first, int full, const char *expected)
{
    char *lines = wrapped(text, first, full);
    cr_expect_str_eq(lines, (char *)expected);
    free(lines);
}

Test(wrap, breaks_at_spaces)
{
    expect_lines("", 10, 10, "");
    expect_lines("   ", 10, 10, "");
    expect_lines("one two three", 80, 80, "one two three");
    expect_lines("one two three", 7, 7, "one two|three");
    expect_lines("one two three", 6, 6, "one|two|three");
    expect_lines("one  two ", 8, 8, "one  two");
}

Test(wrap, keeps_numbers_with_what_they_count)
{
    expect_lines("see (RFC 8314 3.3) there", 14, 14, "see|(RFC 8314 3.3)|there");
    expect_lines("to 10 mx1, 20 mx2", 9, 9, "to|10 mx1,|20 mx2");
    expect_lines("at port 25 or so", 10, 10, "at|port 25 or|so");
    expect_lines("by hop 2 (r2) on", 8, 8, "by hop 2|(r2) on");
    expect_lines("1 2 3 4 5 6", 7, 7, "1 2 3|4 5 6");
    expect_lines("port", 4, 4, "port");
    expect_lines("RFC ", 4, 4, "RFC");
}

Test(wrap, breaks_inside_a_word_only_when_it_fits_no_line)
{
    expect_lines("abcdefghij", 4, 4, "abcd|efgh|ij");
    expect_lines("a bcdefghij k", 4, 4, "a|bcde|fghi|j k");
}

Test(wrap, leaves_a_short_first_line_empty_for_a_word_that_fits_the_next)
{
    expect_lines("abcdef", 3, 8, "|abcdef");
    expect_lines("abcdefghijkl", 3, 8, "abc|defghijk|l");
}

Test(wrap, never_splits_a_character_nor_exceeds_by_a_wide_one)
{
    expect_lines("\xe4\xbe\x8b\xe3\x81\x88\xe4\xbe\x8b", 3, 3, "\xe4\xbe\x8b|\xe3\x81\x88|\xe4\xbe\x8b");
    expect_lines("\xe4\xbe\x8b\xe3\x81\x88", 1, 1, "\xe4\xbe\x8b|\xe3\x81\x88");
}
