/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One row a way to spoil the good domain of facts_builder.h, and what must be found then. */
#ifndef MAILSONDE_TESTS_ASSESS_ROWS_H
#define MAILSONDE_TESTS_ASSESS_ROWS_H

#include "facts/finding.h"
#include "facts_builder.h"

#include <stddef.h>

struct row {
    const char *id;
    enum outcome outcome;
    enum severity severity;
    void (*spoil)(struct report *report);
    const char *evidence;                 /* part of it */
    void (*start)(struct report *report); /* NULL for facts_good */
};

struct rows {
    const struct row *rows;
    size_t count;
};

extern const struct rows dane_rows_table;
extern const struct rows dns_rows_table;
extern const struct rows smtp_rows_table;
extern const struct rows starttls_rows_table;
extern const struct rows certificate_rows_table;
extern const struct rows submission_rows_table;
extern const struct rows enforcement_rows_table;
extern const struct rows mta_sts_rows_table;
extern const struct rows tls_rows_table;

#endif
