/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A table on a page: measured, laid out for what fits, written. */
#include "report/page_table.h"

#include "base/list.h"
#include "base/text.h"
#include "report/wrap.h"

#include <stdlib.h>
#include <string.h>

enum { GAP = 2, SIGN_COLUMNS = 2 /* the sign and a blank */, LEGEND_GAP = 3 };

struct cell {
    bool filled;
    const struct page_sign *sign;
    enum style style;
    char *text; /* as the page can show it; "" for none */
    bool spans;
};

struct column {
    struct page_column given; /* but its texts are not kept */
    char *heading;            /* as the page can show them; "" for none */
    char *above;
    bool signs;  /* stand before texts, so that its heading begins where those do */
    int natural; /* as wide as all that is in it */
    int width;   /* now */
    int start;
};

enum row_kind { ROW_CELLS, ROW_TITLE, ROW_NOTE };

struct row {
    enum row_kind kind;
    struct cell *cells;
    char *text; /* of a title or note */
    char *remark;
};

struct page_table {
    const struct page *page;
    int title_indent;
    int indent;
    struct column *columns;
    size_t column_count;
    size_t free_from; /* the first of the free columns */
    struct row *rows;
    size_t row_count;
};

/* Which free columns stand side by side. */
struct block {
    size_t first;
    size_t count;
    int growing_room;
};

struct page_table *page_table_new(const struct page *page, int title_indent, int indent)
{
    struct page_table *table = allocate(1, sizeof *table);
    table->page = page;
    table->title_indent = title_indent;
    table->indent = indent;
    return table;
}

void page_table_free(struct page_table *table)
{
    for (size_t i = 0; i < table->row_count; i++) {
        for (size_t n = 0; table->rows[i].cells != NULL && n < table->column_count; n++)
            free(table->rows[i].cells[n].text);
        free(table->rows[i].cells);
        free(table->rows[i].text);
        free(table->rows[i].remark);
    }
    for (size_t i = 0; i < table->column_count; i++) {
        free(table->columns[i].heading);
        free(table->columns[i].above);
    }
    free(table->columns);
    free(table->rows);
    free(table);
}

static char *quote(const struct page_table *table, const char *text)
{
    return page_quote(table->page, text == NULL ? "" : text);
}

void page_table_column(struct page_table *table, const struct page_column *column)
{
    struct column *added = list_append(&table->columns, &table->column_count, sizeof *table->columns);
    added->given = *column;
    added->heading = quote(table, column->heading);
    added->above = quote(table, column->above);
    if (column->kind != PAGE_COLUMN_FREE)
        table->free_from = table->column_count;
}

static struct row *add_row(struct page_table *table, enum row_kind kind, const char *text, const char *remark)
{
    struct row *row = list_append(&table->rows, &table->row_count, sizeof *table->rows);
    row->kind = kind;
    row->text = quote(table, text);
    row->remark = quote(table, remark);
    return row;
}

void page_table_row(struct page_table *table)
{
    struct row *row = add_row(table, ROW_CELLS, "", "");
    row->cells = allocate(table->column_count, sizeof *row->cells);
}

void page_table_cell(struct page_table *table, size_t column, const struct page_cell *cell)
{
    struct cell *filled = &table->rows[table->row_count - 1].cells[column];
    *filled = (struct cell){.filled = true,
                            .sign = cell->sign,
                            .style = cell->style,
                            .text = quote(table, cell->text),
                            .spans = cell->spans};
    if (cell->sign != NULL && filled->text[0] != '\0')
        table->columns[column].signs = true;
}

void page_table_text(struct page_table *table, size_t column, enum style style, const char *text)
{
    page_table_cell(table, column, &(struct page_cell){.style = style, .text = text});
}

void page_table_remark(struct page_table *table, const char *text)
{
    text_replace(&table->rows[table->row_count - 1].remark, quote(table, text));
}

void page_table_title(struct page_table *table, const char *text, const char *remark)
{
    add_row(table, ROW_TITLE, text, remark);
}

