/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The findings in HTML: what to mend first, each thing once, with where it was seen and what to do. What
 * explains them is folded, and so is what holds. */
#include "facts/words.h"
#include "report/finding_groups.h"
#include "report/finding_kinds.h"
#include "report/finding_words.h"
#include "report/html/blocks.h"
#include "report/html/sections.h"
#include "report/markup.h"

#include <stdlib.h>

/* So many places, and so many different things that were seen there, are open. */
enum { OPEN_PLACES = 6, OPEN_EVIDENCE = 4 };

/* One part of a block. */
static void labelled(FILE *out, const char *class, const char *label, const char *text)
{
    if (text != NULL && text[0] != '\0')
        markup(out, "<p class=\"%s\"><strong>%s</strong> %s</p>\n", class, label, text);
}

static void write_seen(FILE *out, const struct finding_group *group)
{
    struct text_list places = finding_group_subjects(group);
    markup(out, "<div class=\"seen\">\n");
    if (places.count > 0 && places.items[0][0] != '\0')
        html_list(out, "places", &places, OPEN_PLACES);
    html_paragraph(out, "evidence", group->findings[0]->evidence);
    markup(out, "</div>\n");
    text_list_free(&places);
}

/* What was seen, each with the places where it was. */
static void write_evidence(FILE *out, const struct finding_group *group)
{
    struct finding_groups seen = finding_groups_by_evidence(group);
    size_t open = seen.count <= OPEN_EVIDENCE + 1 ? seen.count : OPEN_EVIDENCE;
    for (size_t i = 0; i < open; i++)
        write_seen(out, &seen.groups[i]);
    if (open < seen.count)
        markup(out, "<details><summary>seen in %zu more ways</summary>\n", seen.count - open);
    for (size_t i = open; i < seen.count; i++)
        write_seen(out, &seen.groups[i]);
    if (open < seen.count)
        html_fold_end(out);
    finding_groups_free(&seen);
}

static void write_title(FILE *out, const struct finding_group *group)
{
    const struct finding *finding = group->findings[0];
    enum mark mark = finding_mark(finding);
    const char *kind =
        finding->outcome == OUTCOME_FAILS ? words_name(&severity_words, (int)finding->severity) : "undecided";
    markup(out, "<h4><span class=\"badge %s\"><span aria-hidden=\"true\">%s</span> %s</span> %s</h4>\n",
           html_mark_class(mark), page_marks[mark].utf8, kind, finding_heading(finding));
}

/* "starttls-not-offered", and what senders report of it. */
static void write_id(FILE *out, const struct finding *finding)
{
    markup(out, "<p class=\"id\"><code>%s</code>", finding_name(finding->id));
    if (finding->reference != NULL && finding->reference[0] != '\0')
        markup(out, " <span class=\"reference\">%s</span>", finding->reference);
    if (finding->result_type != NULL)
        markup(out, " <span>in TLS reports: %s</span>", finding->result_type);
    markup(out, "</p>\n");
}

static void write_settings(FILE *out, const struct finding_group *group, const struct text_list *settings)
{
    if (settings->count > 0)
        markup(out, "<p><strong>Settings</strong>%s</p>\n",
               finding_group_servers_are_known(group)
                   ? ""
                   : " (which mail server runs there is not known: those of the usual ones)");
    html_list(out, "settings", settings, settings->count);
}

/* Why it matters, and the settings. */
static void write_explanation(FILE *out, const struct finding_group *group, bool explained)
{
    const struct finding *finding = group->findings[0];
    struct text_list settings = finding_group_settings(group);
    if (explained) {
        html_paragraph(out, "see", "Explanation: see above.");
    } else {
        html_fold_begin(out, settings.count > 0 ? "Explanation and settings" : "Explanation", false);
        html_paragraph(out, "why", finding->explanation);
        write_settings(out, group, &settings);
        write_id(out, finding);
        html_fold_end(out);
    }
    text_list_free(&settings);
}

