/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TLSA records, and which of them match what each port shows, row by row. */
#ifndef MAILSONDE_REPORT_TLSA_ROWS_H
#define MAILSONDE_REPORT_TLSA_ROWS_H

#include "facts/report.h"
#include "report/page.h"

#include <stddef.h>

enum tlsa_row_kind {
    TLSA_ROW_SET,    /* a name that was looked up; its records follow */
    TLSA_ROW_RECORD, /* a record; its matches follow */
    TLSA_ROW_MATCH   /* the record against one address and key, or why it is not usable */
};

struct tlsa_row {
    enum tlsa_row_kind kind;
    enum mark mark; /* of a match */
    char *text;
};

/* Free with tlsa_rows_free(). */
struct tlsa_rows {
    struct tlsa_row *rows;
    size_t count;
};

struct tlsa_rows tlsa_rows_of(const struct report *report);

void tlsa_rows_free(struct tlsa_rows *rows);

#endif
