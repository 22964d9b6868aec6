/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names for which no DNS server answered, by target: where one question about a domain waited in vain to the
 * end, the next about it or about a name below it would, too. */
#ifndef MAILSONDE_DISCOVER_SILENT_NAMES_H
#define MAILSONDE_DISCOVER_SILENT_NAMES_H

#include <stdbool.h>
#include <stdint.h>

/* Zeroed is empty. */
struct silent_names {
    void *targets; /* tsearch(3) tree of struct heard */
};

/* A question of the target about `name` (a normal name) was answered, in whatever way, or not by
 * anybody. A name is taken without the labels before it that begin with "_", which are no zones. */
void silent_names_note(struct silent_names *names, uint64_t target, const char *name, bool answered);

/* Whether `name` is one that remained without an answer to this target, or below one, and no answer came to
 * it for that one or for another name below. */
bool silent_names_have(const struct silent_names *names, uint64_t target, const char *name);

/* The target is done. */
void silent_names_forget(struct silent_names *names, uint64_t target);

void silent_names_free(struct silent_names *names);

#endif
