/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a format is to report/report_writer.c. A new one is a file that defines a struct report_format, and a
 * row in report/formats.h. */
#ifndef MAILSONDE_REPORT_FORMAT_H
#define MAILSONDE_REPORT_FORMAT_H

#include "facts/run.h"
#include "report/formats.h"
#include "report/overview.h"
#include "report/plain_out.h"
#include "report/report_lines.h"
#include "report/report_writer.h"

#include <stdio.h>

/* For a format whose end says more of the reports than `run` has: functions in place of those of struct
 * report_format. What they gather is a struct of `size` bytes, zeroed at first. It stays small however many
 * reports there are, and is whole wherever memory may run out, for `break_off`. The reports come in the order
 * in which they are finished, which may differ from run to run and from that in which they are written. */
struct report_gathering {
    size_t size;
    void (*report)(FILE *out, const struct report_options *options, const struct report *report,
                   void *gathered);
    void (*end)(FILE *out, const struct report_options *options, const struct run *run, void *gathered);
    void (*break_off)(const struct plain_out *out, const struct run *run, const void *gathered);
    void (*clear)(void *gathered); /* frees what it owns; NULL: nothing */
};

/* Formats keep no state between the calls but what they gather: `run` has what came before, except the
 * reports, whose list stays empty. A report may be made long before it is written, so its text must not
 * depend on other reports. */
struct report_format {
    /* Makes lines of a report, of which those that others of the run have are written once; in place of
     * `report`, and from several threads. NULL: the report is a text. */
    struct report_lines (*lines)(const struct report_options *options, const struct report *report,
                                 struct line_ids *written);
    const struct report_gathering *gathering; /* NULL for most */
    void (*begin)(FILE *out, const struct report_options *options, const struct run *run);
    /* Written before the first report of which anything is written, or before another one; NULL: nothing. */
    void (*before)(FILE *out, const struct report_options *options, bool first);
    void (*report)(FILE *out, const struct report_options *options, const struct report *report);
    void (*input_error)(FILE *out, const struct input_error *error);
    /* Of a run with several targets, to be written before their reports; NULL: the reports are written as
     * they come. */
    void (*overview)(FILE *out, const struct report_options *options, const struct overview *overview);
    void (*end)(FILE *out, const struct report_options *options, const struct run *run);
    /* Called instead of `end` when there is no memory; allocates nothing. NULL: nothing to write. */
    void (*break_off)(const struct plain_out *out, const struct run *run);
};

#define FORMAT_DECLARATION(NAME, word, about) extern const struct report_format report_format_##word;
REPORT_FORMATS(FORMAT_DECLARATION)
#undef FORMAT_DECLARATION

#endif
