/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of levels for people. */
#ifndef MAILSONDE_REPORT_LEVEL_WORDS_H
#define MAILSONDE_REPORT_LEVEL_WORDS_H

#include "facts/words.h"

/* The word of `value`, its underscores as blanks: "half dane". The caller frees. */
char *level_words(const struct words *words, int value);

#endif
