/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format markdown: GitHub Flavored Markdown for the summary of a CI job: a table of all targets, the worst
 * first, then what is wrong with each and how to mend it.
 *
 * GitHub shows no summary that is larger than 1 MiB. So what is kept until the end is bounded: the targets
 * with least to mend are left out, and counted. */
#include "base/list.h"
#include "report/certificate_rows.h"
#include "report/finding_groups.h"
#include "report/finding_kinds.h"
#include "report/finding_words.h"
#include "report/format.h"
#include "report/level_words.h"
#include "report/markdown_text.h"
#include "report/overview.h"
#include "report/run_words.h"

#include <stdlib.h>
#include <string.h>

enum {
    KEPT_MAX_BYTES = 900 * 1024, /* which leaves room for the rest */
    NAME_MAX_BYTES = 300,
    TEXT_MAX_BYTES = 1000,
    GROUPS_MAX = 40, /* of one target */
    PLACES_MAX = 5,
    LISTED_MAX = 50,
};

/* What is written of a target. Sorted by the numbers, largest first, then by name. */
struct part {
    struct block_counts counts;
    char *name;
    char *row;
    char *details; /* "" for a target without a fault */
};

struct gathered {
    struct part **parts; /* sorted */
    size_t count;
    size_t room;
    size_t bytes;
    struct part *first_left_out; /* no part after it is kept: so it is the same whatever order they come in */
    int64_t left_out;
};

/* --- the row of a target --- */

static const char *sign(const struct block_counts *counts)
{
    return counts->errors > 0 ? "❌" : counts->warnings > 0 ? "⚠️" : counts->undecided > 0 ? "❔" : "✅";
}

static const char *sign_of(const struct finding *finding)
{
    const struct block_counts counts = {.errors = finding->severity == SEVERITY_ERROR,
                                        .warnings = finding->severity == SEVERITY_WARNING};
    return finding->outcome == OUTCOME_UNKNOWN  ? "❔"
           : finding->severity == SEVERITY_INFO ? "ℹ️"
                                                : sign(&counts);
}

static void write_expiry(const struct plain_out *out, const struct report *report)
{
    struct certificate_rows rows = certificate_rows_of(report);
    if (rows.count > 0) {
        int64_t days = certificate_rows_days_left(report, rows.rows[0].certificate);
        plain_out_integer(out, days < 0 ? -days : days);
        plain_out_text(out, days == 1 || days == -1 ? " day" : " days");
        plain_out_text(out, days < 0 ? " ago" : "");
    }
    certificate_rows_free(&rows);
}

static void add_cell(const struct plain_out *out, const char *text)
{
    markdown_text(out, text);
    plain_out_text(out, " | ");
}

static void add_count(const struct plain_out *out, size_t count)
{
    if (count > 0)
        plain_out_integer(out, (int64_t)count);
    plain_out_text(out, " | ");
}

static void write_row(FILE *stream, const struct report *report, const struct part *part)
{
    const struct plain_out out = plain_out_to(stream);
    plain_out_text(&out, "| ");
    plain_out_text(&out, sign(&part->counts));
    plain_out_text(&out, " | ");
    markdown_code(&out, part->name, NAME_MAX_BYTES);
    plain_out_text(&out, " | ");
    add_cell(&out, level_words_delivery(report->verdict.delivery));
    add_cell(&out, level_words_inbound(report->verdict.inbound));
    add_cell(&out, level_words_submission(report->verdict.submission));
    add_count(&out, part->counts.errors);
    add_count(&out, part->counts.warnings);
    add_count(&out, part->counts.undecided);
    write_expiry(&out, report);
    plain_out_text(&out, " |\n");
}

/* --- what is wrong with it --- */

static void write_item(const struct plain_out *out, const char *label, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    plain_out_text(out, "- ");
    plain_out_text(out, label);
    markdown_text(out, text);
    plain_out_text(out, "\n");
}

