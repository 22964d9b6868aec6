/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program's malloc(). */
#ifndef MAILSONDE_COMMAND_ALLOCATOR_H
#define MAILSONDE_COMMAND_ALLOCATOR_H

/* Keeps the reserve of base/memory.h and some stack aside, and has all threads share one heap: each of its
 * own would take 64 MiB of the address space, which a limit on that (ulimit -v) counts. To be called while
 * there is one thread. */
void allocator_begin(void);

#endif
