/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The matrix: a heading a host, a row an address, a column a port. Ports that do not fit beside one another
 * make a second table below. */
#include "base/list.h"
#include "report/cell.h"
#include "report/matrix_rows.h"
#include "report/name_words.h"
#include "report/page_table.h"
#include "report/text_sections.h"

#include <stdlib.h>

enum {
    HOST_COLUMN = 2,
    ADDRESS_COLUMN = 4,
    LEAST_ADDRESS_COLUMNS = 15, /* 255.255.255.255 */
    MOST_ROWS = 12,             /* of a short report */
};

static void add_title(struct page_table *table, const struct page *page, const struct report *report,
                      const struct host *host)
{
    char *name = name_words(page->utf8, host->name, host->name_unicode);
    char *tags = matrix_host_tags(report, host);
    char *remark = tags[0] == '\0' ? text_copy("") : text_format("(%s)", tags);
    page_table_title(table, name, remark);
    free(remark);
    free(tags);
    free(name);
}

static void add_no_address(struct page_table *table, const struct host *host)
{
    char *line = matrix_no_address(host);
    page_table_note(table, line);
    free(line);
}

static void add_row(struct page_table *table, const struct report *report, const struct matrix_ports *ports,
                    const struct host *host, const char *address)
{
    bool is_probed = false;
    page_table_row(table);
    page_table_text(table, 0, STYLE_PLAIN, address);
    for (size_t i = 0; i < ports->count; i++) {
        struct cell cell;
        if (!matrix_cell(report, host, address, ports->items[i], &cell))
            continue;
        is_probed = true;
        page_table_cell(table, 1 + i,
                        &(struct page_cell){.sign = &page_marks[cell.mark],
                                            .style = page_mark_style(cell.mark),
                                            .text = cell.word});
    }
    if (!is_probed)
        page_table_remark(table, "not probed");
}

static void add_columns(struct page_table *table, const struct matrix_ports *ports)
{
    page_table_column(table, &(struct page_column){.kind = PAGE_COLUMN_GROWING,
                                                   .heading = "port",
                                                   .style = STYLE_DIM,
                                                   .least = LEAST_ADDRESS_COLUMNS});
    for (size_t i = 0; i < ports->count; i++) {
        char *heading = text_format("%d", (int)ports->items[i]);
        page_table_column(table, &(struct page_column){.heading = heading, .style = STYLE_STRONG});
        free(heading);
    }
}

static void add_rows(struct page_table *table, const struct page *page, const struct report *report,
                     const struct matrix_rows *rows, const struct matrix_ports *ports)
{
    const struct host *told = NULL;
    for (size_t i = 0; i < rows->count; i++) {
        const struct matrix_row *row = &rows->rows[i];
        if (!row->shown)
            continue;
        if (row->host != told)
            add_title(table, page, report, row->host);
        told = row->host;
        if (row->address == NULL)
            add_no_address(table, row->host);
        else
            add_row(table, report, ports, row->host, row->address);
    }
}

/* What a short report leaves out. */
static void hidden(const struct page *page, const struct matrix_rows *rows)
{
    if (rows->hidden == 0)
        return;
    char *faults = rows->hidden_faults == 0
                       ? text_copy("none of them with a warning or an error")
                       : text_format("%zu of them with a warning or an error", rows->hidden_faults);
    char *line = text_format("and %zu more address%s, %zu more host%s, %s (-v lists all)", rows->hidden,
                             rows->hidden == 1 ? "" : "es", rows->hidden_hosts,
                             rows->hidden_hosts == 1 ? "" : "s", faults);
    page_blank(page, HOST_COLUMN);
    page_paragraph(page, STYLE_DIM, HOST_COLUMN, ADDRESS_COLUMN, line);
    free(line);
    free(faults);
}

void text_matrix(const struct page *page, const struct report *report, bool verbose)
{
    if (report->host_count == 0)
        return;
    struct matrix_rows rows = matrix_rows_of(report, verbose ? 0 : MOST_ROWS);
    struct matrix_ports ports = matrix_ports_of(report, &rows);
    struct page_table *table = page_table_new(page, HOST_COLUMN, ADDRESS_COLUMN);
    add_columns(table, &ports);
    add_rows(table, page, report, &rows, &ports);
    page_newline(page);
    page_table_write(table);
    hidden(page, &rows);
    page_table_legend(table, page_marks, MARK_COUNT);
    page_table_free(table);
    matrix_rows_free(&rows);
    matrix_ports_free(&ports);
}
