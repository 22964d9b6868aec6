/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The status lines. */
#include "report/status_lines.h"
#include "report/text_sections.h"

enum { MARK_COLUMN = 2, LABEL_COLUMN = 4, TEXT_COLUMN = 18 };

static void write_line(const struct page *page, const struct marked_line *line)
{
    page_blank(page, MARK_COLUMN);
    page_mark(page, line->mark);
    page_blank(page, LABEL_COLUMN - MARK_COLUMN - 1);
    page_blank(page, TEXT_COLUMN - LABEL_COLUMN - page_text(page, STYLE_PLAIN, line->label));
    page_paragraph(page, STYLE_PLAIN, TEXT_COLUMN, TEXT_COLUMN, line->text);
}

void text_status(const struct page *page, const struct report *report)
{
    struct marked_lines lines = status_lines(report);
    if (lines.count > 0)
        page_heading(page, "Status");
    for (size_t i = 0; i < lines.count; i++)
        write_line(page, &lines.lines[i]);
    marked_lines_free(&lines);
}
