/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One row a way to spoil the good domain of facts_builder.h, and what must be found then. */
#ifndef MAILSONDE_TESTS_ASSESS_ROWS_H
#define MAILSONDE_TESTS_ASSESS_ROWS_H

#include "facts/finding.h"
#include "facts_builder.h"

#include <stddef.h>

struct row {
    enum finding_id id;
    enum outcome outcome;
    enum severity severity;
    void (*spoil)(struct report *report);
    const char *evidence;                 /* part of it */
    void (*start)(struct report *report); /* NULL for facts_good */
};

/* One that says, too, whom the finding points at; none where that is not looked at. */
struct pointed_row {
    struct row row;
    enum suspect at;
    enum certainty certainty;
};

struct rows {
    const struct row *rows;
    size_t count;
    const struct pointed_row *pointed; /* in place of `rows`; NULL for none */
};

extern const struct rows answered_rows_table;
extern const struct rows blocked_rows_table;
extern const struct rows dane_rows_table;
extern const struct rows dns_rows_table;
extern const struct rows smtp_rows_table;
extern const struct rows starttls_rows_table;
extern const struct rows certificate_rows_table;
extern const struct rows submission_rows_table;
extern const struct rows enforcement_rows_table;
extern const struct rows mta_sts_rows_table;
extern const struct rows tls_rows_table;
extern const struct rows vantage_rows_table;

#endif
