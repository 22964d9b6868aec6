/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The matrix: a heading a host, a row an address, a column a port. Ports that do not fit beside one another
 * make a second table below. */
#include "base/list.h"
#include "facts/words.h"
#include "report/cell.h"
#include "report/matrix_rows.h"
#include "report/text_sections.h"
#include "report/wrap.h"

#include <stdlib.h>
#include <string.h>

enum {
    HOST_COLUMN = 2,
    ADDRESS_COLUMN = 4,
    LEAST_ADDRESS_COLUMNS = 15, /* 255.255.255.255 */
    GAP = 2,
    MARK_COLUMNS = 2, /* the mark and a blank */
    MOST_ROWS = 12,   /* of a short report */
};

struct column {
    int64_t port;
    int width;
};

struct matrix {
    const struct page *page;
    const struct report *report;
    struct matrix_rows rows;
    struct column *columns; /* ascending by port */
    size_t column_count;
    int address_width;
    bool used[MARK_COUNT];
};

/* False where the host was not probed on that port. */
static bool cell_at(const struct report *report, const struct host *host, const char *address, int64_t port,
                    struct cell *cell)
{
    const struct endpoint *endpoint =
        matrix_has_port(host, port) ? report_endpoint(report, host, address, port) : NULL;
    if (endpoint != NULL)
        *cell = cell_judged(report, host, endpoint);
    return endpoint != NULL;
}

static int by_port(const void *a, const void *b)
{
    const struct column *left = a;
    const struct column *right = b;
    return left->port < right->port ? -1 : left->port > right->port;
}

static struct column *column_for(struct matrix *matrix, int64_t port)
{
    for (size_t i = 0; i < matrix->column_count; i++)
        if (matrix->columns[i].port == port)
            return &matrix->columns[i];
    struct column *column = list_append(&matrix->columns, &matrix->column_count, sizeof *matrix->columns);
    char *heading = text_format("%d", (int)port);
    *column = (struct column){port, MARK_COLUMNS + (int)strlen(heading)};
    free(heading);
    return column;
}

static void measure_row(struct matrix *matrix, const struct host *host, const char *address)
{
    int width = wrap_columns(address);
    if (width > matrix->address_width)
        matrix->address_width = width;
    for (size_t i = 0; i < host->port_count; i++) {
        struct cell cell;
        if (!cell_at(matrix->report, host, address, host->ports[i].port, &cell))
            continue;
        struct column *column = column_for(matrix, host->ports[i].port);
        int cell_width = MARK_COLUMNS + wrap_columns(cell.word);
        if (cell_width > column->width)
            column->width = cell_width;
        matrix->used[cell.mark] = true;
    }
}

static void measure(struct matrix *matrix)
{
    for (size_t i = 0; i < matrix->rows.count; i++)
        if (matrix->rows.rows[i].shown && matrix->rows.rows[i].address != NULL)
            measure_row(matrix, matrix->rows.rows[i].host, matrix->rows.rows[i].address);
    if (matrix->column_count > 1)
        qsort(matrix->columns, matrix->column_count, sizeof *matrix->columns, by_port);
}

/* How many columns from `first` on fit beside addresses of the least width: one at the least. */
static size_t columns_that_fit(const struct matrix *matrix, size_t first)
{
    int room = matrix->page->columns - ADDRESS_COLUMN;
    room -= matrix->address_width < LEAST_ADDRESS_COLUMNS ? matrix->address_width : LEAST_ADDRESS_COLUMNS;
    size_t count = 0;
    while (first + count < matrix->column_count) {
        room -= GAP + matrix->columns[first + count].width;
        if (room < 0 && count > 0)
            break;
        count++;
    }
    return count;
}

/* The addresses get what the columns leave; one that is longer gets a line of its own. */
static int address_room(const struct matrix *matrix, size_t first, size_t count)
{
    int room = matrix->page->columns - ADDRESS_COLUMN;
    for (size_t i = first; i < first + count; i++)
        room -= GAP + matrix->columns[i].width;
    if (room < LEAST_ADDRESS_COLUMNS)
        room = LEAST_ADDRESS_COLUMNS;
    return matrix->address_width < room ? matrix->address_width : room;
}

static void append_tag(struct text_list *tags, char *tag)
{
    text_list_append(tags, tag);
    free(tag);
}

