/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How thorough a test is that goes through many cases: with sanitizers, which are some eight times slower and
 * look for other things, under valgrind, and on another release of Debian, a sample does. */
#ifndef MAILSONDE_TESTS_SAMPLE_H
#define MAILSONDE_TESTS_SAMPLE_H

#include <stddef.h>
#include <stdlib.h>

/* Each so many-th case is to be looked at: every one, or each `of`-th where the environment says so
 * (tests/run-all). */
static inline size_t sample_step(size_t of)
{
    return getenv("TEST_SAMPLE") != NULL ? of : 1;
}

#endif
