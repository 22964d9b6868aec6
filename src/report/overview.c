/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Collecting the lines. */
#include "report/overview.h"

#include "base/list.h"
#include "report/certificate_rows.h"
#include "report/verdict_lines.h"

#include <stdlib.h>

char *overview_name(const struct target *target)
{
    const char *name = target->name == NULL ? "?" : target->name;
    return target->port == 0 ? text_copy(name) : text_format("%s:%d", name, (int)target->port);
}

void overview_add(struct overview *overview, const struct report *report, size_t number)
{
    struct overview_row *row = list_append(&overview->rows, &overview->count, sizeof *row);
    row->name = overview_name(&report->target);
    row->number = number;
    row->delivery = report->verdict.delivery;
    row->delivery_mark = verdict_lines_delivery_mark(&report->verdict);
    row->inbound = report->verdict.inbound;
    row->submission = report->verdict.submission;
    row->counts = finding_groups_count(report->findings, report->finding_count);
    struct certificate_rows certificates = certificate_rows_of(report);
    row->has_certificate = certificates.count > 0;
    if (row->has_certificate)
        row->days_left = certificate_rows_days_left(report, certificates.rows[0].certificate);
    certificate_rows_free(&certificates);
}

enum mark overview_mark(const struct block_counts *counts)
{
    return counts->errors > 0      ? MARK_BAD
           : counts->warnings > 0  ? MARK_WARNING
           : counts->undecided > 0 ? MARK_UNSURE
                                   : MARK_GOOD;
}

void overview_free(struct overview *overview)
{
    for (size_t i = 0; i < overview->count; i++)
        free(overview->rows[i].name);
    free(overview->rows);
    *overview = (struct overview){0};
}
