/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines of --format jsonl that a report becomes: its parts, and after them the line of the target. Who
 * passes them on needs to know nothing of them but kind and id: doc/json.md. */
#ifndef MAILSONDE_REPORT_REPORT_LINES_H
#define MAILSONDE_REPORT_REPORT_LINES_H

#include "facts/report.h"
#include "report/line_ids.h"

#include <stdbool.h>
#include <stddef.h>

struct json_line {
    const char *kind; /* static */
    char *id;
    char *key;  /* what line_ids.h knows it by: kind and id, and the content where the id does not stand for
                   it.  NULL for the target's */
    char *text; /* one line without its newline, `length` bytes; no NUL ends it */
    size_t length;
};

struct report_lines {
    struct json_line *items; /* the target's is the last */
    size_t count;
    char *text; /* all of them, each with its newline, one after the other */
    size_t length;
};

/* The lines of the report. Parts that `written` has are left out, NULL: none; it may be used by several
 * threads meanwhile. `full`: one line, with everything in place (--full). report_lines_free() frees them. */
struct report_lines report_lines_of(const struct report *report, struct line_ids *written, bool full);

/* When the lines are written, in the order in which all are: takes out those that came to be there meanwhile,
 * and notes the others. */
void report_lines_settle(struct report_lines *lines, struct line_ids *written);

void report_lines_free(struct report_lines *lines);

#endif
