/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Levels in words for people; facts/words.h has their names for programs. */
#ifndef MAILSONDE_REPORT_LEVEL_WORDS_H
#define MAILSONDE_REPORT_LEVEL_WORDS_H

#include "facts/verdict.h"

const char *level_words_delivery(enum delivery delivery);
const char *level_words_inbound(enum inbound_level level);
const char *level_words_submission(enum submission_level level);

/* What a step raises: " (inbound: downgrade-resistant)"; "" for no level. The caller frees. */
char *level_words_raised(const struct next_step *step);

/* How a mail client is to be set up. */
const char *level_words_client_mode(enum port_mode mode);

#endif
