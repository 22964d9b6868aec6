/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pieces of evidence: what is cut says so, and no character is cut in two. */
#include "assess/finding/phrase.h"
#include "base/list.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static bool ends_with(const char *text, const char *end)
{
    return strlen(text) >= strlen(end) && strcmp(text + strlen(text) - strlen(end), end) == 0;
}

Test(phrase, what_fits_is_left_as_it_is)
{
    cr_expect_str_eq(phrase_at_most(5, "abcde").text, "abcde");
    cr_expect_str_eq(phrase_at_most(5, "").text, "");
}

Test(phrase, what_does_not_fit_ends_with_dots)
{
    cr_expect_str_eq(phrase_at_most(5, "abcdef").text, "ab...");
    cr_expect_str_eq(phrase_at_most(6, "ab\xc3\xbc"
                                       "def")
                         .text,
                     "ab...");
    cr_expect_str_eq(phrase_at_most(7, "ab\xc3\xbc"
                                       "defg")
                         .text,
                     "ab\xc3\xbc...");
}

Test(phrase, a_long_list_says_how_many_more_there_are)
{
    struct text_list names = {0};
    char name[256] = "mx1.";
    memset(name + 4, 'a', 246);
    strcpy(name + 250, ".test");
    for (int i = 0; i < 9; i++)
        text_list_append(&names, name);
    struct phrase phrase = phrase_list(&names, "none");
    char *expected = text_format("%s and 8 more", name);
    cr_expect_str_eq(phrase.text, expected, "%s", phrase.text);
    free(expected);
    text_list_free(&names);
    for (int i = 0; i < 200; i++)
        text_list_append(&names, "mx.test");
    phrase = phrase_list(&names, "none");
    cr_expect(ends_with(phrase.text, ", mx.test and 151 more"), "%s", phrase.text);
    text_list_free(&names);
    char *long_item = text_format("%s%s", name, name);
    text_list_append(&names, long_item);
    phrase = phrase_list(&names, "none");
    cr_expect(ends_with(phrase.text, "aaa..."), "%s", phrase.text);
    text_list_append(&names, "mx.test");
    phrase = phrase_list(&names, "none");
    cr_expect(ends_with(phrase.text, "aaa... and 1 more"), "%s", phrase.text);
    text_list_free(&names);
    free(long_item);
}

Test(phrase, a_long_reply_is_cut_between_characters_and_says_so)
{
    struct reply reply = {.code = 554};
    char line[1000];
    for (size_t i = 0; i + 2 < sizeof line; i += 2)
        memcpy(line + i, "\xc3\xbc", 3);
    for (size_t shift = 0; shift < 2; shift++) {
        char *text = text_format("%s%s", shift == 0 ? "" : "x", line);
        text_list_append(&reply.lines, text);
        struct phrase phrase = phrase_reply(&reply);
        cr_expect(ends_with(phrase.text, "\xc3\xbc...\""), "%s", phrase.text);
        reply.code = 0; /* the beginning of a line */
        phrase = phrase_reply(&reply);
        cr_expect(ends_with(phrase.text, "\xc3\xbc...\""), "%s", phrase.text);
        reply.code = 554;
        text_list_free(&reply.lines);
        free(text);
    }
}