void page_table_note(struct page_table *table, const char *text)
{
    add_row(table, ROW_NOTE, text, "");
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int sign_columns(const struct cell *cell)
{
    return cell->sign == NULL ? 0 : cell->text[0] == '\0' ? 1 : SIGN_COLUMNS;
}

static int cell_width(const struct cell *cell)
{
    return cell->filled ? sign_columns(cell) + wrap_columns(cell->text) : 0;
}

static int heading_offset(const struct column *column)
{
    return column->signs ? SIGN_COLUMNS : 0;
}

/* The widest of what is in the column alone and no wider than `room`. */
static int widest(const struct page_table *table, size_t index, int room)
{
    const struct column *column = &table->columns[index];
    int width = heading_offset(column) + wrap_columns(column->heading);
    width = width <= room ? width : 0;
    for (size_t i = 0; i < table->row_count; i++) {
        const struct cell *cell = table->rows[i].cells == NULL ? NULL : &table->rows[i].cells[index];
        if (cell != NULL && !cell->spans && cell_width(cell) <= room)
            width = larger(width, cell_width(cell));
    }
    return width;
}

static bool is_elastic(const struct column *column)
{
    return column->given.kind == PAGE_COLUMN_GROWING || column->given.kind == PAGE_COLUMN_BELOW;
}

/* The columns of the page that are left when the repeated columns but for the elastic ones, and the gap
 * behind each, are there. */
static int room_beside_fixed(const struct page_table *table)
{
    int room = table->page->columns - table->indent;
    for (size_t i = 0; i < table->free_from; i++)
        room -= is_elastic(&table->columns[i]) ? 0 : table->columns[i].width + GAP;
    return room;
}

/* What the growing column has at the least; without one there is a gap less. */
static int least_growing(const struct page_table *table)
{
    for (size_t i = 0; i < table->free_from; i++)
        if (table->columns[i].given.kind == PAGE_COLUMN_GROWING)
            return table->columns[i].natural < table->columns[i].given.least ? table->columns[i].natural
                                                                             : table->columns[i].given.least;
    return -GAP;
}

/* How many free columns from `first` on fit: one at the least, where there is one. */
static size_t columns_that_fit(const struct page_table *table, size_t first)
{
    int room = room_beside_fixed(table) - least_growing(table);
    size_t count = 0;
    while (first + count < table->column_count) {
        room -= GAP + table->columns[first + count].width;
        if (room < 0 && count > 0)
            break;
        count++;
    }
    return count;
}

/* Columns are as wide as they would like to be where all fit so; else as they have to be. */
static void measure(struct page_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];
        column->natural = widest(table, i, INT32_MAX);
        column->width = larger(column->natural, column->given.least);
    }
    if (columns_that_fit(table, table->free_from) == table->column_count - table->free_from)
        return;
    for (size_t i = 0; i < table->column_count; i++)
        table->columns[i].width = table->columns[i].natural;
}

/* A cell that spans two columns makes the second wider, or the first where that one is empty. */
static void make_room_for_spans(const struct page_table *table, struct column *growing, struct column *below,
                                int room)
{
    size_t index = (size_t)(growing - table->columns);
    for (size_t i = 0; i < table->row_count; i++) {
        const struct cell *cell = table->rows[i].cells == NULL ? NULL : &table->rows[i].cells[index];
        if (cell == NULL || !cell->spans || cell_width(cell) > room)
            continue;
        int missing = cell_width(cell) - growing->width - (below->width > 0 ? GAP + below->width : 0);
        if (missing > 0)
            *(below->width > 0 ? &below->width : &growing->width) += missing;
    }
}

/* The elastic columns get what the others leave, and no more than they need of it. */
static void stretch(const struct page_table *table, struct block *block)
{
    int room = room_beside_fixed(table);
    for (size_t i = block->first; i < block->first + block->count; i++)
        room -= GAP + table->columns[i].width;
    for (size_t i = 0; i < table->free_from; i++) {
        struct column *column = &table->columns[i];
        if (column->given.kind != PAGE_COLUMN_GROWING)
            continue;
        block->growing_room = larger(room, least_growing(table));
        column->width = widest(table, i, block->growing_room);
        if (i + 1 == table->free_from || column[1].given.kind != PAGE_COLUMN_BELOW)
            continue;
        column[1].width = widest(table, i + 1, block->growing_room - column->width - GAP);
        make_room_for_spans(table, column, &column[1], block->growing_room);
    }
}

static bool is_shown(const struct page_table *table, const struct block *block, size_t column)
{
    return column < table->free_from || (column >= block->first && column < block->first + block->count);
}

static void lay_out(const struct page_table *table, struct block *block)
{
    stretch(table, block);
    int start = table->indent;
    for (size_t i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];
        column->start = start;
        if (is_shown(table, block, i) && column->width > 0)
            start += column->width + GAP;
    }
}

/* Writes the text at a column, where the page is at *at. */
static void put(const struct page_table *table, int *at, int start, enum style style, const char *text)
{
    if (text[0] == '\0')
        return;
    page_blank(table->page, start - *at);
    *at = larger(*at, start) + page_text(table->page, style, text);
}

static void write_above(const struct page_table *table, const struct block *block)
{
    const char *said = NULL;
    int at = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (is_shown(table, block, i) && !text_same(column->above, said)) {
            int last_start = table->page->columns - wrap_columns(column->above);
            put(table, &at, column->start < last_start ? column->start : last_start, column->given.style,
                column->above);
        }
        if (is_shown(table, block, i))
            said = column->above;
    }
    if (at > 0)
        page_newline(table->page);
}

static void write_headings(const struct page_table *table, const struct block *block)
{
    int at = 0;
    write_above(table, block);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        int start = i == 0 ? table->title_indent : column->start;
        int offset =
            column->given.right ? column->width - wrap_columns(column->heading) : heading_offset(column);
        if (is_shown(table, block, i))
            put(table, &at, start + offset, column->given.style, column->heading);
    }
    page_newline(table->page);
}

