/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What would raise a level: the steps, the cheapest first, with the very lines. */
#include "facts/list.h"
#include "facts/words.h"
#include "report/text_sections.h"

#include <stdlib.h>

enum { NUMBER_COLUMN = 4, TEXT_COLUMN = 7, LINE_COLUMN = 9 };

/* "inbound: downgrade resistant". */
static char *raised_to(const struct next_step *step)
{
    bool inbound = step->raises_inbound_to != INBOUND_UNKNOWN;
    const char *word = inbound ? words_name(&inbound_level_words, step->raises_inbound_to)
                               : words_name(&submission_level_words, step->raises_submission_to);
    char *text = text_format("%s: %s", inbound ? "inbound" : "submission", word);
    for (char *at = text; *at != '\0'; at++)
        *at = *at == '_' ? ' ' : *at;
    return text;
}

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

void text_next_steps(const struct page *page, const struct report *report)
{
    const struct verdict *verdict = &report->verdict;
    if (verdict->next_step_count == 0)
        return;
    page_newline(page);
    page_text(page, STYLE_STRONG,
              verdict->next_step_count > 1 ? "Next steps, the cheapest first" : "Next step");
    page_newline(page);
    for (size_t i = 0; i < verdict->next_step_count; i++) {
        const struct next_step *step = &verdict->next_steps[i];
        char *level = raised_to(step);
        char *title = text_format("%zu. %s (%s)", i + 1, step->title == NULL ? "?" : step->title, level);
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
