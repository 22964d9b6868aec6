/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text within GitHub Flavored Markdown (https://github.github.com/gfm/). */
#ifndef MAILSONDE_REPORT_MARKDOWN_TEXT_H
#define MAILSONDE_REPORT_MARKDOWN_TEXT_H

#include "report/plain_out.h"

/* Writes `text` (NULL: nothing) within a line or a cell of a table: what Markdown, HTML or one of its
 * extensions takes for its own is a character reference. For our own words. */
void markdown_text(const struct plain_out *out, const char *text);

/* The same as code (of "", nothing), for what a server, a zone or a file says: in the page that it becomes,
 * GitHub looks for mentions, references and links, but not in code. At most `limit` bytes of it. */
void markdown_code(const struct plain_out *out, const char *text, size_t limit);

#endif
