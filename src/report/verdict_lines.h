/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The verdict of a report in words: delivery, the levels and what else is of note; and who reads what. */
#ifndef MAILSONDE_REPORT_VERDICT_LINES_H
#define MAILSONDE_REPORT_VERDICT_LINES_H

#include "facts/report.h"
#include "report/marked_lines.h"

#include <stdbool.h>
#include <stddef.h>

/* The lines "delivery", "inbound", "submission" and "also", as many as there is something to say of. Free
 * with marked_lines_free(). */
struct marked_lines verdict_lines(const struct report *report);

/* The marks of the levels. */
enum mark verdict_lines_delivery_mark(const struct verdict *verdict);
enum mark verdict_lines_inbound_mark(enum inbound_level level);
enum mark verdict_lines_submission_mark(enum submission_level level);

/* Whether mail to the host was asked about: where one port is asked for and it is not 25, it was not. */
bool verdict_lines_is_about_mail(const struct report *report);

/* "mx1.example.org: half DANE"; what it rests on where `in_full`. The caller frees. */
char *verdict_lines_host(const struct host_verdict *host, bool in_full);

/* Whether the MX hosts are at different levels. */
bool verdict_lines_hosts_differ(const struct verdict *verdict);

/* What an attacker can read, in a few words. */
struct exposure_words {
    const char *words;
    enum style style;
};

/* An attacker, and what there is to read. */
struct attacker_row {
    const struct attacker_view *view; /* borrowed */
    const char *who;
    struct exposure_words inbound;
    struct exposure_words submission; /* by a client that enforces TLS */
    struct exposure_words lax;        /* by one that does not */
};

/* Free with attacker_rows_free(). */
struct attacker_rows {
    struct attacker_row *rows;
    size_t count;
    bool inbound;    /* whether these columns have content */
    bool submission; /* submission and lax */
};

struct attacker_rows attacker_rows_of(const struct verdict *verdict);

void attacker_rows_free(struct attacker_rows *rows);

#endif
