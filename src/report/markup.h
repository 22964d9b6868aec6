/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * HTML and XML: markup with texts in it. Texts are escaped here and nowhere else. */
#ifndef MAILSONDE_REPORT_MARKUP_H
#define MAILSONDE_REPORT_MARKUP_H

#include "report/plain_out.h"

#include <stdio.h>

/* Writes `format`, which is markup, with values in place of %s, %d, %zu and %lld: of %s (NULL: nothing) what
 * markup takes for its own is escaped, so that it stands between tags as well as in a quoted attribute. Other
 * conversions, widths and flags are not known, except %%. */
void markup(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Writes `text` (NULL: nothing) as %s does. What is not safe as base/text.h says becomes \xNN. */
void markup_text(FILE *out, const char *text);

/* The same for text that is safe, without memory. */
void markup_plain(const struct plain_out *out, const char *text);

#endif
