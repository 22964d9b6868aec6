/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The exit status that monitoring systems take, which the program has with --format nagios: 0 to 3 are OK,
 * warning, critical and unknown. Whatever is not a state is unknown there: an option that is not understood,
 * a signal, a full disk. */
#ifndef MAILSONDE_COMMAND_SERVICE_STATUS_H
#define MAILSONDE_COMMAND_SERVICE_STATUS_H

#include "command/exit_status.h"
#include "command/options.h"
#include "facts/report.h"
#include "report/service_state.h"

#include <stdbool.h>

/* Whether such a status is wanted: as the options say, or, before they are understood, the command line. */
bool service_status_wanted(const struct options *options);
bool service_status_asked_for(int argc, char *const *argv);

/* How a report's findings count. */
struct report_options service_status_counting(const struct options *options);

/* The worst state so far; zeroed at first. `status` is what the command judges of the report. */
void service_status_add(enum service_state *worst, const struct options *options, const struct report *report,
                        enum exit_status status);

/* The status of the run whose own one is `status` if that kind of status is wanted; else `status`. */
enum exit_status service_status_of_run(enum service_state worst, const struct options *options,
                                       enum exit_status status);

/* The number for the one who started the program. `wanted`: by a monitoring system. */
int service_status_number(enum exit_status status, bool wanted);

#endif
