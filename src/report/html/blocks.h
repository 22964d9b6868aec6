/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the sections of the HTML report are made of. */
#ifndef MAILSONDE_REPORT_HTML_BLOCKS_H
#define MAILSONDE_REPORT_HTML_BLOCKS_H

#include "base/list.h"
#include "report/marked_lines.h"
#include "report/page.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The classes of the style sheet for a mark and a style; "" for none. */
const char *html_mark_class(enum mark mark);
const char *html_style_class(enum style style);

/* The sign of a mark, and for those who do not see it its meaning. */
void html_mark(FILE *out, enum mark mark);

/* "mx1.example.org 192.0.2.10 port 25": a text of a server or a zone inside a sentence, which cannot change
 * the order of what stands around it. */
void html_inline(FILE *out, const char *text);

/* A text that stands for itself. */
void html_paragraph(FILE *out, const char *class, const char *text);

/* Lines as a list of labels and texts; `class` is of the list. */
void html_lines(FILE *out, const char *class, const struct marked_lines *lines);

/* A list; what is beyond `shown` is folded ("and 7 more"). */
void html_list(FILE *out, const char *class, const struct text_list *items, size_t shown);

/* Begins and ends something folded, whose summary is a heading of its section if `heading`; or a section that
 * can be folded and is not. */
void html_fold_begin(FILE *out, const char *summary, bool heading);
void html_fold_begin_open(FILE *out, const char *summary);
void html_fold_end(FILE *out);

/* A group that scrolls sideways by itself where the page is too narrow for it. */
void html_scroll_begin(FILE *out, const char *label);
void html_scroll_end(FILE *out);

/* A place on an axis, in hundredths of a percent, as the attribute `name`; kept between 0 and 100 %. */
void html_percent(FILE *out, const char *name, int64_t part, int64_t whole);

#endif
