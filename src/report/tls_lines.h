/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines about one port's TLS in the report for people. report/text_tls.c writes them, once for ports with
 * equal lines. */
#ifndef MAILSONDE_REPORT_TLS_LINES_H
#define MAILSONDE_REPORT_TLS_LINES_H

#include "facts/report.h"
#include "facts/tls_survey.h"
#include "report/page.h"

#include <stdbool.h>
#include <stddef.h>

struct tls_line {
    enum mark mark;
    char *label; /* "" for a line that belongs to the one before */
    char *text;
};

struct tls_lines {
    struct tls_line *lines;
    size_t count;
};

/* Appends a line; takes `text` over. */
void tls_lines_add(struct tls_lines *lines, enum mark mark, const char *label, char *text);

/* In short: accepted versions, weak suites and groups, and unexpected answers. */
void tls_lines_survey(struct tls_lines *lines, const struct tls_survey *survey);

/* In full, for -v: every suite in the server's order, groups, signatures, features. */
void tls_lines_details(struct tls_lines *lines, const struct tls_survey *survey);

/* The verdict of one profile: its grade and a few items, or with `all` each item. */
void tls_lines_profile(struct tls_lines *lines, const struct profile_verdict *verdict, bool all);

bool tls_lines_same(const struct tls_lines *a, const struct tls_lines *b);

void tls_lines_free(struct tls_lines *lines);

#endif
