/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The findings: what fails, worst first; what could not be told, and why; and when asked, what holds. */
#include "facts/list.h"
#include "facts/words.h"
#include "report/finding_groups.h"
#include "report/text_sections.h"
#include "report/wrap.h"

#include <stdlib.h>

enum { MARK_COLUMNS = 2, ID_COLUMN = 11, BODY_COLUMN = 4, TEXT_COLUMN = 10 };

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

static void subjects(const struct page *page, const struct text_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        body(page, i == 0 ? "at" : "", list->items[i]);
}

/* "! warning  id  subject": the subject where there is one and the line has room for it, which is returned.
 */
static bool first_line(const struct page *page, enum mark mark, const char *severity,
                       const struct finding_group *group, const struct text_list *about)
{
    const char *id = group->findings[0]->id == NULL ? "?" : group->findings[0]->id;
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
static void evidence(const struct page *page, const struct finding_group *group, bool where_is_told)
{
    struct finding_groups by_evidence = finding_groups_by_evidence(group);
    for (size_t i = 0; i < by_evidence.count; i++) {
        struct text_list about = finding_group_subjects(&by_evidence.groups[i]);
        if (!where_is_told)
            subjects(page, &about);
        body(page, "seen", by_evidence.groups[i].findings[0]->evidence);
        text_list_free(&about);
    }
    finding_groups_free(&by_evidence);
}

static void failing(const struct page *page, const struct finding_group *group, const struct text_list *about,
                    bool explained)
{
    const struct finding *finding = group->findings[0];
    bool told = first_line(page, severity_marks[finding->severity],
                           words_name(&severity_words, (int)finding->severity), group, about);
    if (finding->title != NULL) {
        page_blank(page, BODY_COLUMN);
        page_paragraph(page, STYLE_STRONG, BODY_COLUMN, BODY_COLUMN, finding->title);
    }
    evidence(page, group, told);
    if (explained) {
        body(page, "why", "See above.");
        return;
    }
    bool has_reference = finding->reference != NULL && finding->reference[0] != '\0';
    char *why = text_format("%s%s%s%s", finding->explanation == NULL ? "" : finding->explanation,
                            has_reference ? " (" : "", has_reference ? finding->reference : "",
                            has_reference ? ")" : "");
    body(page, "why", why);
    free(why);
    body(page, "fix", finding->remedy);
}

static void unknown(const struct page *page, const struct finding_group *group, const struct text_list *about,
                    bool explained)
{
    (void)explained;
    bool told = first_line(page, MARK_UNSURE, NULL, group, about);
    evidence(page, group, told);
}

static void holding(const struct page *page, const struct finding_group *group, const struct text_list *about,
                    bool explained)
{
    (void)explained;
    if (!first_line(page, MARK_GOOD, NULL, group, about))
        subjects(page, about);
}

/* Whether an earlier group is of the same requirement, at another severity. */
static bool is_explained(const struct finding_groups *groups, size_t index)
{
    const char *id = groups->groups[index].findings[0]->id;
    for (size_t i = 0; i < index; i++)
        if (text_same(groups->groups[i].findings[0]->id, id))
            return true;
    return false;
}

/* A heading and the groups of one outcome, `loose` setting an empty line between them. */
static void section(const struct page *page, const struct report *report, enum outcome outcome,
                    const char *title, bool loose,
                    void (*write)(const struct page *, const struct finding_group *, const struct text_list *,
                                  bool explained))
{
    struct finding_groups groups = finding_groups_of(report->findings, report->finding_count, outcome);
    if (groups.count > 0)
        heading(page, title);
    for (size_t i = 0; i < groups.count; i++) {
        if (i > 0 && loose)
            page_newline(page);
        struct text_list about = finding_group_subjects(&groups.groups[i]);
        write(page, &groups.groups[i], &about, is_explained(&groups, i));
        text_list_free(&about);
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
