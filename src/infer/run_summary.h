/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run in numbers. */
#ifndef MAILSONDE_INFER_RUN_SUMMARY_H
#define MAILSONDE_INFER_RUN_SUMMARY_H

#include "facts/run.h"

/* Adds one finding to the count of its outcome or severity. */
void run_summary_count(struct run_summary *summary, const struct finding *finding);

/* Adds what the run could reach from `vantage`, that of one of its reports. */
void run_summary_reach(struct run_summary *summary, const struct vantage *vantage);

/* Whether this end kept the run from port 25 over either family. */
bool run_summary_egress_blocked(const struct run_summary *summary);

#endif
