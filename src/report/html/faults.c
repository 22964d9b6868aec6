/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The faults of all targets in HTML, each severity once, with the targets that have it: what to mend first,
 * and where one cause may be behind many. */
#include "facts/words.h"
#include "report/html/blocks.h"
#include "report/html/sections.h"
#include "report/markup.h"

#include <stdlib.h>

enum { OPEN_TARGETS = 8 };

struct fault {
    const struct overview_fault *fault; /* borrowed, and so are the rows */
    const struct overview_row **rows;
    size_t row_count;
};

struct faults {
    struct fault *items;
    size_t count;
};

static void add(struct faults *faults, const struct overview_row *row, const struct overview_fault *fault)
{
    struct fault *item = NULL;
    for (size_t i = 0; item == NULL && i < faults->count; i++)
        if (faults->items[i].fault->id == fault->id && faults->items[i].fault->severity == fault->severity)
            item = &faults->items[i];
    if (item == NULL) {
        item = list_append(&faults->items, &faults->count, sizeof *item);
        item->fault = fault;
    }
    const struct overview_row **added = list_append(&item->rows, &item->row_count, sizeof *item->rows);
    *added = row;
}

/* Errors first, then what most targets have; else in the order of the ids. */
static int worst_first(const void *a, const void *b)
{
    const struct fault *one = a, *other = b;
    if (one->fault->severity != other->fault->severity)
        return one->fault->severity > other->fault->severity ? -1 : 1;
    if (one->row_count != other->row_count)
        return one->row_count > other->row_count ? -1 : 1;
    return one->fault->id < other->fault->id ? -1 : one->fault->id > other->fault->id;
}

static void write_targets(FILE *out, const struct fault *fault)
{
    size_t open = fault->row_count <= OPEN_TARGETS + 1 ? fault->row_count : OPEN_TARGETS;
    for (size_t i = 0; i < fault->row_count; i++) {
        if (i == open)
            markup(out, "<details><summary>and %zu more</summary>", fault->row_count - open);
        markup(out, "%s<a href=\"#r%zu\"><bdi>%s</bdi></a>", i > 0 && i != open ? ", " : "",
               fault->rows[i]->number, fault->rows[i]->name);
    }
    if (open < fault->row_count)
        markup(out, "</details>");
}

static void write_fault(FILE *out, const struct fault *fault)
{
    enum mark mark = fault->fault->severity == SEVERITY_ERROR ? MARK_BAD : MARK_WARNING;
    markup(out,
           "<tr><th scope=\"row\"><span class=\"badge %s\"><span aria-hidden=\"true\">%s</span> %s</span> "
           "%s</th>",
           html_mark_class(mark), page_marks[mark].utf8,
           words_name(&severity_words, (int)fault->fault->severity), fault->fault->title);
    markup(out, "<td class=\"count\" data-label=\"targets\">%zu</td><td data-label=\"which\">",
           fault->row_count);
    write_targets(out, fault);
    markup(out, "</td></tr>\n");
}

void html_faults(FILE *out, const struct overview *overview)
{
    struct faults faults = {0};
    for (size_t i = 0; i < overview->count; i++)
        for (size_t n = 0; n < overview->rows[i].fault_count; n++)
            add(&faults, &overview->rows[i], &overview->rows[i].faults[n]);
    if (faults.count > 0) {
        qsort(faults.items, faults.count, sizeof *faults.items, worst_first);
        markup(out, "<h3>Faults of all targets</h3>\n<table class=\"cards faults\"><caption "
                    "class=\"unseen\">Faults, worst "
                    "first</caption>\n<thead><tr><th scope=\"col\">fault</th><th scope=\"col\">targets</th>"
                    "<th scope=\"col\">which</th></tr></thead>\n<tbody>\n");
        for (size_t i = 0; i < faults.count; i++)
            write_fault(out, &faults.items[i]);
        markup(out, "</tbody>\n</table>\n");
    }
    for (size_t i = 0; i < faults.count; i++)
        free(faults.items[i].rows);
    free(faults.items);
}
