/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page of a report for people: its width, its characters and its colours. Text is quoted for the terminal
 * here and nowhere else, and for the logs of CI systems, whose runners read them for commands: no line begins
 * with "::" (GitHub, which ignores blanks before it), unless an IPv6 address does, and none holds "##[",
 * "##vso[" and the like. What other systems look for begins with ESC or CR (GitLab's section_start, Jenkins's
 * notes). */
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

/* A sign of one column before a word. */
enum mark {
    MARK_NONE,    /* a blank */
    MARK_GOOD,    /* no fault */
    MARK_FAIR,    /* works, see the notes */
    MARK_WARNING, /* a finding of that severity */
    MARK_BAD,     /* a finding of severity error */
    MARK_UNSURE,  /* undecided */
    MARK_ABSENT,  /* not offered, which is no fault */
    MARK_COUNT
};

/* A sign of one column and its meaning. */
struct page_sign {
    const char *utf8;
    const char *ascii;
    enum style style;
    const char *meaning; /* for the legend; NULL: not listed there */
};

/* The signs of the marks. */
extern const struct page_sign page_marks[MARK_COUNT];

/* A page on `out` as the options say, never narrower than 40 columns. */
struct page page_on(FILE *out, const struct report_options *options);

/* `text` as this page can show it: control characters, what is not ASCII where the page is, and what a runner
 * would take for a command if a line were broken before that word, become \xNN, byte for byte as base/text.h
 * does it. What is quoted twice is as if quoted once. The caller frees. */
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

/* Begins a section with an empty line and its name. */
void page_heading(const struct page *page, const char *text);

/* Writes a sign, or the sign of a mark, in its style: one column. */
void page_sign(const struct page *page, const struct page_sign *sign);
void page_mark(const struct page *page, enum mark mark);
enum style page_mark_style(enum mark mark);

#endif
