/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory that runs out.
 *
 * A part of the address space is kept aside. The first allocation that fails gives it back and is tried
 * again; from then on memory is short, and who runs the targets ends the one that uses most of it
 * (net/fiber.c). Only when that was not enough the program ends. */
#ifndef MAILSONDE_BASE_MEMORY_H
#define MAILSONDE_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* Size of the reserve: more than one report needs while it is written, which is the most that a run allocates
 * between two calls of memory_is_short(). It is never touched, so it costs only address space. */
enum { MEMORY_RESERVE_BYTES = 16 * 1024 * 1024 };

/* Sets the reserve aside; true if it already was, false if the system has no room for it. */
bool memory_reserve(void);

/* Gives the reserve back, for an allocation that failed and is to be tried again; false when there is none.
 * From any thread. */
bool memory_release(void);

/* Whether the reserve was given back and cannot be had again. */
bool memory_is_short(void);

/* Whether the system has room for so many bytes now, besides the reserve. */
bool memory_has_room(size_t bytes);

/* Ends the program with status 2, or what the last words return, and one line on standard error, after the
 * last words: all else would need memory that is not there, and a library may be in the middle of something.
 */
_Noreturn void out_of_memory(void);

/* What out_of_memory() calls before it ends the program, with `context`; NULL: nothing. It returns the exit
 * status of the program, may be called in any thread, and allocates nothing. */
void memory_set_last_words(int (*say)(void *context), void *context);

#endif
