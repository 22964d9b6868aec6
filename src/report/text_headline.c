/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The headline: the target, the verdict in three lines, and which attacker can read what. */
#include "base/list.h"
#include "report/name_words.h"
#include "report/page_table.h"
#include "report/text_sections.h"
#include "report/verdict_lines.h"

#include <stdlib.h>

enum { LABEL_COLUMN = 4, TEXT_COLUMN = 16 };

/* Of the table of attackers, so that it looks the same from report to report. */
enum { WHO_COLUMNS = 18, INBOUND_COLUMNS = 22, SUBMISSION_COLUMNS = 15 };

/* Of a short report. */
enum { MOST_HOSTS = 6 };

void text_title(const struct page *page, const struct report *report)
{
    char *line = name_words_target(page->utf8, &report->target);
    page_paragraph(page, STYLE_STRONG, 0, 4, line);
    free(line);
}

static void verdict_line(const struct page *page, const struct marked_line *line)
{
    page_blank(page, LABEL_COLUMN - 2);
    page_mark(page, line->mark);
    page_blank(page, 1);
    page_blank(page, TEXT_COLUMN - LABEL_COLUMN - page_text(page, STYLE_STRONG, line->label));
    page_paragraph(page, page_mark_style(line->mark), TEXT_COLUMN, TEXT_COLUMN, line->text);
}

static void add_exposure(struct page_table *table, size_t column, struct exposure_words exposure)
{
    page_table_text(table, column, exposure.style, exposure.words);
}

static void add_attacker(struct page_table *table, const struct attacker_rows *rows,
                         const struct attacker_row *row)
{
    size_t column = 0;
    page_table_row(table);
    page_table_text(table, column++, STYLE_PLAIN, row->who);
    if (rows->inbound)
        add_exposure(table, column++, row->inbound);
    if (rows->submission) {
        add_exposure(table, column++, row->submission);
        add_exposure(table, column, row->lax);
    }
}

/* Under "submission" the client that enforces TLS, and the one that does not: set up as recommended, or so
 * that it takes any TLS or none. */
static void add_columns(struct page_table *table, const struct attacker_rows *rows)
{
    static const char submission[] = "submission by a client that";
    page_table_column(table, &(struct page_column){.kind = PAGE_COLUMN_FIXED,
                                                   .heading = "who reads",
                                                   .style = STYLE_DIM,
                                                   .least = WHO_COLUMNS});
    if (rows->inbound)
        page_table_column(
            table,
            &(struct page_column){.heading = "inbound mail", .style = STYLE_DIM, .least = INBOUND_COLUMNS});
    if (rows->submission) {
        page_table_column(
            table, &(struct page_column){.heading = "enforces TLS",
                                         .above = submission,
                                         .style = STYLE_DIM,
                                         .least = rows->inbound ? SUBMISSION_COLUMNS : INBOUND_COLUMNS});
        page_table_column(
            table, &(struct page_column){.heading = "does not", .above = submission, .style = STYLE_DIM});
    }
}

/* Who reads what of inbound mail, and of what users send. */
static void attacker_table(const struct page *page, const struct verdict *verdict)
{
    struct attacker_rows rows = attacker_rows_of(verdict);
    if (rows.count > 0) {
        struct page_table *table = page_table_new(page, LABEL_COLUMN, LABEL_COLUMN);
        add_columns(table, &rows);
        for (size_t i = 0; i < rows.count; i++)
            add_attacker(table, &rows, &rows.rows[i]);
        page_newline(page);
        page_table_write(table);
        page_table_free(table);
    }
    attacker_rows_free(&rows);
}

static void write_hosts(const struct page *page, const char *line)
{
    page_blank(page, LABEL_COLUMN);
    page_paragraph(page, STYLE_PLAIN, LABEL_COLUMN, LABEL_COLUMN + 2, line);
}

static void hosts_in_full(const struct page *page, const struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->inbound_host_count; i++) {
        char *line = verdict_lines_host(&verdict->inbound_hosts[i], true);
        write_hosts(page, line);
        free(line);
    }
}

/* The first few of them, in one line. */
static void hosts_in_short(const struct page *page, const struct verdict *verdict)
{
    struct text_list hosts = {0};
    for (size_t i = 0; i < verdict->inbound_host_count && i < MOST_HOSTS; i++) {
        char *words = verdict_lines_host(&verdict->inbound_hosts[i], false);
        text_list_append(&hosts, words);
        free(words);
    }
    size_t more = verdict->inbound_host_count - hosts.count;
    char *joined = text_list_join(&hosts, "; ");
    char *line = more == 0 ? text_copy(joined) : text_format("%s; and %zu more (-v)", joined, more);
    write_hosts(page, line);
    free(line);
    free(joined);
    text_list_free(&hosts);
}

/* The hosts one by one where they differ. */
static void host_lines(const struct page *page, const struct verdict *verdict, bool in_full)
{
    if (!verdict_lines_hosts_differ(verdict))
        return;
    page_newline(page);
    if (in_full)
        hosts_in_full(page, verdict);
    else
        hosts_in_short(page, verdict);
}

void text_headline(const struct page *page, const struct report *report, const struct report_options *options)
{
    struct marked_lines lines = verdict_lines(report);
    if (lines.count > 0)
        page_newline(page);
    for (size_t i = 0; i < lines.count; i++)
        verdict_line(page, &lines.lines[i]);
    marked_lines_free(&lines);
    if (options->quiet)
        return;
    attacker_table(page, &report->verdict);
    host_lines(page, &report->verdict, options->verbose);
}
