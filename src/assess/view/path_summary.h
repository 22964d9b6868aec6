/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A trace in one sentence. */
#ifndef MAILSONDE_ASSESS_VIEW_PATH_SUMMARY_H
#define MAILSONDE_ASSESS_VIEW_PATH_SUMMARY_H

#include "facts/report.h"

/* What becomes of each port on one of the report's paths, and whether its packets take several ways:
 * "192.0.2.25: 25 dies after hop 2 (r2.example.net, 198.51.100.9); 465 and 587 reach the host at hop 4."
 * A port that was connected to in this run is not said to die, whatever the trace met with. The caller frees.
 */
char *path_summary(const struct report *report, const struct path *path);

#endif
