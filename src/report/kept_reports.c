/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reports that are not written yet, in order and by their word. */
#include "report/kept_reports.h"

#include "base/list.h"

#include <stdlib.h>

enum { FIRST_CHAINS = 64 };

static struct kept_report **chain_of(const struct kept_reports *reports, const char *word)
{
    return &reports->chains[text_hash(word != NULL ? word : "") & (reports->chain_count - 1)];
}

/* At the end, so that the first is found first. */
static void put(const struct kept_reports *reports, struct kept_report *kept)
{
    struct kept_report **place = chain_of(reports, kept->word);
    while (*place != NULL)
        place = &(*place)->chained;
    kept->chained = NULL;
    *place = kept;
}

/* Twice as many chains, where each has one on average. */
static void make_chains(struct kept_reports *reports)
{
    if (reports->count < reports->chain_count)
        return;
    size_t count = reports->chain_count > 0 ? 2 * reports->chain_count : FIRST_CHAINS;
    struct kept_report **chains = allocate(count, sizeof(struct kept_report *));
    free(reports->chains);
    reports->chains = chains;
    reports->chain_count = count;
    for (struct kept_report *kept = reports->first; kept != NULL; kept = kept->next)
        if (!kept->finished)
            put(reports, kept);
}

struct kept_report *kept_reports_add(struct kept_reports *reports, const char *word)
{
    struct kept_report *kept = allocate(1, sizeof *kept);
    kept->word = text_copy(word);
    make_chains(reports);
    put(reports, kept);
    kept->number = ++reports->last_number;
    kept->previous = reports->last;
    if (reports->last != NULL)
        reports->last->next = kept;
    else
        reports->first = kept;
    reports->last = kept;
    reports->count++;
    return kept;
}

struct kept_report *kept_reports_find(const struct kept_reports *reports, const char *word)
{
    struct kept_report *kept = reports->chain_count > 0 ? *chain_of(reports, word) : NULL;
    while (kept != NULL && !text_same(kept->word, word))
        kept = kept->chained;
    return kept;
}

void kept_reports_finish(struct kept_reports *reports, struct kept_report *kept)
{
    if (kept->finished)
        return;
    kept->finished = true;
    struct kept_report **place = chain_of(reports, kept->word);
    while (*place != kept)
        place = &(*place)->chained;
    *place = kept->chained;
}

void kept_reports_drop(struct kept_reports *reports, struct kept_report *kept)
{
    kept_reports_finish(reports, kept);
    if (kept->previous != NULL)
        kept->previous->next = kept->next;
    else
        reports->first = kept->next;
    if (kept->next != NULL)
        kept->next->previous = kept->previous;
    else
        reports->last = kept->previous;
    reports->count--;
}

void kept_report_free(struct kept_report *kept)
{
    free(kept->word);
    report_lines_free(&kept->lines);
    overview_free(&kept->overview);
    free(kept);
}

void kept_reports_free(struct kept_reports *reports)
{
    while (reports->first != NULL) {
        struct kept_report *kept = reports->first;
        kept_reports_drop(reports, kept);
        kept_report_free(kept);
    }
    free(reports->chains);
    *reports = (struct kept_reports){0};
}
