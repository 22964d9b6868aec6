/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The formats behind their one interface. */
#include "base/list.h"
#include "facts/shapes.h"
#include "infer/run_summary.h"
#include "report/json_in.h"
#include "report/kept_reports.h"
#include "report/report_writer.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct finding findings[] = {
    {.id = FINDING_NOT_SMTP, .outcome = OUTCOME_FAILS, .severity = SEVERITY_ERROR},
    {.id = FINDING_MX_NULL, .outcome = OUTCOME_FAILS, .severity = SEVERITY_WARNING},
    {.id = FINDING_GREETING_SLOW, .outcome = OUTCOME_UNKNOWN, .severity = SEVERITY_ERROR},
    {.id = FINDING_DNS_BOGUS, .outcome = OUTCOME_HOLDS, .severity = SEVERITY_ERROR},
};
static const struct report sample = {
    .schema_version = REPORT_SCHEMA_VERSION, .findings = findings, .finding_count = 4};
static const struct input_error wrong_word = {(char *)"hosts.txt", 3, (char *)"exa mple",
                                              (char *)"has a blank"};

/* What `format` makes of a run of `reports` reports and one input error. */
static char *written(const char *format, int reports, bool complete)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_assert(out != NULL);
    struct report_writer *writer = report_writer_new(
        (enum output_format)words_value(&output_format_words, format), out, &(struct report_options){0});
    cr_expect(report_writer_begin(writer, "1.2.3", "2026-11-23T20:00:00Z"));
    cr_expect(report_writer_input_error(writer, &wrong_word));
    for (int i = 0; i < reports; i++)
        cr_expect(report_writer_report(writer, &sample));
    struct text_list unfinished = {0};
    text_list_append(&unfinished, "b.example");
    text_list_append(&unfinished, "@rest");
    cr_expect(report_writer_end(
        writer, 1234, &(struct run_end){.complete = complete, .unfinished = complete ? NULL : &unfinished}));
    cr_expect(report_writer_summary(writer)->errors == reports);
    report_writer_free(writer);
    text_list_free(&unfinished);
    cr_assert(fclose(out) == 0);
    return text;
}

Test(report_writer, json_is_one_document_however_many_reports)
{
    for (int reports = 0; reports < 4; reports++) {
        char *text = written("json", reports, reports != 2);
        struct run run;
        char *problem = json_in_object(&run_shape, &run, text, strlen(text));
        cr_assert(problem == NULL, "%s in %s", problem, text);
        cr_expect_str_eq(run.mailsonde_version, "1.2.3");
        cr_expect_str_eq(run.started_at, "2026-11-23T20:00:00Z");
        cr_expect_eq(run.report_count, (size_t)reports);
        cr_assert_eq(run.input_error_count, 1);
        cr_expect_str_eq(run.input_errors[0].word, "exa mple");
        cr_expect_eq(run.input_errors[0].line, 3);
        cr_expect(run.summary.complete == (reports != 2));
        cr_expect_eq(run.summary.elapsed_ms, 1234);
        cr_expect_eq(run.summary.reports, reports);
        cr_expect_eq(run.summary.warnings, reports);
        cr_expect_eq(run.summary.infos, 0);
        cr_expect_eq(run.summary.unknown, reports);
        cr_expect_eq(run.summary.holds, reports);
        cr_expect_eq(run.summary.input_errors, 1);
        shape_clear(&run_shape, &run);
        free(text);
    }
}

/* What the summary says of egress after reports with these numbers, in each family for itself. */
static enum answer egress_after(const struct reach *relays, size_t count)
{
    struct run_summary over_ipv4 = {0}, over_ipv6 = {0};
    for (size_t i = 0; i < count; i++) {
        run_summary_reach(&over_ipv4, &(struct vantage){.relay_over_ipv4 = relays[i]});
        run_summary_reach(&over_ipv6, &(struct vantage){.relay_over_ipv6 = relays[i]});
    }
    cr_expect_eq(over_ipv4.egress_blocked_over_ipv6, ANSWER_UNKNOWN);
    cr_expect_eq(over_ipv6.egress_blocked_over_ipv4, ANSWER_UNKNOWN);
    cr_expect_eq(over_ipv4.egress_blocked_over_ipv4, over_ipv6.egress_blocked_over_ipv6);
    return over_ipv4.egress_blocked_over_ipv4;
}

Test(report_writer, the_summary_says_whether_port_25_is_blocked_here)
{
    struct reach nothing = {0};
    struct reach two = {.networks_failed = 2, .networks_blocked = 2, .how = {STOP_TIMED_OUT, NULL}};
    struct reach three = {.networks_failed = 3, .networks_blocked = 3, .how = {STOP_TIMED_OUT, NULL}};
    struct reach reached = {.networks_reached = 1, .networks_failed = 3, .networks_blocked = 3};
    cr_expect_eq(egress_after((struct reach[]){nothing, two}, 2), ANSWER_UNKNOWN);
    cr_expect_eq(egress_after((struct reach[]){two, three}, 2), ANSWER_YES);
    cr_expect_eq(egress_after((struct reach[]){three, two}, 2), ANSWER_YES, "in whatever order they come");
    cr_expect_eq(egress_after((struct reach[]){three, reached}, 2), ANSWER_NO);
    cr_expect_eq(egress_after((struct reach[]){reached, three}, 2), ANSWER_NO);
}

