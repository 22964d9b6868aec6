/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format text: the report for people. This file sets the order of its sections and counts at the end; each
 * section is a file, text_*.c. */
#include "base/list.h"
#include "report/finding_groups.h"
#include "report/format.h"
#include "report/page.h"
#include "report/run_words.h"
#include "report/text_sections.h"
#include "report/tls_ports.h"

#include <inttypes.h>
#include <stdlib.h>

static void vantage_line(const struct page *page, const struct report *report)
{
    char *line = run_words_vantage(report);
    page_paragraph(page, STYLE_DIM, 0, 0, line);
    free(line);
}

static void in_short(const struct page *page, const struct report *report)
{
    if (report->domain != NULL && report->domain->mail_route != ROUTE_MX)
        text_route(page, report);
    text_matrix(page, report, false);
    text_problems(page, report);
    text_accepted(page, report);
    if (tls_ports_were_asked(report))
        text_tls(page, report, false);
    text_next_steps(page, report, false);
    text_clients(page, report, false);
    text_status(page, report);
}

static void in_full(const struct page *page, const struct report *report)
{
    text_route(page, report);
    text_matrix(page, report, true);
    text_findings(page, report);
    text_paths(page, report, true, true);
    text_tls(page, report, true);
    text_next_steps(page, report, true);
    text_clients(page, report, true);
    text_status(page, report);
    text_dane(page, report);
    text_policies(page, report);
    text_details(page, report);
}

/* The report of a scan: what was probed, and what it means. */
static void scanned(const struct page *page, const struct report_options *options,
                    const struct report *report)
{
    text_headline(page, report, options);
    if (options->quiet)
        return;
    if (options->verbose)
        in_full(page, report);
    else
        in_short(page, report);
    struct block_counts blocks = finding_groups_count(report->findings, report->finding_count);
    char *counts = run_words_counts(&blocks);
    page_newline(page);
    page_paragraph(page, STYLE_STRONG, 0, 0, counts);
    free(counts);
    if (!options->verbose)
        text_left_out(page, report);
}

/* The report of a trace, which probed no server: a verdict would only say that nothing was checked. */
static void traced(const struct page *page, const struct report_options *options, const struct report *report)
{
    if (options->quiet) {
        text_path_headline(page, report);
        return;
    }
    text_route(page, report);
    text_paths(page, report, options->verbose, true);
    text_path_missing(page, report);
    text_diagnoses(page, report);
    page_newline(page);
}

/* The hosts of --control. */
static void control_lines(const struct page *page, const struct report *report)
{
    for (size_t i = 0; i < report->vantage.control_count; i++) {
        char *line = run_words_control(&report->vantage.controls[i]);
        page_paragraph(page, STYLE_DIM, 0, 2, line);
        free(line);
    }
}

/* A line across the page, between two reports. */
static void rule(const struct page *page)
{
    page_newline(page);
    for (int i = 0; i < page->columns; i++)
        page_text(page, STYLE_DIM, page->utf8 ? "─" : "-");
    page_newline(page);
    page_newline(page);
}

static void text_before(FILE *out, const struct report_options *options, bool first)
{
    struct page page = page_on(out, options);
    if (!first && options->quiet)
        page_newline(&page);
    else if (!first)
        rule(&page);
}

static void text_report(FILE *out, const struct report_options *options, const struct report *report)
{
    struct page page = page_on(out, options);
    text_title(&page, report);
    const char *incomplete = run_words_incomplete(report);
    if (incomplete != NULL)
        page_paragraph(&page, STYLE_BAD, 2, 4, incomplete);
    if (report->path_count > 0 && report->endpoint_count == 0)
        traced(&page, options, report);
    else
        scanned(&page, options, report);
    if (options->quiet)
        return;
    vantage_line(&page, report);
    control_lines(&page, report);
}

/* "3 targets: 2 errors, ...": all findings, those that stand in one block each for itself. */
static void run_line(const struct page *page, const struct run_summary *summary)
{
    struct block_counts counts = {(size_t)summary->errors, (size_t)summary->warnings, (size_t)summary->infos,
                                  (size_t)summary->unknown, (size_t)summary->accepted};
    char *text = run_words_counts(&counts);
    char *skipped = summary->input_errors == 0
                        ? text_copy("")
                        : text_format("; %" PRId64 " entr%s skipped", summary->input_errors,
                                      summary->input_errors == 1 ? "y" : "ies");
    char *line = text_format("%" PRId64 " target%s: %s%s", summary->reports, summary->reports == 1 ? "" : "s",
                             text, skipped);
    page_newline(page);
    page_paragraph(page, STYLE_STRONG, 0, 0, line);
    free(line);
    free(skipped);
    free(text);
}

static void text_end(FILE *out, const struct report_options *options, const struct run *run)
{
    struct page page = page_on(out, options);
    const struct run_summary *summary = &run->summary;
    /* Of a run that never began, standard error has said why. */
    bool interrupted = !summary->complete && summary->unfinished.count > 0;
    if (summary->reports == 0 && !summary->complete && !interrupted)
        return;
    if (summary->reports != 1 || summary->input_errors > 0)
        run_line(&page, summary);
    if (options->verbose && summary->longest_stall_ms > 0) {
        char *line =
            text_format("longest stall: %" PRId64 " ms of computing without serving connections; %" PRId64
                        " of a second or more",
                        summary->longest_stall_ms, summary->stalls);
        page_paragraph(&page, STYLE_PLAIN, 0, 2, line);
        free(line);
    }
    if (interrupted) {
        char *names = text_list_join(&summary->unfinished, ", ");
        char *line = text_format("interrupted: not completed: %s", names);
        page_paragraph(&page, STYLE_BAD, 0, 2, line);
        free(line);
        free(names);
    } else if (!summary->complete) {
        page_paragraph(&page, STYLE_BAD, 0, 0, "interrupted: more targets were not scanned");
    }
}

static void text_all(FILE *out, const struct report_options *options, const struct overview *overview)
{
    struct page page = page_on(out, options);
    text_overview(&page, overview);
    rule(&page);
}

static void text_break_off(const struct plain_out *out, const struct run *run)
{
    plain_out_text(out, "\nout of memory: not looked at to the end:");
    for (size_t i = 0; i < run->summary.unfinished.count; i++) {
        plain_out_text(out, i > 0 ? ", " : " ");
        plain_out_text(out, run->summary.unfinished.items[i]);
    }
    plain_out_text(out, "\n");
}

const struct report_format report_format_text = {
    .before = text_before,
    .report = text_report,
    .overview = text_all,
    .end = text_end,
    .break_off = text_break_off,
};
