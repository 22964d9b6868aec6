/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format junit: a test suite for each target, a test case for each finding, as Jenkins, GitLab and others
 * read it. There is no standard; what is written is valid for the schema of Jenkins's xUnit plugin
 * (junit-10.xsd). A case has the same name in every run, whether it passes or fails: its finding's key. What
 * asks for no action (a note, undecided, accepted) is skipped. */
#include "base/list.h"
#include "facts/words.h"
#include "report/annotation.h"
#include "report/finding_kinds.h"
#include "report/finding_words.h"
#include "report/format.h"
#include "report/markup.h"

#include <inttypes.h>
#include <stdlib.h>

struct counts {
    size_t failures;
    size_t skipped;
};

/* A note fails only where it counts for the exit status (--fail-on info): no run fails without a failure. */
static bool is_failure(const struct report_options *options, const struct finding *finding)
{
    enum annotation_kind kind = annotation_kind_of(finding);
    return kind <= ANNOTATION_WARNING
           || (kind == ANNOTATION_NOTE && options->counts != NULL && finding_counts(options, finding));
}

static struct counts count(const struct report_options *options, const struct report *report)
{
    struct counts counts = {0};
    for (size_t i = 0; i < report->finding_count; i++) {
        if (is_failure(options, &report->findings[i]))
            counts.failures++;
        else if (annotation_kind_of(&report->findings[i]) != ANNOTATION_HOLDS)
            counts.skipped++;
    }
    return counts;
}

static void junit_begin(FILE *out, const struct report_options *options, const struct run *run)
{
    (void)options, (void)run;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"mailsonde\">\n", out);
}

static void write_line(FILE *out, const char *label, const char *text)
{
    if (text != NULL && text[0] != '\0')
        markup(out, "%s: %s\n", label, text);
}

/* What a person needs who sees nothing else. */
static void write_text(FILE *out, const struct finding *finding, const struct annotation *annotation)
{
    char *why = finding_words_why(finding, true);
    write_line(out, "At", annotation->place);
    write_line(out, "Seen", finding->evidence);
    write_line(out, "Why", why);
    write_line(out, "Fix", finding->remedy);
    for (size_t i = 0; i < finding->settings.count; i++)
        markup(out, "- %s\n", finding->settings.items[i]);
    write_line(out, "To settle it", finding->settle);
    free(why);
}

static void write_skipped(FILE *out, const struct finding *finding, const struct annotation *annotation)
{
    static const char *const types[] = {
        [ANNOTATION_NOTE] = "note", [ANNOTATION_UNDECIDED] = "undecided", [ANNOTATION_ACCEPTED] = "accepted"};
    char *why = finding->accepted != NULL ? annotation_acceptance(finding->accepted) : NULL;
    markup(out, "<skipped type=\"%s\" message=\"%s%s%s\">", types[annotation->kind], annotation->heading,
           why != NULL ? "; accepted: " : "", why);
    write_text(out, finding, annotation);
    fputs("</skipped>", out);
    free(why);
}

static void write_failure(FILE *out, const struct finding *finding, const struct annotation *annotation)
{
    markup(out, "<failure type=\"%s\" message=\"%s\">", words_name(&severity_words, (int)finding->severity),
           annotation->heading);
    write_text(out, finding, annotation);
    fputs("</failure>", out);
}

static void write_case(FILE *out, const struct report_options *options, const struct report *report,
                       const struct finding *finding, const char *target)
{
    markup(out, "    <testcase classname=\"%s\" name=\"%s\"", target, finding->key);
    if (finding->outcome == OUTCOME_HOLDS) {
        fputs("/>\n", out);
        return;
    }
    struct annotation annotation = annotation_of(report, finding);
    fputs(">", out);
    if (is_failure(options, finding))
        write_failure(out, finding, &annotation);
    else
        write_skipped(out, finding, &annotation);
    fputs("</testcase>\n", out);
    annotation_clear(&annotation);
}

static void junit_report(FILE *out, const struct report_options *options, const struct report *report)
{
    struct counts counts = count(options, report);
    char *target = annotation_target(&report->target);
    markup(out, "  <testsuite name=\"%s\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\"",
           target, report->finding_count, counts.failures, counts.skipped);
    fprintf(out, " time=\"%" PRId64 ".%03d\"", report->elapsed_ms / 1000, (int)(report->elapsed_ms % 1000));
    if (report->started_at != NULL)
        markup(out, " timestamp=\"%s\"", report->started_at);
    if (annotation_file(report->target.source) != NULL)
        markup(out, " file=\"%s\"", report->target.source);
    fputs(">\n", out);
    for (size_t i = 0; i < report->finding_count; i++)
        write_case(out, options, report, &report->findings[i], target);
    fputs("  </testsuite>\n", out);
    free(target);
}

/* A suite of one case that could not be run. */
static const char error_begins[] = "  <testsuite name=\"mailsonde\" tests=\"1\" failures=\"0\" errors=\"1\" "
                                   "skipped=\"0\">\n    <testcase classname=\"mailsonde\" name=\"";
static const char error_message[] = "\"><error type=\"incomplete\" message=\"";
static const char error_ends[] = "\"/></testcase>\n  </testsuite>\n";
static const char end[] = "</testsuites>\n";

static void junit_input_error(FILE *out, const struct input_error *error)
{
    fputs(error_begins, out);
    if (error->source != NULL)
        markup(out, "%s", error->source);
    if (error->line > 0)
        fprintf(out, ":%" PRId64, error->line);
    markup(out, "%s%s", error->source != NULL && error->word != NULL ? ": " : "", error->word);
    fputs(error_message, out);
    markup_text(out, error->problem);
    fputs(error_ends, out);
}

/* Words that were not looked at to the end; allocates nothing. */
static void write_unfinished(const struct plain_out *out, const struct run *run, const char *why)
{
    const struct text_list *unfinished = &run->summary.unfinished;
    for (size_t i = 0; i < unfinished->count; i++) {
        plain_out_text(out, error_begins);
        markup_plain(out, unfinished->items[i]);
        plain_out_text(out, error_message);
        plain_out_text(out, why);
        plain_out_text(out, error_ends);
    }
    plain_out_text(out, end);
}

static void junit_end(FILE *out, const struct report_options *options, const struct run *run)
{
    (void)options;
    struct plain_out plain = plain_out_to(out);
    write_unfinished(&plain, run, "The scan was not completed");
}

static void junit_break_off(const struct plain_out *out, const struct run *run)
{
    write_unfinished(out, run, "The scan was not completed: this machine ran out of memory");
}

const struct report_format report_format_junit = {
    .begin = junit_begin,
    .report = junit_report,
    .input_error = junit_input_error,
    .end = junit_end,
    .break_off = junit_break_off,
};
