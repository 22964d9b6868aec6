/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole reports: each tests/golden/NAME.json reads, writes back byte for byte, and makes the texts that stand
 * beside it. With MAILSONDE_REGENERATE set the files are written instead: see tests/golden/regenerate. */
#include "facts/list.h"
#include "facts/shapes.h"
#include "report/json_in.h"
#include "report/json_out.h"
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
    struct report_writer *writer = report_writer_new(report_format_find(format), out, options);
    cr_expect(report_writer_begin(writer, "0.1.0", "2026-11-23T20:00:00Z"));
    for (size_t i = 0; i < count; i++)
        cr_expect(report_writer_report(writer, &reports[i]));
    cr_expect(report_writer_end(writer, 2100, &(struct run_end){.complete = true}));
    report_writer_free(writer);
    cr_assert(fclose(out) == 0);
    return text;
}

static void read_report(const char *path, struct report *report)
{
    char *content = file_content(path);
    cr_assert(content != NULL, "%s", path);
    char *problem = json_in_object(&report_shape, report, content, strlen(content));
    cr_assert(problem == NULL, "%s: %s", path, problem);
    free(content);
}

static void expect_golden(const char *path)
{
    struct report report;
    read_report(path, &report);
    char *json = json_out_text(&report_shape, &report, JSON_LAYOUT_INDENTED);
    char *line = text_format("%s\n", json);
    expect_file(path, line);
    free(line);
    free(json);
    char *suggest_path = text_format("%.*ssuggest", (int)(strlen(path) - strlen("json")), path);
    struct report_options plain = {0};
    char *suggestions = written("suggest", &plain, &report, 1);
    if (report.verdict.next_step_count > 0)
        expect_file(suggest_path, suggestions);
    free(suggestions);
    free(suggest_path);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (!is_written(texts[i].only, path))
            continue;
        char *text_path = text_format("%.*s%s", (int)(strlen(path) - strlen("json")), path, texts[i].suffix);
        char *text = written("text", &texts[i].options, &report, 1);
        expect_file(text_path, text);
        free(text);
        free(text_path);
    }
    shape_clear(&report_shape, &report);
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

Test(golden, documents)
{
    struct report reports[2];
    read_report(GOLDEN "null-mx.json", &reports[0]);
    read_report(GOLDEN "nxdomain.json", &reports[1]);
    struct report_options options = {0};
    static const char *const formats[] = {"json", "jsonl", "text", "suggest"};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        char *path = text_format(GOLDEN "run/two-targets.%s", formats[i]);
        char *text = written(formats[i], &options, reports, 2);
        expect_file(path, text);
        free(text);
        free(path);
    }
    shape_clear(&report_shape, &reports[0]);
    shape_clear(&report_shape, &reports[1]);
}

Test(golden, schema)
{
    char *schema = json_schema_text();
    expect_file(SOURCE_DIR "/data/report.schema.json", schema);
    free(schema);
}
