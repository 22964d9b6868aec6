/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format text: the report for people. This file sets the order of its sections and counts at the end; each
 * section is a file, text_*.c. */
#include "facts/address.h"
#include "facts/list.h"
#include "facts/words.h"
#include "report/format.h"
#include "report/page.h"
#include "report/text_sections.h"

#include <inttypes.h>
#include <stdlib.h>

/* "2 errors, 1 warning, 3 info, 4 could not be told": what there is none of is left out, errors aside. */
static char *count_text(const struct run_summary *summary)
{
    static const char *const plural[] = {"s", ""};
    struct text_list parts = {0};
    const struct {
        int64_t count;
        const char *noun;
        bool always;
        const char *ending;
    } counts[] = {
        {summary->errors, "error", true, plural[summary->errors == 1]},
        {summary->warnings, "warning", false, plural[summary->warnings == 1]},
        {summary->infos, "info", false, ""},
        {summary->unknown, "could not be told", false, ""},
        {summary->holds, summary->holds == 1 ? "requirement holds" : "requirements hold", false, ""},
        {summary->input_errors, summary->input_errors == 1 ? "entry skipped" : "entries skipped", false, ""},
    };
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        if (counts[i].count == 0 && !counts[i].always)
            continue;
        char *part = text_format("%" PRId64 " %s%s", counts[i].count, counts[i].noun, counts[i].ending);
        text_list_append(&parts, part);
        free(part);
    }
    char *joined = text_list_join(&parts, ", ");
    text_list_free(&parts);
    return joined;
}

static struct run_summary count_findings(const struct report *report)
{
    struct run_summary summary = {.reports = 1};
    for (size_t i = 0; i < report->finding_count; i++)
        run_summary_count(&summary, &report->findings[i]);
    return summary;
}

/* Who was asked; what "the system's resolver" is on this machine is part of what was found. */
static char *resolver_words(const struct vantage *vantage)
{
    if (vantage->offline)
        return text_copy("from the given records alone");
    if (vantage->resolver != NULL && !text_same(vantage->resolver, "system"))
        return text_format("by %s", vantage->resolver);
    char *servers = text_list_join(&vantage->resolvers, ", ");
    const char *plural = vantage->resolvers.count > 1 ? "s" : "";
    char *words = text_format("by the system's resolver%s%s%s", plural, *servers != '\0' ? " " : "", servers);
    free(servers);
    return words;
}

static void vantage_line(const struct page *page, const struct report *report)
{
    const struct vantage *vantage = &report->vantage;
    const char *families = vantage->ipv4 && vantage->ipv6 ? "IPv4 and IPv6"
                           : vantage->ipv6                ? "IPv6 only"
                                                          : "IPv4 only";
    char *resolver = resolver_words(vantage);
    bool cloud = vantage->cloud != NULL;
    char *line = text_format(
        "mailsonde %s at %s for %" PRId64 ".%" PRId64 " s, as %s over %s, DNS %s%s%s",
        report->mailsonde_version == NULL ? "?" : report->mailsonde_version,
        report->started_at == NULL ? "?" : report->started_at, report->elapsed_ms / 1000,
        report->elapsed_ms / 100 % 10, vantage->helo_name == NULL ? "its own address" : vantage->helo_name,
        families, resolver, cloud ? ", at the provider that was named: " : "", cloud ? vantage->cloud : "");
    free(resolver);
    page_paragraph(page, STYLE_DIM, 0, 0, line);
    free(line);
}

/* The report of a scan: what was probed, and what it means. */
static void scanned(const struct page *page, const struct report_options *options,
                    const struct report *report)
{
    text_headline(page, report, !options->quiet);
    if (options->quiet)
        return;
    text_route(page, report);
    text_matrix(page, report);
    text_diagnoses(page, report);
    text_paths(page, report, options->verbose, options->verbose);
    text_tls(page, report, options->verbose);
    text_next_steps(page, report);
    text_clients(page, report);
    text_findings(page, report, options->verbose);
    if (options->verbose) {
        text_dane(page, report);
        text_policies(page, report);
        text_details(page, report);
    }
    struct run_summary summary = count_findings(report);
    char *counts = count_text(&summary);
    page_newline(page);
    page_paragraph(page, STYLE_STRONG, 0, 0, counts);
    free(counts);
}