static void write_evidence(const struct plain_out *out, const struct finding_group *group)
{
    struct finding_groups by_evidence = finding_groups_by_evidence(group);
    for (size_t i = 0; i < by_evidence.count && i < PLACES_MAX; i++) {
        const char *evidence = by_evidence.groups[i].findings[0]->evidence;
        if (evidence == NULL)
            continue;
        plain_out_text(out, "- ");
        markdown_code(out, evidence, TEXT_MAX_BYTES);
        plain_out_text(out, "\n");
    }
    finding_groups_free(&by_evidence);
}

static void write_settings(const struct plain_out *out, const struct finding_group *group)
{
    struct text_list settings = finding_group_settings(group);
    for (size_t i = 0; i < settings.count; i++) {
        plain_out_text(out, "  - ");
        markdown_code(out, settings.items[i], TEXT_MAX_BYTES);
        plain_out_text(out, "\n");
    }
    text_list_free(&settings);
}

static void write_places(const struct plain_out *out, const struct finding_group *group)
{
    struct text_list places = finding_group_subjects(group);
    char *where = text_list_join_first(&places, PLACES_MAX);
    plain_out_text(out, ": ");
    markdown_code(out, where, NAME_MAX_BYTES);
    free(where);
    text_list_free(&places);
}

static void write_group(const struct plain_out *out, const struct finding_group *group)
{
    const struct finding *finding = group->findings[0];
    char *why = finding_words_why(finding, true);
    plain_out_text(out, "<details><summary>");
    plain_out_text(out, sign_of(finding));
    plain_out_text(out, finding->outcome == OUTCOME_UNKNOWN ? " undecided: <b>" : " <b>");
    markdown_text(out, finding->title != NULL ? finding->title : finding_name(finding->id));
    plain_out_text(out, "</b>");
    write_places(out, group);
    plain_out_text(out, "</summary>\n\n");
    write_evidence(out, group);
    write_item(out, "Why: ", why);
    write_item(out, "**Fix**: ", finding->remedy);
    write_settings(out, group);
    write_item(out, "To settle it: ", finding->settle);
    plain_out_text(out, "- <code>mailsonde explain ");
    plain_out_text(out, finding_name(finding->id));
    plain_out_text(out, "</code>\n\n</details>\n");
    free(why);
}

static void write_acceptance(const struct plain_out *out, const struct finding_group *group)
{
    const struct acceptance *accepted = group->findings[0]->accepted;
    plain_out_text(out, "- Accepted: <b>");
    markdown_text(out, group->findings[0]->title);
    plain_out_text(out, "</b>");
    write_places(out, group);
    plain_out_text(out, ": ");
    markdown_code(out, accepted->reason != NULL ? accepted->reason : "no reason", TEXT_MAX_BYTES);
    if (accepted->until != NULL) {
        plain_out_text(out, ", until ");
        markdown_text(out, accepted->until);
    }
    plain_out_text(out, "\n");
}

static bool is_fault(const struct finding *finding)
{
    return finding->outcome != OUTCOME_HOLDS && finding->severity > SEVERITY_INFO
           && finding->accepted == NULL;
}

static bool is_problem(const struct finding *finding)
{
    return finding->outcome != OUTCOME_HOLDS && finding->accepted == NULL;
}

static void write_more(const struct plain_out *out, size_t count)
{
    if (count <= GROUPS_MAX)
        return;
    plain_out_text(out, "\nand ");
    plain_out_integer(out, (int64_t)(count - GROUPS_MAX));
    plain_out_text(out, " more\n");
}

