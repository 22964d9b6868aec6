/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which line of --format jsonl says what of a report: doc/json.md. */
#ifndef MAILSONDE_REPORT_LINE_LAYOUT_H
#define MAILSONDE_REPORT_LINE_LAYOUT_H

#include "facts/report.h"

#include <stdbool.h>
#include <stddef.h>

/* The host, by index, whose line has each item of the report; `host_count` where the domain's line has it. */
struct line_layout {
    const struct report *report;
    size_t *endpoints;
    size_t *addresses;
    size_t *paths;
    size_t *caa_sets;
    size_t *findings;
    size_t *profiles;
};

/* The report is borrowed. */
struct line_layout line_layout_of(const struct report *report);
void line_layout_free(struct line_layout *layout);

/* Whether the host has a line of its own; else it stands in the domain's. */
bool line_layout_has_line(const struct host *host);

/* Whether items with these owners come in their own order where the hosts are gone through in turn. */
bool line_layout_is_in_order(const size_t *owners, size_t count);

#endif
