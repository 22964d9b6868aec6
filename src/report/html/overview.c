/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of all targets in HTML, with how many of them have which faults. */
#include "report/overview.h"

#include "report/html/blocks.h"
#include "report/html/sections.h"
#include "report/level_words.h"
#include "report/markup.h"
#include "report/verdict_lines.h"

/* The targets by the worst that was found, worst first. */
static const struct {
    enum mark mark;
    const char *words;
} classes[] = {
    {MARK_BAD, "with errors"},
    {MARK_WARNING, "with warnings, but no errors"},
    {MARK_UNSURE, "with undecided checks only"},
    {MARK_GOOD, "without errors and warnings"},
};

static size_t count_of(const struct overview *overview, enum mark mark)
{
    size_t count = 0;
    for (size_t i = 0; i < overview->count; i++)
        count += overview_mark(&overview->rows[i].counts) == mark;
    return count;
}

static void write_classes(FILE *out, const struct overview *overview)
{
    markup(out, "<p class=\"tally\">%zu targets:</p>\n<ul class=\"tally\">\n", overview->count);
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        size_t count = count_of(overview, classes[i].mark);
        if (count == 0)
            continue;
        markup(out, "<li class=\"%s\">", html_mark_class(classes[i].mark));
        html_mark(out, classes[i].mark);
        markup(out, "<strong>%zu</strong> %s</li>\n", count, classes[i].words);
    }
    markup(out, "</ul>\n");
}

static void write_bar(FILE *out, const struct overview *overview)
{
    size_t before = 0;
    markup(out,
           "<svg class=\"share\" role=\"img\" width=\"100%%\" height=\"12\"><title>share of the targets with "
           "errors, warnings, undecided checks and none of these</title>");
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        size_t count = count_of(overview, classes[i].mark);
        markup(out, "<rect class=\"%s\" height=\"12\"", html_mark_class(classes[i].mark));
        html_percent(out, "x", (int64_t)before, (int64_t)overview->count);
        html_percent(out, "width", (int64_t)count, (int64_t)overview->count);
        markup(out, "/>");
        before += count;
    }
    markup(out, "</svg>\n");
}

static void write_level(FILE *out, const char *label, enum mark mark, const char *words)
{
    markup(out, "<td class=\"%s\" data-label=\"%s\">", html_mark_class(mark), label);
    html_mark(out, mark);
    markup(out, "%s</td>", words);
}

static void write_count(FILE *out, const char *label, const char *class, size_t count)
{
    markup(out, "<td class=\"count %s\" data-label=\"%s\">%zu</td>", count > 0 ? class : "", label, count);
}

static void write_expiry(FILE *out, const struct overview_row *row)
{
    if (!row->has_certificate)
        markup(out, "<td class=\"absent\" data-label=\"certificate ends\">none seen</td>");
    else
        markup(out, "<td class=\"%s\" data-label=\"certificate ends\">%s%lld day%s%s</td>",
               row->days_mark == MARK_GOOD ? "" : html_mark_class(row->days_mark),
               row->days_left < 0 ? "" : "in ",
               (long long)(row->days_left < 0 ? -row->days_left : row->days_left),
               row->days_left == 1 || row->days_left == -1 ? "" : "s", row->days_left < 0 ? " ago" : "");
}

static void write_row(FILE *out, const struct overview_row *row)
{
    enum mark worst = overview_mark(&row->counts);
    markup(out, "<tr><th scope=\"row\" class=\"%s\">", html_mark_class(worst));
    html_mark(out, worst);
    markup(out, "<a href=\"#r%zu\"><bdi>%s</bdi></a></th>", row->number, row->name == NULL ? "?" : row->name);
    write_level(out, "delivery", row->delivery_mark, level_words_delivery(row->delivery));
    write_level(out, "inbound", verdict_lines_inbound_mark(row->inbound), level_words_inbound(row->inbound));
    write_level(out, "submission", verdict_lines_submission_mark(row->submission),
                level_words_submission(row->submission));
    write_count(out, "errors", "bad", row->counts.errors);
    write_count(out, "warnings", "warning", row->counts.warnings);
    write_count(out, "undecided", "unsure", row->counts.undecided);
    write_expiry(out, row);
    markup(out, "</tr>\n");
}

void html_overview(FILE *out, const struct overview *overview)
{
    markup(out, "<section class=\"overview\" id=\"overview\">\n<h2>Overview</h2>\n");
    write_classes(out, overview);
    write_bar(out, overview);
    markup(out,
           "<table class=\"cards targets\"><caption class=\"unseen\">All targets, worst "
           "first</caption>\n<thead><tr>"
           "<th scope=\"col\">target</th><th scope=\"col\">delivery</th><th scope=\"col\">inbound</th>"
           "<th scope=\"col\">submission</th><th scope=\"col\">errors</th><th scope=\"col\">warnings</th>"
           "<th scope=\"col\">undecided</th><th scope=\"col\">certificate ends</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        for (size_t n = 0; n < overview->count; n++)
            if (overview_mark(&overview->rows[n].counts) == classes[i].mark)
                write_row(out, &overview->rows[n]);
    markup(out, "</tbody>\n</table>\n");
    html_faults(out, overview);
    markup(out, "</section>\n");
}
