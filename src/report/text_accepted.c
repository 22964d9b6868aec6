/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The findings that the user accepts, with the reason and the last day of it. */
#include "base/list.h"
#include "report/finding_groups.h"
#include "report/finding_kinds.h"
#include "report/text_sections.h"

#include <stdlib.h>

enum { MARK_COLUMN = 2, BODY_COLUMN = 4, PLACES = 3 };

/* "certificate-expired: mx1.example.org 192.0.2.10 port 25: until 2027-01-31: replaced in January" */
static char *line_of(const struct finding_group *group)
{
    const struct finding *finding = group->findings[0];
    const struct acceptance *accepted = finding->accepted;
    struct text_list places = finding_group_subjects(group);
    char *where = text_list_join_first(&places, PLACES);
    char *line =
        text_format("%s: %s%s%s%s: %s", finding_name(finding->id), where,
                    finding->outcome == OUTCOME_UNKNOWN ? " (unknown)" : "",
                    accepted->until != NULL ? ": until " : "", accepted->until != NULL ? accepted->until : "",
                    accepted->reason != NULL ? accepted->reason : "no reason");
    text_list_free(&places);
    free(where);
    return line;
}

void text_accepted(const struct page *page, const struct report *report)
{
    struct finding_groups groups =
        finding_groups_of(report->findings, report->finding_count, finding_is_accepted);
    if (groups.count > 0)
        page_heading(page, "Accepted");
    for (size_t i = 0; i < groups.count; i++) {
        char *line = line_of(&groups.groups[i]);
        page_blank(page, MARK_COLUMN);
        page_mark(page, MARK_FAIR);
        page_blank(page, BODY_COLUMN - MARK_COLUMN - 1);
        page_paragraph(page, STYLE_PLAIN, BODY_COLUMN, BODY_COLUMN, line);
        free(line);
    }
    finding_groups_free(&groups);
}
