/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes from the wire made into text: what stays, what is escaped, what is cut. */
#include "base/text.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct row {
    const char *bytes;
    size_t length; /* 0: strlen() */
    const char *text;
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = rows[i].length > 0 ? rows[i].length : strlen(rows[i].bytes);
        char *text = text_from_wire(rows[i].bytes, length, 1000);
        cr_expect_str_eq(text, rows[i].text, "row %zu: \"%s\" instead of \"%s\"", i, text, rows[i].text);
        free(text);
    }
}

#define CHECK(rows) check(rows, sizeof rows / sizeof rows[0])

Test(text, plain_text_and_valid_utf8_stay)
{
    static const struct row rows[] = {
        {"", 0, ""},
        {"mx.example.org ESMTP ~", 0, "mx.example.org ESMTP ~"},
        {"\xc2\xa1|\xdf\xbf", 0, "\xc2\xa1|\xdf\xbf"}, /* U+00A1, U+07FF */
        {"\xe0\xa0\x80|\xed\x9f\xbf|\xee\x80\x80", 0, "\xe0\xa0\x80|\xed\x9f\xbf|\xee\x80\x80"},
        {"\xf0\x90\x80\x80|\xf4\x8f\xbf\xbd", 0, "\xf0\x90\x80\x80|\xf4\x8f\xbf\xbd"},
    };
    CHECK(rows);
}

Test(text, a_backslash_is_doubled_so_that_escapes_cannot_be_forged)
{
    static const struct row rows[] = {
        {"a\\x00b", 0, "a\\\\x00b"},
        {"\\", 0, "\\\\"},
    };
    CHECK(rows);
}

Test(text, control_characters_are_escaped)
{
    static const struct row rows[] = {
        {"a\0b", 3, "a\\x00b"},
        {"\t\r\n\x1b[31m", 0, "\\x09\\x0d\\x0a\\x1b[31m"},
        {"\x7f", 0, "\\x7f"},
        {"\xc2\x80\xc2\x9b\xc2\x9f", 0, "\\xc2\\x80\\xc2\\x9b\\xc2\\x9f"}, /* C1: U+009B is CSI */
    };
    CHECK(rows);
}

Test(text, invalid_utf8_is_escaped_byte_for_byte)
{
    static const struct row rows[] = {
        {"\x80", 0, "\\x80"},
        {"\xc3", 0, "\\xc3"},
        {"\xc3(", 0, "\\xc3("},
        {"\xe2\x82", 0, "\\xe2\\x82"},
        {"\xe2\x82z", 0, "\\xe2\\x82z"},
        {"\xff\xfe", 0, "\\xff\\xfe"},
        {"\xc0\x80", 0, "\\xc0\\x80"},                   /* overlong U+0000 */
        {"\xc1\xbf", 0, "\\xc1\\xbf"},                   /* overlong U+007F */
        {"\xe0\x9f\xbf", 0, "\\xe0\\x9f\\xbf"},          /* overlong U+07FF */
        {"\xf0\x8f\xbf\xbf", 0, "\\xf0\\x8f\\xbf\\xbf"}, /* overlong U+FFFF */
        {"\xed\xa0\x80", 0, "\\xed\\xa0\\x80"},          /* surrogates */
        {"\xed\xbf\xbf", 0, "\\xed\\xbf\\xbf"},
        {"\xf4\x90\x80\x80", 0, "\\xf4\\x90\\x80\\x80"}, /* above U+10FFFF */
        {"\xf8\x88\x80\x80\x80", 0, "\\xf8\\x88\\x80\\x80\\x80"},
        {"\x80\xe2\x82\xac", 0, "\\x80\xe2\x82\xac"}, /* back in step at the next character */
    };
    CHECK(rows);
}

