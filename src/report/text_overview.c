/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of all targets, a line each: delivery, levels, and how much is wrong. */
#include "base/list.h"
#include "report/level_words.h"
#include "report/page_table.h"
#include "report/text_sections.h"

#include <stdlib.h>

enum { COLUMNS = 5, LEAST_NAME_COLUMNS = 12 };

static void add_row(struct page_table *table, const struct overview_row *row)
{
    const struct block_counts *counts = &row->counts;
    char *cells[COLUMNS] = {text_copy(row->name), text_copy(level_words_delivery(row->delivery)),
                            text_copy(level_words_inbound(row->inbound)),
                            text_copy(level_words_submission(row->submission)),
                            text_format("%zu/%zu/%zu", counts->errors, counts->warnings, counts->undecided)};
    page_table_row(table);
    for (size_t i = 0; i < COLUMNS; i++) {
        page_table_cell(table, i,
                        &(struct page_cell){.sign = i == 0 ? &page_marks[overview_mark(counts)] : NULL,
                                            .style = i == 0 ? STYLE_STRONG : STYLE_PLAIN,
                                            .text = cells[i]});
        free(cells[i]);
    }
}

void text_overview(const struct page *page, const struct overview *overview)
{
    static const char *const headings[COLUMNS] = {"target", "delivery", "inbound", "submission",
                                                  "err/warn/?"};
    struct page_table *table = page_table_new(page, 0, 0);
    for (size_t i = 0; i < COLUMNS; i++)
        page_table_column(table,
                          &(struct page_column){.kind = i == 0 ? PAGE_COLUMN_GROWING : PAGE_COLUMN_FREE,
                                                .heading = headings[i],
                                                .style = STYLE_DIM,
                                                .least = i == 0 ? LEAST_NAME_COLUMNS : 0});
    for (size_t i = 0; i < overview->count; i++)
        add_row(table, &overview->rows[i]);
    page_table_write(table);
    page_table_free(table);
}
