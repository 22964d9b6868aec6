/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format json: one document for the run, written as the reports come, never held in memory; --format jsonl:
 * one record a line, of the kinds "report" and "input_error" as they come, and "summary" at the end. Both are
 * described by data/report.schema.json. */
#include "facts/shapes.h"
#include "report/format.h"
#include "report/json_out.h"
#include "report/json_plain.h"

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

static void json_before(FILE *out, const struct report_options *options, bool first)
{
    (void)options;
    fputs(first ? "\n    " : ",\n    ", out);
}

static void json_report(FILE *out, const struct report_options *options, const struct report *report)
{
    (void)options;
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

static void json_break_off(const struct plain_out *out, const struct run *run)
{
    plain_out_text(out, run->summary.reports > 0 ? "\n  ]" : "]");
    bool after_reports = false;
    for (size_t i = 0; i < run_shape.field_count; i++) {
        const struct field *field = &run_shape.fields[i];
        if (after_reports) {
            plain_out_text(out, ",\n  \"");
            plain_out_text(out, field->name);
            plain_out_text(out, "\": ");
            json_plain_field(out, field, run);
        }
        after_reports = after_reports || is_reports(field);
    }
    plain_out_text(out, "\n}\n");
}

const struct report_format report_format_json = {
    .begin = json_begin,
    .before = json_before,
    .report = json_report,
    .end = json_end,
    .break_off = json_break_off,
};

static void write_record(FILE *out, const char *kind, const struct shape *shape, const void *object)
{
    char *text = json_out_text(shape, object, JSON_LAYOUT_LINE);
    fprintf(out, "{\"kind\":\"%s\",%s\n", kind, text + 1);
    free(text);
}

static void jsonl_report(FILE *out, const struct report_options *options, const struct report *report)
{
    (void)options;
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

static void jsonl_break_off(const struct plain_out *out, const struct run *run)
{
    plain_out_text(out, "{\"kind\":\"");
    plain_out_text(out, json_kind_summary);
    plain_out_text(out, "\"");
    for (size_t i = 0; i < run_summary_shape.field_count; i++) {
        const struct field *field = &run_summary_shape.fields[i];
        plain_out_text(out, ",\"");
        plain_out_text(out, field->name);
        plain_out_text(out, "\":");
        json_plain_field(out, field, &run->summary);
    }
    plain_out_text(out, "}\n");
}

const struct report_format report_format_jsonl = {
    .lines = true,
    .report = jsonl_report,
    .input_error = jsonl_input_error,
    .end = jsonl_end,
    .break_off = jsonl_break_off,
};