Test(text, characters_that_reorder_or_hide_are_escaped)
{
    static const struct row rows[] = {
        {"\xe2\x80\xae", 0, "\\xe2\\x80\\xae"}, /* U+202E right-to-left override */
        {"\xe2\x81\xa6", 0, "\\xe2\\x81\\xa6"}, /* U+2066 isolate */
        {"\xd8\x9c", 0, "\\xd8\\x9c"},          /* U+061C Arabic letter mark */
        {"\xe2\x80\x8b", 0, "\\xe2\\x80\\x8b"}, /* U+200B zero-width space */
        {"\xe2\x80\xa8", 0, "\\xe2\\x80\\xa8"}, /* U+2028 line separator */
        {"\xef\xbb\xbf", 0, "\\xef\\xbb\\xbf"}, /* U+FEFF byte order mark */
        {"\xef\xbf\xbe", 0, "\\xef\\xbf\\xbe"}, /* U+FFFE and U+10FFFF: noncharacters */
        {"\xf4\x8f\xbf\xbf", 0, "\\xf4\\x8f\\xbf\\xbf"},
        {"v=STSv1;\xc2\xa0id=1", 0, "v=STSv1;\\xc2\\xa0id=1"}, /* U+00A0, which is no blank to a parser */
        {"\xe2\x80\x83\xe3\x80\x80", 0, "\\xe2\\x80\\x83\\xe3\\x80\\x80"}, /* U+2003, U+3000 */
        {"\xc2\xad", 0, "\\xc2\\xad"},                                     /* U+00AD soft hyphen */
        {"\xf3\xa0\x81\x81", 0, "\\xf3\\xa0\\x81\\x81"},                   /* U+E0041 tag */
    };
    CHECK(rows);
}

/* Unicode's Default_Ignorable_Code_Point: .NET finds "::" in ":", U+FE0F, ":". */
Test(text, characters_that_nobody_sees_are_escaped)
{
    static const struct row rows[] = {
        {":\xef\xb8\x8f:", 0, ":\\xef\\xb8\\x8f:"}, /* U+FE0F variation selector */
        {"a\xcd\x8f"
         "b",
         0, "a\\xcd\\x8fb"},                                               /* U+034F grapheme joiner */
        {"\xe3\x85\xa4\xe1\x85\x9f", 0, "\\xe3\\x85\\xa4\\xe1\\x85\\x9f"}, /* Hangul fillers */
        {"\xe1\xa0\x8b", 0, "\\xe1\\xa0\\x8b"},                            /* U+180B */
    };
    CHECK(rows);
}

Test(text, no_log_holds_a_command_by_it)
{
    static const struct row rows[] = {
        {"220 ##[error]x", 0, "220 #\\x23[error]x"},
        {"##vso[task.complete]##TeamCity[x]", 0, "#\\x23vso[task.complete]#\\x23TeamCity[x]"},
        {"####[", 0, "###\\x23["},
        {"##", 0, "##"},
        {"## [x] ##1[ #[ ### WELCOME ###", 0, "## [x] ##1[ #[ ### WELCOME ###"},
        {"a::b ::error::c", 0, "a::b ::error::c"}, /* only at the start of a line */
    };
    CHECK(rows);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *text = text_without_commands(rows[i].bytes);
        cr_expect_str_eq(text, rows[i].text);
        free(text);
    }
    char *cut = text_from_wire("##[error]", 9, 2);
    cr_expect_str_eq(cut, "##...");
    free(cut);
}

Test(text, what_is_beyond_the_limit_is_left_out_and_said_so)
{
    char *exact = text_from_wire("abcd", 4, 4);
    cr_expect_str_eq(exact, "abcd");
    char *cut = text_from_wire("abcde", 5, 4);
    cr_expect_str_eq(cut, "abcd...");
    char *nothing = text_from_wire("abc", 3, 0);
    cr_expect_str_eq(nothing, "...");
    char *empty = text_from_wire(NULL, 0, 4);
    cr_expect_str_eq(empty, "");
    char *split = text_from_wire("ab\xe2\x82\xac", 5, 4); /* the limit falls into a character */
    cr_expect_str_eq(split, "ab\\xe2\\x82...");
    free(exact);
    free(cut);
    free(nothing);
    free(empty);
    free(split);
}

Test(text, a_text_of_nothing_but_escapes_fits)
{
    char bytes[64];
    memset(bytes, 0xff, sizeof bytes);
    char *text = text_from_wire(bytes, sizeof bytes, sizeof bytes - 1);
    cr_expect_eq(strlen(text), 63 * 4 + 3);
    free(text);
}

Test(text, times_are_rfc_3339)
{
    static const struct {
        long long unix_s;
        const char *text;
    } rows[] = {
        {0, "1970-01-01T00:00:00Z"},
        {-1, "1969-12-31T23:59:59Z"},
        {951782400, "2000-02-29T00:00:00Z"},
        {253402300799, "9999-12-31T23:59:59Z"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *text = text_time(rows[i].unix_s);
        cr_expect_str_eq(text, rows[i].text);
        free(text);
    }
    char *text = text_time(0x7fffffffffffffff);
    cr_expect_str_eq(text, "?");
    free(text);
}
