/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names for which no DNS server answered, for each target. If a question about a domain got no answer within
 * its whole time, the next one about that domain or a name below it would get none either. */
#ifndef MAILSONDE_DISCOVER_SILENT_NAMES_H
#define MAILSONDE_DISCOVER_SILENT_NAMES_H

#include <stdbool.h>
#include <stdint.h>

/* Zeroed is empty. */
struct silent_names {
    void *targets; /* tsearch(3) tree of struct heard */
};

/* Notes whether any server answered the target's question about `name` (a normal name). Leading labels that
 * begin with "_" are dropped, since they are no zones. */
void silent_names_note(struct silent_names *names, uint64_t target, const char *name, bool answered);

/* Whether `name`, or a name above it, got no answer for this target, and no later question for that name or a
 * name below it was answered. */
bool silent_names_have(const struct silent_names *names, uint64_t target, const char *name);

/* Forgets the target's names, once it is finished. */
void silent_names_forget(struct silent_names *names, uint64_t target);

void silent_names_free(struct silent_names *names);

#endif
