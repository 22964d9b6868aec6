/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The summary of a run in numbers. */
#ifndef MAILSONDE_INFER_RUN_SUMMARY_H
#define MAILSONDE_INFER_RUN_SUMMARY_H

#include "facts/run.h"

/* Adds one finding to the count of its outcome or severity. */
void run_summary_count(struct run_summary *summary, const struct finding *finding);

/* The findings of a report, counted in the same way. */
struct finding_counts run_summary_counts_of(const struct finding *findings, size_t count);

/* Adds what the run could reach, from `vantage` of one of its reports. */
void run_summary_reach(struct run_summary *summary, const struct vantage *vantage);

/* Whether port 25 is blocked at this end by IPv4 or by IPv6. */
bool run_summary_egress_blocked(const struct run_summary *summary);

#endif
