/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format tap: the Test Anything Protocol, version 14
 * (https://testanything.org/tap-version-14-specification.html).
 *
 * A target is a test with a subtest for each finding, whose name is the finding's key: it is the same whether
 * the finding holds or fails. What fails and does not count for the exit status is a TODO, what is unknown a
 * SKIP. With --quiet the subtests are left out. */
#include "base/list.h"
#include "facts/words.h"
#include "report/finding_kinds.h"
#include "report/format.h"
#include "report/overview.h"
#include "report/run_words.h"

#include <stdlib.h>
#include <string.h>

static const char subtest_indent[] = "    ";

/* A description or the text of a directive: a number sign begins a directive. */
static void write_description(const struct plain_out *out, const char *text)
{
    for (const char *at = text != NULL ? text : "?"; *at != '\0'; at++) {
        plain_out_text(out, *at == '#' || *at == '\\' ? "\\" : "");
        out->write(out->context, at, 1);
    }
}

/* A scalar of YAML in double quotes; there are no control characters in facts. */
static void write_scalar(const struct plain_out *out, const char *text)
{
    plain_out_text(out, "\"");
    for (const char *at = text; *at != '\0'; at++) {
        plain_out_text(out, *at == '"' || *at == '\\' ? "\\" : "");
        out->write(out->context, at, 1);
    }
    plain_out_text(out, "\"");
}

/* --- the diagnostics of one test: a block of YAML --- */

static void begin_block(const struct plain_out *out, const char *indent)
{
    plain_out_text(out, indent);
    plain_out_text(out, "  ---\n");
}

static void end_block(const struct plain_out *out, const char *indent)
{
    plain_out_text(out, indent);
    plain_out_text(out, "  ...\n");
}

static void add_key(const struct plain_out *out, const char *indent, const char *key)
{
    plain_out_text(out, indent);
    plain_out_text(out, "  ");
    plain_out_text(out, key);
    plain_out_text(out, ":");
}

/* Nothing where there is none. */
static void add_text(const struct plain_out *out, const char *indent, const char *key, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    add_key(out, indent, key);
    plain_out_text(out, " ");
    write_scalar(out, text);
    plain_out_text(out, "\n");
}

static void add_texts(const struct plain_out *out, const char *indent, const char *key,
                      const struct text_list *texts)
{
    if (texts->count == 0)
        return;
    add_key(out, indent, key);
    plain_out_text(out, "\n");
    for (size_t i = 0; i < texts->count; i++) {
        plain_out_text(out, indent);
        plain_out_text(out, "    - ");
        write_scalar(out, texts->items[i]);
        plain_out_text(out, "\n");
    }
}

static void write_diagnostics(const struct plain_out *out, const struct finding *finding)
{
    begin_block(out, subtest_indent);
    add_text(out, subtest_indent, "message", finding->title);
    add_text(out, subtest_indent, "severity", words_name(&severity_words, (int)finding->severity));
    add_text(out, subtest_indent, "evidence", finding->evidence);
    add_text(out, subtest_indent, "remedy", finding->remedy);
    add_texts(out, subtest_indent, "settings", &finding->settings);
    add_text(out, subtest_indent, "settle", finding->settle);
    add_text(out, subtest_indent, "reference", finding->reference);
    end_block(out, subtest_indent);
}

/* --- tests --- */

static void write_result(const struct plain_out *out, bool passed)
{
    plain_out_text(out, passed ? "ok" : "not ok");
}

/* Why a test that fails is not one that must pass. */
static void write_todo(const struct plain_out *out, const struct finding *finding)
{
    plain_out_text(out, " # TODO ");
    if (finding->accepted == NULL) {
        plain_out_text(out, "below --fail-on");
        return;
    }
    plain_out_text(out, "accepted");
    if (finding->accepted->until != NULL) {
        plain_out_text(out, " until ");
        plain_out_text(out, finding->accepted->until);
    }
    plain_out_text(out, ": ");
    write_description(out, finding->accepted->reason != NULL ? finding->accepted->reason : "no reason");
}

static void write_finding(const struct plain_out *out, const struct report_options *options,
                          const struct finding *finding, size_t number)
{
    plain_out_text(out, subtest_indent);
    write_result(out, finding->outcome != OUTCOME_FAILS);
    plain_out_text(out, " ");
    plain_out_integer(out, (int64_t)number);
    plain_out_text(out, " - ");
    write_description(out, finding->key);
    if (finding->outcome == OUTCOME_UNKNOWN) {
        plain_out_text(out, " # SKIP unknown: ");
        write_description(out, finding->evidence);
    } else if (finding->outcome == OUTCOME_FAILS && !finding_counts(options, finding)) {
        write_todo(out, finding);
    }
    plain_out_text(out, "\n");
    if (finding->outcome != OUTCOME_HOLDS)
        write_diagnostics(out, finding);
}

static void write_plan(const struct plain_out *out, int64_t count, const char *reason)
{
    plain_out_text(out, "1..");
    plain_out_integer(out, count);
    plain_out_text(out, count == 0 ? reason : "");
    plain_out_text(out, "\n");
}

static void write_subtest(const struct plain_out *out, const struct report_options *options,
                          const char *target, const struct report *report)
{
    plain_out_text(out, "# Subtest: ");
    write_description(out, target);
    plain_out_text(out, "\n");
    for (size_t i = 0; i < report->finding_count; i++)
        write_finding(out, options, &report->findings[i], i + 1);
    plain_out_text(out, subtest_indent);
    write_plan(out, (int64_t)report->finding_count, " # SKIP nothing was judged");
}

static bool passes(const struct report_options *options, const struct report *report)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i].outcome == OUTCOME_FAILS && finding_counts(options, &report->findings[i]))
            return false;
    return true;
}