/* The word is the kind of the line, or "". */
static void expect_kind(const char *line, const char *kind)
{
    char *begin = text_format("{\"kind\":\"%s\",", kind);
    cr_expect(strncmp(line, begin, strlen(begin)) == 0, "%s", line);
    free(begin);
}

/* What the reports share comes once, before the first of them. */
Test(report_writer, jsonl_is_one_object_a_line)
{
    static const char *const kinds[] = {"input_error", "vantage", "catalogue", "catalogue", "catalogue",
                                        "domain",      "domain",  "domain",    "summary"};
    enum { LINES = sizeof kinds / sizeof kinds[0] };
    char *text = written("jsonl", 3, true);
    int lines = 0;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"), lines++) {
        cr_assert_lt(lines, LINES, "%s", line);
        expect_kind(line, kinds[lines]);
    }
    cr_expect_eq(lines, LINES);
    free(text);
}

Test(report_writer, text_says_when_a_run_was_cut_short)
{
    char *text = written("text", 2, false);
    cr_expect(strstr(text, "2 targets: 2 errors, 2 warnings, 2 undecided") != NULL, "%s", text);
    cr_expect(strstr(text, "interrupted: not completed: b.example, @rest") != NULL);
    free(text);
}

/* A line for each report, or one document for all. */
Test(report_writer, one_format_writes_lines)
{
    for (int format = 0; format < OUTPUT_FORMAT_COUNT; format++)
        cr_expect_eq(output_format_is_lines((enum output_format)format), format == FORMAT_JSONL);
}

Test(report_writer, a_full_disk_is_told)
{
    FILE *full = fopen("/dev/full", "w");
    if (full == NULL)
        cr_skip_test("no /dev/full here");
    struct report_writer *writer = report_writer_new(FORMAT_JSON, full, &(struct report_options){0});
    cr_expect(!report_writer_begin(writer, "1", "now"));
    cr_expect(!report_writer_report(writer, &sample));
    cr_expect(!report_writer_end(writer, 0, &(struct run_end){.complete = true}));
    report_writer_free(writer);
    fclose(full);
}

static void add_to(void *context, const char *bytes, size_t length)
{
    fwrite(bytes, 1, length, context);
}

static struct report report_of(const char *word)
{
    struct report report = sample;
    report.target.word = (char *)word;
    return report;
}

/* Of the targets a to d, of which a was reported and c waits for b; memory runs out then, when a list was
 * just begun: d is from that. */
static char *broken_off(enum output_format format, bool many)
{
    static const char *const words[] = {"a", "b \"\\", "c", "d"};
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_assert(out != NULL);
    struct report_writer *writer = report_writer_new(format, out, &(struct report_options){.many = many});
    struct report a = report_of("a"), c = report_of("c");
    cr_expect(report_writer_begin(writer, "1.2.3", "2026-11-23T20:00:00Z"));
    cr_expect(report_writer_input_error(writer, &wrong_word));
    static const char *const given[] = {"a", "b \"\\", "a", "c", "@list", "e"};
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++)
        report_writer_given(writer, given[i]);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        report_writer_begun(writer, words[i]);
    cr_expect(report_writer_report(writer, &a));
    report_writer_keep(writer, &c);
    cr_expect(report_writer_break_off(writer, 1234, 2, &(struct plain_out){.write = add_to, .context = out}));
    cr_expect_not(report_writer_summary(writer)->complete);
    report_writer_free(writer);
    cr_assert(fclose(out) == 0);
    return text;
}

Test(report_writer, a_document_that_breaks_off_is_whole_and_has_what_was_finished)
{
    char *text = broken_off(FORMAT_JSON, false);
    struct run run;
    char *problem = json_in_object(&run_shape, &run, text, strlen(text));
    cr_assert(problem == NULL, "%s in %s", problem, text);
    cr_assert_eq(run.report_count, 2);
    cr_expect_str_eq(run.reports[0].target.word, "a");
    cr_expect_str_eq(run.reports[1].target.word, "c");
    cr_assert_eq(run.input_error_count, 1);
    cr_expect_str_eq(run.input_errors[0].problem, "has a blank");
    cr_assert_eq(run.summary.unfinished.count, 4);
    cr_expect_str_eq(run.summary.unfinished.items[0], "b \"\\");
    cr_expect_str_eq(run.summary.unfinished.items[1], "d");
    cr_expect_str_eq(run.summary.unfinished.items[2], "@list");
    cr_expect_str_eq(run.summary.unfinished.items[3], "e");
    cr_expect_not(run.summary.complete);
    cr_expect_eq(run.summary.exit_status, 2);
    cr_expect_eq(run.summary.elapsed_ms, 1234);
    cr_expect_eq(run.summary.reports, 2);
    cr_expect_eq(run.summary.warnings, 2);
    cr_expect_eq(run.summary.egress_blocked_over_ipv4, ANSWER_UNKNOWN);
    shape_clear(&run_shape, &run);
    free(text);
}

