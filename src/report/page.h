/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The paper that a report for people is written on: how wide, which characters, whether coloured. Text is
 * quoted for the terminal here and nowhere else. */
#ifndef MAILSONDE_REPORT_PAGE_H
#define MAILSONDE_REPORT_PAGE_H

#include "report/report_writer.h"

#include <stdbool.h>
#include <stdio.h>

struct page {
    FILE *out;
    int columns;
    bool utf8;
    bool colour;
};

enum style { STYLE_PLAIN, STYLE_STRONG, STYLE_DIM, STYLE_GOOD, STYLE_WARNING, STYLE_BAD, STYLE_UNSURE };

/* A sign of one column beside a word. */
enum mark {
    MARK_NONE,    /* a blank */
    MARK_GOOD,    /* as it should be */
    MARK_FAIR,    /* works, with a remark */
    MARK_WARNING, /* a finding of that severity */
    MARK_BAD,     /* a finding of severity error */
    MARK_UNSURE,  /* could not be told */
    MARK_ABSENT,  /* nothing there, and nothing to say against that */
    MARK_COUNT
};

/* What stands for something in one column, and what it means. */
struct page_sign {
    const char *utf8;
    const char *ascii;
    enum style style;
    const char *meaning; /* for a legend; NULL: it needs none */
};

/* The signs of the marks. */
extern const struct page_sign page_marks[MARK_COUNT];

/* A page on `out` as the options say, never narrower than 40 columns. */
struct page page_on(FILE *out, const struct report_options *options);

/* `text` as this page can show it: control characters, and what is not ASCII where the page is, become \xNN,
 * byte for byte as base/text.h does it. The caller frees. */
char *page_quote(const struct page *page, const char *text);

/* Writes `text`, quoted, and returns the columns that it took. */
int page_text(const struct page *page, enum style style, const char *text);

/* Writes `text`, quoted, in lines that end at the right edge; the first begins at column `at`, where the page
 * already is, and the others at column `indent`. Ends the line. */
void page_paragraph(const struct page *page, enum style style, int at, int indent, const char *text);

/* Where a label and the text behind it begin. */
enum { PAGE_LABEL_COLUMN = 4, PAGE_TEXT_COLUMN = 16 };

/* Writes a line, or several, of a label and the text of a format, quoted. */
void page_detail(const struct page *page, const char *label, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Writes blanks; none for a count below 1. */
void page_blank(const struct page *page, int columns);

void page_newline(const struct page *page);

/* Begins a section: an empty line and its name. */
void page_heading(const struct page *page, const char *text);

/* Writes a sign, or that of a mark, in its own style: one column. */
void page_sign(const struct page *page, const struct page_sign *sign);
void page_mark(const struct page *page, enum mark mark);
enum style page_mark_style(enum mark mark);

#endif
