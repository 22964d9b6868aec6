/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The clock of what waits for a broker. */
#ifndef MAILSONDE_BROKER_CLOCK_H
#define MAILSONDE_BROKER_CLOCK_H

#include <stdint.h>

/* Milliseconds of a clock that never goes back. */
int64_t clock_now_ms(void);

#endif
