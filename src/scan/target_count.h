/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many targets a run has, as far as that can be known before it begins. */
#ifndef MAILSONDE_SCAN_TARGET_COUNT_H
#define MAILSONDE_SCAN_TARGET_COUNT_H

#include <stddef.h>
#include <stdint.h>

/* Words and lines of the lists among them that are files (discover/target_source.h), each as often as it is
 * given; -1 where one is standard input or a pipe. A list that cannot be read has none. */
int64_t target_count(const char *const *words, size_t count);

#endif
