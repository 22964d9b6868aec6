/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program's malloc(). */
#ifndef MAILSONDE_COMMAND_ALLOCATOR_H
#define MAILSONDE_COMMAND_ALLOCATOR_H

/* Sets aside the reserve of base/memory.h and some stack, and makes all threads share one heap: a heap for
 * each thread would take 64 MiB of address space, which a limit on it (ulimit -v) counts. To be called while
 * there is only one thread. */
void allocator_begin(void);

#endif
