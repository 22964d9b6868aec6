/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The stack of a fiber: mapped with a page below it that may not be touched, so that an overflow ends the
 * program instead of writing into a neighbour. */
#ifndef MAILSONDE_NET_FIBER_STACK_H
#define MAILSONDE_NET_FIBER_STACK_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed: none. */
struct fiber_stack {
    char *bottom; /* above the guard page */
    size_t bytes;
    unsigned valgrind_id;
};

/* Makes a stack; false when the system gives none. */
bool fiber_stack_map(struct fiber_stack *stack);

/* Gives back the pages below where the caller stands, who runs on this stack. */
void fiber_stack_trim(const struct fiber_stack *stack);

/* Takes one that is zeroed. */
void fiber_stack_unmap(struct fiber_stack *stack);

#endif
