/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format html: one file for a browser or a printer, which needs no other. This file sets the order of its
 * sections; each is a file beside it. There is no script in it, and a policy says so to the browser. */
#include "report/format.h"
#include "report/html/blocks.h"
#include "report/html/sections.h"
#include "report/html/style_data.h"
#include "report/markup.h"
#include "report/name_words.h"
#include "report/run_words.h"

#include <stdlib.h>

/* Styles alone are allowed, those in this file: no script, no picture, no font, no form, no frame. */
static const char head_start[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<meta name=\"referrer\" content=\"no-referrer\">\n";

/* From the title to the beginning of what the reports say. */
static void write_opening(FILE *out, const char *about, const char *version, const char *started_at,
                          bool has_settings)
{
    markup(out, "<title>%s%sSMTP and TLS report</title>\n<style>\n", about, about[0] != '\0' ? ": " : "");
    for (size_t i = 0; i < html_style_count; i++)
        fputs(html_styles[i].text, out);
    markup(out, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#reports\">Skip to the results</a>\n");
    markup(out,
           "<header>\n<h1>SMTP and TLS report</h1>\n<p>Made by mailsonde %s on <time "
           "datetime=\"%s\">%s</time>",
           version, started_at, started_at);
    if (has_settings)
        markup(out, " (<a href=\"#called\">how it was called</a>)");
    markup(out,
           "</p>\n<p class=\"paper\"><label><input type=\"checkbox\" id=\"print-all\"> Print what is folded, "
           "too</label></p>\n</header>\n<main id=\"reports\">\n");
}

static const char *or_unknown(const char *text)
{
    return text == NULL ? "?" : text;
}

/* Of one target the title says which, so its report writes the rest of the opening. */
static void html_begin(FILE *out, const struct report_options *options, const struct run *run)
{
    fputs(head_start, out);
    markup(out, "<meta name=\"generator\" content=\"mailsonde %s\">\n", run->mailsonde_version);
    if (options->many)
        write_opening(out, "", or_unknown(run->mailsonde_version), or_unknown(run->started_at),
                      run->settings.command != NULL);
}

static void write_details(FILE *out, const struct report_options *options, const struct report *report)
{
    markup(out, "<div class=\"glance\">\n");
    html_matrix(out, report, options->number);
    html_attackers(out, report);
    markup(out, "</div>\n");
    html_hosts(out, report);
    html_diagnoses(out, report, options->number);
    html_findings(out, report, options->number);
    html_next_steps(out, report);
    html_clients(out, report);
    html_status(out, report);
    html_certificates(out, report);
    html_paths(out, report);
    html_tls(out, report, options->verbose);
    html_timings(out, report);
    html_route(out, report);
    html_tlsa(out, report);
    html_passed(out, report);
    if (options->verbose)
        html_connections(out, report);
}

/* Of a trace, which probed no server: a verdict would only say that nothing was checked. */
static bool is_trace(const struct report *report)
{
    return report->path_count > 0 && report->endpoint_count == 0;
}

static void write_trace(FILE *out, const struct report_options *options, const struct report *report)
{
    html_path_verdict(out, report);
    if (options->quiet)
        return;
    html_paths(out, report);
    html_diagnoses(out, report, options->number);
    html_route(out, report);
}

static void write_scan(FILE *out, const struct report_options *options, const struct report *report)
{
    html_verdict(out, report);
    if (!options->quiet)
        write_details(out, options, report);
}

static void html_report(FILE *out, const struct report_options *options, const struct report *report)
{
    char *name = name_words_target(true, &report->target);
    if (!options->many && options->number == 1)
        write_opening(out, name, or_unknown(report->mailsonde_version), or_unknown(report->started_at),
                      false);
    markup(out, "<section class=\"report\" id=\"r%zu\">\n<h2><bdi>%s</bdi></h2>\n", options->number, name);
    html_paragraph(out, "incomplete", run_words_incomplete(report));
    if (is_trace(report))
        write_trace(out, options, report);
    else
        write_scan(out, options, report);
    if (!options->quiet)
        html_conditions(out, report);
    html_vantage(out, report);
    if (options->many)
        markup(out, "<p class=\"back\"><a href=\"#reports\">Back to the top</a></p>\n");
    markup(out, "</section>\n");
    free(name);
}

static void html_all(FILE *out, const struct report_options *options, const struct overview *overview)
{
    (void)options;
    html_overview(out, overview);
}

static void write_input_errors(FILE *out, const struct run *run)
{
    if (run->input_error_count == 0)
        return;
    markup(out, "<section class=\"skipped\">\n<h2>Entries that were skipped</h2>\n<ul>\n");
    for (size_t i = 0; i < run->input_error_count; i++) {
        const struct input_error *error = &run->input_errors[i];
        markup(out, "<li><bdi>%s</bdi>", or_unknown(error->word));
        if (error->source != NULL)
            markup(out, " (<bdi>%s</bdi> line %lld)", error->source, (long long)error->line);
        markup(out, ": %s</li>\n", error->problem);
    }
    markup(out, "</ul>\n</section>\n");
}

static void write_unfinished(FILE *out, const struct run_summary *summary)
{
    if (summary->complete)
        return;
    char *names = text_list_join(&summary->unfinished, ", ");
    markup(out, "<p class=\"incomplete\">Interrupted: %s<bdi>%s</bdi></p>\n",
           names[0] != '\0' ? "not completed: " : "more targets were not scanned", names);
    free(names);
}

/* How the program was called, so that the run can be made again. */
static void write_settings(FILE *out, const struct run_settings *settings)
{
    const struct {
        const char *label;
        const char *text;
    } rows[] = {
        {"TLS tests", settings->depth},
        {"resolver", settings->resolver},
        {"DNSSEC", settings->dnssec},
        {"DNSSEC anchor", settings->dnssec_anchor},
        {"trust anchors", settings->trust_anchors},
    };
    if (settings->command == NULL)
        return;
    struct marked_lines lines = {0};
    char *options = text_list_join(&settings->options, " ");
    char *profiles = text_list_join(&settings->profiles, ", ");
    marked_lines_add(
        &lines, MARK_NONE, "command",
        text_format("mailsonde %s%s%s", settings->command, options[0] != '\0' ? " " : "", options));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].text != NULL)
            marked_lines_add(&lines, MARK_NONE, rows[i].label, text_copy(rows[i].text));
    if (profiles[0] != '\0')
        marked_lines_add(&lines, MARK_NONE, "profiles", text_copy(profiles));
    markup(out, "<section class=\"skipped\" id=\"called\">\n<h2>How the program was called</h2>\n");
    html_lines(out, "settings-of-run", &lines);
    markup(out, "</section>\n");
    marked_lines_free(&lines);
    free(profiles);
    free(options);
}

