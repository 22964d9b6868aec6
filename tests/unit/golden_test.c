/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole reports: the facts of each tests/golden/NAME.json are assessed as "mailsonde assess" does it, and
 * make the texts that stand beside it. With MAILSONDE_REGENERATE set the texts are written instead: see
 * tests/golden/regenerate. */
#include "assess/assess.h"
#include "base/list.h"
#include "command/profile_file.h"
#include "facts/shapes.h"
#include "report/json_out.h"
#include "report/json_saved.h"
#include "report/json_schema.h"
#include "report/report_writer.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define GOLDEN SOURCE_DIR "/tests/golden/"

/* The texts of a report: NAME.json gives NAME.SUFFIX. */
static const struct {
    const char *suffix;
    struct report_options options;
    const char *only; /* for these reports alone, each name between blanks; NULL for all */
} texts[] = {
    {"txt", {.columns = 80, .utf8 = true}, NULL},
    {"ascii.txt", {.columns = 80}, NULL},
    {"narrow.txt", {.columns = 60, .utf8 = true}, " path port-25-blocked "},
    {"quiet.txt", {.columns = 80, .quiet = true}, " path "},
    {"wide.txt", {.columns = 120, .utf8 = true}, " model "},
    {"verbose.txt", {.columns = 80, .utf8 = true, .verbose = true}, " model deep-tls "},
    {"verbose.ascii.txt", {.columns = 80, .verbose = true}, " deep-tls "},
    {"colour.txt", {.columns = 80, .utf8 = true, .colour = true}, " model path "},
};

static bool is_written(const char *only, const char *path)
{
    const char *name = strrchr(path, '/') + 1;
    char *word = text_format(" %.*s ", (int)(strlen(name) - strlen(".json")), name);
    bool written = only == NULL || strstr(only, word) != NULL;
    free(word);
    return written;
}

static char *file_content(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        return NULL;
    char *content = NULL;
    size_t room = 0;
    ssize_t length = getdelim(&content, &room, '\0', in);
    cr_expect(fclose(in) == 0);
    if (length < 0) {
        free(content);
        return text_copy("");
    }
    return content;
}

static void expect_file(const char *path, const char *content)
{
    if (getenv("MAILSONDE_REGENERATE") != NULL) {
        FILE *out = fopen(path, "wb");
        cr_assert(out != NULL, "%s", path);
        fputs(content, out);
        cr_assert(fclose(out) == 0, "%s", path);
        return;
    }
    char *expected = file_content(path);
    cr_expect(expected != NULL && strcmp(expected, content) == 0,
              "%s does not hold what is written now; see tests/golden/regenerate", path);
    free(expected);
}

/* What `format` makes of the reports, as one run. */
static char *written(const char *format, const struct report_options *options, const struct report *reports,
                     size_t count)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_assert(out != NULL);
    struct report_writer *writer =
        report_writer_new((enum output_format)words_value(&output_format_words, format), out, options);
    cr_expect(report_writer_begin(writer, "0.1.0", "2026-11-23T20:00:00Z"));
    for (size_t i = 0; i < count; i++)
        cr_expect(report_writer_report(writer, &reports[i]));
    cr_expect(report_writer_end(writer, 2100, &(struct run_end){.complete = true, .exit_status = 3}));
    report_writer_free(writer);
    cr_assert(fclose(out) == 0);
    return text;
}

/* By the profile that is the default, and a survey by another one, too. */
static void assess(struct report *report, bool is_deep)
{
    static char *names[] = {(char *)"bcp195", (char *)"ncsc-nl-2025"};
    struct profile_set profiles;
    struct policy policy = policy_default;
    char *problem = NULL;
    cr_assert(profile_set_read(&profiles, &(struct text_list){names, is_deep ? 2 : 1}, &problem), "%s",
              problem);
    policy.profiles = profiles.profiles;
    policy.profile_count = profiles.count;
    assess_report(report, &policy);
    profile_set_free(&profiles);
}

/* Reads the one report of the file and assesses it. */
static void read_report(const char *path, struct json_saved *saved)
{
    char *content = file_content(path);
    cr_assert(content != NULL, "%s", path);
    cr_assert(json_saved_read(saved, content, strlen(content), true), "%s: %s", path, saved->problem);
    cr_assert_eq(saved->run.report_count, 1, "%s", path);
    cr_expect(strstr(content, "\"findings\"") == NULL && strstr(content, "\"verdict\"") == NULL,
              "%s: facts alone belong here", path);
    free(content);
    assess(saved->run.reports, strstr(path, "/deep-tls.json") != NULL);
}

/* No line is wider than the page, whatever the report shows. ASCII has one byte for each column. */
static void expect_within_page(const char *path, const struct report *report)
{
    for (size_t i = 0; i < 6; i++) {
        struct report_options options = {.columns = (const int[]){60, 80, 120}[i / 2], .verbose = i % 2 == 1};
        char *text = written("text", &options, report, 1);
        for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1)
            cr_expect(strcspn(line, "\n") <= (size_t)options.columns, "%s: wider than %d columns: %.*s", path,
                      (int)options.columns, (int)strcspn(line, "\n"), line);
        free(text);
    }
}

/* No rule judges one subject twice without saying which of its things is meant. */
static void expect_own_keys(const char *path, const struct report *report)
{
    for (size_t i = 0; i < report->finding_count; i++)
        cr_expect(strchr(report->findings[i].key, '~') == NULL, "%s: a second finding with the key %s", path,
                  report->findings[i].key);
}

