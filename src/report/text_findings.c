/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The findings: what fails, worst first; what could not be told, and why; and when asked, what holds. */
#include "facts/list.h"
#include "facts/words.h"
#include "report/finding_groups.h"
#include "report/text_sections.h"
#include "report/wrap.h"

#include <stdlib.h>

enum { ID_COLUMN = 11, BODY_COLUMN = 4, TEXT_COLUMN = 10 };

static const enum mark severity_marks[] = {
    [SEVERITY_INFO] = MARK_FAIR,
    [SEVERITY_WARNING] = MARK_WARNING,
    [SEVERITY_ERROR] = MARK_BAD,
};
_Static_assert(sizeof severity_marks / sizeof severity_marks[0] == SEVERITY_COUNT,
               "a mark for each severity");

static void heading(const struct page *page, const char *text)
{
    page_newline(page);
    page_text(page, STYLE_STRONG, text);
    page_newline(page);
}

static void body(const struct page *page, const char *label, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    page_blank(page, BODY_COLUMN);
    page_blank(page, TEXT_COLUMN - BODY_COLUMN - page_text(page, STYLE_DIM, label));
    page_paragraph(page, STYLE_PLAIN, TEXT_COLUMN, TEXT_COLUMN, text);
}

/* Ends the line that stands at column `at` with the subject when there is one and it fits; several, or one
 * that does not, follow in lines of their own. */
static void subjects(const struct page *page, int at, const struct finding_group *group)
{
    struct text_list list = finding_group_subjects(group);
    bool fits = list.count == 1 && at + 2 + wrap_columns(list.items[0]) <= page->columns;
    if (fits) {
        page_blank(page, 2);
        page_text(page, STYLE_PLAIN, list.items[0]);
    }
    page_newline(page);
    for (size_t i = 0; !fits && i < list.count; i++) {
        page_blank(page, BODY_COLUMN);
        page_paragraph(page, STYLE_PLAIN, BODY_COLUMN, BODY_COLUMN + 2, list.items[i]);
    }
    text_list_free(&list);
}

/* One evidence needs no list of who it is about but the group's own. */
static void evidence(const struct page *page, const struct finding_group *group)
{
    struct finding_groups by_evidence = finding_groups_by_evidence(group);
    for (size_t i = 0; i < by_evidence.count; i++) {
        const struct finding_group *part = &by_evidence.groups[i];
        struct text_list about = finding_group_subjects(part);
        for (size_t n = 0; by_evidence.count > 1 && n < about.count; n++) {
            page_blank(page, BODY_COLUMN);
            page_paragraph(page, STYLE_PLAIN, BODY_COLUMN, BODY_COLUMN + 2, about.items[n]);
        }
        text_list_free(&about);
        body(page, "seen", part->findings[0]->evidence);
    }
    finding_groups_free(&by_evidence);
}

static bool one_evidence(const struct finding_group *group)
{
    struct finding_groups by_evidence = finding_groups_by_evidence(group);
    bool one = by_evidence.count == 1;
    finding_groups_free(&by_evidence);
    return one;
}

/* "! warning  id" and the subjects, where the evidence does not list them. */
static void first_line(const struct page *page, enum mark mark, const char *severity,
                       const struct finding_group *group)
{
    page_mark(page, mark);
    page_blank(page, 1);
    int at = 2;
    if (severity[0] != '\0') {
        page_blank(page, ID_COLUMN - 2 - page_text(page, page_mark_style(mark), severity));
        at = ID_COLUMN;
    }
    at += page_text(page, STYLE_STRONG, group->findings[0]->id == NULL ? "?" : group->findings[0]->id);
    if (one_evidence(group))
        subjects(page, at, group);
    else
        page_newline(page);
}

static void failing(const struct page *page, const struct finding_group *group)
{
    const struct finding *finding = group->findings[0];
    first_line(page, severity_marks[finding->severity], words_name(&severity_words, (int)finding->severity),
               group);
    if (finding->title != NULL) {
        page_blank(page, BODY_COLUMN);
        page_paragraph(page, STYLE_STRONG, BODY_COLUMN, BODY_COLUMN, finding->title);
    }
    evidence(page, group);
    bool has_reference = finding->reference != NULL && finding->reference[0] != '\0';
    char *why = text_format("%s%s%s%s", finding->explanation == NULL ? "" : finding->explanation,
                            has_reference ? " (" : "", has_reference ? finding->reference : "",
                            has_reference ? ")" : "");
    body(page, "why", why);
    free(why);
    body(page, "fix", finding->remedy);
}

static void unknown(const struct page *page, const struct finding_group *group)
{
    first_line(page, MARK_UNSURE, "", group);
    evidence(page, group);
}

static void holding(const struct page *page, const struct finding_group *group)
{
    first_line(page, MARK_GOOD, "", group);
}

/* A heading and the groups of one outcome, `loose` setting an empty line between them. */
static void section(const struct page *page, const struct report *report, enum outcome outcome,
                    const char *title, bool loose,
                    void (*write)(const struct page *, const struct finding_group *))
{
    struct finding_groups groups = finding_groups_of(report->findings, report->finding_count, outcome);
    if (groups.count > 0)
        heading(page, title);
    for (size_t i = 0; i < groups.count; i++) {
        if (i > 0 && loose)
            page_newline(page);
        write(page, &groups.groups[i]);
    }
    finding_groups_free(&groups);
}

void text_findings(const struct page *page, const struct report *report, bool verbose)
{
    section(page, report, OUTCOME_FAILS, "Findings, worst first", true, failing);
    section(page, report, OUTCOME_UNKNOWN, "Could not tell, and why", false, unknown);
    if (verbose)
        section(page, report, OUTCOME_HOLDS, "Holds", false, holding);
}
