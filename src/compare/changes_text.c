/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Changes for people. */
#include "base/list.h"
#include "compare/change_words.h"
#include "compare/changes_format.h"
#include "compare/compare.h"
#include "report/page.h"

#include <inttypes.h>
#include <stdlib.h>

enum { MARK_COLUMN = 2, BODY_COLUMN = 4, PLACE_COLUMN = 6 };

/* How many places a change names, and how many targets the line of those that did not change. */
enum { PLACES = 3, NAMES = 8 };

static void write_places(const struct page *page, const struct change_group *group, const char *target,
                         size_t shown)
{
    struct text_list places = change_places(group, target);
    char *text = text_list_join_first(&places, shown);
    if (places.count > 0) {
        page_blank(page, PLACE_COLUMN);
        page_paragraph(page, STYLE_DIM, PLACE_COLUMN, PLACE_COLUMN, text);
    }
    free(text);
    text_list_free(&places);
}

static void write_group(const struct page *page, const struct change_group *group, const char *target,
                        size_t shown)
{
    enum mark mark = change_mark(group->changes[0]);
    char *words = change_words(group->changes[0]);
    page_blank(page, MARK_COLUMN);
    page_mark(page, mark);
    page_blank(page, BODY_COLUMN - MARK_COLUMN - 1);
    page_paragraph(page, page_mark_style(mark), BODY_COLUMN, BODY_COLUMN, words);
    free(words);
    write_places(page, group, target, shown);
}

static void write_minor(const struct page *page, size_t count)
{
    if (count == 0)
        return;
    char *line = text_format("Not shown: %zu minor thing%s of which only one of the scans can tell (-v)",
                             count, count == 1 ? "" : "s");
    page_blank(page, MARK_COLUMN);
    page_paragraph(page, STYLE_DIM, MARK_COLUMN, MARK_COLUMN, line);
    free(line);
}

/* "example.org: 2 worse, 1 better (2026-11-29 10:00 to 2026-11-30 10:00)". The caller frees. */
static char *headline(const struct target_changes *target)
{
    char *times = change_times(target);
    char *counts = change_counts(target->worse, target->open, target->better, target->neither);
    char *line = target->presence == PRESENCE_CAME
                     ? text_format("%s: new target, %" PRId64 " errors, %" PRId64 " warnings (%s)",
                                   target->target, target->errors, target->warnings, times)
                 : target->presence == PRESENCE_WENT
                     ? text_format("%s: not looked at any more (last: %s)", target->target, times)
                     : text_format("%s: %s (%s)", target->target, counts, times);
    free(counts);
    free(times);
    return line;
}

static void write_incomplete(const struct page *page, const struct target_changes *target)
{
    bool before = target->presence != PRESENCE_CAME && !target->before_complete;
    bool after = target->presence != PRESENCE_WENT && !target->after_complete;
    if (!before && !after)
        return;
    page_blank(page, MARK_COLUMN);
    page_paragraph(page, STYLE_DIM, MARK_COLUMN, MARK_COLUMN,
                   before && after ? "Both scans left something out."
                   : before        ? "The scan before left something out."
                                   : "The scan after left something out.");
}

static void write_target(const struct page *page, const struct report_options *options,
                         const struct target_changes *target)
{
    char *line = headline(target);
    page_paragraph(page, STYLE_STRONG, 0, BODY_COLUMN, line);
    free(line);
    if (options->quiet)
        return;
    struct change_groups groups = change_groups_of(target);
    size_t minor = 0;
    for (size_t i = 0; i < groups.count; i++) {
        if (!options->verbose && change_is_minor(groups.groups[i].changes[0]))
            minor += groups.groups[i].count;
        else
            write_group(page, &groups.groups[i], target->target,
                        options->verbose ? groups.groups[i].count : PLACES);
    }
    write_minor(page, minor);
    write_incomplete(page, target);
    change_groups_free(&groups);
}

/* "Nothing changed: a.example, b.example"; nothing where there is none. */
static void write_same(const struct page *page, const struct report_options *options,
                       const struct changes *changes, bool first)
{
    struct text_list names = {0};
    for (size_t i = 0; i < changes->target_count; i++)
        if (!compare_target_changed(&changes->targets[i]))
            text_list_append(&names, changes->targets[i].target);
    if (names.count > 0) {
        char *joined = text_list_join_first(&names, options->verbose ? names.count : NAMES);
        char *line = text_format("Nothing changed: %s", joined);
        if (!first)
            page_newline(page);
        page_paragraph(page, STYLE_PLAIN, 0, BODY_COLUMN, line);
        free(line);
        free(joined);
    }
    text_list_free(&names);
}

static void write_summary(const struct page *page, const struct changes_summary *summary)
{
    char *counts = change_counts(summary->worse, summary->open, summary->better, summary->neither);
    char *line = text_format("%" PRId64 " targets: %" PRId64 " changed, %" PRId64 " new, %" PRId64
                             " not looked at any more%s%s",
                             summary->targets, summary->targets_changed, summary->targets_came,
                             summary->targets_went, counts[0] != '\0' ? "; " : "", counts);
    page_newline(page);
    page_paragraph(page, STYLE_STRONG, 0, BODY_COLUMN, line);
    free(line);
    free(counts);
}

void changes_text(FILE *out, const struct report_options *options, const struct changes *changes)
{
    struct page page = page_on(out, options);
    bool first = true;
    for (size_t i = 0; i < changes->target_count; i++) {
        if (!compare_target_changed(&changes->targets[i]))
            continue;
        if (!first && !options->quiet)
            page_newline(&page);
        write_target(&page, options, &changes->targets[i]);
        first = false;
    }
    write_same(&page, options, changes, first || options->quiet);
    if (changes->target_count > 1 && !first)
        write_summary(&page, &changes->summary);
}
