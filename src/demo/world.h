/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The demo: a small world of domains and mail servers on loopback, made from the files in data/demo.
 *
 * It gives just what a user could give: records as in --records, mappings as in --connect-to, a root as in
 * --ca-file. The scan runs on them as it does on the world outside. */
#ifndef MAILSONDE_DEMO_WORLD_H
#define MAILSONDE_DEMO_WORLD_H

#include "base/list.h"

#include <time.h>

struct world;

/* Starts all its servers; certificates are dated from `now`. NULL and *error (the caller frees it) on
 * failure. The servers live until world_free(). */
struct world *world_start(time_t now, char **error);

/* Stops the servers and frees; takes NULL. */
void world_free(struct world *world);

/* All of these are the world's own. */

/* The domains to scan, in order. */
const struct text_list *world_targets(const struct world *world);

/* The zone file's text, what --records reads. */
const char *world_records(const struct world *world);

/* "ADDRESS:PORT:ADDRESS2:PORT2" for each port of each address in the zone, as --connect-to takes it. */
const struct text_list *world_connect_to(const struct world *world);

/* The root that the servers' certificates lead to, what --ca-file reads. */
const char *world_ca_pem(const struct world *world);

#endif
