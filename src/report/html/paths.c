/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The paths that were traced, in HTML: a line for each port, from this machine to where its packets end, and
 * the table of the routers. */
#include "infer/path_answer.h"
#include "report/html/blocks.h"
#include "report/html/sections.h"
#include "report/markup.h"
#include "report/path_words.h"

#include <stdlib.h>

enum { HEIGHT = 22, MIDDLE = HEIGHT / 2, MARGIN = 3 };

static int64_t farthest_hop(const struct path_rows *rows)
{
    int64_t farthest = 1;
    for (size_t i = 0; i < rows->count; i++)
        if (rows->rows[i].last_hop > farthest)
            farthest = rows->rows[i].last_hop;
    return farthest;
}

/* The place of a hop on the line, with room for its sign at both ends. */
static void at(FILE *out, const char *name, int64_t hop, int64_t farthest)
{
    html_percent(out, name, MARGIN * farthest + hop * (100 - 2 * MARGIN), 100 * farthest);
}

static const char *sign_class(enum path_sign sign)
{
    return html_style_class(path_signs[sign].style);
}

static void write_line(FILE *out, const char *class, int64_t from, int64_t to, int64_t farthest)
{
    markup(out, "<line class=\"%s\" y1=\"%d\" y2=\"%d\"", class, MIDDLE, MIDDLE);
    at(out, "x1", from, farthest);
    at(out, "x2", to, farthest);
    markup(out, "/>");
}

/* What stands at one hop: a point for a router that answered, the sign of an end; `who` for those who point
 * at it. */
static void write_point(FILE *out, enum path_sign sign, int64_t hop, int64_t farthest, const char *who)
{
    bool passes = sign == PATH_SIGN_PASSED || sign == PATH_SIGN_GAP;
    markup(out, "<g><title>hop %lld: %s</title><circle class=\"%s\" cy=\"%d\" r=\"%d\"", (long long)hop, who,
           passes ? "hop" : sign_class(sign), MIDDLE,
           sign == PATH_SIGN_GAP      ? 1
           : sign == PATH_SIGN_PASSED ? 4
                                      : 9);
    at(out, "cx", hop, farthest);
    markup(out, "/>");
    if (!passes) {
        markup(out, "<text class=\"%s\" y=\"%d\"", sign_class(sign), MIDDLE + 5);
        at(out, "x", hop, farthest);
        markup(out, ">%s</text>", path_signs[sign].utf8);
    }
    markup(out, "</g>");
}

/* As far as the packets of the port came. */
static int64_t reach_of(const struct path_rows *rows, const struct path_port *port)
{
    int64_t reach = 0;
    for (size_t i = 0; i < rows->count; i++) {
        enum path_sign sign = path_rows_sign(rows, i, port);
        if (sign != PATH_SIGN_NONE && sign != PATH_SIGN_SILENT && rows->rows[i].hop > reach)
            reach = rows->rows[i].hop;
    }
    return reach;
}

static void write_port(FILE *out, const struct path_rows *rows, const struct path_port *port)
{
    char *end = path_words_end(rows->path, port);
    int64_t farthest = farthest_hop(rows);
    static const enum mark marks[] = {
        [ANSWER_UNKNOWN] = MARK_UNSURE, [ANSWER_NO] = MARK_BAD, [ANSWER_YES] = MARK_GOOD};
    enum mark mark = marks[path_answer(rows->path, port)];
    markup(out, "<li><p><strong>port %lld</strong>: <span class=\"%s\">%s</span></p>\n",
           (long long)port->port, html_mark_class(mark), end);
    markup(out, "<svg class=\"path\" role=\"img\" width=\"100%%\" height=\"%d\"><title>port %lld: %s</title>",
           HEIGHT, (long long)port->port, end);
    write_line(out, "track", 0, farthest, farthest);
    write_line(out, "way", 0, reach_of(rows, port), farthest);
    write_point(out, PATH_SIGN_PASSED, 0, farthest, "this machine");
    for (size_t i = 0; i < rows->count; i++) {
        enum path_sign sign = path_rows_sign(rows, i, port);
        if (sign != PATH_SIGN_NONE)
            write_point(out, sign, rows->rows[i].hop, farthest, path_words_row(&rows->rows[i]));
    }
    markup(out, "</svg></li>\n");
    free(end);
}