Test(report_writer, so_is_whatever_breaks_off)
{
    static const struct {
        enum output_format format;
        bool many;
        const char *end;
    } rows[] = {
        {FORMAT_JSONL, false, "\"unfinished\":[\"b \\\"\\\\\",\"d\",\"@list\",\"e\"],\"elapsed_ms\":1234,"},
        {FORMAT_TEXT, false, "\nout of memory: not looked at to the end: b \"\\, d, @list, e\n"},
        {FORMAT_TEXT, true, "\nout of memory: not looked at to the end: b \"\\, d, @list, e\n"},
        {FORMAT_CSV, false, "\"e\",,,unknown,"},
        {FORMAT_TAP, false, "Bail out! out of memory: not completed: b \"\\, d, @list, e\n"},
        {FORMAT_NAGIOS, false, "\nUNKNOWN: ?: undecided: greeting-slow: : no evidence\n"},
        {FORMAT_PROMETHEUS, false, "\nmailsonde_run_complete 0\n"},
        {FORMAT_MARKDOWN, false,
         "\n\xe2\x9a\xa0\xef\xb8\x8f out of memory: not completed: <code>b \"&#92;</code>, <code>d</code>, "
         "<code>&#64;list</code>, <code>e</code>\n"},
        {FORMAT_CHECKMK, false, "3 \"mailsonde\" targets=2|input_errors=1 out of memory: "},
        {FORMAT_SUGGEST, false, "# out of memory: not looked at to the end: b \"\\ d @list e\n"},
    };
    static const char *const kinds[] = {"input_error", "vantage", "catalogue", "catalogue",
                                        "catalogue",   "domain",  "domain",    "summary"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *text = broken_off(rows[i].format, rows[i].many);
        char *line = text;
        cr_expect(strstr(text, rows[i].end) != NULL, "%zu: %s", i, text);
        cr_expect_eq(text[strlen(text) - 1], '\n');
        if (rows[i].format == FORMAT_JSONL)
            for (size_t n = 0; n < sizeof kinds / sizeof kinds[0]; n++, line = strchr(line, '\n') + 1)
                expect_kind(line, kinds[n]);
        free(text);
    }
}

Test(report_writer, all_may_be_finished_when_a_document_breaks_off)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    struct report_writer *writer = report_writer_new(FORMAT_JSONL, out, &(struct report_options){0});
    cr_expect(report_writer_begin(writer, "1.2.3", "2026-11-23T20:00:00Z"));
    cr_expect(report_writer_report(writer, &sample));
    cr_expect(report_writer_break_off(writer, 1234, 2, &(struct plain_out){.write = add_to, .context = out}));
    report_writer_free(writer);
    cr_assert(fclose(out) == 0);
    cr_expect(strstr(text, "\"unfinished\":[],") != NULL, "%s", text);
    free(text);
}

Test(report_writer, nothing_follows_the_end)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    struct report_writer *writer = report_writer_new(FORMAT_JSON, out, &(struct report_options){0});
    const struct plain_out plain = {.write = add_to, .context = out};
    cr_expect(report_writer_begin(writer, "1", "now"));
    cr_expect(report_writer_end(writer, 0, &(struct run_end){.complete = true}));
    size_t whole = length;
    cr_expect_not(report_writer_break_off(writer, 1, 2, &plain));
    cr_assert(fflush(out) == 0);
    cr_expect_eq(length, whole);
    report_writer_free(writer);
    fclose(out);
    free(text);
}

static void expect_found(const struct kept_reports *reports, const char *word, size_t number)
{
    const struct kept_report *kept = kept_reports_find(reports, word);
    cr_expect_eq(kept != NULL ? kept->number : 0, number, "%s", word);
}

Test(report_writer, what_is_kept_is_found_by_its_word_until_it_is_finished)
{
    enum { WORDS = 300, TIMES = 2 };
    struct kept_reports reports = {0};
    char word[16];
    expect_found(&reports, "d1", 0);
    for (size_t i = 0; i < WORDS * TIMES; i++) {
        snprintf(word, sizeof word, "d%zu", i % WORDS);
        cr_expect_eq(kept_reports_add(&reports, word)->number, i + 1);
    }
    for (size_t i = 0; i < WORDS * TIMES; i++) {
        snprintf(word, sizeof word, "d%zu", i % WORDS);
        expect_found(&reports, word, i + 1); /* the one that was begun first */
        struct kept_report *kept = kept_reports_find(&reports, word);
        kept_reports_finish(&reports, kept);
        if (i % 3 == 0) {
            kept_reports_drop(&reports, kept);
            kept_report_free(kept);
        }
    }
    expect_found(&reports, "d1", 0);
    size_t last = 0;
    for (const struct kept_report *kept = reports.first; kept != NULL; kept = kept->next) {
        cr_expect_gt(kept->number, last);
        cr_expect_neq((kept->number - 1) % 3, 0);
        last = kept->number;
    }
    cr_expect_eq(reports.count, WORDS * TIMES / 3 * 2);
    kept_reports_free(&reports);
}
