/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Collecting the lines. */
#include "report/overview.h"

#include "base/list.h"
#include "report/certificate_rows.h"
#include "report/finding_kinds.h"
#include "report/verdict_lines.h"

#include <stdlib.h>

char *overview_name(const struct target *target)
{
    const char *name = target->name == NULL ? "?" : target->name;
    return target->port == 0 ? text_copy(name) : text_format("%s:%d", name, (int)target->port);
}

static bool has_fault(const struct overview_row *row, enum finding_id id)
{
    for (size_t i = 0; i < row->fault_count; i++)
        if (row->faults[i].id == id)
            return true;
    return false;
}

/* The findings are sorted, so the first of an id is the worst. */
static void add_faults(struct overview_row *row, const struct report *report)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = &report->findings[i];
        if (finding->outcome != OUTCOME_FAILS || finding->severity == SEVERITY_INFO
            || finding_is_accepted(finding) || has_fault(row, finding->id))
            continue;
        struct overview_fault *fault = list_append(&row->faults, &row->fault_count, sizeof *fault);
        *fault = (struct overview_fault){finding->id, finding->severity, text_copy(finding_heading(finding))};
    }
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
    if (row->has_certificate) {
        row->days_left = certificate_rows_days_left(report, certificates.rows[0].certificate);
        row->days_mark = certificate_rows_mark(report, certificates.rows[0].certificate);
    }
    certificate_rows_free(&certificates);
    add_faults(row, report);
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
    for (size_t i = 0; i < overview->count; i++) {
        struct overview_row *row = &overview->rows[i];
        for (size_t n = 0; n < row->fault_count; n++)
            free(row->faults[n].title);
        free(row->faults);
        free(row->name);
    }
    free(overview->rows);
    *overview = (struct overview){0};
}
