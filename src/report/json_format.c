/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format json: one document for the run, written as the reports come, never held in memory; --format jsonl:
 * one object a line: the parts of reports, targets and input errors as they come, and the summary with what a
 * document begins with. Both are described by doc/json.md and data/report.schema.json. */
#include "facts/shapes.h"
#include "report/format.h"
#include "report/json_out.h"
#include "report/json_report.h"
#include "report/report_lines.h"

#include <stdbool.h>

/* What the end of a document says of its reports. */
struct gathered {
    struct json_catalogue catalogue;
    bool full; /* texts stand with the findings */
};

static const char in_reports[] = "{[";

static bool is_reports(const struct field *field)
{
    return field->shape == &report_shape;
}

static bool is_after_reports(const struct field *field)
{
    return field->shape == &input_error_shape || field->shape == &run_summary_shape;
}

static bool follows_reports(const struct field *field, const void *object)
{
    (void)object;
    return is_reports(field) || is_after_reports(field);
}

static bool comes_before(const struct field *field, const void *object)
{
    (void)object;
    return !is_after_reports(field);
}

static void gather(struct gathered *gathered, const struct report_options *options,
                   const struct report *report)
{
    gathered->full = options->full;
    json_report_add_to(&gathered->catalogue, report);
}

/* --- json ------------------------------------------------------------------------------------------------
 */

/* The document is run_shape's, cut in two at its list of reports. */
static void json_begin(FILE *out, const struct report_options *options, const struct run *run)
{
    (void)options;
    struct json_write json = json_write_to(out);
    json.layout = JSON_LAYOUT_INDENTED;
    json_write_object(&json, NULL);
    json_out_members(&json, &(struct json_style){0}, &run_shape, run, follows_reports);
    json_write_list(&json, "reports");
}

static void json_before(FILE *out, const struct report_options *options, bool first)
{
    (void)options;
    if (!first)
        fputs(",", out);
}

static void json_report(FILE *out, const struct report_options *options, const struct report *report,
                        void *gathered)
{
    struct json_write json = json_write_to(out);
    json.layout = JSON_LAYOUT_INDENTED;
    json_write_reenter(&json, in_reports);
    json.another = false; /* json_before() */
    json_write_object(&json, NULL);
    json_report_write(&json, report, options->full);
    json_write_end(&json);
    gather(gathered, options, report);
}

static void end_document(struct json_write *json, const struct json_style *style, const struct run *run,
                         const struct gathered *gathered)
{
    json->layout = JSON_LAYOUT_INDENTED;
    json_write_reenter(json, in_reports);
    json->another = run->summary.reports > 0;
    json_write_end(json);
    if (!gathered->full)
        json_report_write_catalogue(json, json_kind_catalogue, &gathered->catalogue);
    json_out_members(json, style, &run_shape, run, comes_before);
    json_write_end(json);
}

static void json_end(FILE *out, const struct report_options *options, const struct run *run, void *gathered)
{
    (void)options;
    struct json_write json = json_write_to(out);
    end_document(&json, &(struct json_style){0}, run, gathered);
    putc('\n', out);
}

static void json_break_off(const struct plain_out *out, const struct run *run, const void *gathered)
{
    struct json_write json = json_write_plain(out);
    end_document(&json, &(struct json_style){.plain = true}, run, gathered);
    plain_out_text(out, "\n");
}

static const struct report_gathering json_gathering = {
    .size = sizeof(struct gathered), .report = json_report, .end = json_end, .break_off = json_break_off};

const struct report_format report_format_json = {
    .gathering = &json_gathering,
    .begin = json_begin,
    .before = json_before,
};

/* --- jsonl -----------------------------------------------------------------------------------------------
 */

static void begin_record(struct json_write *json, const char *kind)
{
    json_write_object(json, NULL);
    json_write_text(json, "kind", kind);
}

static void end_record(struct json_write *json)
{
    json_write_end(json);
    plain_out_text(&json->out, "\n");
    json->another = false;
}

static struct report_lines jsonl_lines(const struct report_options *options, const struct report *report,
                                       struct line_ids *written)
{
    return report_lines_of(report, written, options->full);
}

static void jsonl_input_error(FILE *out, const struct input_error *error)
{
    struct json_write json = json_write_to(out);
    begin_record(&json, json_kind_input_error);
    json_out_members(&json, &(struct json_style){0}, &input_error_shape, error, NULL);
    end_record(&json);
}

static void end_lines(struct json_write *json, const struct json_style *style, const struct run *run)
{
    begin_record(json, json_kind_summary);
    json_out_members(json, style, &run_summary_shape, &run->summary, NULL);
    json_out_members(json, style, &run_shape, run, follows_reports);
    end_record(json);
}

static void jsonl_end(FILE *out, const struct report_options *options, const struct run *run)
{
    (void)options;
    struct json_write json = json_write_to(out);
    end_lines(&json, &(struct json_style){0}, run);
}

static void jsonl_break_off(const struct plain_out *out, const struct run *run)
{
    struct json_write json = json_write_plain(out);
    end_lines(&json, &(struct json_style){.plain = true}, run);
}

const struct report_format report_format_jsonl = {
    .lines = jsonl_lines,
    .input_error = jsonl_input_error,
    .end = jsonl_end,
    .break_off = jsonl_break_off,
};
