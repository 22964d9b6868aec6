/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The style sheet of data/html, which the build puts into the program. */
#ifndef MAILSONDE_REPORT_HTML_STYLE_DATA_H
#define MAILSONDE_REPORT_HTML_STYLE_DATA_H

#include <stddef.h>

struct html_style {
    const char *name; /* name of the file */
    const char *text;
};

extern const struct html_style html_styles[];
extern const size_t html_style_count;

#endif
