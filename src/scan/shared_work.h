/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Work that several targets of a run wait for and that is done once: it goes on as long as one of them has
 * time left, and a target whose time is over does not take it from the others. */
#ifndef MAILSONDE_SCAN_SHARED_WORK_H
#define MAILSONDE_SCAN_SHARED_WORK_H

#include "net/fiber.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHARED_WORKERS_MAX = 2 };

struct shared_waiter;

/* Zeroed: nobody wants it, nobody is at it. */
struct shared_work {
    uint64_t target;  /* the target that pays for it: the first, and when that has left, one that waits */
    int64_t limit_ms; /* the latest time limit of those who want it */
    size_t pending;   /* fibers that have to end; set by who spawns them */
    bool queued;      /* it waits for its turn; set and cleared by who begins it */
    bool finished;
    struct fiber *workers[SHARED_WORKERS_MAX]; /* those that have begun, and not ended; NULL for none */
    struct shared_waiter *waiters;
};

/* `fiber` will wait for the work: it goes on for as long as that fiber may, but not beyond `latest_ms`. */
void shared_work_want(struct shared_work *work, const struct fiber *fiber, int64_t latest_ms);

/* In a fiber that does it, first and last. The last one that ends wakes those who wait. */
void shared_work_begin(struct shared_work *work, struct fiber *fiber);
void shared_work_end(struct shared_work *work, struct fiber *fiber);

/* Waits for the end. False when `fiber` was cut off and the work goes on for others: what it holds
 * is not complete, but may be copied before the fiber waits again. */
bool shared_work_wait(struct shared_work *work, struct fiber *fiber);

#endif
