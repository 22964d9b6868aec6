/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of a trace: a line a router, a column a port. Ports that do not fit beside one another make a
 * second table below. */
#include "base/list.h"
#include "report/path_rows.h"
#include "report/text_sections.h"
#include "report/wrap.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    HOP_COLUMN = 4,
    HOP_COLUMNS = 5, /* "10-30" */
    GAP = 2,
    WHO_COLUMN = HOP_COLUMN + HOP_COLUMNS + GAP,
    LEAST_WHO_COLUMNS = 15, /* 255.255.255.255 */
    TIME_COLUMNS = 8,       /* "123.4 ms" */
};

static const struct {
    const char *utf8;
    const char *ascii;
    enum style style;
    const char *meaning;
} signs[] = {
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

struct table {
    const struct page *page;
    const struct report *report;
    const struct path_rows *rows;
    int address_width;
    int who_width; /* the address, and beside it the name */
    bool used[PATH_SIGN_COUNT];
};

static const char *host_name(const struct report *report, const char *address)
{
    for (size_t i = 0; i < report->host_count; i++)
        if (address != NULL && text_list_has(&report->hosts[i].addresses, address))
            return report->hosts[i].name;
    return NULL;
}

/* NULL for none that says more than the address. */
static const char *row_name(const struct table *table, const struct path_row *row)
{
    const struct path *path = table->rows->path;
    const char *name = NULL;
    if (row->address == NULL)
        return NULL;
    if (row->hop == 0)
        return "this machine";
    if (text_same(row->address, path->address))
        name = host_name(table->report, path->address);
    for (size_t i = 0; name == NULL && i < path->router_count; i++)
        if (text_same(path->routers[i].address, row->address))
            name = path->routers[i].name;
    return text_same(name, row->address) ? NULL : name;
}

static const char *row_who(const struct path_row *row)
{
    return row->address != NULL ? row->address : row->remark != NULL ? row->remark : "?";
}

static int port_width(const struct path_port *port)
{
    char *heading = text_format("%" PRId64, port->port);
    int width = wrap_columns(heading);
    free(heading);
    return width;
}

/* How many ports from `first` on fit beside addresses of the least width: one at the least. */
static size_t ports_that_fit(const struct table *table, size_t first)
{
    const struct path *path = table->rows->path;
    int room = table->page->columns - WHO_COLUMN - LEAST_WHO_COLUMNS - GAP - TIME_COLUMNS;
    size_t count = 0;
    while (first + count < path->port_count) {
        room -= GAP + port_width(&path->ports[first + count]);
        if (room < 0 && count > 0)
            break;
        count++;
    }
    return count;
}

/* What the ports leave to addresses and names, and what these need of it. */
static void measure(struct table *table, size_t first, size_t count)
{
    int room = table->page->columns - WHO_COLUMN - GAP - TIME_COLUMNS;
    for (size_t i = first; i < first + count; i++)
        room -= GAP + port_width(&table->rows->path->ports[i]);
    if (room < LEAST_WHO_COLUMNS)
        room = LEAST_WHO_COLUMNS;
    table->address_width = table->who_width = 0;
    for (size_t i = 0; i < table->rows->count; i++) {
        const struct path_row *row = &table->rows->rows[i];
        int width = wrap_columns(row_who(row));
        if (width <= room && width > table->who_width)
            table->who_width = width;
        if (width <= room && row->address != NULL && width > table->address_width)
            table->address_width = width;
    }
    for (size_t i = 0; i < table->rows->count; i++) {
        const char *name = row_name(table, &table->rows->rows[i]);
        int width = table->address_width + (name == NULL ? 0 : GAP + wrap_columns(name));
        if (width <= room && width > table->who_width)
            table->who_width = width;
    }
}

static void heading(const struct table *table, size_t first, size_t count)
{
    const struct page *page = table->page;
    page_blank(page, HOP_COLUMN);
    page_blank(page, HOP_COLUMNS + GAP - page_text(page, STYLE_DIM, "hop"));
    page_blank(page, table->who_width + GAP + TIME_COLUMNS - page_text(page, STYLE_DIM, "who") - 4);
    page_text(page, STYLE_DIM, "time");
    for (size_t i = first; i < first + count; i++) {
        char *port = text_format("%" PRId64, table->rows->path->ports[i].port);
        page_blank(page, GAP);
        page_text(page, STYLE_STRONG, port);
        free(port);
    }
    page_newline(page);
}

/* "0.42 ms", "11.2 ms", "312 ms"; "" for none. */
static char *time_text(int64_t elapsed_us)
{
    if (elapsed_us <= 0)
        return text_copy("");
    double milliseconds = (double)elapsed_us / 1000;
    return text_format("%.*f ms", milliseconds < 1 ? 2 : milliseconds < 100 ? 1 : 0, milliseconds);
}

/* The address and the name; what does not fit gets a line of its own. Returns the columns taken of the last.
 */
static int who(const struct table *table, const struct path_row *row)
{
    const struct page *page = table->page;
    const char *name = row_name(table, row);
    int at = wrap_columns(row_who(row));
    if (at > table->who_width) {
        page_paragraph(page, STYLE_PLAIN, WHO_COLUMN, WHO_COLUMN, row_who(row));
        page_blank(page, WHO_COLUMN);
        at = 0;
    } else {
        at = page_text(page, row->address == NULL ? STYLE_DIM : STYLE_PLAIN, row_who(row));
    }
    int start = at == 0 ? 0 : table->address_width + GAP;
    if (name != NULL && start + wrap_columns(name) <= table->who_width) {
        page_blank(page, start - at);
        at = start + page_text(page, STYLE_PLAIN, name);
    }
    return at;
}

/* A name that did not fit beside the address stands below. */
static void name_below(const struct table *table, const struct path_row *row)
{
    const char *name = row_name(table, row);
    bool alone = wrap_columns(row_who(row)) > table->who_width;
    int start = alone ? 0 : table->address_width + GAP;
    if (name == NULL || start + wrap_columns(name) <= table->who_width)
        return;
    page_blank(table->page, WHO_COLUMN);
    page_paragraph(table->page, STYLE_PLAIN, WHO_COLUMN, WHO_COLUMN, name);
}

static void row(struct table *table, size_t index, size_t first, size_t count)
{
    const struct page *page = table->page;
    const struct path_row *row = &table->rows->rows[index];
    char *hop = row->last_hop > row->hop ? text_format("%" PRId64 "-%" PRId64, row->hop, row->last_hop)
                                         : text_format("%" PRId64, row->hop);
    page_blank(page, HOP_COLUMN);
    page_blank(page, HOP_COLUMNS + GAP - page_text(page, STYLE_PLAIN, hop));
    char *time = time_text(row->elapsed_us);
    int at = who(table, row);
    page_blank(page, table->who_width + GAP + TIME_COLUMNS - at - wrap_columns(time));
    page_text(page, STYLE_PLAIN, time);
    int blank = 0;
    for (size_t i = first; i < first + count; i++) {
        const struct path_port *port = &table->rows->path->ports[i];
        enum path_sign sign = path_rows_sign(table->rows, index, port);
        blank += GAP;
        if (sign != PATH_SIGN_NONE) {
            page_blank(page, blank);
            page_text(page, signs[sign].style, page->utf8 ? signs[sign].utf8 : signs[sign].ascii);
            blank = -1;
            table->used[sign] = true;
        }
        blank += port_width(port);
    }
    page_newline(page);
    name_below(table, row);
    free(time);
    free(hop);
}

/* Only the signs that stand in the table are explained. */
static void legend(const struct table *table)
{
    const struct page *page = table->page;
    int at = 0;
    for (int sign = 0; sign < PATH_SIGN_COUNT; sign++) {
        if (!table->used[sign] || signs[sign].meaning == NULL)
            continue;
        int width = GAP + wrap_columns(signs[sign].meaning);
        bool fits = at > 0 && at + 3 + width <= page->columns;
        if (at > 0 && !fits)
            page_newline(page);
        page_blank(page, fits ? 3 : HOP_COLUMN);
        at = (fits ? at + 3 : HOP_COLUMN) + width;
        page_text(page, signs[sign].style, page->utf8 ? signs[sign].utf8 : signs[sign].ascii);
        page_blank(page, 1);
        page_text(page, STYLE_DIM, signs[sign].meaning);
    }
    if (at > 0)
        page_newline(page);
}

void text_path_table(const struct page *page, const struct report *report, const struct path *path)
{
    struct path_rows rows = path_rows_of(path);
    struct table table = {.page = page, .report = report, .rows = &rows};
    size_t first = 0;
    while (rows.count > 0 && first < path->port_count) {
        size_t count = ports_that_fit(&table, first);
        measure(&table, first, count);
        page_newline(page);
        heading(&table, first, count);
        for (size_t i = 0; i < rows.count; i++)
            row(&table, i, first, count);
        first += count;
    }
    if (rows.count > 0)
        page_newline(page);
    legend(&table);
    path_rows_free(&rows);
}
