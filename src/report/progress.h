/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The progress line of a running scan. It is only for a terminal: the caller knows whether there is one, and
 * makes a progress only then. */
#ifndef MAILSONDE_REPORT_PROGRESS_H
#define MAILSONDE_REPORT_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
    FILE *out;      /* the terminal; the caller's */
    int columns;    /* its width; 0 for 80 */
    bool utf8;      /* what it can show */
    bool shown;     /* a line is shown now */
    int64_t due_ms; /* no new line is written before that time */
};

/* "[ 12/40] example.org port 25" in fewer than `columns` columns, for a line that is full would wrap; `text`
 * is cut at its end where it does not fit. The caller frees. */
char *progress_line(size_t done, size_t total, const char *text, int columns, bool utf8);

/* Shows the line in place of the last one, ten times a second at the most by `now_ms`, any clock that only
 * goes forward. */
void progress_update(struct progress *progress, int64_t now_ms, size_t done, size_t total, const char *text);

/* Removes the line; call it before anything else is written to the terminal, and at the end. */
void progress_clear(struct progress *progress);

#endif
