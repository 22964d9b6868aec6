/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the rest of an HTML report is based on: status, routes, TLS, connections, and where the scan was made.
 */
#include "base/tls_names.h"
#include "facts/tls_survey.h"
#include "facts/words.h"
#include "report/html/blocks.h"
#include "report/html/sections.h"
#include "report/markup.h"
#include "report/route_lines.h"
#include "report/run_words.h"
#include "report/status_lines.h"
#include "report/tls_ports.h"
#include "report/tlsa_rows.h"

#include <stdlib.h>

void html_status(FILE *out, const struct report *report)
{
    struct marked_lines lines = status_lines(report);
    if (lines.count > 0)
        markup(out, "<h3>Status</h3>\n");
    html_lines(out, "status", &lines);
    marked_lines_free(&lines);
}

void html_route(FILE *out, const struct report *report)
{
    struct marked_lines lines = route_lines(report, true);
    if (lines.count > 0) {
        html_fold_begin(out, "Route of mail in DNS", true);
        html_lines(out, "route", &lines);
        html_fold_end(out);
    }
    marked_lines_free(&lines);
}

void html_tls(FILE *out, const struct report *report, bool verbose)
{
    struct tls_ports shown = tls_ports_of(report, verbose);
    if (shown.count > 0 && tls_ports_were_asked(report))
        html_fold_begin_open(out, "TLS of each port");
    else if (shown.count > 0)
        html_fold_begin(out, "TLS of each port", true);
    for (size_t i = 0; i < shown.count; i++) {
        const struct tls_port_group *group = &shown.groups[i];
        markup(out, "<h4>");
        for (size_t n = 0; n < group->places.count; n++)
            markup(out, "%s<bdi>%s</bdi>", n > 0 ? "; " : "", group->places.items[n]);
        markup(out, "</h4>\n");
        html_lines(out, "tls", &group->lines);
    }
    if (shown.count > 0 && shown.only_standard)
        html_paragraph(out, "remark", tls_ports_depth_remark);
    if (shown.count > 0)
        html_fold_end(out);
    tls_ports_free(&shown);
}

/* The matches of a record are a list behind it. */
void html_tlsa(FILE *out, const struct report *report)
{
    struct tlsa_rows rows = tlsa_rows_of(report);
    bool in_list = false;
    if (rows.count > 0)
        html_fold_begin(out, "TLSA records", true);
    for (size_t i = 0; i < rows.count; i++) {
        const struct tlsa_row *row = &rows.rows[i];
        bool is_match = row->kind == TLSA_ROW_MATCH;
        if (is_match != in_list)
            fputs(is_match ? "<ul class=\"matches\">\n" : "</ul>\n", out);
        in_list = is_match;
        if (row->kind == TLSA_ROW_SET) {
            markup(out, "<h4>%s</h4>\n", row->text);
        } else if (row->kind == TLSA_ROW_RECORD) {
            markup(out, "<p><code>%s</code></p>\n", row->text);
        } else {
            markup(out, "<li>");
            html_mark(out, row->mark);
            markup(out, "%s</li>\n", row->text);
        }
    }
    if (in_list)
        fputs("</ul>\n", out);
    if (rows.count > 0)
        html_fold_end(out);
    tlsa_rows_free(&rows);
}

/* "S:" and "C:" are the two sides; a star stands by what went through TLS. */
static void write_transcript(FILE *out, const struct session *session)
{
    static const char *const speakers[] = {
        [FROM_SERVER] = "S:", [FROM_CLIENT] = "C:", [ABOUT_CONNECTION] = "--"};
    if (session->transcript_count == 0)
        return;
    markup(out, "<pre tabindex=\"0\">");
    for (size_t i = 0; i < session->transcript_count; i++) {
        const struct transcript_line *line = &session->transcript[i];
        char *at = text_format("%8lld %s %s ", (long long)line->at_ms, line->encrypted ? "*" : " ",
                               speakers[line->direction]);
        markup(out, "%s<bdi>%s</bdi>\n", at, line->text);
        free(at);
    }
    markup(out, "</pre>\n");
}

static void write_session(FILE *out, const struct session *session)
{
    markup(out, "<p>tried as %s, for %s", words_name(&port_mode_words, (int)session->tried),
           words_name(&session_purpose_words, (int)session->purpose));
    if (session->stop.reason != STOP_NONE)
        markup(out, "; stopped at %s: %s %s", words_name(&step_words, (int)session->stop.at),
               words_name(&stop_reason_words, (int)session->stop.reason), session->stop.detail);
    if (session->tls != NULL && session->tls->version != 0) {
        char *suite = tls_names_suite_text(session->tls->cipher_suite);
        markup(out, "; %s, %s", tls_names_version(session->tls->version), suite);
        free(suite);
    }
    markup(out, "</p>\n");
    write_transcript(out, session);
}