/* How wide a cell may be to stand in its column, and maybe the next. */
static int room_of(const struct column *column, const struct cell *cell)
{
    return column->width + (cell->spans && column[1].width > 0 ? GAP + column[1].width : 0);
}

/* Writes a cell, where the page is at *at, in its column; what is too long is ended with the line. */
static void write_cell(const struct page_table *table, const struct column *column, const struct cell *cell,
                       int *at)
{
    const struct page *page = table->page;
    int room = room_of(column, cell);
    int start = column->start + (column->given.right ? column->width - cell_width(cell) : 0);
    if (cell_width(cell) == 0)
        return;
    page_blank(page, start - *at);
    *at = larger(*at, start) + sign_columns(cell);
    if (cell->sign != NULL) {
        page_sign(page, cell->sign);
        page_blank(page, sign_columns(cell) - 1);
    }
    if (cell_width(cell) <= room) {
        *at += page_text(page, cell->style, cell->text);
    } else {
        page_paragraph(page, cell->style, *at, *at, cell->text);
        *at = 0;
    }
}

static void write_below(const struct page_table *table, const struct row *row)
{
    for (size_t i = 1; i < table->free_from; i++) {
        const struct cell *cell = &row->cells[i];
        if (table->columns[i].given.kind != PAGE_COLUMN_BELOW || cell_width(cell) <= table->columns[i].width)
            continue;
        page_blank(table->page, table->columns[i - 1].start);
        page_paragraph(table->page, cell->style, table->columns[i - 1].start, table->columns[i - 1].start,
                       cell->text);
    }
}

static void write_row(const struct page_table *table, const struct block *block, const struct row *row)
{
    int at = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        const struct cell *cell = &row->cells[i];
        bool below = column->given.kind == PAGE_COLUMN_BELOW && cell_width(cell) > column->width;
        if (is_shown(table, block, i) && !below)
            write_cell(table, column, cell, &at);
    }
    if (block->count > 0) {
        const struct column *first = &table->columns[block->first];
        put(table, &at, first->start + heading_offset(first), STYLE_DIM, row->remark);
    }
    page_newline(table->page);
    write_below(table, row);
}

static void write_title(const struct page_table *table, const struct row *row)
{
    const struct page *page = table->page;
    int width = wrap_columns(row->remark);
    int at = table->title_indent + wrap_columns(row->text) + GAP;
    page_blank(page, table->title_indent);
    if (width > 0 && at + width <= page->columns) {
        page_text(page, STYLE_STRONG, row->text);
        page_blank(page, GAP);
        page_paragraph(page, STYLE_DIM, at, table->indent, row->remark);
        return;
    }
    page_paragraph(page, STYLE_STRONG, table->title_indent, table->indent, row->text);
    if (width == 0)
        return;
    page_blank(page, table->indent);
    page_paragraph(page, STYLE_DIM, table->indent, table->indent, row->remark);
}

static void write_block(const struct page_table *table, const struct block *block)
{
    if (block->count > 0)
        write_headings(table, block);
    for (size_t i = 0; i < table->row_count; i++) {
        const struct row *row = &table->rows[i];
        if (row->kind == ROW_CELLS) {
            write_row(table, block, row);
        } else if (row->kind == ROW_TITLE) {
            write_title(table, row);
        } else {
            page_blank(table->page, table->indent);
            page_paragraph(table->page, STYLE_DIM, table->indent, table->indent, row->text);
        }
    }
}

void page_table_write(struct page_table *table)
{
    measure(table);
    struct block block = {.first = table->free_from};
    do {
        block.count = columns_that_fit(table, block.first);
        lay_out(table, &block);
        write_block(table, &block);
        block.first += block.count;
        if (block.first < table->column_count)
            page_newline(table->page);
    } while (block.first < table->column_count);
}

static bool has_sign(const struct page_table *table, const struct page_sign *sign)
{
    for (size_t i = 0; i < table->row_count; i++)
        for (size_t n = 0; table->rows[i].cells != NULL && n < table->column_count; n++)
            if (table->rows[i].cells[n].sign == sign)
                return true;
    return false;
}

void page_table_legend(const struct page_table *table, const struct page_sign *signs, size_t count)
{
    const struct page *page = table->page;
    int at = 0;
    for (size_t i = 0; i < count; i++) {
        if (signs[i].meaning == NULL || !has_sign(table, &signs[i]))
            continue;
        int width = SIGN_COLUMNS + wrap_columns(signs[i].meaning);
        bool fits = at > 0 && at + LEGEND_GAP + width <= page->columns;
        if (!fits)
            page_newline(page);
        page_blank(page, fits ? LEGEND_GAP : table->indent);
        at = (fits ? at + LEGEND_GAP : table->indent) + width;
        page_sign(page, &signs[i]);
        page_blank(page, 1);
        page_text(page, STYLE_DIM, signs[i].meaning);
    }
    if (at > 0)
        page_newline(page);
}
