/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What reports are judged by, from the options and the files that they name. */
#ifndef MAILSONDE_COMMAND_JUDGING_H
#define MAILSONDE_COMMAND_JUDGING_H

#include "assess/assess.h"
#include "command/exit_status.h"
#include "command/expectation_file.h"
#include "command/expectation_use.h"
#include "command/options.h"
#include "command/profile_file.h"
#include "facts/report.h"

#include <stdbool.h>

struct judging {
    const struct options *options;
    struct profile_set profiles;
    struct expectation_set expected;
    struct policy policy; /* borrows from the two */
    struct expectation_use use;
};

/* Reads the files that --profile and --expect name into *judging, which is to be freed in either case. False
 * when one of them cannot be used; standard error has said why. */
bool judging_read(struct judging *judging, const struct options *options);

/* The exit status that an assessed report asks for. */
enum exit_status judging_status(struct judging *judging, const struct report *report);

/* After the last report: remarks on what no report needed go to standard error. */
void judging_end(const struct judging *judging);

void judging_free(struct judging *judging);

#endif