void html_connections(FILE *out, const struct report *report)
{
    if (report->endpoint_count == 0)
        return;
    html_fold_begin(out, "Connections", true);
    markup(out, "<p class=\"legend\">Times from the first packet in ms; * inside TLS.</p>\n");
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        markup(out, "<h4><bdi>%s</bdi> %s port %lld</h4>\n", endpoint->server_name, endpoint->address,
               (long long)endpoint->port);
        for (size_t n = 0; n < endpoint->session_count; n++)
            write_session(out, &endpoint->sessions[n]);
    }
    html_fold_end(out);
}

void html_vantage(FILE *out, const struct report *report)
{
    char *line = run_words_vantage(report);
    html_paragraph(out, "vantage", line);
    free(line);
    for (size_t i = 0; i < report->vantage.control_count; i++) {
        char *control = run_words_control(&report->vantage.controls[i]);
        html_paragraph(out, "vantage", control);
        free(control);
    }
}

/* "12 of at most 400"; what was left out for that. */
static void add_bound(struct marked_lines *lines, const char *label, int64_t count, int64_t most,
                      int64_t left_out)
{
    char *bound = most > 0 ? text_format(" of at most %lld", (long long)most) : text_copy("");
    char *missing = left_out > 0 ? text_format("; %lld left out", (long long)left_out) : text_copy("");
    marked_lines_add(lines, left_out > 0 ? MARK_UNSURE : MARK_NONE, label,
                     text_format("%lld%s%s", (long long)count, bound, missing));
    free(missing);
    free(bound);
}

static void add_answer(struct marked_lines *lines, const char *label, enum answer answer, const char *detail)
{
    static const char *const answers[] = {
        [ANSWER_UNKNOWN] = "not known", [ANSWER_NO] = "not usable", [ANSWER_YES] = "in use"};
    if (answer != ANSWER_UNKNOWN || detail != NULL)
        marked_lines_add(
            lines, answer == ANSWER_NO ? MARK_UNSURE : MARK_NONE, label,
            text_format("%s%s%s", answers[answer], detail != NULL ? ": " : "", detail != NULL ? detail : ""));
}

/* The depth to which TLS was tested: that of the first port, since it is the same for all. */
static void add_depth(struct marked_lines *lines, const struct report *report)
{
    for (size_t i = 0; i < report->endpoint_count; i++)
        if (report->endpoints[i].tls_survey != NULL) {
            marked_lines_add(
                lines, MARK_NONE, "TLS tests",
                text_format("depth %s",
                            words_name(&tls_depth_words, (int)report->endpoints[i].tls_survey->depth)));
            return;
        }
}

void html_conditions(FILE *out, const struct report *report)
{
    const struct vantage *vantage = &report->vantage;
    const struct bounds *bounds = &report->bounds;
    struct marked_lines lines = {0};
    marked_lines_add(&lines, MARK_NONE, "target",
                     report->target.source == NULL
                         ? text_format("given as \"%s\"", report->target.word)
                         : text_format("given as \"%s\", in %s line %lld", report->target.word,
                                       report->target.source, (long long)report->target.line));
    marked_lines_add(&lines, MARK_NONE, "from", run_words_here(vantage));
    add_answer(&lines, "trust anchors", vantage->trust_anchors, vantage->trust_anchors_detail);
    add_answer(&lines, "DNSSEC root key", vantage->root_key, vantage->root_key_detail);
    if (vantage->clock != ANSWER_UNKNOWN)
        marked_lines_add(&lines, vantage->clock == ANSWER_NO ? MARK_UNSURE : MARK_NONE, "clock",
                         text_copy(vantage->clock == ANSWER_NO ? "does not fit the signatures of the DNS root"
                                                               : "fits the signatures of the DNS root"));
    add_depth(&lines, report);
    add_bound(&lines, "connections", bounds->connections, bounds->connections_max,
              bounds->connections_left_out);
    add_bound(&lines, "DNS queries", bounds->queries, bounds->queries_max, bounds->queries_left_out);
    if (bounds->endpoints_left_out > 0)
        add_bound(&lines, "ports", (int64_t)report->endpoint_count, bounds->endpoints_max,
                  bounds->endpoints_left_out);
    html_fold_begin(out, "How the scan was made", true);
    html_lines(out, "conditions", &lines);
    html_fold_end(out);
    marked_lines_free(&lines);
}
