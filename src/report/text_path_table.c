/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of a trace: a line a router, a column a port. Ports that do not fit beside one another make a
 * second table below. */
#include "base/list.h"
#include "report/page_table.h"
#include "report/path_words.h"
#include "report/text_sections.h"

#include <inttypes.h>
#include <stdlib.h>

/* The columns of the table; the ports follow. */
enum { HOP, WHO, NAME, TIME, PORTS };

enum {
    INDENT = 4,
    HOP_COLUMNS = 5,        /* "10-30" */
    LEAST_WHO_COLUMNS = 15, /* 255.255.255.255 */
    TIME_COLUMNS = 8,       /* "123.4 ms" */
};

static void add_columns(struct page_table *table, const struct path *path)
{
    static const struct page_column columns[PORTS] = {
        [HOP] = {.kind = PAGE_COLUMN_FIXED, .heading = "hop", .style = STYLE_DIM, .least = HOP_COLUMNS},
        [WHO] = {.kind = PAGE_COLUMN_GROWING,
                 .heading = "who",
                 .style = STYLE_DIM,
                 .least = LEAST_WHO_COLUMNS},
        [NAME] = {.kind = PAGE_COLUMN_BELOW},
        [TIME] = {.kind = PAGE_COLUMN_FIXED,
                  .heading = "time",
                  .style = STYLE_DIM,
                  .least = TIME_COLUMNS,
                  .right = true},
    };
    for (size_t i = 0; i < PORTS; i++)
        page_table_column(table, &columns[i]);
    for (size_t i = 0; i < path->port_count; i++) {
        char *port = text_format("%" PRId64, path->ports[i].port);
        page_table_column(table, &(struct page_column){.heading = port, .style = STYLE_STRONG});
        free(port);
    }
}

static void add_row(struct page_table *table, const struct report *report, const struct path_rows *rows,
                    size_t index)
{
    const struct path_row *row = &rows->rows[index];
    char *hop = path_words_hop(row);
    char *time = path_words_time(row->elapsed_us);
    bool has_address = row->address != NULL;
    page_table_row(table);
    page_table_text(table, HOP, STYLE_PLAIN, hop);
    page_table_cell(table, WHO,
                    &(struct page_cell){.style = has_address ? STYLE_PLAIN : STYLE_DIM,
                                        .text = path_words_row(row),
                                        .spans = !has_address});
    page_table_text(table, NAME, STYLE_PLAIN, path_words_row_name(report, rows->path, row));
    page_table_text(table, TIME, STYLE_PLAIN, time);
    for (size_t i = 0; i < rows->path->port_count; i++) {
        enum path_sign sign = path_rows_sign(rows, index, &rows->path->ports[i]);
        if (sign != PATH_SIGN_NONE)
            page_table_cell(table, PORTS + i, &(struct page_cell){.sign = &path_signs[sign]});
    }
    free(time);
    free(hop);
}

void text_path_table(const struct page *page, const struct report *report, const struct path *path)
{
    struct path_rows rows = path_rows_of(path);
    if (rows.count > 0 && path->port_count > 0) {
        struct page_table *table = page_table_new(page, INDENT, INDENT);
        add_columns(table, path);
        for (size_t i = 0; i < rows.count; i++)
            add_row(table, report, &rows, i);
        page_newline(page);
        page_table_write(table);
        page_table_legend(table, path_signs, PATH_SIGN_COUNT);
        page_table_free(table);
    }
    path_rows_free(&rows);
}
