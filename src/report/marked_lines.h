/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines of a report for people, each with a mark, a label and a text: what is worked out once for all formats
 * that people read. */
#ifndef MAILSONDE_REPORT_MARKED_LINES_H
#define MAILSONDE_REPORT_MARKED_LINES_H

#include "report/page.h"

#include <stdbool.h>
#include <stddef.h>

struct marked_line {
    enum mark mark;
    char *label; /* "" for a line that belongs to the one before */
    char *text;
};

/* Free with marked_lines_free(). */
struct marked_lines {
    struct marked_line *lines;
    size_t count;
};

/* Appends a line; takes `text` over. */
void marked_lines_add(struct marked_lines *lines, enum mark mark, const char *label, char *text);

bool marked_lines_same(const struct marked_lines *a, const struct marked_lines *b);

void marked_lines_free(struct marked_lines *lines);

#endif
