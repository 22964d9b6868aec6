/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format suggest: only the lines of the next steps, ready to paste, grouped by where they belong.
 * Everything between them is a comment in that syntax. */
#include "base/list.h"
#include "facts/words.h"
#include "report/format.h"
#include "report/page.h"

#include <stdlib.h>

static const struct {
    const char *comment;
    const char *title;
} media[] = {
    [MEDIUM_DNS] = {";", "DNS records"},
    [MEDIUM_FILE] = {"#", "files (the whole file stands between the comments)"},
    [MEDIUM_POSTFIX] = {"#", "Postfix"},
    [MEDIUM_EXIM] = {"#", "Exim"},
    [MEDIUM_OPENSMTPD] = {"#", "OpenSMTPD"},
    [MEDIUM_DOVECOT] = {"#", "Dovecot"},
};
_Static_assert(sizeof media / sizeof media[0] == MEDIUM_COUNT, "a syntax for each medium");

static const char *shown(const char *text)
{
    return text == NULL ? "?" : text;
}

static void write_line(const struct page *page, const char *comment, const char *text)
{
    if (comment[0] != '\0') {
        page_text(page, STYLE_PLAIN, comment);
        page_blank(page, 1);
    }
    page_text(page, STYLE_PLAIN, text);
    page_newline(page);
}

/* " (raises inbound to pinned)"; empty for a step that raises no level. */
static char *raised_to(const struct next_step *step)
{
    bool inbound = step->raises_inbound_to != INBOUND_UNKNOWN;
    if (!inbound && step->raises_submission_to == SUBMISSION_LEVEL_UNKNOWN)
        return text_copy("");
    return text_format(" (raises %s to %s)", inbound ? "inbound" : "submission",
                       inbound ? words_name(&inbound_level_words, step->raises_inbound_to)
                               : words_name(&submission_level_words, step->raises_submission_to));
}

static void write_part(const struct page *page, const struct next_step *step, size_t number,
                       const struct step_lines *part)
{
    char *raised = raised_to(step);
    char *about = text_format("%zu. %s%s, %s:", number, shown(step->title), raised, shown(part->place));
    free(raised);
    write_line(page, media[part->medium].comment, about);
    free(about);
    for (size_t i = 0; i < part->lines.count; i++)
        write_line(page, "", part->lines.items[i]);
}

static void write_medium(const struct page *page, const struct report *report, enum step_medium medium)
{
    const struct verdict *verdict = &report->verdict;
    bool any = false;
    for (size_t i = 0; i < verdict->next_step_count; i++)
        for (size_t n = 0; n < verdict->next_steps[i].part_count; n++) {
            const struct step_lines *part = &verdict->next_steps[i].parts[n];
            if (part->medium != medium)
                continue;
            if (!any) {
                char *heading = text_format("%s: %s", shown(report->target.name), media[medium].title);
                write_line(page, media[medium].comment, heading);
                free(heading);
            }
            any = true;
            write_part(page, &verdict->next_steps[i], i + 1, part);
        }
    if (any)
        page_newline(page);
}

static void suggest_report(FILE *out, const struct report_options *options, const struct report *report)
{
    struct page page = page_on(out, options);
    page.colour = false;
    if (report->ended != REPORT_COMPLETE) {
        char *line = text_format("%s: %s, so further steps may be missing", shown(report->target.name),
                                 report_end_phrase(report));
        write_line(&page, "#", line);
        free(line);
    }
    if (report->verdict.next_step_count == 0) {
        char *line =
            text_format("%s: no change is known that would raise a level", shown(report->target.name));
        write_line(&page, "#", line);
        free(line);
    }
    for (int medium = 0; medium < MEDIUM_COUNT; medium++)
        write_medium(&page, report, (enum step_medium)medium);
}

static void suggest_break_off(const struct plain_out *out, const struct run *run)
{
    plain_out_text(out, "# out of memory: not looked at to the end:");
    for (size_t i = 0; i < run->summary.unfinished.count; i++) {
        plain_out_text(out, " ");
        plain_out_text(out, run->summary.unfinished.items[i]);
    }
    plain_out_text(out, "\n");
}

const struct report_format report_format_suggest = {
    .break_off = suggest_break_off,
    .report = suggest_report,
};