/* --- the run --- */

static void tap_begin(FILE *stream, const struct report_options *options, const struct run *run)
{
    (void)options;
    (void)run;
    fputs("TAP version 14\n", stream);
}

/* Tests have no numbers where reports may be written in another order than they are made. */
static void tap_report(FILE *stream, const struct report_options *options, const struct report *report)
{
    const struct plain_out out = plain_out_to(stream);
    char *target = overview_name(&report->target);
    struct block_counts counts = finding_groups_count(report->findings, report->finding_count);
    char *words = run_words_counts(&counts);
    if (!options->quiet)
        write_subtest(&out, options, target, report);
    write_result(&out, passes(options, report));
    plain_out_text(&out, " - ");
    write_description(&out, target);
    plain_out_text(&out, "\n");
    begin_block(&out, "");
    add_text(&out, "", "findings", words);
    add_text(&out, "", "delivery", words_name(&delivery_words, (int)report->verdict.delivery));
    add_text(&out, "", "inbound", words_name(&inbound_level_words, (int)report->verdict.inbound));
    add_text(&out, "", "submission", words_name(&submission_level_words, (int)report->verdict.submission));
    add_text(&out, "", "ended", words_name(&report_end_words, (int)report->ended));
    end_block(&out, "");
    free(words);
    free(target);
}

static void tap_input_error(FILE *stream, const struct input_error *error)
{
    const struct plain_out out = plain_out_to(stream);
    write_result(&out, false);
    plain_out_text(&out, " - ");
    write_description(&out, error->word != NULL ? error->word : error->source);
    plain_out_text(&out, "\n");
    begin_block(&out, "");
    add_text(&out, "", "message", error->problem);
    add_text(&out, "", "file", error->source);
    if (error->line > 0) {
        add_key(&out, "", "line");
        plain_out_text(&out, " ");
        plain_out_integer(&out, error->line);
        plain_out_text(&out, "\n");
    }
    end_block(&out, "");
}

static void write_end(const struct plain_out *out, const struct run *run, const char *why)
{
    const struct text_list *unfinished = &run->summary.unfinished;
    if (run->summary.complete) {
        write_plan(out, run->summary.reports + run->summary.input_errors, " # SKIP there was no target");
        return;
    }
    plain_out_text(out, "Bail out! ");
    plain_out_text(out, why);
    for (size_t i = 0; i < unfinished->count; i++) {
        plain_out_text(out, i == 0 ? ": not completed: " : ", ");
        plain_out_text(out, unfinished->items[i]);
    }
    plain_out_text(out, "\n");
}

static void tap_end(FILE *stream, const struct report_options *options, const struct run *run)
{
    const struct plain_out out = plain_out_to(stream);
    (void)options;
    write_end(&out, run, "interrupted");
}

static void tap_break_off(const struct plain_out *out, const struct run *run)
{
    write_end(out, run, "out of memory");
}

const struct report_format report_format_tap = {
    .begin = tap_begin,
    .report = tap_report,
    .input_error = tap_input_error,
    .end = tap_end,
    .break_off = tap_break_off,
};
