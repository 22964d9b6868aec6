/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Servers that the user knows to work (--control): a run connects to each once by each family for which it
 * has addresses, besides the targets. */
#ifndef MAILSONDE_SCAN_CONTROL_H
#define MAILSONDE_SCAN_CONTROL_H

#include "discover/resolver.h"
#include "facts/report.h"
#include "net/budget.h"
#include "net/dial.h"
#include "net/fiber.h"

#include <stdbool.h>

struct controls;

/* What is wrong with `word` as a place: one line that names it, safe for a terminal, which the caller frees.
 * NULL for HOST, which means port 25, and HOST:PORT, where HOST is an address, IPv6 in brackets where a port
 * follows, or a name that could be a target. Pure. */
char *control_problem(const char *word);

struct control_options {
    struct resolver *resolver;
    struct budget *budget;
    bool ipv4;
    bool ipv6;
    struct dial_options dial; /* its time limit is for a place, however many addresses it has */
    /* Called with the result of each place; may be NULL. */
    void (*done)(void *context, const struct control *control);
    void *context;
};

/* Begins to connect to all `places`, which control_problem() finds nothing wrong with; they may be NULL.
 * All is borrowed but `options` itself. controls_free() takes NULL; no fiber may be left then. */
struct controls *controls_begin(struct fiber_pool *pool, const struct text_list *places,
                                const struct control_options *options);
void controls_free(struct controls *controls);

/* Waits for the last place: for its name, for a slot of its address and for the connection. */
void controls_wait(struct controls *controls, struct fiber *fiber);

/* Copies them to the report's vantage, which has none before. */
void controls_tell(const struct controls *controls, struct report *report);

#endif
