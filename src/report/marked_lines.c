/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines with marks. */
#include "report/marked_lines.h"

#include "base/list.h"

#include <stdlib.h>

void marked_lines_add(struct marked_lines *lines, enum mark mark, const char *label, char *text)
{
    struct marked_line *line = list_append(&lines->lines, &lines->count, sizeof *line);
    *line = (struct marked_line){mark, text_copy(label), text};
}

bool marked_lines_same(const struct marked_lines *a, const struct marked_lines *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = a->lines[i].mark == b->lines[i].mark && text_same(a->lines[i].label, b->lines[i].label)
               && text_same(a->lines[i].text, b->lines[i].text);
    return same;
}

void marked_lines_free(struct marked_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        free(lines->lines[i].label);
        free(lines->lines[i].text);
    }
    free(lines->lines);
    *lines = (struct marked_lines){0};
}
