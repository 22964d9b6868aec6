/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The findings in full: why ports do not answer; what else fails, worst first; what is undecided, and why;
 * what holds. */
#include "base/list.h"
#include "facts/words.h"
#include "report/finding_groups.h"
#include "report/finding_kinds.h"
#include "report/finding_words.h"
#include "report/text_sections.h"
#include "report/wrap.h"

#include <stdlib.h>
#include <string.h>

enum { MARK_COLUMNS = 2, ID_COLUMN = 11, BODY_COLUMN = 4 };

/* Where the text beside labels begins: "seen" or "to settle". */
enum { TEXT_COLUMN = 10, DIAGNOSIS_COLUMN = 15 };

static void body(const struct page *page, int column, const char *label, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    page_blank(page, BODY_COLUMN);
    page_blank(page, column - BODY_COLUMN - page_text(page, STYLE_DIM, label));
    page_paragraph(page, STYLE_PLAIN, column, column, text);
}

static void subjects(const struct page *page, int column, const struct text_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        body(page, column, i == 0 ? "at" : "", list->items[i]);
}

/* "! warning  id  subject": the subject where there is one and the line has room for it, which is returned.
 */
static bool first_line(const struct page *page, enum mark mark, const char *severity,
                       const struct finding_group *group, const struct text_list *about)
{
    const char *id = finding_name(group->findings[0]->id);
    page_mark(page, mark);
    page_blank(page, 1);
    int at = MARK_COLUMNS;
    if (severity != NULL) {
        page_blank(page, ID_COLUMN - MARK_COLUMNS - page_text(page, page_mark_style(mark), severity));
        at = ID_COLUMN;
    }
    if (at + wrap_columns(id) > page->columns) {
        page_paragraph(page, STYLE_STRONG, at, at, id);
        return false;
    }
    at += page_text(page, STYLE_STRONG, id);
    bool fits = about->count == 1 && at + MARK_COLUMNS + wrap_columns(about->items[0]) <= page->columns;
    if (fits) {
        page_blank(page, MARK_COLUMNS);
        page_text(page, STYLE_PLAIN, about->items[0]);
    }
    page_newline(page);
    return fits;
}

/* What was seen, and where unless `where_is_told`; each evidence with its own subjects. */
static void evidence(const struct page *page, int column, const struct finding_group *group,
                     bool where_is_told)
{
    struct finding_groups by_evidence = finding_groups_by_evidence(group);
    for (size_t i = 0; i < by_evidence.count; i++) {
        struct text_list about = finding_group_subjects(&by_evidence.groups[i]);
        if (!where_is_told)
            subjects(page, column, &about);
        body(page, column, "seen", by_evidence.groups[i].findings[0]->evidence);
        text_list_free(&about);
    }
    finding_groups_free(&by_evidence);
}

/* Who and what, up to what was seen. */
static void opening(const struct page *page, int column, const struct finding_group *group,
                    const struct text_list *about)
{
    const struct finding *finding = group->findings[0];
    bool fails = finding->outcome == OUTCOME_FAILS;
    bool told =
        first_line(page, finding_mark(finding),
                   fails ? words_name(&severity_words, (int)finding->severity) : "unknown", group, about);
    page_blank(page, BODY_COLUMN);
    page_paragraph(page, STYLE_STRONG, BODY_COLUMN, BODY_COLUMN, finding_heading(finding));
    evidence(page, column, group, told);
}

static void why(const struct page *page, int column, const struct finding *finding)
{
    char *text = finding_words_why(finding, true);
    body(page, column, "why", text);
    free(text);
}

/* What to do, and the settings of the mail servers, a line each. */
static void fix(const struct page *page, int column, const struct finding_group *group)
{
    struct text_list settings = finding_group_settings(group);
    body(page, column, "fix", group->findings[0]->remedy);
    for (size_t i = 0; i < settings.count; i++)
        body(page, column, "", settings.items[i]);
    text_list_free(&settings);
}

static void failing(const struct page *page, const struct finding_group *group, const struct text_list *about,
                    bool explained)
{
    const struct finding *finding = group->findings[0];
    opening(page, TEXT_COLUMN, group, about);
    if (explained) {
        body(page, TEXT_COLUMN, "why", "See above.");
        return;
    }
    why(page, TEXT_COLUMN, finding);
    fix(page, TEXT_COLUMN, group);
}

static void diagnosis(const struct page *page, const struct finding_group *group,
                      const struct text_list *about, bool explained)
{
    const struct finding *finding = group->findings[0];
    opening(page, DIAGNOSIS_COLUMN, group, about);
    char *cause = finding_words_cause(finding);
    body(page, DIAGNOSIS_COLUMN, "cause", cause);
    free(cause);
    if (explained)
        body(page, DIAGNOSIS_COLUMN, "why", "See above.");
    else
        why(page, DIAGNOSIS_COLUMN, finding);
    /* What is certain has nothing to settle: then it is what to do about it. */
    body(page, DIAGNOSIS_COLUMN, finding->certainty == CERTAINTY_CERTAIN ? "next" : "to settle",
         finding->settle);
    if (!explained)
        fix(page, DIAGNOSIS_COLUMN, group);
}

static void unknown(const struct page *page, const struct finding_group *group, const struct text_list *about,
                    bool explained)
{
    (void)explained;
    bool told = first_line(page, MARK_UNSURE, NULL, group, about);
    evidence(page, TEXT_COLUMN, group, told);
}

/* "✓ STARTTLS is offered [starttls-not-offered]: mx1.example.org": the id alone would name the problem. */
static void holding(const struct page *page, const struct finding_group *group, const struct text_list *about,
                    bool explained)
{
    (void)explained;
    const char *title = finding_heading(group->findings[0]);
    int length = (int)strlen(title);
    length -= length > 0 && title[length - 1] == '.';
    char *line = text_format("%.*s [%s]%s%s", length, title, finding_name(group->findings[0]->id),
                             about->count == 1 ? ": " : "", about->count == 1 ? about->items[0] : "");
    page_mark(page, MARK_GOOD);
    page_blank(page, MARK_COLUMNS - 1);
    page_paragraph(page, STYLE_PLAIN, MARK_COLUMNS, BODY_COLUMN, line);
    free(line);
    if (about->count > 1)
        subjects(page, TEXT_COLUMN, about);
}

/* A heading and the groups of those that are wanted, `loose` setting an empty line between them. */
static void section(const struct page *page, const struct report *report,
                    bool (*wanted)(const struct finding *), const char *title, bool loose,
                    void (*write)(const struct page *, const struct finding_group *, const struct text_list *,
                                  bool explained))
{
    struct finding_groups groups = finding_groups_of(report->findings, report->finding_count, wanted);
    if (groups.count > 0)
        page_heading(page, title);
    for (size_t i = 0; i < groups.count; i++) {
        if (i > 0 && loose)
            page_newline(page);
        struct text_list about = finding_group_subjects(&groups.groups[i]);
        write(page, &groups.groups[i], &about, finding_groups_is_explained(&groups, i));
        text_list_free(&about);
    }
    finding_groups_free(&groups);
}

void text_findings(const struct page *page, const struct report *report)
{
    section(page, report, finding_is_diagnosis, "Connection problems", true, diagnosis);
    section(page, report, finding_fails, "Findings, worst first", true, failing);
    section(page, report, finding_is_undecided, "Undecided", false, unknown);
    text_accepted(page, report);
    section(page, report, finding_holds, "Passed checks", false, holding);
}