static void html_end(FILE *out, const struct report_options *options, const struct run *run)
{
    if (!options->many && run->summary.reports == 0)
        write_opening(out, "", or_unknown(run->mailsonde_version), or_unknown(run->started_at), false);
    write_unfinished(out, &run->summary);
    write_input_errors(out, run);
    write_settings(out, &run->settings);
    fputs("</main>\n</body>\n</html>\n", out);
}

/* Allocates nothing, so it escapes by itself. */
static void plain_escaped(const struct plain_out *out, const char *text)
{
    for (; *text != '\0'; text++)
        if (*text == '<' || *text == '&')
            plain_out_text(out, *text == '<' ? "&lt;" : "&amp;");
        else
            out->write(out->context, text, 1);
}

/* What is not closed, or was not begun, HTML closes and begins by itself. */
static void html_break_off(const struct plain_out *out, const struct run *run)
{
    plain_out_text(out, "<p class=\"incomplete\">Out of memory: not looked at to the end: ");
    for (size_t i = 0; i < run->summary.unfinished.count; i++) {
        plain_out_text(out, i > 0 ? ", " : "");
        plain_escaped(out, run->summary.unfinished.items[i]);
    }
    plain_out_text(out, "</p>\n</main>\n</body>\n</html>\n");
}

const struct report_format report_format_html = {
    .begin = html_begin,
    .report = html_report,
    .overview = html_all,
    .end = html_end,
    .break_off = html_break_off,
};