/* Why the host is here: "MX 10, submission by SRV". */
static char *host_tags(const struct report *report, const struct host *host)
{
    struct text_list tags = {0};
    bool implicit = report->domain != NULL && report->domain->mail_route == ROUTE_IMPLICIT_MX;
    if (host->is_mx)
        append_tag(&tags,
                   implicit ? text_copy("implicit MX") : text_format("MX %d", (int)host->mx_preference));
    if (host->submission == SUBMISSION_SRV)
        append_tag(&tags, text_copy("submission by SRV"));
    if (host->submission == SUBMISSION_GIVEN && report->domain != NULL)
        append_tag(&tags, text_copy("submission by option"));
    if (host->submission == SUBMISSION_GUESS)
        append_tag(&tags, text_copy("submission by guess"));
    const struct dns_lookup *lookup =
        host->a_lookup.cname_chain.count > 0 ? &host->a_lookup : &host->aaaa_lookup;
    if (lookup->cname_chain.count > 0)
        append_tag(&tags,
                   text_format("alias of %s", lookup->cname_chain.items[lookup->cname_chain.count - 1]));
    char *joined = text_list_join(&tags, ", ");
    text_list_free(&tags);
    return joined;
}

static void host_heading(const struct matrix *matrix, const struct host *host)
{
    const struct page *page = matrix->page;
    char *name = text_name(page, host->name, host->name_unicode);
    char *tags = host_tags(matrix->report, host);
    char *remark = tags[0] == '\0' ? text_copy("") : text_format("(%s)", tags);
    page_blank(page, HOST_COLUMN);
    if (HOST_COLUMN + wrap_columns(name) + GAP + wrap_columns(remark) <= page->columns) {
        int at = HOST_COLUMN + page_text(page, STYLE_STRONG, name);
        page_blank(page, remark[0] == '\0' ? 0 : GAP);
        page_paragraph(page, STYLE_DIM, at + GAP, ADDRESS_COLUMN, remark);
    } else {
        page_paragraph(page, STYLE_STRONG, HOST_COLUMN, ADDRESS_COLUMN, name);
        page_blank(page, remark[0] == '\0' ? 0 : ADDRESS_COLUMN);
        page_paragraph(page, STYLE_DIM, ADDRESS_COLUMN, ADDRESS_COLUMN, remark);
    }
    free(remark);
    free(tags);
    free(name);
}

static void no_address(const struct page *page, const struct host *host)
{
    bool asked = host->a_lookup.status != DNS_NOT_ASKED || host->aaaa_lookup.status != DNS_NOT_ASKED;
    char *line = asked ? text_format("no address: A %s, AAAA %s",
                                     words_name(&dns_status_words, (int)host->a_lookup.status),
                                     words_name(&dns_status_words, (int)host->aaaa_lookup.status))
                       : text_copy("not looked up: not a public host name");
    page_blank(page, ADDRESS_COLUMN);
    page_paragraph(page, STYLE_DIM, ADDRESS_COLUMN, ADDRESS_COLUMN, line);
    free(line);
}

static bool is_probed(const struct report *report, const struct host *host, const char *address)
{
    for (size_t i = 0; i < host->port_count; i++)
        if (report_endpoint(report, host, address, host->ports[i].port) != NULL)
            return true;
    return false;
}

static void row(const struct matrix *matrix, const struct host *host, const char *address, size_t first,
                size_t count)
{
    const struct page *page = matrix->page;
    int room = address_room(matrix, first, count);
    page_blank(page, ADDRESS_COLUMN);
    int at = ADDRESS_COLUMN;
    if (wrap_columns(address) <= room) {
        at += page_text(page, STYLE_PLAIN, address);
    } else {
        page_paragraph(page, STYLE_PLAIN, at, ADDRESS_COLUMN, address);
        page_blank(page, ADDRESS_COLUMN);
    }
    int wanted = ADDRESS_COLUMN + room;
    if (!is_probed(matrix->report, host, address)) {
        page_blank(page, wanted + GAP + MARK_COLUMNS - at);
        page_text(page, STYLE_DIM, "not probed");
    }
    for (size_t i = first; i < first + count; i++) {
        struct cell cell;
        wanted += GAP;
        if (cell_at(matrix->report, host, address, matrix->columns[i].port, &cell)) {
            page_blank(page, wanted - at);
            page_mark(page, cell.mark);
            page_blank(page, 1);
            at = wanted + MARK_COLUMNS + page_text(page, page_mark_style(cell.mark), cell.word);
        }
        wanted += matrix->columns[i].width;
    }
    page_newline(page);
}

