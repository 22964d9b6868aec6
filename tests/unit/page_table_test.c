/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables on pages of 60, 80 and 120 columns. Nothing is cut. */
#include "base/list.h"
#include "base/text.h"
#include "report/page_table.h"
#include "report/wrap.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

enum { PORTS = 9 };

static const struct page_sign signs[] = {
    {"✓", "+", STYLE_GOOD, "as it should be"},
    {"✗", "x", STYLE_BAD, "error"},
    {"?", "?", STYLE_UNSURE, "could not tell"},
};

static const char short_address[] = "192.0.2.1";
static const char long_address[] = "2001:db8:1234:5678:9abc:def0:1234:5678";

/* What a table looks like, with its legend; the caller frees. */
static char *written(int columns, void (*fill)(struct page_table *table))
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    struct report_options options = {.columns = columns};
    struct page page = page_on(out, &options);
    struct page_table *table = page_table_new(&page, 2, 4);
    fill(table);
    page_table_write(table);
    page_table_legend(table, signs, sizeof signs / sizeof *signs);
    page_table_free(table);
    fclose(out);
    return text;
}

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at += strlen(word))
        count++;
    return count;
}

/* No line is longer than the page is wide, or ends with a blank. */
static void check_lines(const char *text, int columns)
{
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1) {
        size_t length = strcspn(line, "\n");
        cr_expect_leq(length, (size_t)columns, "%d columns: %.*s", columns, (int)length, line);
        cr_expect(length == 0 || line[length - 1] != ' ', "%d columns: %.*s", columns, (int)length, line);
    }
}

static void expect(int columns, void (*fill)(struct page_table *table), const char *expected)
{
    char *text = written(columns, fill);
    cr_expect_str_eq(text, expected, "%d columns:\n%s", columns, text);
    check_lines(text, columns);
    free(text);
}

/* As the matrix of a report. */
static void fill_ports(struct page_table *table)
{
    page_table_column(table,
                      &(struct page_column){.kind = PAGE_COLUMN_GROWING, .heading = "port", .least = 15});
    for (int i = 0; i < PORTS; i++) {
        char *port = text_format("%d", 101 + i);
        page_table_column(table, &(struct page_column){.heading = port});
        free(port);
    }
    page_table_title(table, "mx1.example.org", "(MX 10)");
    for (int row = 0; row < 2; row++) {
        page_table_row(table);
        page_table_cell(table, 0, &(struct page_cell){.text = row == 0 ? short_address : long_address});
        for (int i = 0; i < PORTS; i += row + 1) {
            char *word = text_format("word-%d%d", row, i);
            page_table_cell(table, 1 + (size_t)i, &(struct page_cell){.sign = &signs[row], .text = word});
            free(word);
        }
    }
    page_table_row(table);
    page_table_cell(table, 0, &(struct page_cell){.text = "192.0.2.9"});
    page_table_remark(table, "not probed");
    page_table_title(table, "mx2.example.org", "");
    page_table_note(table, "no address");
}

Test(page_table, columns_that_do_not_fit_stand_below)
{
    static const struct {
        int columns;
        size_t tables;
    } pages[] = {{60, 3}, {80, 2}, {120, 1}};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        char *text = written(pages[i].columns, fill_ports);
        check_lines(text, pages[i].columns);
        cr_expect_eq(count_of(text, "  port "), pages[i].tables, "%s", text);
        cr_expect_eq(count_of(text, "mx1.example.org  (MX 10)\n"), pages[i].tables);
        cr_expect_eq(count_of(text, "192.0.2.9"), pages[i].tables);
        cr_expect_eq(count_of(text, "not probed"), pages[i].tables);
        cr_expect_eq(count_of(text, "    no address\n"), pages[i].tables);
        cr_expect_eq(count_of(text, short_address), pages[i].tables);
        cr_expect_eq(count_of(text, long_address), pages[i].tables, "in one piece");
        cr_expect_eq(count_of(text, "+ word-0"), PORTS, "%s", text);
        cr_expect_eq(count_of(text, "x word-1"), (PORTS + 1) / 2);
        cr_expect_eq(count_of(text, "could not tell"), 0, "no cell has that sign");
        cr_expect_eq(count_of(text, "+ as it should be"), 1);
        cr_expect_eq(count_of(text, "x error"), 1);
        free(text);
    }
}

/* As the table of a trace. */
static void fill_hops(struct page_table *table)
{
    static const struct {
        const char *hop;
        const char *who;
        const char *name;
        const char *time;
    } rows[] = {
        {"1", "192.0.2.1", "gateway.example.net", "0.42 ms"},
        {"2-9", "nobody answers here, nor at the hops from here on to the next", NULL, NULL},
        {"10", "2001:db8:1234:5678:9abc:def0:1234:5678", "ae1-of-a-router.with-a-long-name.example.net",
         "11.2 ms"},
    };
    page_table_column(table, &(struct page_column){.kind = PAGE_COLUMN_FIXED, .heading = "hop", .least = 5});
    page_table_column(table,
                      &(struct page_column){.kind = PAGE_COLUMN_GROWING, .heading = "who", .least = 15});
    page_table_column(table, &(struct page_column){.kind = PAGE_COLUMN_BELOW});
    page_table_column(table, &(struct page_column){
                                 .kind = PAGE_COLUMN_FIXED, .heading = "time", .least = 8, .right = true});
    page_table_column(table, &(struct page_column){.heading = "25"});
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        page_table_row(table);
        page_table_cell(table, 0, &(struct page_cell){.text = rows[i].hop});
        page_table_cell(table, 1, &(struct page_cell){.text = rows[i].who, .spans = rows[i].name == NULL});
        page_table_cell(table, 2, &(struct page_cell){.text = rows[i].name});
        page_table_cell(table, 3, &(struct page_cell){.text = rows[i].time});
        page_table_cell(table, 4, &(struct page_cell){.sign = &signs[2]});
    }
}

