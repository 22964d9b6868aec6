/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which target a line of --format jsonl shows to be finished. Lines are long and there are millions of them:
 * only the members that tell are parsed. */
#ifndef MAILSONDE_REPORT_JSON_FINISHED_H
#define MAILSONDE_REPORT_JSON_FINISHED_H

#include "facts/report.h"

#include <stddef.h>

enum json_line {
    JSON_LINE_FINISHED,   /* the target was looked at, or its time was over */
    JSON_LINE_UNFINISHED, /* the run was interrupted, or had no memory: it is to be looked at again */
    JSON_LINE_OTHER,      /* of another kind */
    JSON_LINE_BAD         /* no such line */
};

/* Reads one line, without its newline and with a NUL after it. For JSON_LINE_FINISHED, *target has kind, name
 * and port; it is to be cleared in any case (target_shape). */
enum json_line json_finished_read(const char *line, size_t length, struct target *target);

#endif
