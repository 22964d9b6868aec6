/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The findings in short: a block for each thing to mend, worst first, with what was seen, one line of why and
 * the fix; a line for each note and each check that is undecided. text_findings.c tells them in full. */
#include "base/list.h"
#include "facts/words.h"
#include "report/finding_groups.h"
#include "report/finding_kinds.h"
#include "report/finding_words.h"
#include "report/text_sections.h"
#include "report/wrap.h"

#include <stdlib.h>

enum { MARK_COLUMN = 2, BODY_COLUMN = 4, TEXT_COLUMN = 11 };

/* How many of its places a block names. */
enum { PLACES = 3 };

static void labelled(const struct page *page, const char *label, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    page_blank(page, BODY_COLUMN);
    page_blank(page, TEXT_COLUMN - BODY_COLUMN - page_text(page, STYLE_DIM, label));
    page_paragraph(page, STYLE_PLAIN, TEXT_COLUMN, TEXT_COLUMN, text);
}

/* "mx1.example.org 192.0.2.10 port 25, mx2.example.org 192.0.2.20 port 25 and 18 more". The caller frees. */
static char *places_text(const struct finding_group *group)
{
    struct text_list places = finding_group_subjects(group);
    char *text = text_list_join_first(&places, PLACES);
    text_list_free(&places);
    return text;
}

/* Mark, title and id; then where. */
static void title(const struct page *page, enum mark mark, const struct finding_group *group)
{
    const struct finding *finding = group->findings[0];
    char *line = text_format("%s [%s]", finding_heading(finding), finding_name(finding->id));
    char *places = places_text(group);
    page_blank(page, MARK_COLUMN);
    page_mark(page, mark);
    page_blank(page, BODY_COLUMN - MARK_COLUMN - 1);
    page_paragraph(page, page_mark_style(mark), BODY_COLUMN, BODY_COLUMN, line);
    labelled(page, "at", places);
    free(places);
    free(line);
}

/* What was seen first, and that other places of the block showed other things. */
static void seen(const struct page *page, const struct finding_group *group)
{
    struct finding_groups by_evidence = finding_groups_by_evidence(group);
    const char *evidence = group->findings[0]->evidence;
    char *text = by_evidence.count == 1 || evidence == NULL
                     ? text_copy(evidence)
                     : text_format("%s (-v shows %zu more)", evidence, by_evidence.count - 1);
    labelled(page, "seen", text);
    free(text);
    finding_groups_free(&by_evidence);
}

static void why(const struct page *page, const struct finding *finding)
{
    char *text = finding_words_why(finding, false);
    labelled(page, "why", text);
    free(text);
}

static void fix(const struct page *page, const struct finding_group *group)
{
    labelled(page, "fix", group->findings[0]->remedy);
    if (!finding_group_servers_are_known(group)) {
        char *where = text_format("Settings for each mail server: mailsonde explain %s",
                                  finding_name(group->findings[0]->id));
        labelled(page, "", where);
        free(where);
        return;
    }
    struct text_list settings = finding_group_settings(group);
    for (size_t i = 0; i < settings.count; i++)
        labelled(page, "", settings.items[i]);
    text_list_free(&settings);
}

static void fault(const struct page *page, const struct finding_group *group)
{
    title(page, finding_mark(group->findings[0]), group);
    seen(page, group);
    why(page, group->findings[0]);
    fix(page, group);
}

/* What is certain has nothing to settle. */
static void diagnosis(const struct page *page, const struct finding_group *group)
{
    const struct finding *finding = group->findings[0];
    char *cause = finding_words_cause(finding);
    title(page, finding_mark(finding), group);
    seen(page, group);
    labelled(page, "cause", cause);
    why(page, finding);
    labelled(page, finding->certainty == CERTAINTY_CERTAIN ? "next" : "check", finding->settle);
    fix(page, group);
    free(cause);
}

