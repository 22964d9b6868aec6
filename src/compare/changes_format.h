/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Changes for people and programs: one function for each format of "mailsonde diff". Write errors stay in
 * `out` for ferror(). */
#ifndef MAILSONDE_COMPARE_CHANGES_FORMAT_H
#define MAILSONDE_COMPARE_CHANGES_FORMAT_H

#include "compare/changes.h"
#include "report/report_writer.h"

#include <stdio.h>

/* A block for each target that changed, worst first, and one line for those that did not. With
 * options->quiet only the first line of each block; with options->verbose all places. */
void changes_text(FILE *out, const struct report_options *options, const struct changes *changes);

/* One document (changes_shape). */
void changes_json(FILE *out, const struct changes *changes);

/* GitHub's markdown, for the summary of a job. */
void changes_markdown(FILE *out, const struct changes *changes);

#endif
