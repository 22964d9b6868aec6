/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The findings in full: why ports do not answer; what else fails, worst first; what is undecided, and why;
 * what holds. */
#include "base/list.h"
#include "facts/words.h"
#include "report/finding_groups.h"
#include "report/finding_kinds.h"
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
    if (finding->title != NULL) {
        page_blank(page, BODY_COLUMN);
        page_paragraph(page, STYLE_STRONG, BODY_COLUMN, BODY_COLUMN, finding->title);
    }
    evidence(page, column, group, told);
}

static void why(const struct page *page, int column, const struct finding *finding)
{
    bool has_reference = finding->reference != NULL && finding->reference[0] != '\0';
    char *text = text_format("%s%s%s%s", finding->explanation == NULL ? "" : finding->explanation,
                             has_reference ? " (" : "", has_reference ? finding->reference : "",
                             has_reference ? ")" : "");
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

static const char *const suspects[] = {
    [SUSPECT_NONE] = "nobody",
    [SUSPECT_UNKNOWN] = "unknown from here",
    [SUSPECT_THIS_MACHINE] = "this machine",
    [SUSPECT_GATEWAY] = "your gateway",
    [SUSPECT_THIS_NETWORK] = "your network: the gateway, a firewall or the provider",
    [SUSPECT_PROVIDER] = "your network's provider",
    [SUSPECT_PATH] = "a router on the path",
    [SUSPECT_TARGET_NETWORK] = "the server's network",
    [SUSPECT_TARGET] = "the server",
    [SUSPECT_RESOLVER] = "the DNS resolver",
};
_Static_assert(sizeof suspects / sizeof suspects[0] == SUSPECT_COUNT, "words for each suspect");

char *text_cause(const struct finding *finding)
{
    bool sure = finding->certainty != CERTAINTY_UNSTATED && finding->points_at != SUSPECT_UNKNOWN;
    return sure ? text_format("%s (%s)", suspects[finding->points_at],
                              words_name(&certainty_words, (int)finding->certainty))
                : text_copy(suspects[finding->points_at]);
}

static void diagnosis(const struct page *page, const struct finding_group *group,
                      const struct text_list *about, bool explained)
{
    const struct finding *finding = group->findings[0];
    opening(page, DIAGNOSIS_COLUMN, group, about);
    char *cause = text_cause(finding);
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
    const char *title = group->findings[0]->title == NULL ? "" : group->findings[0]->title;
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

/* Whether an earlier group says the same of other subjects, at another severity or of somebody else. */
static bool is_explained(const struct finding_groups *groups, size_t index)
{
    const struct finding *finding = groups->groups[index].findings[0];
    for (size_t i = 0; i < index; i++) {
        const struct finding *earlier = groups->groups[i].findings[0];
        if (earlier->id == finding->id && text_same(earlier->explanation, finding->explanation)
            && text_same(earlier->remedy, finding->remedy))
            return true;
    }
    return false;
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
        write(page, &groups.groups[i], &about, is_explained(&groups, i));
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
