/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The three answers that every question about a server has. */
#ifndef MAILSONDE_BASE_ANSWER_H
#define MAILSONDE_BASE_ANSWER_H

#include <stdbool.h>

/* Zero is "unknown", so that a fact nobody looked at never reads as "no". */
enum answer { ANSWER_UNKNOWN, ANSWER_NO, ANSWER_YES };

/* The answer that corresponds to a known truth value. */
static inline enum answer answer_of(bool truth)
{
    return truth ? ANSWER_YES : ANSWER_NO;
}

#endif
