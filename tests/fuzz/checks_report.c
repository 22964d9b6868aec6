/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold of a report, whatever its facts are. */
#include "assess/assess.h"
#include "base/list.h"
#include "base/text.h"
#include "checks.h"
#include "command/profile_file.h"
#include "facts/shapes.h"
#include "report/json_in.h"
#include "report/json_out.h"
#include "report/json_report.h"
#include "report/json_saved.h"
#include "report/report_lines.h"
#include "report/report_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct report_options text_pages[] = {
    {.columns = 40, .verbose = true},
    {.columns = 80, .utf8 = true},
    {.columns = 200, .utf8 = true, .colour = true, .verbose = true},
    {.columns = 60, .quiet = true},
};

enum { TEXT_PAGES = sizeof text_pages / sizeof text_pages[0] };

/* What is safe in facts is safe on a page, but for the newlines and the escapes of colours, and beyond ASCII
 * there is nothing where the page is not of UTF-8. */
static void check_output(const char *text, const struct report_options *options, bool is_for_terminals,
                         bool has_crlf)
{
    char *bare = text_copy(text);
    for (char *c = bare; *c != '\0'; c++) {
        if (*c == '\n' || (*c == '\r' && c[1] == '\n' && has_crlf) || (*c == '\x1b' && options->colour))
            *c = ' ';
        fuzz_expect((unsigned char)*c < 0x80 || options->utf8 || !is_for_terminals);
    }
    fuzz_expect_safe(bare);
    free(bare);
}

static void write_page(enum output_format format, const struct report_options *options,
                       const struct report *report)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    fuzz_expect(out != NULL);
    struct report_writer *writer = report_writer_new(format, out, options);
    fuzz_expect(report_writer_begin(writer, "0.1.0", "2026-11-23T20:00:00Z"));
    fuzz_expect(report_writer_report(writer, report));
    fuzz_expect(report_writer_end(writer, 2100, &(struct run_end){.complete = true}));
    report_writer_free(writer);
    fuzz_expect(fclose(out) == 0 && strlen(text) == length);
    check_output(text, options, format == FORMAT_TEXT || format == FORMAT_SUGGEST, format == FORMAT_CSV);
    free(text);
}

/* What is written reads, and is the same when it is written again. */
static void check_round_trip(const struct report *report)
{
    struct report again;
    char *first = json_out_text(&report_shape, report, JSON_LAYOUT_LINE);
    char *problem = json_in_object(&report_shape, &again, first, strlen(first));
    fuzz_expect(problem == NULL);
    char *second = json_out_text(&report_shape, &again, JSON_LAYOUT_LINE);
    fuzz_expect(strcmp(first, second) == 0);
    shape_clear(&report_shape, &again);
    free(second);
    free(first);
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void check_keys(const struct report *report)
{
    char **keys = allocate(report->finding_count, sizeof *keys);
    for (size_t i = 0; i < report->finding_count; i++)
        keys[i] = report->findings[i].key;
    if (report->finding_count > 0)
        qsort(keys, report->finding_count, sizeof *keys, compare_keys);
    for (size_t i = 1; i < report->finding_count; i++)
        fuzz_expect(strcmp(keys[i - 1], keys[i]) != 0);
    free(keys);
}

/* What the rules make of it, without the facts. */
static char *judgement_text(struct report *report)
{
    struct report judged = {.verdict = report->verdict,
                            .counts = report->counts,
                            .findings = report->findings,
                            .finding_count = report->finding_count};
    return json_out_text(&report_shape, &judged, JSON_LAYOUT_LINE);
}

/* What is judged of the report once it is saved; the caller frees. */
static char *judged_again(const struct report *report, const struct policy *policy, bool full)
{
    struct json_saved saved;
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    fuzz_expect(out != NULL);
    struct json_write json = json_write_to(out);
    json_write_object(&json, NULL);
    json_report_write(&json, report, full);
    json_write_end(&json);
    fuzz_expect(fclose(out) == 0);
    fuzz_expect(json_saved_read(&saved, text, length, true));
    assess_report(saved.run.reports, policy);
    char *judgement = judgement_text(saved.run.reports);
    json_saved_clear(&saved);
    free(text);
    return judgement;
}

/* The same once it is saved as lines; the caller frees. */
static char *judged_from_lines(const struct report *report, const struct policy *policy)
{
    struct report_lines lines = report_lines_of(report, NULL, false);
    struct json_parts *parts = json_parts_new();
    char *judgement = NULL;
    for (size_t i = 0; i < lines.count; i++) {
        struct json_saved saved;
        fuzz_expect(json_saved_read_line(&saved, parts, lines.items[i].text, lines.items[i].length, true));
        fuzz_expect(saved.run.report_count == (i + 1 == lines.count ? 1 : 0));
        if (saved.run.report_count > 0) {
            assess_report(saved.run.reports, policy);
            judgement = judgement_text(saved.run.reports);
        }
        json_saved_clear(&saved);
    }
    json_parts_free(parts);
    report_lines_free(&lines);
    return judgement;
}

/* What slim JSON leaves out changes no judgement. Both are read again, since a fuzzer makes facts that
 * contradict themselves, which no text says. */
static void check_slim(struct report *report, const struct policy *policy)
{
    report->schema_version = REPORT_SCHEMA_VERSION;
    if (report->target.name == NULL)
        return; /* it is no saved report */
    char *full = judged_again(report, policy, true), *slim = judged_again(report, policy, false);
    char *lines = judged_from_lines(report, policy);
    fuzz_expect(strcmp(full, slim) == 0);
    fuzz_expect(strcmp(full, lines) == 0);
    free(lines);
    free(slim);
    free(full);
}

void fuzz_assess_and_write(struct report *report, unsigned choice)
{
    static struct profile_set profiles; /* reading them takes longer than all else */
    if (profiles.count == 0) {
        struct text_list names = profile_file_names();
        char *problem = NULL;
        fuzz_expect(profile_set_read(&profiles, &names, &problem));
        text_list_free(&names);
    }
    struct policy policy = policy_default;
    policy.profiles = profiles.profiles;
    policy.profile_count = profiles.count;
    assess_report(report, &policy);
    int status = assess_exit(report, SEVERITY_WARNING);
    fuzz_expect(status == 0 || status == 1 || status == 3);
    fuzz_expect_safe_object(&report_shape, report);
    check_keys(report);
    check_round_trip(report);
    check_slim(report, &policy);
    write_page(FORMAT_TEXT, &text_pages[choice % TEXT_PAGES], report);
    write_page((enum output_format)(choice / TEXT_PAGES % OUTPUT_FORMAT_COUNT),
               &(struct report_options){.columns = 80}, report);
}
