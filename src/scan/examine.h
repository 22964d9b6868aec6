/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All checks of one endpoint. */
#ifndef MAILSONDE_SCAN_EXAMINE_H
#define MAILSONDE_SCAN_EXAMINE_H

#include "probe/probe.h"

#include <stdbool.h>

/* probe_endpoint(), then other_key_probe() where that is wanted and survey_probe() likewise. At a server that
 * is slow the checks and the questions about TLS go side by side, as far as the address has places. */
void examine_endpoint(struct fiber *fiber, const struct probe_options *options,
                      const struct dial_place *place, bool other_key, bool survey, struct endpoint *endpoint);

#endif
