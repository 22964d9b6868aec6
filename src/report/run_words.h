/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When, from where and how far a report was made, in words. */
#ifndef MAILSONDE_REPORT_RUN_WORDS_H
#define MAILSONDE_REPORT_RUN_WORDS_H

#include "facts/report.h"
#include "report/finding_groups.h"

/* "2 errors, 1 warning, 3 notes, 4 undecided": what there is none of is left out, errors aside. The caller
 * frees. */
char *run_words_counts(const struct block_counts *counts);

/* "EHLO name: own address; IPv4 and IPv6; DNS by 192.0.2.53": where the connections came from. The caller
 * frees. */
char *run_words_here(const struct vantage *vantage);

/* "mailsonde 0.1.0 at 2026-11-30T10:19:02Z, 0.3 s; EHLO name: ...". The caller frees. */
char *run_words_vantage(const struct report *report);

/* "control example.org:25 over IPv4: connected in 1.2 ms". The caller frees. */
char *run_words_control(const struct control *control);

/* Why the report is incomplete; NULL where it is complete. */
const char *run_words_incomplete(const struct report *report);

#endif
