/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format gitlab: a Code Quality report of GitLab, which is a part of the Code Climate format: one list of
 * what a merge request brings or mends. What holds or is accepted is not in it. */
#include "base/list.h"
#include "report/annotation.h"
#include "report/format.h"
#include "report/json_write.h"

#include <stdlib.h>

struct gathered {
    size_t issues;
};

static void gitlab_begin(FILE *out, const struct report_options *options, const struct run *run)
{
    (void)options, (void)run;
    fputs("[", out);
}

static void gitlab_before(FILE *out, const struct report_options *options, bool first)
{
    (void)options;
    fputs(first ? "" : ",", out); /* each entry begins a line */
}

static const char *severity_of(const struct finding *finding, enum annotation_kind kind)
{
    switch (kind) {
    case ANNOTATION_ERROR:
        return "critical";
    case ANNOTATION_WARNING:
        return "major";
    case ANNOTATION_UNDECIDED:
        return finding->severity > SEVERITY_INFO ? "minor" : "info";
    default:
        return "info";
    }
}

/* Allocates nothing. */
static void write_issue(struct json_write *json, const char *name, const char *severity, const char *print,
                        const char *file, int64_t line)
{
    json_write_text(json, "check_name", name);
    json_write_text(json, "severity", severity);
    json_write_text(json, "fingerprint", print);
    json_write_object(json, "location");
    json_write_text(json, "path", file);
    json_write_object(json, "lines");
    json_write_integer(json, "begin", line > 0 ? line : 1);
    json_write_end(json);
    json_write_end(json);
}

/* Where no list names the target, its name stands for a file. */
static void write_finding(struct json_write *json, const struct report *report, const struct finding *finding)
{
    struct annotation annotation = annotation_of(report, finding);
    char *target = annotation_target(&report->target);
    bool has_evidence = finding->evidence != NULL && finding->evidence[0] != '\0';
    char *description = text_format("%s: %s.%s%s", annotation.heading, annotation.place,
                                    has_evidence ? " " : "", has_evidence ? finding->evidence : "");
    json_write_newline(json);
    json_write_object(json, NULL);
    json_write_text(json, "description", description);
    write_issue(json, finding_name(finding->id), severity_of(finding, annotation.kind), annotation.print,
                annotation.file != NULL ? annotation.file : target, annotation.line);
    json_write_end(json);
    free(description);
    free(target);
    annotation_clear(&annotation);
}

static void gitlab_report(FILE *out, const struct report_options *options, const struct report *report,
                          void *context)
{
    (void)options;
    struct gathered *gathered = context;
    struct json_write json = json_write_to(out);
    for (size_t i = 0; i < report->finding_count; i++) {
        if (annotation_kind_of(&report->findings[i]) >= ANNOTATION_ACCEPTED)
            continue;
        write_finding(&json, report, &report->findings[i]);
        gathered->issues++;
    }
}

/* An issue about a word of the user; allocates nothing. */
static void write_word(struct json_write *json, const char *name, const char *problem, const char *word,
                       const char *file, int64_t line)
{
    char print[ANNOTATION_PRINT_BYTES], place[24];
    snprintf(place, sizeof place, "%lld", (long long)line);
    annotation_print(print, word, place);
    json_write_newline(json);
    json_write_object(json, NULL);
    json_write_text(json, "description", problem);
    write_issue(json, name, "critical", print, file, line);
    json_write_end(json);
}

static void finish(struct json_write *json, const struct run *run, const struct gathered *gathered,
                   bool broken)
{
    json_write_reenter(json, "[");
    json->another = gathered->issues > 0;
    for (size_t i = 0; i < run->input_error_count && !broken; i++) {
        const struct input_error *error = &run->input_errors[i];
        const char *file = annotation_file(error->source), *word = error->word != NULL ? error->word : file;
        write_word(json, "no-target", error->problem, word, file != NULL ? file : word, error->line);
    }
    for (size_t i = 0; i < run->summary.unfinished.count; i++) {
        const char *word = run->summary.unfinished.items[i];
        write_word(json, "not-completed", "The scan was not completed.", word, word, 0);
    }
    plain_out_text(&json->out, "\n");
    json_write_end(json);
    plain_out_text(&json->out, "\n");
}

static void gitlab_end(FILE *out, const struct report_options *options, const struct run *run, void *gathered)
{
    (void)options;
    struct json_write json = json_write_to(out);
    finish(&json, run, gathered, false);
}

static void gitlab_break_off(const struct plain_out *out, const struct run *run, const void *gathered)
{
    struct json_write json = json_write_plain(out);
    finish(&json, run, gathered, true);
}

static const struct report_gathering gathering = {
    .size = sizeof(struct gathered),
    .report = gitlab_report,
    .end = gitlab_end,
    .break_off = gitlab_break_off,
};

const struct report_format report_format_gitlab = {
    .gathering = &gathering,
    .begin = gitlab_begin,
    .before = gitlab_before,
};
