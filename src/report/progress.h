/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The progress of a running scan: a line that is renewed on a terminal, and a line a minute elsewhere. Which
 * of them the caller knows. */
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

/* A run over several targets in numbers. */
struct progress_count {
    size_t done;   /* targets, in this run */
    int64_t total; /* that there are for it; -1 where that is not known */
    int64_t elapsed_ms;
    size_t endpoints; /* that were connected to, each once */
    size_t undecided; /* targets of which too little is known */
};

/* "1234 of 10000 targets, 12.3/s, 12 min left; 4321 endpoints, 17 undecided"; the caller frees. */
char *progress_count_line(const struct progress_count *count);

/* Shows the line, and what is done now (NULL: nothing new), in place of the last one, as progress_update().
 */
void progress_update_count(struct progress *progress, int64_t now_ms, const struct progress_count *count,
                           const char *text);

/* Shows the line in place of the last one, ten times a second at the most by `now_ms`, any clock that only
 * goes forward. */
void progress_update(struct progress *progress, int64_t now_ms, size_t done, size_t total, const char *text);

/* Removes the line; call it before anything else is written to the terminal, and at the end. */
void progress_clear(struct progress *progress);

#endif
