/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of all targets, a line each: delivery, levels, and how much is wrong. */
#include "base/list.h"
#include "facts/words.h"
#include "report/level_words.h"
#include "report/text_sections.h"
#include "report/wrap.h"

#include <inttypes.h>
#include <stdlib.h>

enum { COLUMNS = 5, GAP = 2, LEAST_NAME_COLUMNS = 12 };

/* The cells of one line, the name among them. */
struct line {
    char *cells[COLUMNS];
    enum mark mark; /* of the worst that was found */
};

static struct line line_of(const struct overview_row *row)
{
    const struct block_counts *counts = &row->counts;
    return (struct line){
        .cells = {text_copy(row->name == NULL ? "?" : row->name),
                  level_words(&delivery_words, (int)row->delivery),
                  level_words(&inbound_level_words, (int)row->inbound),
                  level_words(&submission_level_words, (int)row->submission),
                  text_format("%zu/%zu/%zu", counts->errors, counts->warnings, counts->undecided)},
        .mark = counts->errors > 0      ? MARK_BAD
                : counts->warnings > 0  ? MARK_WARNING
                : counts->undecided > 0 ? MARK_UNSURE
                                        : MARK_GOOD};
}

static void line_free(struct line *line)
{
    for (size_t i = 0; i < COLUMNS; i++)
        free(line->cells[i]);
}

/* How wide each column has to be; the names get what the others leave. */
static void measure(const struct page *page, const struct line *lines, size_t count, int widths[COLUMNS])
{
    int others = 2;
    for (size_t i = 0; i < COLUMNS; i++) {
        widths[i] = 0;
        for (size_t n = 0; n < count; n++) {
            int width = wrap_columns(lines[n].cells[i]);
            widths[i] = width > widths[i] ? width : widths[i];
        }
        others += i > 0 ? GAP + widths[i] : 0;
    }
    int room = page->columns - others < LEAST_NAME_COLUMNS ? LEAST_NAME_COLUMNS : page->columns - others;
    widths[0] = widths[0] > room ? room : widths[0];
}

/* A name that does not fit has a line of its own. */
static void write_line(const struct page *page, const struct line *line, const int widths[COLUMNS],
                       enum style style)
{
    page_mark(page, line->mark);
    page_blank(page, 1);
    int at = page_text(page, style == STYLE_PLAIN ? STYLE_STRONG : style, line->cells[0]);
    if (at > widths[0]) {
        page_newline(page);
        page_blank(page, 2);
        at = 0;
    }
    page_blank(page, widths[0] - at);
    for (size_t i = 1; i < COLUMNS; i++) {
        page_blank(page, GAP);
        int width = page_text(page, style, line->cells[i]);
        if (i + 1 < COLUMNS)
            page_blank(page, widths[i] - width);
    }
    page_newline(page);
}

void text_overview(const struct page *page, const struct overview *overview)
{
    size_t count = overview->count + 1;
    struct line *lines = allocate(count, sizeof *lines);
    lines[0] = (struct line){.cells = {text_copy("target"), text_copy("delivery"), text_copy("inbound"),
                                       text_copy("submission"), text_copy("err/warn/?")},
                             .mark = MARK_NONE};
    for (size_t i = 1; i < count; i++)
        lines[i] = line_of(&overview->rows[i - 1]);
    int widths[COLUMNS];
    measure(page, lines, count, widths);
    for (size_t i = 0; i < count; i++) {
        write_line(page, &lines[i], widths, i == 0 ? STYLE_DIM : STYLE_PLAIN);
        line_free(&lines[i]);
    }
    free(lines);
}
