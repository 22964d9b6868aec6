/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The argument of --fail-on. */
#ifndef MAILSONDE_COMMAND_FAIL_ON_WORD_H
#define MAILSONDE_COMMAND_FAIL_ON_WORD_H

#include "assess/fail_on.h"

#include <stdbool.h>

/* Reads "error", "mx=warning,domain=never", "warning,certificate-expired=info": a severity or "never", for
 * all roles, or after "=" for the role or the finding before it. What is said of all roles counts first,
 * wherever it stands. What the text does not name stays as it was in *fail_on, which fail_on_free() frees.
 * False with a complaint in *problem, which the caller frees. */
bool fail_on_word_parse(const char *text, struct fail_on *fail_on, char **problem);

#endif