static void table(const struct matrix *matrix, size_t first, size_t count)
{
    const struct page *page = matrix->page;
    page_newline(page);
    page_blank(page, count > 0 ? HOST_COLUMN : 0);
    int at = HOST_COLUMN + (count > 0 ? page_text(page, STYLE_DIM, "port") : 0);
    int wanted = ADDRESS_COLUMN + address_room(matrix, first, count);
    for (size_t i = first; i < first + count; i++) {
        char *heading = text_format("%d", (int)matrix->columns[i].port);
        wanted += GAP;
        page_blank(page, wanted + MARK_COLUMNS - at);
        at = wanted + MARK_COLUMNS + page_text(page, STYLE_STRONG, heading);
        wanted += matrix->columns[i].width;
        free(heading);
    }
    if (count > 0)
        page_newline(page);
    const struct host *told = NULL;
    for (size_t i = 0; i < matrix->rows.count; i++) {
        const struct matrix_row *here = &matrix->rows.rows[i];
        if (!here->shown)
            continue;
        if (here->host != told)
            host_heading(matrix, here->host);
        told = here->host;
        if (here->address == NULL)
            no_address(page, here->host);
        else
            row(matrix, here->host, here->address, first, count);
    }
}

/* What a short report leaves out. */
static void hidden(const struct matrix *matrix)
{
    const struct matrix_rows *rows = &matrix->rows;
    if (rows->hidden == 0)
        return;
    char *faults = rows->hidden_faults == 0
                       ? text_copy("none of them with a warning or an error")
                       : text_format("%zu of them with a warning or an error", rows->hidden_faults);
    char *line = text_format("and %zu more address%s, %zu more host%s, %s (-v lists all)", rows->hidden,
                             rows->hidden == 1 ? "" : "es", rows->hidden_hosts,
                             rows->hidden_hosts == 1 ? "" : "s", faults);
    page_blank(matrix->page, HOST_COLUMN);
    page_paragraph(matrix->page, STYLE_DIM, HOST_COLUMN, ADDRESS_COLUMN, line);
    free(line);
    free(faults);
}

/* Only the marks that stand in the table are explained. */
static void legend(const struct matrix *matrix)
{
    static const char *const meanings[] = {
        [MARK_NONE] = NULL,
        [MARK_GOOD] = "ok",
        [MARK_FAIR] = "works, see the notes",
        [MARK_WARNING] = "warning",
        [MARK_BAD] = "error",
        [MARK_UNSURE] = "undecided",
        [MARK_ABSENT] = "not offered",
    };
    const struct page *page = matrix->page;
    int at = 0;
    for (int mark = 0; mark < MARK_COUNT; mark++) {
        if (!matrix->used[mark] || meanings[mark] == NULL)
            continue;
        int width = MARK_COLUMNS + wrap_columns(meanings[mark]);
        bool fits = at > 0 && at + 3 + width <= page->columns;
        if (at == 0 || !fits)
            page_newline(page);
        page_blank(page, fits ? 3 : ADDRESS_COLUMN);
        at = (fits ? at + 3 : ADDRESS_COLUMN) + width;
        page_mark(page, (enum mark)mark);
        page_blank(page, 1);
        page_text(page, STYLE_DIM, meanings[mark]);
    }
    if (at > 0)
        page_newline(page);
}

void text_matrix(const struct page *page, const struct report *report, bool verbose)
{
    if (report->host_count == 0)
        return;
    struct matrix matrix = {
        .page = page, .report = report, .rows = matrix_rows_of(report, verbose ? 0 : MOST_ROWS)};
    measure(&matrix);
    size_t first = 0;
    do {
        size_t count = columns_that_fit(&matrix, first);
        table(&matrix, first, count);
        first += count;
    } while (first < matrix.column_count);
    hidden(&matrix);
    legend(&matrix);
    matrix_rows_free(&matrix.rows);
    free(matrix.columns);
}
