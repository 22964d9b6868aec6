/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of a trace: a line a router, a column a port. Ports that do not fit beside one another make a
 * second table below. */
#include "base/list.h"
#include "report/page_table.h"
#include "report/path_rows.h"
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

static const struct page_sign signs[] = {
    [PATH_SIGN_NONE] = {" ", " ", STYLE_PLAIN, NULL},
    [PATH_SIGN_PASSED] = {"│", "|", STYLE_PLAIN, "reaches this hop"},
    [PATH_SIGN_GAP] = {"·", ".", STYLE_DIM, "no answer here, but from later hops"},
    [PATH_SIGN_CONNECTED] = {"✓", "+", STYLE_GOOD, "connected"},
    [PATH_SIGN_SOMETIMES] = {"±", "~", STYLE_UNSURE, "connected, but not always"},
    [PATH_SIGN_REFUSED] = {"–", "-", STYLE_PLAIN, "refused"},
    [PATH_SIGN_REJECTED] = {"✗", "x", STYLE_BAD, "rejected"},
    [PATH_SIGN_LOCAL] = {"!", "!", STYLE_BAD, "not sent"},
    [PATH_SIGN_SILENT] = {"?", "?", STYLE_UNSURE, "no answer from here on"},
};
_Static_assert(sizeof signs / sizeof signs[0] == PATH_SIGN_COUNT, "a sign for each");

static const char *host_name(const struct report *report, const char *address)
{
    for (size_t i = 0; i < report->host_count; i++)
        if (address != NULL && text_list_has(&report->hosts[i].addresses, address))
            return report->hosts[i].name;
    return NULL;
}

/* NULL for none that says more than the address. */
static const char *row_name(const struct report *report, const struct path *path, const struct path_row *row)
{
    const char *name = NULL;
    if (row->address == NULL)
        return NULL;
    if (row->hop == 0)
        return "this machine";
    if (text_same(row->address, path->address))
        name = host_name(report, path->address);
    for (size_t i = 0; name == NULL && i < path->router_count; i++)
        if (text_same(path->routers[i].address, row->address))
            name = path->routers[i].name;
    return text_same(name, row->address) ? NULL : name;
}

static const char *row_who(const struct path_row *row)
{
    return row->address != NULL ? row->address : row->remark != NULL ? row->remark : "?";
}

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

/* "0.42 ms", "11.2 ms", "312 ms"; "" for none. */
static char *time_text(int64_t elapsed_us)
{
    if (elapsed_us <= 0)
        return text_copy("");
    double milliseconds = (double)elapsed_us / 1000;
    return text_format("%.*f ms", milliseconds < 1 ? 2 : milliseconds < 100 ? 1 : 0, milliseconds);
}

static void add_row(struct page_table *table, const struct report *report, const struct path_rows *rows,
                    size_t index)
{
    const struct path_row *row = &rows->rows[index];
    char *hop = row->last_hop > row->hop ? text_format("%" PRId64 "-%" PRId64, row->hop, row->last_hop)
                                         : text_format("%" PRId64, row->hop);
    char *time = time_text(row->elapsed_us);
    bool has_address = row->address != NULL;
    page_table_row(table);
    page_table_text(table, HOP, STYLE_PLAIN, hop);
    page_table_cell(table, WHO,
                    &(struct page_cell){.style = has_address ? STYLE_PLAIN : STYLE_DIM,
                                        .text = row_who(row),
                                        .spans = !has_address});
    page_table_text(table, NAME, STYLE_PLAIN, row_name(report, rows->path, row));
    page_table_text(table, TIME, STYLE_PLAIN, time);
    for (size_t i = 0; i < rows->path->port_count; i++) {
        enum path_sign sign = path_rows_sign(rows, index, &rows->path->ports[i]);
        if (sign != PATH_SIGN_NONE)
            page_table_cell(table, PORTS + i, &(struct page_cell){.sign = &signs[sign]});
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
        page_table_legend(table, signs, PATH_SIGN_COUNT);
        page_table_free(table);
    }
    path_rows_free(&rows);
}
