/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the commands of a fleet have in common: enqueue, worker and collect. */
#ifndef MAILSONDE_COMMAND_FLEET_H
#define MAILSONDE_COMMAND_FLEET_H

#include "broker/broker_url.h"
#include "command/options.h"

#include <stdbool.h>

/* Reads where the broker is. False, with one line on standard error, where that is not given or is wrong.
 * *urls is to be freed in either case. */
bool fleet_read_urls(const struct options *options, struct broker_urls *urls);

/* Enters the sandbox. What the broker's library reads for a later connection can still be read there, and
 * besides it `input_files`, to which that is added; files can be named and removed in `folders` (NULL: none).
 */
void fleet_enter_sandbox(const struct options *options, const struct broker_urls *urls,
                         struct text_list *input_files, const struct text_list *folders);

/* One line on standard error, unless --quiet. */
void fleet_tell(const struct options *options, const char *line);

#endif
