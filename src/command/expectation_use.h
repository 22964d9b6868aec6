/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a whole run made of the file of --expect: what no report needed may be a slip of the pen. */
#ifndef MAILSONDE_COMMAND_EXPECTATION_USE_H
#define MAILSONDE_COMMAND_EXPECTATION_USE_H

#include "facts/expectations.h"
#include "facts/report.h"

#include <stdbool.h>

struct expectation_use {
    const struct expectations *expectations; /* borrowed */
    bool *rules;   /* for each acceptance, whether it named what fails or is unknown */
    bool *domains; /* for each domain, whether there was a report on it */
    bool any;      /* report at all */
};

/* To be freed with expectation_use_free(). */
struct expectation_use expectation_use_begin(const struct expectations *expectations);
void expectation_use_free(struct expectation_use *use);

/* Takes one assessed report. */
void expectation_use_add(struct expectation_use *use, const struct report *report);

/* A line for each acceptance outside the sections of domains that named nothing, and one for the domains of
 * the file without a report. None before the first report. The caller frees. */
struct text_list expectation_use_remarks(const struct expectation_use *use);

#endif
