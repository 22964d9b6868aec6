/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The headline of a report in HTML: the verdict, how high each level is, and which attacker can read what. */
#include "report/html/blocks.h"
#include "report/html/sections.h"
#include "report/level_words.h"
#include "report/markup.h"
#include "report/run_words.h"
#include "report/verdict_lines.h"

#include <stdlib.h>

enum { MOST_HOSTS = 10 };

/* A level on the scale of its kind. The first of its enum are not on it: unknown, nothing to protect. */
struct scale {
    const char *name; /* the label of its line */
    int first;
    int last;
    int least; /* what it is at the worst and at the best */
    int most;
    const char *least_words;
    const char *most_words;
    const char *mark_class;
};

/* A box for each level, filled as far as it comes; half filled where it is not known. */
static void write_scale(FILE *out, const struct scale *scale)
{
    enum { BOX = 13, HEIGHT = 9, GAP = 3 };
    int count = scale->last - scale->first + 1;
    int least = scale->least - scale->first + 1, most = scale->most - scale->first + 1;
    if (most < 1)
        return;
    markup(out, "<svg class=\"scale %s\" role=\"img\" width=\"%d\" height=\"%d\"><title>", scale->mark_class,
           count * (BOX + GAP), HEIGHT);
    if (least == most)
        markup(out, "level %d of %d: %s", most, count, scale->most_words);
    else
        markup(out, "level %d to %d of %d: from %s to %s", least < 1 ? 0 : least, most, count,
               least < 1 ? "unknown" : scale->least_words, scale->most_words);
    markup(out, "</title>");
    for (int i = 1; i <= count; i++)
        markup(out, "<rect class=\"%s\" x=\"%d\" y=\"1\" width=\"%d\" height=\"%d\"/>",
               i <= least  ? "full"
               : i <= most ? "open"
                           : "empty",
               (i - 1) * (BOX + GAP) + 1, BOX - 1, HEIGHT - 2);
    markup(out, "</svg>\n");
}

static void write_scales(FILE *out, const struct report *report, const char *label)
{
    const struct verdict *verdict = &report->verdict;
    bool known = verdict->inbound != INBOUND_UNKNOWN;
    struct scale inbound = {"inbound",
                            INBOUND_CLEARTEXT,
                            INBOUND_BOTH,
                            (int)(known ? verdict->inbound : verdict->inbound_at_least),
                            (int)(known ? verdict->inbound : verdict->inbound_at_most),
                            level_words_inbound(verdict->inbound_at_least),
                            level_words_inbound(known ? verdict->inbound : verdict->inbound_at_most),
                            html_mark_class(verdict_lines_inbound_mark(verdict->inbound))};
    struct scale submission = {"submission",
                               SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR,
                               SUBMISSION_LEVEL_STEADY_DISCOVERY,
                               (int)verdict->submission,
                               (int)verdict->submission,
                               "",
                               level_words_submission(verdict->submission),
                               html_mark_class(verdict_lines_submission_mark(verdict->submission))};
    if (text_same(label, inbound.name))
        write_scale(out, &inbound);
    else if (text_same(label, submission.name))
        write_scale(out, &submission);
}

void html_verdict(FILE *out, const struct report *report)
{
    struct marked_lines lines = verdict_lines(report);
    if (lines.count > 0)
        markup(out, "<dl class=\"verdict\">\n");
    for (size_t i = 0; i < lines.count; i++) {
        const struct marked_line *line = &lines.lines[i];
        markup(out, "<dt>%s</dt><dd class=\"%s\">", line->label, html_mark_class(line->mark));
        html_mark(out, line->mark);
        markup(out, "<span class=\"words\">%s</span> ", line->text);
        write_scales(out, report, line->label);
        markup(out, "</dd>\n");
    }
    if (lines.count > 0)
        markup(out, "</dl>\n");
    marked_lines_free(&lines);
    struct block_counts counts = finding_groups_count(report->findings, report->finding_count);
    char *words = run_words_counts(&counts);
    html_paragraph(out, "counts", words);
    free(words);
}

static void write_exposure(FILE *out, struct exposure_words exposure)
{
    markup(out, "<td class=\"%s\">%s</td>", html_style_class(exposure.style), exposure.words);
}

static void write_attacker(FILE *out, const struct attacker_rows *rows, const struct attacker_row *row)
{
    markup(out, "<tr><th scope=\"row\">%s</th>", row->who);
    if (rows->inbound)
        write_exposure(out, row->inbound);
    if (rows->submission) {
        write_exposure(out, row->submission);
        write_exposure(out, row->lax);
    }
    markup(out, "</tr>\n");
}

static void write_headings(FILE *out, const struct attacker_rows *rows)
{
    const char *deep = rows->submission ? " rowspan=\"2\"" : "";
    fprintf(out, "<thead>\n<tr><th scope=\"col\"%s>attacker</th>", deep);
    if (rows->inbound)
        fprintf(out, "<th scope=\"col\"%s>inbound mail</th>", deep);
    if (rows->submission)
        fprintf(out, "<th scope=\"colgroup\" colspan=\"2\">submission by a client that</th></tr>\n"
                     "<tr><th scope=\"col\">enforces TLS</th><th scope=\"col\">does not</th>");
    fprintf(out, "</tr>\n</thead>\n");
}

/* What each of them does to inbound mail. */
static void write_ways(FILE *out, const struct attacker_rows *rows)
{
    html_fold_begin(out, "What each does, and what stops it", false);
    markup(out, "<dl class=\"lines ways\">\n");
    for (size_t i = 0; i < rows->count; i++)
        markup(out, "<dt>%s</dt><dd>%s. Stopped by: %s.</dd>\n", rows->rows[i].who, rows->rows[i].view->how,
               rows->rows[i].view->stopped_by);
    markup(out, "</dl>\n");
    html_fold_end(out);
}

void html_attackers(FILE *out, const struct report *report)
{
    struct attacker_rows rows = attacker_rows_of(&report->verdict);
    if (rows.count > 0) {
        markup(out, "<div class=\"attackers\">\n<h3>Who can read the mail</h3>\n<table><caption "
                    "class=\"unseen\">What each attacker can read</caption>\n");
        write_headings(out, &rows);
        markup(out, "<tbody>\n");
        for (size_t i = 0; i < rows.count; i++)
            write_attacker(out, &rows, &rows.rows[i]);
        markup(out, "</tbody>\n</table>\n");
        if (rows.inbound)
            write_ways(out, &rows);
        markup(out, "</div>\n");
    }
    attacker_rows_free(&rows);
}

void html_hosts(FILE *out, const struct report *report)
{
    const struct verdict *verdict = &report->verdict;
    if (!verdict_lines_hosts_differ(verdict))
        return;
    struct text_list hosts = {0};
    for (size_t i = 0; i < verdict->inbound_host_count; i++) {
        char *words = verdict_lines_host(&verdict->inbound_hosts[i], true);
        text_list_append(&hosts, words);
        free(words);
    }
    markup(out, "<h3>Level of each MX host</h3>\n");
    html_list(out, "hosts", &hosts, MOST_HOSTS);
    text_list_free(&hosts);
}
