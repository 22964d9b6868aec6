/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ways that were traced: the table of each, how it ends for each port, what that comes to, and what a
 * trace cannot show. */
#include "base/list.h"
#include "infer/path_answer.h"
#include "report/path_words.h"
#include "report/text_sections.h"

#include <inttypes.h>
#include <stdlib.h>

enum { BODY_COLUMN = 4, PORT_COLUMN = 11, MARK_COLUMN = 2 };

static const char *or_unknown(const char *text)
{
    return text == NULL ? "?" : text;
}

static void heading(const struct page *page, const struct report *report, const struct path *path)
{
    char *line = path_words_title(page->utf8, report, path);
    page_paragraph(page, STYLE_STRONG, 0, BODY_COLUMN, line);
    free(line);
    if (path->source_address == NULL)
        return;
    line = path_words_source(path);
    page_blank(page, BODY_COLUMN);
    page_paragraph(page, STYLE_DIM, BODY_COLUMN, BODY_COLUMN, line);
    free(line);
}

static void port_lines(const struct page *page, const struct path *path)
{
    static const enum style styles[] = {
        [ANSWER_UNKNOWN] = STYLE_UNSURE, [ANSWER_NO] = STYLE_BAD, [ANSWER_YES] = STYLE_GOOD};
    page_newline(page);
    for (size_t i = 0; i < path->port_count; i++) {
        const struct path_port *port = &path->ports[i];
        char *number = text_format("%" PRId64, port->port);
        char *end = path_words_end(path, port);
        page_blank(page, BODY_COLUMN);
        page_blank(page, PORT_COLUMN - BODY_COLUMN - page_text(page, STYLE_STRONG, number));
        page_paragraph(page, styles[path_answer(path, port)], PORT_COLUMN, PORT_COLUMN, end);
        free(end);
        free(number);
    }
}

static void one_path(const struct page *page, const struct report *report, size_t index, bool verbose)
{
    const struct path *path = &report->paths[index];
    const struct text_list *summaries = &report->verdict.path_summaries;
    page_newline(page);
    heading(page, report, path);
    if (path->problem != NULL) {
        char *line = text_format("Not traced: %s.", path->problem);
        page_blank(page, BODY_COLUMN);
        page_paragraph(page, STYLE_UNSURE, BODY_COLUMN, BODY_COLUMN, line);
        free(line);
        return;
    }
    text_path_table(page, report, path);
    if (verbose)
        port_lines(page, path);
    if (index < summaries->count) {
        page_newline(page);
        page_blank(page, BODY_COLUMN);
        page_paragraph(page, STYLE_STRONG, BODY_COLUMN, BODY_COLUMN, summaries->items[index]);
    }
}

static void caveats_in_short(const struct page *page, const struct text_list *caveats)
{
    char *hidden = caveats->count > PATH_CAVEATS_FIXED
                       ? text_format(" %s", caveats->items[PATH_CAVEATS_FIXED])
                       : text_copy("");
    char *line = text_format(
        "A trace does not show routers that send no ICMP errors, or which of several paths a packet took. "
        "Where the answers end, packets are lost at that hop or the next one.%s",
        hidden);
    page_newline(page);
    page_blank(page, BODY_COLUMN);
    page_paragraph(page, STYLE_DIM, BODY_COLUMN, BODY_COLUMN, line);
    free(line);
    free(hidden);
}

static void caveats_in_full(const struct page *page, const struct text_list *caveats)
{
    page_newline(page);
    page_blank(page, BODY_COLUMN);
    page_text(page, STYLE_DIM, path_caveats_title);
    page_newline(page);
    for (size_t i = 0; i < caveats->count; i++) {
        page_blank(page, BODY_COLUMN);
        page_text(page, STYLE_DIM, "- ");
        page_paragraph(page, STYLE_DIM, BODY_COLUMN + 2, BODY_COLUMN + 2, caveats->items[i]);
    }
}

void text_path_missing(const struct page *page, const struct report *report)
{
    for (size_t i = 0; i < report->host_count; i++) {
        if (report->hosts[i].addresses.count > 0)
            continue;
        char *line = path_words_missing(page->utf8, &report->hosts[i]);
        page_newline(page);
        page_paragraph(page, STYLE_UNSURE, 0, BODY_COLUMN, line);
        free(line);
    }
}

void text_paths(const struct page *page, const struct report *report, bool verbose, bool in_full)
{
    for (size_t i = 0; i < report->path_count; i++)
        one_path(page, report, i, verbose);
    struct text_list caveats = path_words_caveats(report);
    if (caveats.count > 0 && in_full)
        caveats_in_full(page, &caveats);
    else if (caveats.count > 0)
        caveats_in_short(page, &caveats);
    text_list_free(&caveats);
}

void text_path_headline(const struct page *page, const struct report *report)
{
    const struct text_list *summaries = &report->verdict.path_summaries;
    page_newline(page);
    for (size_t i = 0; i < report->path_count; i++) {
        const struct path *path = &report->paths[i];
        enum mark mark = path_words_mark(path);
        page_blank(page, MARK_COLUMN);
        page_mark(page, mark);
        page_blank(page, 1);
        page_paragraph(page, page_mark_style(mark), BODY_COLUMN, BODY_COLUMN,
                       i < summaries->count ? summaries->items[i] : or_unknown(path->address));
    }
}
