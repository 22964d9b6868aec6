/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the record of a run says about how it was called. */
#ifndef MAILSONDE_COMMAND_RUN_SETTINGS_H
#define MAILSONDE_COMMAND_RUN_SETTINGS_H

#include "command/options.h"
#include "facts/run.h"

/* The settings by the options; to be freed with run_settings_shape. */
struct run_settings run_settings_of(const struct options *options);

#endif
