/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers in decimal, for what is written so often that printf() is too slow. */
#ifndef MAILSONDE_BASE_DECIMAL_H
#define MAILSONDE_BASE_DECIMAL_H

#include <stdint.h>

/* Room for any number and a NUL. */
enum { DECIMAL_BYTES = sizeof "-9223372036854775808" };

/* Writes the number and a NUL at `end`; returns the place of the NUL, as stpcpy() does. */
char *decimal_append(char *end, int64_t value);

#endif
