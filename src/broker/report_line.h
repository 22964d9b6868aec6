/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the broker's commands read of a line of --format jsonl (doc/json.md), and write into it. All else in
 * it is nothing to them. */
#ifndef MAILSONDE_BROKER_REPORT_LINE_H
#define MAILSONDE_BROKER_REPORT_LINE_H

#include <stdbool.h>
#include <stddef.h>

/* A part of a line, as JSON writes it between quotation marks. NULL where it is not there. */
struct line_part {
    const char *text;
    size_t length;
};

struct report_line {
    struct line_part kind;
    struct line_part id;
    struct line_part run;
    struct line_part ended;       /* how the scan of a target ended */
    struct line_part word;        /* of the target, or of what is none */
    struct line_part target_kind; /* domain, host, ... */
};

/* Reads a line without its newline; false for what is no JSON object, or only the beginning of one. The parts
 * are borrowed from the line. */
bool report_line_read(const char *line, size_t length, struct report_line *read);

bool line_part_is(struct line_part part, const char *text);

/* Whether the line is about one target, as a whole. */
bool report_line_is_target(const struct report_line *read);

/* A copy of the line in which "run":NAME is the first member, with a NUL behind it; the caller frees. The
 * name needs no escapes. */
char *report_line_with_run(const char *line, size_t length, const char *run, size_t *new_length);

#endif
