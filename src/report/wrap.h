/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Columns and lines: how wide UTF-8 text is on a terminal, and where to break it. */
#ifndef MAILSONDE_REPORT_WRAP_H
#define MAILSONDE_REPORT_WRAP_H

#include <stdbool.h>
#include <stddef.h>

/* The columns that one character takes, whose first byte is at `text`, and in *length its bytes. A byte that
 * is no valid UTF-8 counts as one character of one column. Widths are wcwidth()'s, so they are right where
 * the locale's character set is UTF-8, and 1 for what it does not know. */
int wrap_character(const char *text, size_t *length);

/* The columns that `text` takes. */
int wrap_columns(const char *text);

/* A piece of a text that fits on a line. */
struct wrap_line {
    const char *start; /* into the text */
    size_t length;     /* bytes */
    int columns;
};

/* Cuts the next line of at most `columns` (at least 1) off *rest: at spaces, which then vanish, or inside a
 * word that is wider than `columns`. Where the first word of *rest does not fit but would on a line of
 * `full_columns`, the line comes out empty. False when nothing is left. */
bool wrap_next(const char **rest, int columns, int full_columns, struct wrap_line *line);

#endif