static void expect_golden(const char *path)
{
    struct json_saved saved;
    read_report(path, &saved);
    const struct report *report = saved.run.reports;
    expect_own_keys(path, report);
    char *suggest_path = text_format("%.*ssuggest", (int)(strlen(path) - strlen("json")), path);
    expect_within_page(path, report);
    struct report_options plain = {0};
    char *suggestions = written("suggest", &plain, report, 1);
    if (report->verdict.next_step_count > 0)
        expect_file(suggest_path, suggestions);
    free(suggestions);
    free(suggest_path);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (!is_written(texts[i].only, path))
            continue;
        char *text_path = text_format("%.*s%s", (int)(strlen(path) - strlen("json")), path, texts[i].suffix);
        char *text = written("text", &texts[i].options, report, 1);
        expect_file(text_path, text);
        free(text);
        free(text_path);
    }
    json_saved_clear(&saved);
}

Test(golden, reports)
{
    cr_assert(setlocale(LC_CTYPE, "C.UTF-8") != NULL);
    glob_t files;
    cr_assert(glob(GOLDEN "*.json", 0, NULL, &files) == 0);
    for (size_t i = 0; i < files.gl_pathc; i++)
        expect_golden(files.gl_pathv[i]);
    cr_expect(files.gl_pathc >= 10, "only %zu reports found", files.gl_pathc);
    globfree(&files);
}

/* Two reports, as one run. */
static void read_two(struct json_saved saved[2], struct report reports[2])
{
    read_report(GOLDEN "null-mx.json", &saved[0]);
    read_report(GOLDEN "nxdomain.json", &saved[1]);
    reports[0] = *saved[0].run.reports;
    reports[1] = *saved[1].run.reports;
}

Test(golden, documents)
{
    struct json_saved saved[2];
    struct report reports[2];
    struct report_options options = {0};
    static const char *const formats[] = {"text", "suggest"};
    read_two(saved, reports);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        char *path = text_format(GOLDEN "run/two-targets.%s", formats[i]);
        char *text = written(formats[i], &options, reports, 2);
        expect_file(path, text);
        free(text);
        free(path);
    }
    json_saved_clear(&saved[0]);
    json_saved_clear(&saved[1]);
}

static bool is_error(const void *context, const struct finding *finding)
{
    (void)context;
    return finding->severity == SEVERITY_ERROR;
}

/* A report with much in it, one with unknowns and one with nothing to say, as one run. TAP names every
 * finding of the catalogue that holds, so only its targets are stored. */
Test(golden, formats_of_programs)
{
    static const char *const names[] = {"model", "port-25-blocked", "null-mx"};
    static const enum output_format formats[] = {FORMAT_CSV,     FORMAT_TAP,        FORMAT_NAGIOS,
                                                 FORMAT_CHECKMK, FORMAT_PROMETHEUS, FORMAT_MARKDOWN};
    enum { REPORTS = sizeof names / sizeof names[0] };
    struct json_saved saved[REPORTS];
    struct report reports[REPORTS];
    for (size_t i = 0; i < REPORTS; i++) {
        char *path = text_format(GOLDEN "%s.json", names[i]);
        read_report(path, &saved[i]);
        reports[i] = *saved[i].run.reports;
        free(path);
    }
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        const char *word = words_name(&output_format_words, (int)formats[i]);
        struct report_options options = {.quiet = formats[i] == FORMAT_TAP, .counts = is_error};
        char *path = text_format(GOLDEN "run/three-targets.%s", word);
        char *text = written(word, &options, reports, REPORTS);
        expect_file(path, text);
        free(text);
        free(path);
    }
    for (size_t i = 0; i < REPORTS; i++)
        json_saved_clear(&saved[i]);
}

static void expect_same_facts(const struct report *report, const struct report *expected)
{
    struct report judged;
    shape_copy(&report_shape, &judged, report);
    assess(&judged, false);
    char *text = json_out_text(&report_shape, &judged, JSON_LAYOUT_INDENTED);
    char *expected_text = json_out_text(&report_shape, expected, JSON_LAYOUT_INDENTED);
    cr_expect_str_eq(text, expected_text);
    free(expected_text);
    free(text);
    shape_clear(&report_shape, &judged);
}

/* JSON has all facts, those to come too, so no file of it is stored: it is read back. */
Test(golden, json)
{
    struct json_saved saved[2], read;
    struct report reports[2];
    struct report_options options = {0};
    read_two(saved, reports);
    char *document = written("json", &options, reports, 2);
    cr_assert(json_saved_read(&read, document, strlen(document), true), "%s", read.problem);
    cr_assert_eq(read.run.report_count, 2);
    cr_expect(read.has_summary && read.run.summary.reports == 2 && read.run.summary.complete);
    for (size_t i = 0; i < 2; i++)
        expect_same_facts(&read.run.reports[i], &reports[i]);
    json_saved_clear(&read);
    free(document);

    /* Of lines each that is a target's is a report. */
    char *lines = written("jsonl", &options, reports, 2);
    struct json_parts *parts = json_parts_new();
    size_t count = 0;
    for (char *line = strtok(lines, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        cr_assert(json_saved_read_line(&read, parts, line, strlen(line), true), "%s", read.problem);
        cr_expect(read.is_line && read.has_summary == (strstr(line, "{\"kind\":\"summary\"") != NULL));
        if (read.run.report_count > 0)
            expect_same_facts(read.run.reports, &reports[count++]);
        json_saved_clear(&read);
    }
    cr_expect_eq(count, 2);
    json_parts_free(parts);
    free(lines);
    json_saved_clear(&saved[0]);
    json_saved_clear(&saved[1]);
}

Test(golden, schema)
{
    char *schema = json_schema_text();
    expect_file(SOURCE_DIR "/data/report.schema.json", schema);
    free(schema);
}
