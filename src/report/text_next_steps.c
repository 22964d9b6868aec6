/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What would raise a level: the steps, the cheapest first, with the very lines. */
#include "base/list.h"
#include "report/level_words.h"
#include "report/text_sections.h"

#include <stdlib.h>

enum { NUMBER_COLUMN = 4, TEXT_COLUMN = 7, LINE_COLUMN = 9 };

/* What is too wide is folded here; --suggest writes each line as it is. */
static void write_line(const struct page *page, const char *line)
{
    int indent = LINE_COLUMN;
    for (; *line == ' '; line++)
        indent++;
    page_blank(page, indent);
    page_paragraph(page, STYLE_STRONG, indent, indent + 2, line);
}

static void write_part(const struct page *page, const struct step_lines *part)
{
    page_blank(page, TEXT_COLUMN);
    page_paragraph(page, STYLE_DIM, TEXT_COLUMN, TEXT_COLUMN, part->place == NULL ? "?" : part->place);
    for (size_t i = 0; i < part->lines.count; i++)
        write_line(page, part->lines.items[i]);
}

/* Whether the step mends that mail or passwords go in clear, with lines for one mail server. */
static bool mends(const struct verdict *verdict, const struct next_step *step)
{
    bool inbound = step->raises_inbound_to != INBOUND_UNKNOWN && verdict->inbound == INBOUND_CLEARTEXT;
    bool submission = step->raises_submission_to != SUBMISSION_LEVEL_UNKNOWN
                      && (verdict->submission == SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR
                          || verdict->submission == SUBMISSION_LEVEL_STRIPPABLE);
    return (inbound || submission) && step->part_count <= 1;
}

/* Its title alone: --suggest has the lines. */
static void in_a_line(const struct page *page, const struct next_step *step)
{
    char *level = level_words_raised(step);
    char *line = text_format("Next step: %s%s; --suggest prints the lines",
                             step->title == NULL ? "?" : step->title, level);
    page_newline(page);
    page_paragraph(page, STYLE_PLAIN, 0, NUMBER_COLUMN, line);
    free(line);
    free(level);
}

void text_next_steps(const struct page *page, const struct report *report, bool verbose)
{
    const struct verdict *verdict = &report->verdict;
    if (verdict->next_step_count == 0)
        return;
    if (!verbose && !mends(verdict, &verdict->next_steps[0])) {
        in_a_line(page, &verdict->next_steps[0]);
        return;
    }
    size_t count = verbose ? verdict->next_step_count : 1;
    page_heading(page, count > 1 ? "Next steps, easiest first" : "Next step");
    for (size_t i = 0; i < count; i++) {
        const struct next_step *step = &verdict->next_steps[i];
        char *level = level_words_raised(step);
        char *title = text_format("%zu. %s%s", i + 1, step->title == NULL ? "?" : step->title, level);
        page_blank(page, NUMBER_COLUMN);
        page_paragraph(page, STYLE_PLAIN, NUMBER_COLUMN, TEXT_COLUMN, title);
        if (step->why != NULL) {
            page_blank(page, TEXT_COLUMN);
            page_paragraph(page, STYLE_PLAIN, TEXT_COLUMN, TEXT_COLUMN, step->why);
        }
        for (size_t n = 0; n < step->part_count; n++)
            write_part(page, &step->parts[n]);
        free(title);
        free(level);
    }
}