static void write_fault(FILE *out, const struct finding_group *group, bool explained, const char *id)
{
    const struct finding *finding = group->findings[0];
    markup(out, "<article class=\"finding %s\" id=\"%s\">\n", html_mark_class(finding_mark(finding)), id);
    write_title(out, group);
    write_evidence(out, group);
    if (finding_is_diagnosis(finding)) {
        char *cause = finding_words_cause(finding);
        labelled(out, "cause", "Cause", cause);
        free(cause);
        labelled(out, "settle", finding->certainty == CERTAINTY_CERTAIN ? "Next" : "To settle",
                 finding->settle);
    }
    if (!explained)
        labelled(out, "fix", "Fix", finding->remedy);
    write_explanation(out, group, explained);
    markup(out, "</article>\n");
}

/* Of what is no fault, all but title and places is folded. */
static void write_note(FILE *out, const struct finding_group *group, bool explained, const char *id)
{
    const struct finding *finding = group->findings[0];
    enum mark mark = finding_mark(finding);
    struct text_list places = finding_group_subjects(group);
    char *where = text_list_join_first(&places, 3);
    markup(out, "<details class=\"note\" id=\"%s\"><summary>", id);
    html_mark(out, mark);
    markup(out, "%s <span class=\"where\"><bdi>%s</bdi></span></summary>\n", finding_heading(finding), where);
    write_evidence(out, group);
    labelled(out, "settle", "To settle", finding->settle);
    if (explained) {
        html_paragraph(out, "see", "Explanation: see above.");
    } else {
        html_paragraph(out, "why", finding->explanation);
        labelled(out, "fix", "Fix", finding->remedy);
        struct text_list settings = finding_group_settings(group);
        write_settings(out, group, &settings);
        text_list_free(&settings);
    }
    write_id(out, finding);
    markup(out, "</details>\n");
    free(where);
    text_list_free(&places);
}

/* The id of a block is made of the place of its first finding in the report. */
static void section(FILE *out, const struct report *report, size_t number, const char *heading,
                    bool (*wanted)(const struct finding *),
                    void (*write)(FILE *, const struct finding_group *, bool explained, const char *id))
{
    struct finding_groups groups = finding_groups_of(report->findings, report->finding_count, wanted);
    if (groups.count > 0)
        markup(out, "<h3>%s</h3>\n", heading);
    for (size_t i = 0; i < groups.count; i++) {
        char *id = text_format("r%zu-%zu", number, (size_t)(groups.groups[i].findings[0] - report->findings));
        write(out, &groups.groups[i], finding_groups_is_explained(&groups, i), id);
        free(id);
    }
    finding_groups_free(&groups);
}

/* What the user accepts, why and how long. */
static void write_accepted(FILE *out, const struct finding_group *group, bool explained, const char *id)
{
    const struct acceptance *accepted = group->findings[0]->accepted;
    markup(out, "<p class=\"accepted\"><strong>Accepted%s%s</strong>: <bdi>%s</bdi></p>\n",
           accepted->until != NULL ? " until " : "", accepted->until,
           accepted->reason != NULL ? accepted->reason : "no reason given");
    write_note(out, group, explained, id);
}

static bool is_note(const struct finding *finding)
{
    return finding_is_note(finding) || finding_is_port_note(finding);
}

void html_findings(FILE *out, const struct report *report, size_t number)
{
    section(out, report, number, "What is wrong, worst first", finding_is_fault, write_fault);
    section(out, report, number, "Undecided: it may be so or not", finding_is_undecided, write_note);
    section(out, report, number, "Notes", is_note, write_note);
    section(out, report, number, "Accepted", finding_is_accepted, write_accepted);
}

void html_diagnoses(FILE *out, const struct report *report, size_t number)
{
    section(out, report, number, "Connection problems", finding_is_diagnosis, write_fault);
}

void html_passed(FILE *out, const struct report *report)
{
    struct finding_groups groups = finding_groups_of(report->findings, report->finding_count, finding_holds);
    if (groups.count > 0) {
        html_fold_begin(out, "Passed checks", true);
        markup(out, "<ul class=\"passed\">\n");
        for (size_t i = 0; i < groups.count; i++) {
            const struct finding *finding = groups.groups[i].findings[0];
            markup(out, "<li>");
            html_mark(out, MARK_GOOD);
            markup(out, "%s <code>%s</code></li>\n", finding_heading(finding), finding_name(finding->id));
        }
        markup(out, "</ul>\n");
        html_fold_end(out);
    }
    finding_groups_free(&groups);
}
