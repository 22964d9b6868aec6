/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format json: one document for the run, written as the reports come, never held in memory; --format jsonl:
 * one record a line, of the kinds "report" and "input_error" as they come, and "summary" at the end. Both are
 * described by data/report.schema.json. */
#include "facts/shapes.h"
#include "report/format.h"
#include "report/json_out.h"

#include <stdbool.h>
#include <stdlib.h>

static bool is_reports(const struct field *field)
{
    return field->shape == &report_shape;
}

/* The document is run_shape's, cut in two at its list of reports. */
static void json_begin(FILE *out, const struct report_options *options, const struct run *run)
{
    (void)options;
    fputs("{\n", out);
    for (size_t i = 0; i < run_shape.field_count; i++) {
        const struct field *field = &run_shape.fields[i];
        fprintf(out, "  \"%s\": ", field->name);
        if (is_reports(field)) {
            putc('[', out);
            return;
        }
        json_out_field(out, field, run, JSON_LAYOUT_INDENTED, 1);
        fputs(",\n", out);
    }
}

static void json_report(FILE *out, const struct report_options *options, const struct run *run,
                        const struct report *report)
{
    (void)options;
    fputs(run->summary.reports > 0 ? ",\n    " : "\n    ", out);
    json_out_object(out, &report_shape, report, JSON_LAYOUT_INDENTED, 2);
}

static void json_end(FILE *out, const struct report_options *options, const struct run *run)
{
    (void)options;
    fputs(run->summary.reports > 0 ? "\n  ]" : "]", out);
    bool after_reports = false;
    for (size_t i = 0; i < run_shape.field_count; i++) {
        const struct field *field = &run_shape.fields[i];
        if (after_reports) {
            fprintf(out, ",\n  \"%s\": ", field->name);
            json_out_field(out, field, run, JSON_LAYOUT_INDENTED, 1);
        }
        after_reports = after_reports || is_reports(field);
    }
    fputs("\n}\n", out);
}

const struct report_format report_format_json = {
    .begin = json_begin,
    .report = json_report,
    .end = json_end,
};

static void write_record(FILE *out, const char *kind, const struct shape *shape, const void *object)
{
    char *text = json_out_text(shape, object, JSON_LAYOUT_LINE);
    fprintf(out, "{\"kind\":\"%s\",%s\n", kind, text + 1);
    free(text);
}

static void jsonl_report(FILE *out, const struct report_options *options, const struct run *run,
                         const struct report *report)
{
    (void)options;
    (void)run;
    write_record(out, json_kind_report, &report_shape, report);
}

static void jsonl_input_error(FILE *out, const struct input_error *error)
{
    write_record(out, json_kind_input_error, &input_error_shape, error);
}

static void jsonl_end(FILE *out, const struct report_options *options, const struct run *run)
{
    (void)options;
    write_record(out, json_kind_summary, &run_summary_shape, &run->summary);
}

const struct report_format report_format_jsonl = {
    .lines = true,
    .report = jsonl_report,
    .input_error = jsonl_input_error,
    .end = jsonl_end,
};
