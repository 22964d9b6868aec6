/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The three possible answers to every question about a server. */
#ifndef MAILSONDE_BASE_ANSWER_H
#define MAILSONDE_BASE_ANSWER_H

#include <stdbool.h>

/* Zero is "unknown", so that a fact that was not checked never reads as "no". */
enum answer { ANSWER_UNKNOWN, ANSWER_NO, ANSWER_YES };

/* The answer that corresponds to a known truth value. */
static inline enum answer answer_of(bool truth)
{
    return truth ? ANSWER_YES : ANSWER_NO;
}

#endif
