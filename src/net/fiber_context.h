/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The switch between a fiber and its loop, of which the sanitizers are told. For fiber.c alone. */
#ifndef MAILSONDE_NET_FIBER_CONTEXT_H
#define MAILSONDE_NET_FIBER_CONTEXT_H

struct fiber;

/* Points the context of a fiber that has a stack at the start of it: fiber->run(fiber, fiber->argument). A
 * fiber that has returned is `finished`, and its context is ended before its stack is another's. */
void fiber_context_begin(struct fiber *fiber);
void fiber_context_end(struct fiber *fiber);

/* From the loop into the fiber, until that leaves or returns. */
void fiber_context_enter(struct fiber *fiber);

/* From the fiber back into the loop, until that enters it again. */
void fiber_context_leave(struct fiber *fiber);

#endif
