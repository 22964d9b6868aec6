/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A process that starts this program again, for one that is in the sandbox and may not do so itself. The scan
 * and the connection to the broker are different processes: the one that reads what servers send has no
 * password and no way to the queues, and when it crashes the other knows what it was at. */
#ifndef MAILSONDE_BROKER_SPAWNER_H
#define MAILSONDE_BROKER_SPAWNER_H

#include <stdbool.h>
#include <stdint.h>

struct spawner;

/* The two ways in which the program is run: each a list of arguments, the last one NULL. */
struct spawner_programs {
    char *const *domains; /* bare names are domains */
    char *const *hosts;
};

/* What is to be started. */
struct spawner_request {
    uint32_t number; /* the caller's, to know its end by */
    bool hosts;
};

/* Begins it, before there are threads and a sandbox. The arguments are borrowed for this call. NULL with
 * errno when the system does not allow that. */
struct spawner *spawner_new(const struct spawner_programs *programs);

/* Starts the program; its standard input and output are these descriptors, which stay the caller's. False
 * when the spawner is gone. */
bool spawner_start(struct spawner *spawner, struct spawner_request request, int input, int output);

/* Readable when there is something for spawner_ended(). */
int spawner_descriptor(const struct spawner *spawner);

/* The next program that has ended, by its number, with the status of waitpid(2); false when none has. */
bool spawner_ended(struct spawner *spawner, uint32_t *number, int *status);

/* Ends it, and all that it has started and that still runs. Takes NULL. */
void spawner_free(struct spawner *spawner);

#endif