static void write_router(FILE *out, const struct report *report, const struct path_rows *rows, size_t index)
{
    const struct path_row *row = &rows->rows[index];
    const char *name = path_words_row_name(report, rows->path, row);
    char *hop = path_words_hop(row);
    char *time = path_words_time(row->elapsed_us);
    markup(out, "<tr><th scope=\"row\">%s</th><td>%s", hop, path_words_row(row));
    if (name != NULL)
        markup(out, " <bdi>%s</bdi>", name);
    markup(out, "</td><td class=\"count\">%s</td>", time);
    for (size_t i = 0; i < rows->path->port_count; i++) {
        enum path_sign sign = path_rows_sign(rows, index, &rows->path->ports[i]);
        if (sign == PATH_SIGN_NONE)
            markup(out, "<td></td>");
        else
            markup(
                out,
                "<td class=\"%s\"><span aria-hidden=\"true\">%s</span><span class=\"unseen\">%s</span></td>",
                sign_class(sign), path_signs[sign].utf8, path_signs[sign].meaning);
    }
    markup(out, "</tr>\n");
    free(time);
    free(hop);
}

static void write_routers(FILE *out, const struct report *report, const struct path_rows *rows)
{
    html_fold_begin(out, "Routers on the path", false);
    html_scroll_begin(out, "Routers on the path");
    markup(out, "<table class=\"routers\"><caption class=\"unseen\">Routers that answered, and the ports "
                "whose packets "
                "they saw</caption>\n<thead><tr><th scope=\"col\">hop</th><th scope=\"col\">who</th>"
                "<th scope=\"col\">time</th>");
    for (size_t i = 0; i < rows->path->port_count; i++)
        markup(out, "<th scope=\"col\">%lld</th>", (long long)rows->path->ports[i].port);
    markup(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < rows->count; i++)
        write_router(out, report, rows, i);
    markup(out, "</tbody>\n</table>\n");
    html_scroll_end(out);
    markup(out, "<p class=\"legend\">");
    for (int sign = PATH_SIGN_NONE + 1; sign < PATH_SIGN_COUNT; sign++)
        markup(out, "<span class=\"%s\">%s %s</span> ", sign_class((enum path_sign)sign),
               path_signs[sign].utf8, path_signs[sign].meaning);
    markup(out, "</p>\n");
    html_fold_end(out);
}

static void write_path(FILE *out, const struct report *report, size_t index)
{
    const struct path *path = &report->paths[index];
    const struct text_list *summaries = &report->verdict.path_summaries;
    char *title = path_words_title(true, report, path);
    markup(out, "<h4><bdi>%s</bdi></h4>\n", title);
    free(title);
    if (index < summaries->count && report->endpoint_count > 0)
        html_paragraph(out, "summary", summaries->items[index]);
    if (path->problem != NULL)
        markup(out, "<p class=\"unsure\">Not traced: %s.</p>\n", path->problem);
    struct path_rows rows = path_rows_of(path);
    if (path->problem == NULL && rows.count > 0 && path->port_count > 0) {
        char *source = path->source_address != NULL ? path_words_source(path) : NULL;
        html_paragraph(out, "facts", source);
        free(source);
        markup(out, "<ul class=\"bars paths\">\n");
        for (size_t i = 0; i < path->port_count; i++)
            write_port(out, &rows, &path->ports[i]);
        markup(out, "</ul>\n");
        write_routers(out, report, &rows);
    }
    path_rows_free(&rows);
}

void html_path_verdict(FILE *out, const struct report *report)
{
    const struct text_list *summaries = &report->verdict.path_summaries;
    markup(out, "<ul class=\"summaries\">\n");
    for (size_t i = 0; i < report->path_count; i++) {
        enum mark mark = path_words_mark(&report->paths[i]);
        markup(out, "<li class=\"%s\">", html_mark_class(mark));
        html_mark(out, mark);
        markup(out, "%s</li>\n", i < summaries->count ? summaries->items[i] : report->paths[i].address);
    }
    markup(out, "</ul>\n");
}

void html_paths(FILE *out, const struct report *report)
{
    if (report->path_count == 0)
        return;
    struct text_list caveats = path_words_caveats(report);
    markup(out, "<h3>Paths</h3>\n");
    for (size_t i = 0; i < report->path_count; i++)
        write_path(out, report, i);
    for (size_t i = 0; i < report->host_count && report->endpoint_count == 0; i++)
        if (report->hosts[i].addresses.count == 0) {
            char *line = path_words_missing(true, &report->hosts[i]);
            html_paragraph(out, "unsure", line);
            free(line);
        }
    if (caveats.count > 0) {
        html_fold_begin(out, path_caveats_title, false);
        html_list(out, "caveats", &caveats, caveats.count);
        html_fold_end(out);
    }
    text_list_free(&caveats);
}
