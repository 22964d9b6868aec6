/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The headline: what was asked, the verdict in two lines, and who gets to read what. */
#include "facts/list.h"
#include "report/text_sections.h"
#include "report/wrap.h"

#include <stdlib.h>

enum { LABEL_COLUMN = 4, TEXT_COLUMN = 16, EXPOSURE_COLUMNS = 20 };

static const enum mark inbound_marks[] = {
    [INBOUND_UNKNOWN] = MARK_UNSURE, [INBOUND_NO_MAIL] = MARK_ABSENT,     [INBOUND_NOT_ROUTABLE] = MARK_BAD,
    [INBOUND_CLEARTEXT] = MARK_BAD,  [INBOUND_OPPORTUNISTIC] = MARK_FAIR,
};
_Static_assert(sizeof inbound_marks / sizeof inbound_marks[0] == INBOUND_LEVEL_COUNT,
               "a mark for each level");

static const enum mark submission_marks[] = {
    [SUBMISSION_LEVEL_UNKNOWN] = MARK_UNSURE,
    [SUBMISSION_LEVEL_NONE] = MARK_ABSENT,
    [SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR] = MARK_BAD,
    [SUBMISSION_LEVEL_STRIPPABLE] = MARK_WARNING,
    [SUBMISSION_LEVEL_STARTTLS] = MARK_FAIR,
    [SUBMISSION_LEVEL_IMPLICIT_TLS] = MARK_GOOD,
};
_Static_assert(sizeof submission_marks / sizeof submission_marks[0] == SUBMISSION_LEVEL_COUNT,
               "a mark for each level");

static const struct {
    const char *words;
    enum style style;
} exposures[] = {
    [EXPOSURE_UNKNOWN] = {"could not tell", STYLE_UNSURE},  [EXPOSURE_NOTHING] = {"nothing", STYLE_DIM},
    [EXPOSURE_ENCRYPTED] = {"ciphertext only", STYLE_GOOD}, [EXPOSURE_SOME] = {"reads some", STYLE_WARNING},
    [EXPOSURE_READS] = {"reads everything", STYLE_BAD},
};
_Static_assert(sizeof exposures / sizeof exposures[0] == EXPOSURE_COUNT, "words for each exposure");

char *text_name(const struct page *page, const char *name, const char *name_unicode)
{
    if (name == NULL)
        return text_copy("?");
    if (!page->utf8 || name_unicode == NULL || text_same_name(name, name_unicode))
        return text_copy(name);
    return text_format("%s (%s)", name_unicode, name);
}

static void title(const struct page *page, const struct target *target)
{
    char *name = text_name(page, target->name, target->name_unicode);
    char *port = target->port == 0 ? text_copy("") : text_format(" port %d", (int)target->port);
    bool as_email = target->kind == TARGET_EMAIL && target->word != NULL;
    char *line = text_format("%s%s%s%s", name, port, as_email ? ", for " : "", as_email ? target->word : "");
    page_paragraph(page, STYLE_STRONG, 0, 4, line);
    free(line);
    free(port);
    free(name);
}

static void verdict_line(const struct page *page, enum mark mark, const char *label, const char *summary)
{
    page_blank(page, LABEL_COLUMN - 2);
    page_mark(page, mark);
    page_blank(page, 1);
    page_blank(page, TEXT_COLUMN - LABEL_COLUMN - page_text(page, STYLE_STRONG, label));
    page_paragraph(page, page_mark_style(mark), TEXT_COLUMN, TEXT_COLUMN, summary);
}

static void exposure_row(const struct page *page, const char *label, const enum exposure *row, int count)
{
    page_blank(page, LABEL_COLUMN);
    int at = LABEL_COLUMN + page_text(page, STYLE_PLAIN, label);
    for (int i = 0; i < count; i++) {
        int column = TEXT_COLUMN + i * EXPOSURE_COLUMNS;
        page_blank(page, column - at);
        at = column + page_text(page, exposures[row[i]].style, exposures[row[i]].words);
    }
    page_newline(page);
}

/* Who reads what: a row for each of the two that there is mail or service for. */
static void exposure_table(const struct page *page, const struct verdict *verdict)
{
    bool inbound = verdict->inbound == INBOUND_CLEARTEXT || verdict->inbound == INBOUND_OPPORTUNISTIC;
    bool submission = verdict->submission > SUBMISSION_LEVEL_NONE;
    if (!inbound && !submission)
        return;
    page_newline(page);
    page_blank(page, TEXT_COLUMN);
    page_blank(page, EXPOSURE_COLUMNS - page_text(page, STYLE_DIM, "an eavesdropper"));
    int at = page_text(page, STYLE_DIM, "an active attacker");
    if (submission) {
        page_blank(page, EXPOSURE_COLUMNS - at);
        page_text(page, STYLE_DIM, "attacker, lax client");
    }
    page_newline(page);
    if (inbound)
        exposure_row(page, "inbound",
                     (const enum exposure[]){verdict->inbound_eavesdropper, verdict->inbound_active_attacker},
                     2);
    if (submission)
        exposure_row(page, "submission",
                     (const enum exposure[]){verdict->submission_eavesdropper,
                                             verdict->submission_active_attacker,
                                             verdict->submission_lax_client},
                     3);
}

void text_headline(const struct page *page, const struct report *report, bool with_table)
{
    const struct verdict *verdict = &report->verdict;
    title(page, &report->target);
    if (verdict->inbound_summary != NULL || verdict->submission_summary != NULL)
        page_newline(page);
    if (verdict->inbound_summary != NULL)
        verdict_line(page, inbound_marks[verdict->inbound], "inbound", verdict->inbound_summary);
    if (verdict->submission_summary != NULL)
        verdict_line(page, submission_marks[verdict->submission], "submission", verdict->submission_summary);
    if (with_table)
        exposure_table(page, verdict);
}
