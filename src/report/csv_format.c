/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format csv: a line for each finding that fails or is unknown, with -v also for those that hold (RFC
 * 4180).
 *
 * The columns keep their names and their order; a later version adds its own at the end. Cells are made
 * harmless for spreadsheets, which take some texts for formulas: an apostrophe stands before them. */
#include "base/list.h"
#include "facts/words.h"
#include "report/format.h"
#include "report/overview.h"

#include <stdlib.h>
#include <string.h>

static const char header[] =
    "target,finding,key,outcome,severity,role,domain,host,address,port,detail,points_at,certainty,title,rule,"
    "evidence,remedy,settings,settle,reference,accepted,accepted_until,started_at\r\n";

/* What a cell begins with that spreadsheets calculate; the last four are the wide forms of the first four. */
static const char *const formula_signs[] = {"=",  "+",      "-",      "@",      "\t",    "\r",
                                            "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"};

static bool begins_formula(const char *text)
{
    for (size_t i = 0; i < sizeof formula_signs / sizeof *formula_signs; i++)
        if (strncmp(text, formula_signs[i], strlen(formula_signs[i])) == 0)
            return true;
    return false;
}

/* A sign that some spreadsheets take for the end of a cell, where commas are decimal. */
static bool is_other_separator(char byte)
{
    return byte == ';' || byte == '\t' || byte == '|';
}

static void write_cell(const struct plain_out *out, const char *text)
{
    plain_out_text(out, "\"");
    for (const char *at = text; *at != '\0'; at++) {
        if ((at == text || is_other_separator(at[-1])) && begins_formula(at))
            plain_out_text(out, "'");
        plain_out_text(out, *at == '"' ? "\"" : "");
        out->write(out->context, at, 1);
    }
    plain_out_text(out, "\"");
}

/* Empty where there is nothing. */
static void add_cell(const struct plain_out *out, const char *text)
{
    plain_out_text(out, ",");
    if (text != NULL && *text != '\0')
        write_cell(out, text);
}

static void add_integer(const struct plain_out *out, int64_t value)
{
    plain_out_text(out, ",");
    if (value != 0)
        plain_out_integer(out, value);
}

/* A word of ours needs no quotes. */
static void add_word(const struct plain_out *out, const char *word)
{
    plain_out_text(out, ",");
    plain_out_text(out, word);
}

static void end_line(const struct plain_out *out)
{
    plain_out_text(out, "\r\n");
}

static void add_subject(const struct plain_out *out, const struct subject *subject)
{
    add_cell(out, subject->domain);
    add_cell(out, subject->host);
    add_cell(out, subject->address);
    add_integer(out, subject->port);
    add_cell(out, subject->detail);
}

static void add_texts(const struct plain_out *out, const struct finding *finding)
{
    char *settings = text_list_join(&finding->settings, "; ");
    add_cell(out, finding->title);
    add_cell(out, finding->rule);
    add_cell(out, finding->evidence);
    add_cell(out, finding->remedy);
    add_cell(out, settings);
    add_cell(out, finding->settle);
    add_cell(out, finding->reference);
    free(settings);
}

static void write_finding(const struct plain_out *out, const char *target, const char *started_at,
                          const struct finding *finding)
{
    const struct acceptance *accepted = finding->accepted;
    write_cell(out, target);
    add_word(out, finding_name(finding->id));
    add_cell(out, finding->key);
    add_word(out, words_name(&outcome_words, (int)finding->outcome));
    add_word(out, words_name(&severity_words, (int)finding->severity));
    add_word(out, words_name(&role_words, (int)finding->role));
    add_subject(out, &finding->subject);
    add_word(out, words_name(&suspect_words, (int)finding->points_at));
    add_word(out, words_name(&certainty_words, (int)finding->certainty));
    add_texts(out, finding);
    add_cell(out, accepted == NULL ? NULL : accepted->reason == NULL ? "no reason" : accepted->reason);
    add_cell(out, accepted == NULL ? NULL : accepted->until);
    add_cell(out, started_at);
    end_line(out);
}

/* A line for what has no finding, so that nobody who counts lines takes it for faultless. */
static void write_unknown(const struct plain_out *out, const char *target, const char *title,
                          const char *evidence)
{
    write_cell(out, target);
    plain_out_text(out, ",,,unknown,,,,,,,,,");
    add_cell(out, title);
    add_cell(out, NULL);
    add_cell(out, evidence);
    plain_out_text(out, ",,,,,,,");
    end_line(out);
}

static void csv_begin(FILE *stream, const struct report_options *options, const struct run *run)
{
    (void)options;
    (void)run;
    fputs(header, stream);
}

static void csv_report(FILE *stream, const struct report_options *options, const struct report *report)
{
    const struct plain_out out = plain_out_to(stream);
    char *target = overview_name(&report->target);
    for (size_t i = 0; i < report->finding_count; i++)
        if (options->verbose || report->findings[i].outcome != OUTCOME_HOLDS)
            write_finding(&out, target, report->started_at, &report->findings[i]);
    free(target);
}

static void csv_input_error(FILE *stream, const struct input_error *error)
{
    const struct plain_out out = plain_out_to(stream);
    const char *word = error->word != NULL ? error->word : error->source;
    write_unknown(&out, word != NULL ? word : "", "The entry is not a target", error->problem);
}

static void csv_break_off(const struct plain_out *out, const struct run *run)
{
    const struct text_list *unfinished = &run->summary.unfinished;
    for (size_t i = 0; i < unfinished->count; i++)
        write_unknown(out, unfinished->items[i], "The target was not looked at to the end", NULL);
}

static void csv_end(FILE *stream, const struct report_options *options, const struct run *run)
{
    const struct plain_out out = plain_out_to(stream);
    (void)options;
    csv_break_off(&out, run);
}

const struct report_format report_format_csv = {
    .begin = csv_begin,
    .report = csv_report,
    .input_error = csv_input_error,
    .end = csv_end,
    .break_off = csv_break_off,
};