static void write_details(FILE *stream, const struct report_options *options, const struct report *report,
                          const struct part *part)
{
    const struct plain_out out = plain_out_to(stream);
    struct finding_groups groups =
        finding_groups_of(report->findings, report->finding_count, options->verbose ? is_problem : is_fault);
    struct finding_groups accepted =
        finding_groups_of(report->findings, report->finding_count, finding_is_accepted);
    if (groups.count + accepted.count > 0 && !options->quiet) {
        char *counts = run_words_counts(&part->counts);
        plain_out_text(&out, "\n### ");
        plain_out_text(&out, sign(&part->counts));
        plain_out_text(&out, " ");
        markdown_code(&out, part->name, NAME_MAX_BYTES);
        plain_out_text(&out, "\n\n");
        markdown_text(&out, counts);
        plain_out_text(&out, "\n\n");
        for (size_t i = 0; i < groups.count && i < GROUPS_MAX; i++)
            write_group(&out, &groups.groups[i]);
        write_more(&out, groups.count);
        plain_out_text(&out, accepted.count > 0 ? "\n" : "");
        for (size_t i = 0; i < accepted.count && i < GROUPS_MAX; i++)
            write_acceptance(&out, &accepted.groups[i]);
        write_more(&out, accepted.count);
        free(counts);
    }
    finding_groups_free(&groups);
    finding_groups_free(&accepted);
}

/* --- what is kept --- */

static void free_part(struct part *part)
{
    if (part == NULL)
        return;
    free(part->name);
    free(part->row);
    free(part->details);
    free(part);
}

static FILE *open_text(char **text, size_t *length)
{
    FILE *stream = open_memstream(text, length);
    if (stream == NULL)
        out_of_memory();
    return stream;
}

static void close_text(FILE *stream)
{
    if (fclose(stream) != 0)
        out_of_memory();
}

static struct part *part_of(const struct report_options *options, const struct report *report)
{
    size_t length = 0;
    struct part *part = allocate(1, sizeof *part);
    part->counts = finding_groups_count(report->findings, report->finding_count);
    part->name = overview_name(&report->target);
    FILE *row = open_text(&part->row, &length);
    write_row(row, report, part);
    close_text(row);
    FILE *details = open_text(&part->details, &length);
    write_details(details, options, report, part);
    close_text(details);
    return part;
}

static size_t size_of(const struct part *part)
{
    return strlen(part->row) + strlen(part->details);
}

static int compare_numbers(size_t one, size_t other)
{
    return one > other ? -1 : one < other;
}

/* Below 0 where `one` comes first. */
static int compare(const struct part *one, const struct part *other)
{
    int order = compare_numbers(one->counts.errors, other->counts.errors);
    order = order != 0 ? order : compare_numbers(one->counts.warnings, other->counts.warnings);
    order = order != 0 ? order : compare_numbers(one->counts.undecided, other->counts.undecided);
    order = order != 0 ? order : strcmp(one->name, other->name);
    order = order != 0 ? order : strcmp(one->row, other->row);
    return order != 0 ? order : strcmp(one->details, other->details);
}

static void make_room(struct gathered *gathered)
{
    enum { FIRST_ROOM = 64 };
    if (gathered->count < gathered->room)
        return;
    size_t room = gathered->room > 0 ? 2 * gathered->room : FIRST_ROOM;
    struct part **fresh = allocate(room, sizeof *fresh);
    if (gathered->count > 0)
        memcpy(fresh, gathered->parts, gathered->count * sizeof(struct part *));
    struct part **old = gathered->parts;
    gathered->parts = fresh;
    gathered->room = room;
    free(old);
}

static void leave_out(struct gathered *gathered, struct part *part)
{
    gathered->left_out++;
    if (gathered->first_left_out != NULL && compare(part, gathered->first_left_out) > 0) {
        free_part(part);
        return;
    }
    free_part(gathered->first_left_out);
    gathered->first_left_out = part;
}

/* Allocates nothing once there is room, so that the list is whole at any time. */
static void keep(struct gathered *gathered, struct part *part)
{
    if (gathered->first_left_out != NULL && compare(part, gathered->first_left_out) > 0) {
        leave_out(gathered, part);
        return;
    }
    size_t at = gathered->count;
    while (at > 0 && compare(part, gathered->parts[at - 1]) < 0)
        at--;
    memmove(&gathered->parts[at + 1], &gathered->parts[at], (gathered->count - at) * sizeof(struct part *));
    gathered->parts[at] = part;
    gathered->count++;
    gathered->bytes += size_of(part);
    while (gathered->bytes > KEPT_MAX_BYTES) {
        struct part *last = gathered->parts[--gathered->count];
        gathered->bytes -= size_of(last);
        leave_out(gathered, last);
    }
}

