/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Several pools of fibers that work for one run, each with a loop and a thread of its own.
 *
 * One pool, the chief, begins all work and is told of its end; the others, its followers, do what they are
 * given (group_spawn_there() of net/group.h). A struct belongs to the pool whose fibers use it, and needs no
 * lock; what crosses is a message (net/inbox.h), or has a lock and says so. */
#ifndef MAILSONDE_NET_CREW_H
#define MAILSONDE_NET_CREW_H

#include "net/fiber.h"

#include <stddef.h>

struct crew;

/* A crew of `count` pools, at least 1: `chief`, which is the caller's and runs in the caller's thread, and
 * followers, whose threads begin at once. There are fewer where the system gives fewer. An interruption of
 * the chief (fiber_pool_cut()) interrupts all. */
struct crew *crew_new(struct fiber_pool *chief, size_t count);

size_t crew_count(const struct crew *crew);

/* The number of processors that this process may use, at least 1. */
size_t crew_processors(void);

/* By number; 0 is the chief. */
struct fiber_pool *crew_pool(const struct crew *crew, size_t number);

/* The pool that has least to do at the moment; rather a follower than the chief. */
struct fiber_pool *crew_idlest(const struct crew *crew);

/* Ends the followers' threads, when all that they were given has returned. What fibers used may be freed by
 * anyone then. */
void crew_dismiss(struct crew *crew);

/* fiber_pool_stalls() of all. */
struct loop_stalls crew_stalls(const struct crew *crew);

/* Frees the followers; takes NULL. Between crew_dismiss() and fiber_pool_free() of the chief. */
void crew_free(struct crew *crew);

#endif