Test(page_table, what_is_too_long_has_a_line_of_its_own)
{
    expect(120, fill_hops,
           "  hop      who                                                                                   "
           "    time  25\n"
           "    1      192.0.2.1                               gateway.example.net                           "
           " 0.42 ms  ?\n"
           "    2-9    nobody answers here, nor at the hops from here on to the next                         "
           "          ?\n"
           "    10     2001:db8:1234:5678:9abc:def0:1234:5678  ae1-of-a-router.with-a-long-name.example.net  "
           " 11.2 ms  ?\n"
           "\n"
           "    ? could not tell\n");
    expect(80, fill_hops,
           "  hop      who                                         time  25\n"
           "    1      192.0.2.1                                0.42 ms  ?\n"
           "           gateway.example.net\n"
           "    2-9    nobody answers here, nor at the hops from here on to the next\n"
           "                                                             ?\n"
           "    10     2001:db8:1234:5678:9abc:def0:1234:5678   11.2 ms  ?\n"
           "           ae1-of-a-router.with-a-long-name.example.net\n"
           "\n"
           "    ? could not tell\n");
    expect(60, fill_hops,
           "  hop      who                                 time  25\n"
           "    1      192.0.2.1  gateway.example.net   0.42 ms  ?\n"
           "    2-9    nobody answers here, nor at the hops from here on\n"
           "           to the next\n"
           "                                                     ?\n"
           "    10     2001:db8:1234:5678:9abc:def0:1234:5678\n"
           "                                            11.2 ms  ?\n"
           "           ae1-of-a-router.with-a-long-name.example.net\n"
           "\n"
           "    ? could not tell\n");
}

/* As the table of who reads what. */
static void fill_readers(struct page_table *table)
{
    static const char above[] = "submission by a client that";
    page_table_column(table, &(struct page_column){.kind = PAGE_COLUMN_FIXED, .heading = "who", .least = 18});
    page_table_column(table, &(struct page_column){.heading = "inbound mail", .least = 22});
    page_table_column(table, &(struct page_column){.heading = "enforces TLS", .above = above, .least = 15});
    page_table_column(table, &(struct page_column){.heading = "does not", .above = above});
    page_table_row(table);
    page_table_cell(table, 0, &(struct page_cell){.text = "an eavesdropper"});
    page_table_cell(table, 1, &(struct page_cell){.text = "all but MTA-STS"});
    page_table_cell(table, 2, &(struct page_cell){.text = "ciphertext only"});
    page_table_cell(table, 3, &(struct page_cell){.text = "reads all"});
    page_table_title(table, "a title that is so long that the remark behind it gets a line", "(of its own)");
}

Test(page_table, columns_have_their_usual_width_where_there_is_room)
{
    expect(80, fill_readers,
           "                                                submission by a client that\n"
           "  who                   inbound mail            enforces TLS     does not\n"
           "    an eavesdropper     all but MTA-STS         ciphertext only  reads all\n"
           "  a title that is so long that the remark behind it gets a line  (of its own)\n");
    expect(70, fill_readers,
           "                                      submission by a client that\n"
           "  who                inbound mail     enforces TLS     does not\n"
           "    an eavesdropper  all but MTA-STS  ciphertext only  reads all\n"
           "  a title that is so long that the remark behind it gets a line\n"
           "    (of its own)\n");
    expect(60, fill_readers,
           "                                 submission by a client that\n"
           "  who                inbound mail     enforces TLS\n"
           "    an eavesdropper  all but MTA-STS  ciphertext only\n"
           "  a title that is so long that the remark behind it gets a\n"
           "    line\n"
           "    (of its own)\n"
           "\n"
           "                     submission by a client that\n"
           "  who                does not\n"
           "    an eavesdropper  reads all\n"
           "  a title that is so long that the remark behind it gets a\n"
           "    line\n"
           "    (of its own)\n");
}

static void fill_overview(struct page_table *table)
{
    page_table_column(table,
                      &(struct page_column){.kind = PAGE_COLUMN_GROWING, .heading = "target", .least = 12});
    page_table_column(table, &(struct page_column){.heading = "delivery"});
    page_table_row(table);
    page_table_cell(table, 0, &(struct page_cell){.sign = &signs[0], .text = "\xc3\xa4.example\n"});
    page_table_cell(table, 1, &(struct page_cell){.text = "yes"});
}

Test(page_table, what_a_page_cannot_show_is_quoted_before_it_is_measured)
{
    expect(60, fill_overview,
           "    target                  delivery\n"
           "    + \\xc3\\xa4.example\\x0a  yes\n"
           "\n"
           "    + as it should be\n");
}
