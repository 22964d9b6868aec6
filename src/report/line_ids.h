/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of --format jsonl that were written, so that each is written once. The last 65,536 are
 * remembered, which takes some 12 MB: one that nobody asked about for so long is written again, which does no
 * harm. Several threads may use them. */
#ifndef MAILSONDE_REPORT_LINE_IDS_H
#define MAILSONDE_REPORT_LINE_IDS_H

#include <stdbool.h>

enum { LINE_IDS_MAX = 65536 };

struct line_ids;

struct line_ids *line_ids_new(void);
void line_ids_free(struct line_ids *ids); /* takes NULL */

/* Whether the line was noted. */
bool line_ids_has(struct line_ids *ids, const char *key);

/* Notes the line; false where it was. */
bool line_ids_add(struct line_ids *ids, const char *key);

#endif