static void markdown_report(FILE *out, const struct report_options *options, const struct report *report,
                            void *gathered)
{
    (void)out;
    struct part *part = part_of(options, report);
    make_room(gathered);
    keep(gathered, part);
}

/* --- the whole --- */

static void write_number(const struct plain_out *out, int64_t count, const char *one, const char *many)
{
    plain_out_integer(out, count);
    plain_out_text(out, count == 1 ? one : many);
}

static void write_input_errors(const struct plain_out *out, const struct run *run)
{
    for (size_t i = 0; i < run->input_error_count && i < LISTED_MAX; i++) {
        const struct input_error *error = &run->input_errors[i];
        plain_out_text(out, "- not a target: ");
        markdown_code(out, error->word != NULL ? error->word : error->source, NAME_MAX_BYTES);
        plain_out_text(out, ": ");
        markdown_code(out, error->problem, NAME_MAX_BYTES);
        plain_out_text(out, "\n");
    }
}

static void write_shortfall(const struct plain_out *out, const struct run *run, const char *why)
{
    const struct text_list *unfinished = &run->summary.unfinished;
    if (run->summary.complete)
        return;
    plain_out_text(out, "\n⚠️ ");
    plain_out_text(out, why);
    for (size_t i = 0; i < unfinished->count && i < LISTED_MAX; i++) {
        plain_out_text(out, i == 0 ? ": not completed: " : ", ");
        markdown_code(out, unfinished->items[i], NAME_MAX_BYTES);
    }
    plain_out_text(out, "\n");
}

static void write_all(const struct plain_out *out, const struct run *run, const struct gathered *gathered,
                      const char *why)
{
    const struct run_summary *summary = &run->summary;
    plain_out_text(out, "## mailsonde: ");
    write_number(out, summary->reports, " target", " targets");
    plain_out_text(out, "\n\n");
    if (gathered->count > 0)
        plain_out_text(
            out, "| | target | delivery | inbound | submission | errors | warnings | undecided | certificate "
                 "ends |\n|---|---|---|---|---|--:|--:|--:|--:|\n");
    for (size_t i = 0; i < gathered->count; i++)
        plain_out_text(out, gathered->parts[i]->row);
    if (gathered->left_out > 0) {
        plain_out_text(out, "\n");
        write_number(out, gathered->left_out,
                     " target with fewer problems is left out: there is no room for it.\n",
                     " targets with fewer problems are left out: there is no room for them.\n");
    }
    write_shortfall(out, run, why);
    plain_out_text(out, run->input_error_count > 0 ? "\n" : "");
    write_input_errors(out, run);
    for (size_t i = 0; i < gathered->count; i++)
        plain_out_text(out, gathered->parts[i]->details);
    plain_out_text(out, "\n<sub>mailsonde ");
    markdown_text(out, run->mailsonde_version);
    plain_out_text(out, ", ");
    markdown_text(out, run->started_at);
    plain_out_text(out, "</sub>\n");
}

static void markdown_end(FILE *stream, const struct report_options *options, const struct run *run,
                         void *gathered)
{
    const struct plain_out out = plain_out_to(stream);
    (void)options;
    write_all(&out, run, gathered, "interrupted");
}

static void markdown_break_off(const struct plain_out *out, const struct run *run, const void *gathered)
{
    write_all(out, run, gathered, "out of memory");
}

static void markdown_clear(void *context)
{
    struct gathered *gathered = context;
    for (size_t i = 0; i < gathered->count; i++)
        free_part(gathered->parts[i]);
    free_part(gathered->first_left_out);
    free(gathered->parts);
}

static const struct report_gathering gathering = {
    .size = sizeof(struct gathered),
    .report = markdown_report,
    .end = markdown_end,
    .break_off = markdown_break_off,
    .clear = markdown_clear,
};

const struct report_format report_format_markdown = {.gathering = &gathering};
