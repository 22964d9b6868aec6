/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The matrix: a heading a host, a row an address, a column a port. Ports that do not fit beside one another
 * make a second table below. */
#include "base/list.h"
#include "facts/words.h"
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

struct ports {
    int64_t *items; /* ascending */
    size_t count;
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

static int by_number(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

static void add_port(struct ports *ports, int64_t port)
{
    for (size_t i = 0; i < ports->count; i++)
        if (ports->items[i] == port)
            return;
    *(int64_t *)list_append(&ports->items, &ports->count, sizeof *ports->items) = port;
}

/* The ports that an address of a row was probed on. */
static struct ports probed_ports(const struct report *report, const struct matrix_rows *rows)
{
    struct ports ports = {0};
    for (size_t i = 0; i < rows->count; i++) {
        const struct matrix_row *row = &rows->rows[i];
        for (size_t n = 0; row->shown && row->address != NULL && n < row->host->port_count; n++)
            if (report_endpoint(report, row->host, row->address, row->host->ports[n].port) != NULL)
                add_port(&ports, row->host->ports[n].port);
    }
    if (ports.count > 1)
        qsort(ports.items, ports.count, sizeof *ports.items, by_number);
    return ports;
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

static void add_title(struct page_table *table, const struct page *page, const struct report *report,
                      const struct host *host)
{
    char *name = name_words(page->utf8, host->name, host->name_unicode);
    char *tags = host_tags(report, host);
    char *remark = tags[0] == '\0' ? text_copy("") : text_format("(%s)", tags);
    page_table_title(table, name, remark);
    free(remark);
    free(tags);
    free(name);
}

static void add_no_address(struct page_table *table, const struct host *host)
{
    bool asked = host->a_lookup.status != DNS_NOT_ASKED || host->aaaa_lookup.status != DNS_NOT_ASKED;
    char *line = asked ? text_format("no address: A %s, AAAA %s",
                                     words_name(&dns_status_words, (int)host->a_lookup.status),
                                     words_name(&dns_status_words, (int)host->aaaa_lookup.status))
                       : text_copy("not looked up: not a public host name");
    page_table_note(table, line);
    free(line);
}

static void add_row(struct page_table *table, const struct report *report, const struct ports *ports,
                    const struct host *host, const char *address)
{
    bool is_probed = false;
    page_table_row(table);
    page_table_text(table, 0, STYLE_PLAIN, address);
    for (size_t i = 0; i < ports->count; i++) {
        struct cell cell;
        if (!cell_at(report, host, address, ports->items[i], &cell))
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

static void add_columns(struct page_table *table, const struct ports *ports)
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
                     const struct matrix_rows *rows, const struct ports *ports)
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
    struct ports ports = probed_ports(report, &rows);
    struct page_table *table = page_table_new(page, HOST_COLUMN, ADDRESS_COLUMN);
    add_columns(table, &ports);
    add_rows(table, page, report, &rows, &ports);
    page_newline(page);
    page_table_write(table);
    hidden(page, &rows);
    page_table_legend(table, page_marks, MARK_COUNT);
    page_table_free(table);
    matrix_rows_free(&rows);
    free(ports.items);
}
