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
#include "report/report_writer.h"

#include <stdio.h>

/* Formats keep no state between the calls: `run` has what came before, except the reports, whose list stays
 * empty. A report may be made long before it is written, so its text must not depend on other reports. */
struct report_format {
    bool lines; /* each report is a line of its own */
    void (*begin)(FILE *out, const struct report_options *options, const struct run *run);
    /* Written before the first report, or before another one; NULL: nothing. */
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
