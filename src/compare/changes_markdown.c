/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Changes as GitHub's markdown: a table of targets, and a table of changes for each that changed. */
#include "base/list.h"
#include "compare/change_words.h"
#include "compare/changes_format.h"
#include "compare/compare.h"
#include "report/markdown_text.h"

#include <inttypes.h>
#include <stdlib.h>

enum { PLACES = 5, CODE_MAX_BYTES = 1000 };

static void write_code(FILE *out, const char *text)
{
    const struct plain_out plain = plain_out_to(out);
    markdown_code(&plain, text, CODE_MAX_BYTES);
}

/* Whether its words have a part that DNS, a policy or a certificate says. */
static bool quotes_others(const struct change *change)
{
    return change->aspect == ASPECT_MX || change->aspect == ASPECT_TLSA || change->aspect == ASPECT_TLS_RPT
           || change->aspect == ASPECT_MTA_STS_POLICY || change->aspect == ASPECT_CERTIFICATE;
}

static const char *direction_mark(const struct change *change)
{
    switch (change->direction) {
    case DIRECTION_WORSE:
        return change->severity == SEVERITY_ERROR     ? "❌"
               : change->severity == SEVERITY_WARNING ? "⚠️"
                                                      : "ℹ️";
    case DIRECTION_BETTER:
        return "✅";
    case DIRECTION_OPEN:
        return "❔";
    default:
        return "ℹ️";
    }
}

static void write_group(FILE *out, const struct change_group *group, const char *target)
{
    char *words = change_words(group->changes[0]);
    struct text_list places = change_places(group, target);
    char *where = text_list_join_first(&places, PLACES);
    fprintf(out, "| %s |", direction_mark(group->changes[0]));
    const struct plain_out plain = plain_out_to(out);
    fputs(" ", out);
    if (quotes_others(group->changes[0]))
        write_code(out, words);
    else
        markdown_text(&plain, words);
    fputs(" | ", out);
    if (where[0] != '\0')
        write_code(out, where);
    fputs(" |\n", out);
    free(where);
    text_list_free(&places);
    free(words);
}

static void write_target(FILE *out, const struct target_changes *target)
{
    char *times = change_times(target);
    fputs("\n### ", out);
    write_code(out, target->target);
    fputs("\n\n", out);
    if (target->presence == PRESENCE_CAME)
        fprintf(out, "New target (%s): %" PRId64 " errors, %" PRId64 " warnings.\n", times, target->errors,
                target->warnings);
    else if (target->presence == PRESENCE_WENT)
        fprintf(out, "Not looked at any more (last: %s).\n", times);
    else
        fprintf(out, "%s\n", times);
    free(times);
    if (target->change_count == 0)
        return;
    struct change_groups groups = change_groups_of(target);
    fputs("\n|   | change | where |\n|---|---|---|\n", out);
    for (size_t i = 0; i < groups.count; i++)
        write_group(out, &groups.groups[i], target->target);
    change_groups_free(&groups);
}

static void write_summary(FILE *out, const struct changes_summary *summary)
{
    char *counts = change_counts(summary->worse, summary->open, summary->better, summary->neither);
    fprintf(out,
            "%" PRId64 " target%s: %" PRId64 " changed, %" PRId64 " new, %" PRId64
            " not looked at any more%s%s.\n",
            summary->targets, summary->targets == 1 ? "" : "s", summary->targets_changed,
            summary->targets_came, summary->targets_went, counts[0] != '\0' ? "; " : "", counts);
    free(counts);
}

static void write_same(FILE *out, const struct changes *changes)
{
    const char *separator = "\nNothing changed: ";
    for (size_t i = 0; i < changes->target_count; i++) {
        if (compare_target_changed(&changes->targets[i]))
            continue;
        fputs(separator, out);
        write_code(out, changes->targets[i].target);
        separator = ", ";
    }
    if (separator[0] == ',')
        fputs("\n", out);
}

void changes_markdown(FILE *out, const struct changes *changes)
{
    fputs("## mailsonde: changes\n\n", out);
    write_summary(out, &changes->summary);
    for (size_t i = 0; i < changes->target_count; i++)
        if (compare_target_changed(&changes->targets[i]))
            write_target(out, &changes->targets[i]);
    write_same(out, changes);
}