/* "~ title [id]: after", without the colon for an empty text. */
static void note_line(const struct page *page, const struct finding *finding, const char *after)
{
    char *line = text_format("%s [%s]%s%s", finding_heading(finding), finding_name(finding->id),
                             *after == '\0' ? "" : ": ", after);
    page_blank(page, MARK_COLUMN);
    page_mark(page, finding_mark(finding));
    page_blank(page, BODY_COLUMN - MARK_COLUMN - 1);
    page_paragraph(page, STYLE_PLAIN, BODY_COLUMN, BODY_COLUMN, line);
    free(line);
}

/* What is about a line of the user's file needs that line. */
static void note(const struct page *page, const struct finding_group *group)
{
    const struct finding *finding = group->findings[0];
    bool is_about_domain = finding->subject.domain != NULL && finding->subject.host == NULL;
    for (size_t i = 0; i < group->count && finding->source != NULL && is_about_domain; i++)
        note_line(page, group->findings[i],
                  group->findings[i]->evidence != NULL ? group->findings[i]->evidence : "");
    if (finding->source != NULL && is_about_domain)
        return;
    char *places = is_about_domain ? text_copy("") : places_text(group);
    note_line(page, finding, places);
    free(places);
}

static void undecided(const struct page *page, const struct finding_group *group)
{
    const struct finding *finding = group->findings[0];
    char *places = places_text(group);
    char *line = text_format("%s: %s: %s", finding_name(finding->id), places,
                             finding->evidence == NULL ? "?" : finding->evidence);
    page_blank(page, MARK_COLUMN);
    page_mark(page, MARK_UNSURE);
    page_blank(page, BODY_COLUMN - MARK_COLUMN - 1);
    page_paragraph(page, STYLE_PLAIN, BODY_COLUMN, BODY_COLUMN, line);
    free(line);
    free(places);
}

static void section(const struct page *page, const struct report *report, const char *name, bool loose,
                    bool (*wanted)(const struct finding *),
                    void (*write)(const struct page *, const struct finding_group *))
{
    struct finding_groups groups = finding_groups_of(report->findings, report->finding_count, wanted);
    if (groups.count > 0)
        page_heading(page, name);
    for (size_t i = 0; i < groups.count; i++) {
        if (i > 0 && loose)
            page_newline(page);
        write(page, &groups.groups[i]);
    }
    finding_groups_free(&groups);
}

static size_t count_of(const struct report *report, bool (*wanted)(const struct finding *))
{
    struct finding_groups groups = finding_groups_of(report->findings, report->finding_count, wanted);
    size_t count = groups.count;
    finding_groups_free(&groups);
    return count;
}

void text_diagnoses(const struct page *page, const struct report *report)
{
    section(page, report, "Connection problems", true, finding_is_diagnosis, diagnosis);
}

void text_problems(const struct page *page, const struct report *report)
{
    text_diagnoses(page, report);
    section(page, report, "What is wrong, worst first", true, finding_is_fault, fault);
    section(page, report, "Notes", false, finding_is_note, note);
    section(page, report, "Undecided", false, finding_is_undecided_fault, undecided);
}

void text_left_out(const struct page *page, const struct report *report)
{
    size_t notes = count_of(report, finding_is_port_note);
    size_t open = count_of(report, finding_is_undecided_note);
    if (notes + open == 0)
        return;
    char *note_text =
        notes == 0 ? text_copy("") : text_format("%zu note%s about ports", notes, notes == 1 ? "" : "s");
    char *open_text =
        open == 0 ? text_copy("") : text_format("%zu minor check%s undecided", open, open == 1 ? "" : "s");
    char *line =
        text_format("Not shown: %s%s%s (-v)", note_text, notes > 0 && open > 0 ? ", " : "", open_text);
    page_paragraph(page, STYLE_DIM, 0, 0, line);
    free(line);
    free(open_text);
    free(note_text);
}
