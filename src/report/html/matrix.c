/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The matrix in HTML: hosts by address by port, each cell in the colour of its mark. */
#include "report/finding_groups.h"
#include "report/html/blocks.h"
#include "report/html/sections.h"
#include "report/markup.h"
#include "report/matrix_rows.h"
#include "report/name_words.h"

#include <stdlib.h>

/* So many rows are open; of the others those with a fault. */
enum { OPEN_ROWS = 60 };

static void write_host(FILE *out, const struct report *report, const struct host *host, size_t columns)
{
    char *name = name_words(true, host->name, host->name_unicode);
    char *tags = matrix_host_tags(report, host);
    markup(out, "<tr class=\"host\"><th scope=\"rowgroup\" colspan=\"%zu\"><bdi>%s</bdi>", columns, name);
    if (tags[0] != '\0')
        markup(out, " <span class=\"tags\">%s</span>", tags);
    markup(out, "</th></tr>\n");
    free(tags);
    free(name);
}

/* With a link to the finding that is the reason for its mark, if there is one. */
static void write_cell(FILE *out, const struct report *report, const struct cell *cell,
                       const struct finding *finding, size_t number)
{
    markup(out, "<td class=\"%s\">", html_mark_class(cell->mark));
    html_mark(out, cell->mark);
    if (finding != NULL)
        markup(out, "<a href=\"#r%zu-%zu\">%s</a></td>", number,
               finding_groups_first(report->findings, report->finding_count, finding), cell->word);
    else
        markup(out, "%s</td>", cell->word);
}

static void write_cells(FILE *out, const struct report *report, const struct matrix_row *row,
                        const struct matrix_ports *ports, size_t number)
{
    for (size_t i = 0; i < ports->count; i++) {
        struct cell cell;
        if (!matrix_cell(report, row->host, row->address, ports->items[i], &cell)) {
            markup(out, "<td></td>");
            continue;
        }
        write_cell(out, report, &cell, matrix_finding(report, row->host, row->address, ports->items[i]),
                   number);
    }
}

static void write_row(FILE *out, const struct report *report, const struct matrix_row *row,
                      const struct matrix_ports *ports, size_t number)
{
    if (row->address == NULL) {
        char *why = matrix_no_address(row->host);
        markup(out, "<tr><td colspan=\"%zu\" class=\"remark\">%s</td></tr>\n", ports->count + 1, why);
        free(why);
        return;
    }
    markup(out, "<tr><th scope=\"row\">%s</th>", row->address);
    write_cells(out, report, row, ports, number);
    markup(out, "</tr>\n");
}

/* The rows that are shown, or the others; a body for each host. */
static void write_rows(FILE *out, const struct report *report, const struct matrix_rows *rows, bool shown,
                       size_t number)
{
    struct matrix_ports ports = matrix_ports_of(report, rows);
    const struct host *host = NULL;
    markup(out, "<table class=\"matrix\"><caption class=\"unseen\">Each port of each address</caption>\n"
                "<thead><tr><th scope=\"col\">port</th>");
    for (size_t i = 0; i < ports.count; i++)
        markup(out, "<th scope=\"col\">%lld</th>", (long long)ports.items[i]);
    markup(out, "</tr></thead>\n");
    for (size_t i = 0; i < rows->count; i++) {
        const struct matrix_row *row = &rows->rows[i];
        if (row->shown != shown)
            continue;
        if (row->host != host) {
            fputs(host == NULL ? "<tbody>\n" : "</tbody>\n<tbody>\n", out);
            write_host(out, report, row->host, ports.count + 1);
        }
        host = row->host;
        write_row(out, report, row, &ports, number);
    }
    markup(out, "</tbody>\n</table>\n");
    matrix_ports_free(&ports);
}

static void write_legend(FILE *out)
{
    markup(out, "<p class=\"legend\">");
    for (int mark = MARK_NONE + 1; mark < MARK_COUNT; mark++)
        markup(out, "<span class=\"%s\">%s %s</span> ", html_mark_class((enum mark)mark),
               page_marks[mark].utf8, page_marks[mark].meaning);
    markup(out, "</p>\n");
}

void html_matrix(FILE *out, const struct report *report, size_t number)
{
    if (report->host_count == 0 || report->endpoint_count == 0)
        return;
    struct matrix_rows rows = matrix_rows_of(report, OPEN_ROWS);
    char *label = name_words(true, report->target.name, report->target.name_unicode);
    markup(out, "<div class=\"ports\">\n<h3>Hosts, addresses and ports</h3>\n");
    html_scroll_begin(out, label);
    write_rows(out, report, &rows, true, number);
    html_scroll_end(out);
    if (rows.hidden > 0) {
        markup(out,
               "<details><summary>%zu more address%s, %zu of them with a warning or an error</summary>\n",
               rows.hidden, rows.hidden == 1 ? "" : "es", rows.hidden_faults);
        html_scroll_begin(out, label);
        write_rows(out, report, &rows, false, number);
        html_scroll_end(out);
        html_fold_end(out);
    }
    write_legend(out);
    markup(out, "</div>\n");
    free(label);
    matrix_rows_free(&rows);
}
