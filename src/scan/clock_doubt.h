/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dates of certificates where this machine's clock may be wrong. */
#ifndef MAILSONDE_SCAN_CLOCK_DOUBT_H
#define MAILSONDE_SCAN_CLOCK_DOUBT_H

#include "facts/report.h"

/* Where the clock is in doubt (vantage.clock): takes back what was made of certificates' dates, of the mail
 * servers' and of the policy host's. Whether they are in date is unknown then. */
void clock_doubt_tell(struct report *report);

#endif
