/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was resolved: how mail for the domain is routed, and who takes submissions. */
#include "report/route_lines.h"
#include "report/text_sections.h"

void text_route(const struct page *page, const struct report *report)
{
    struct marked_lines lines = route_lines(report, page->utf8);
    if (lines.count > 0)
        page_newline(page);
    for (size_t i = 0; i < lines.count; i++)
        page_detail(page, lines.lines[i].label, "%s", lines.lines[i].text);
    marked_lines_free(&lines);
}
