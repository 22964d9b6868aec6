/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TLS: what each port takes, and what the policy profiles say of it. Ports that are alike are told once. */
#include "report/text_sections.h"
#include "report/tls_ports.h"
#include "report/wrap.h"

enum {
    SUBJECT_COLUMN = 2,
    MARK_COLUMN = 4,
    LABEL_COLUMN = 6,
    TEXT_COLUMN = 18,
    GAP = 2,
    LEAST_TEXT_COLUMNS = 10,
};

static void write_places(const struct page *page, const struct text_list *places)
{
    for (size_t i = 0; i < places->count; i++) {
        page_blank(page, SUBJECT_COLUMN);
        page_paragraph(page, STYLE_STRONG, SUBJECT_COLUMN, SUBJECT_COLUMN, places->items[i]);
    }
}

/* A label that leaves its text no room has a line of its own. */
static void write_line(const struct page *page, const struct marked_line *line)
{
    int end = LABEL_COLUMN + wrap_columns(line->label);
    int text = end + GAP > TEXT_COLUMN ? end + GAP : TEXT_COLUMN;
    page_blank(page, MARK_COLUMN);
    page_mark(page, line->mark);
    page_blank(page, LABEL_COLUMN - MARK_COLUMN - 1);
    if (text + LEAST_TEXT_COLUMNS <= page->columns) {
        page_blank(page, text - LABEL_COLUMN - page_text(page, STYLE_DIM, line->label));
    } else {
        page_paragraph(page, STYLE_DIM, LABEL_COLUMN, LABEL_COLUMN, line->label);
        text = TEXT_COLUMN;
        page_blank(page, text);
    }
    page_paragraph(page, STYLE_PLAIN, text, TEXT_COLUMN, line->text);
}

void text_tls(const struct page *page, const struct report *report, bool verbose)
{
    struct tls_ports ports = tls_ports_of(report, verbose);
    if (ports.count > 0)
        page_heading(page, "TLS in depth");
    for (size_t i = 0; i < ports.count; i++) {
        write_places(page, &ports.groups[i].places);
        for (size_t n = 0; n < ports.groups[i].lines.count; n++)
            write_line(page, &ports.groups[i].lines.lines[n]);
    }
    if (ports.count > 0 && ports.only_standard) {
        page_blank(page, MARK_COLUMN);
        page_paragraph(page, STYLE_DIM, MARK_COLUMN, MARK_COLUMN, tls_ports_depth_remark);
    }
    tls_ports_free(&ports);
}
