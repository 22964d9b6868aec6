/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certificate dates, if this machine's clock may be wrong. */
#ifndef MAILSONDE_SCAN_CLOCK_DOUBT_H
#define MAILSONDE_SCAN_CLOCK_DOUBT_H

#include "facts/report.h"

/* If the clock is in doubt (vantage.clock): sets the results that depend on certificate dates, of the mail
 * servers and of the policy host, to unknown. */
void clock_doubt_tell(struct report *report);

#endif
