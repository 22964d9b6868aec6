/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A table on a page: computes the widths of the columns and lays out what does not fit. Nothing is cut:
 * columns that do not fit side by side make another table below, which repeats the first columns, and a text
 * that is too long for its column gets a line of its own. */
#ifndef MAILSONDE_REPORT_PAGE_TABLE_H
#define MAILSONDE_REPORT_PAGE_TABLE_H

#include "report/page.h"

#include <stdbool.h>
#include <stddef.h>

struct page_table;

enum page_column_kind {
    PAGE_COLUMN_FREE,    /* as wide as its widest cell; columns that do not fit go into another table below */
    PAGE_COLUMN_FIXED,   /* in each of these tables: as wide as its widest cell */
    PAGE_COLUMN_GROWING, /* in each: gets the width that is left; a longer text gets a line of its own */
    PAGE_COLUMN_BELOW    /* in each: gets the width left after that; a longer text goes below the row */
};

/* At most one column is growing; one of the kind below follows it. Free ones are the last. */
struct page_column {
    enum page_column_kind kind;
    const char *heading; /* NULL: none */
    const char *above;   /* over the heading; columns side by side that have the same share one. NULL: none */
    enum style style;    /* of both */
    int least;           /* this wide if all free columns still fit; a growing one: always */
    bool right;          /* right-aligned */
};

struct page_cell {
    const struct page_sign *sign; /* before the text; NULL: none */
    enum style style;
    const char *text; /* NULL: none */
    bool spans;       /* the column and the next, both growing or below */
};

/* An empty table, whose rows begin at column `indent`, its heading and titles at `title_indent`.
 * page_table_free() ends it. All texts are copied. */
struct page_table *page_table_new(const struct page *page, int title_indent, int indent);
void page_table_free(struct page_table *table);

/* Adds a column; before the first row. */
void page_table_column(struct page_table *table, const struct page_column *column);

/* Begins a row; fills the next cell of the last row. */
void page_table_row(struct page_table *table);
void page_table_cell(struct page_table *table, size_t column, const struct page_cell *cell);

/* Fills a cell with a text alone. */
void page_table_text(struct page_table *table, size_t column, enum style style, const char *text);

/* Sets the text that the last row has instead of cells in free columns. */
void page_table_remark(struct page_table *table, const char *text);

/* A line for the rows below, with a remark behind it or, where that does not fit, on the next ("" for none);
 * a line of another kind, between rows. */
void page_table_title(struct page_table *table, const char *text, const char *remark);
void page_table_note(struct page_table *table, const char *text);

/* Writes the table, or the tables that it comes to, an empty line between them. */
void page_table_write(struct page_table *table);

/* Writes an empty line and the meaning of the signs that the table uses; nothing if it uses none. */
void page_table_legend(const struct page_table *table, const struct page_sign *signs, size_t count);

#endif
