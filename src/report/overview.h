/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The targets of a run with one line for each, shown before the reports. */
#ifndef MAILSONDE_REPORT_OVERVIEW_H
#define MAILSONDE_REPORT_OVERVIEW_H

#include "facts/report.h"
#include "report/finding_groups.h"
#include "report/page.h"

#include <stddef.h>

/* An error or a warning of a target. */
struct overview_fault {
    enum finding_id id;
    enum severity severity; /* the worst of the target's findings with that id */
    char *title;
};

struct overview_row {
    char *name;    /* the target */
    size_t number; /* of the report in the run */
    enum delivery delivery;
    enum mark delivery_mark;
    enum inbound_level inbound;
    enum submission_level submission;
    struct block_counts counts;
    bool has_certificate;
    int64_t days_left; /* of the certificate that is the first to expire */
    enum mark days_mark;
    struct overview_fault *faults; /* worst first */
    size_t fault_count;
};

struct overview {
    struct overview_row *rows; /* in the order of the reports */
    size_t count;
};

/* What the target is called in a list of several: "example.org", "mx1.example.org:25". The caller frees. */
char *overview_name(const struct target *target);

/* Adds the line of the report of that number; copies what it needs. */
void overview_add(struct overview *overview, const struct report *report, size_t number);

/* The mark of the worst of them. */
enum mark overview_mark(const struct block_counts *counts);

void overview_free(struct overview *overview);

#endif
