/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes one document, which is no run's report, in each chosen format to its file or to standard output. */
#ifndef MAILSONDE_COMMAND_DOCUMENT_OUTPUT_H
#define MAILSONDE_COMMAND_DOCUMENT_OUTPUT_H

#include "command/exit_status.h"
#include "command/options.h"
#include "report/report_writer.h"

#include <stdio.h>

/* How the document is written; `write` is called for the formats of the command (command_table.h) alone. */
struct document_kind {
    const char *what; /* "changes" */
    void (*write)(FILE *out, enum output_format format, const struct report_options *look,
                  const void *document);
};

struct document_output;

/* Opens the files of `options`, which is borrowed like `kind`. NULL when one fails, two formats would be
 * written to the same place, or a format is none for such a document; *problem is one line about it, which
 * the caller frees. */
struct document_output *document_output_open(const struct options *options, const struct document_kind *kind,
                                             char **problem);

/* The folders of the files, as report_file_folder(); the caller frees. */
struct text_list document_output_folders(const struct document_output *output);

/* Writes the document and moves the files to their final names. What fails is one line on standard error. The
 * status is what that adds to the program's. */
enum exit_status document_output_write(struct document_output *output, const void *document);

/* What was not written leaves the files that are there. Takes NULL. */
void document_output_close(struct document_output *output);

#endif
