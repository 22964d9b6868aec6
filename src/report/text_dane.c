/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For -v: TLSA records, and which of them match what each port shows. */
#include "report/text_sections.h"
#include "report/tlsa_rows.h"

enum { HANG = 2 };

static void write_row(const struct page *page, const struct tlsa_row *row)
{
    static const int columns[] = {[TLSA_ROW_SET] = 2, [TLSA_ROW_RECORD] = 4, [TLSA_ROW_MATCH] = 8};
    int column = columns[row->kind];
    page_blank(page, column);
    page_paragraph(page, row->kind == TLSA_ROW_SET ? STYLE_STRONG : STYLE_PLAIN, column, column + HANG,
                   row->text);
}

void text_dane(const struct page *page, const struct report *report)
{
    struct tlsa_rows rows = tlsa_rows_of(report);
    if (rows.count > 0)
        page_heading(page, "TLSA records");
    for (size_t i = 0; i < rows.count; i++)
        write_row(page, &rows.rows[i]);
    tlsa_rows_free(&rows);
}