/* The report of a trace, which looked at no server: its verdict and its findings would be of nothing but what
 * was not looked at. */
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

/* The places that the user knows to work. */
static void control_lines(const struct page *page, const struct report *report)
{
    for (size_t i = 0; i < report->vantage.control_count; i++) {
        const struct control *control = &report->vantage.controls[i];
        const char *over = control->address == NULL                ? ""
                           : address_family(control->address) == 6 ? " over IPv6"
                                                                   : " over IPv4";
        char *place = text_format("%s%s", control->place == NULL ? "?" : control->place, over);
        char *line = control->connected == ANSWER_YES
                         ? text_format("control %s: connected in %" PRId64 ".%" PRId64 " ms", place,
                                       control->connect_us / 1000, control->connect_us / 100 % 10)
                     : control->address == NULL ? text_format("control %s: could not be resolved", place)
                     : control->connected == ANSWER_NO
                         ? text_format("control %s: no connection (%s)", place,
                                       words_name(&stop_reason_words, (int)control->stop.reason))
                         : text_format("control %s: not known", place);
        page_paragraph(page, STYLE_DIM, 0, 2, line);
        free(line);
        free(place);
    }
}

static void text_report(FILE *out, const struct report_options *options, const struct run *run,
                        const struct report *report)
{
    struct page page = page_on(out, options);
    if (run->summary.reports > 0 && options->quiet) {
        page_newline(&page);
    } else if (run->summary.reports > 0) {
        page_newline(&page);
        for (int i = 0; i < page.columns; i++)
            page_text(&page, STYLE_DIM, page.utf8 ? "─" : "-");
        page_newline(&page);
        page_newline(&page);
    }
    text_title(&page, report);
    if (report->ended == REPORT_INTERRUPTED)
        page_paragraph(&page, STYLE_BAD, 2, 4,
                       "interrupted: this is what was known by then; what was cut off is unknown");
    if (report->ended == REPORT_TIME_RAN_OUT)
        page_paragraph(&page, STYLE_BAD, 2, 4,
                       "time ran out (--max-time): this is what was known by then; what was cut off is "
                       "unknown");
    if (report->path_count > 0 && report->endpoint_count == 0)
        traced(&page, options, report);
    else
        scanned(&page, options, report);
    if (options->quiet)
        return;
    vantage_line(&page, report);
    control_lines(&page, report);
}

static void text_end(FILE *out, const struct report_options *options, const struct run *run)
{
    struct page page = page_on(out, options);
    const struct run_summary *summary = &run->summary;
    /* Of a run that never began, standard error has said why. */
    bool interrupted = !summary->complete && summary->unfinished.count > 0;
    if (summary->reports == 0 && !summary->complete && !interrupted)
        return;
    if (summary->reports != 1 || summary->input_errors > 0) {
        char *counts = count_text(summary);
        char *line = text_format("%" PRId64 " target%s: %s", summary->reports,
                                 summary->reports == 1 ? "" : "s", counts);
        page_newline(&page);
        page_paragraph(&page, STYLE_STRONG, 0, 0, line);
        free(line);
        free(counts);
    }
    if (options->verbose && summary->longest_stall_ms > 0) {
        char *line = text_format("longest stall: %" PRId64 " ms of computing at a stretch; %" PRId64
                                 " of a second or more",
                                 summary->longest_stall_ms, summary->stalls);
        page_paragraph(&page, STYLE_PLAIN, 0, 2, line);
        free(line);
    }
    if (interrupted) {
        char *names = text_list_join(&summary->unfinished, ", ");
        char *line = text_format("interrupted: not looked at to the end: %s", names);
        page_paragraph(&page, STYLE_BAD, 0, 2, line);
        free(line);
        free(names);
    } else if (!summary->complete) {
        page_paragraph(&page, STYLE_BAD, 0, 0, "interrupted: there is more that was not looked at");
    }
}

const struct report_format report_format_text = {
    .name = "text",
    .about = "a report for people",
    .report = text_report,
    .end = text_end,
};
