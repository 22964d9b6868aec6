/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading a trace: which router stands where, and what it is called. */
#ifndef MAILSONDE_ASSESS_VIEW_PATH_HOPS_H
#define MAILSONDE_ASSESS_VIEW_PATH_HOPS_H

#include "assess/finding/phrase.h"
#include "facts/path.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether the trace was made; NULL was not. */
bool path_hops_traced(const struct path *path);

/* Whether routers on the way could be seen: some system does not tell who sent an ICMP error. */
bool path_hops_seen(const struct path *path);

/* Whether several routers answered from there. */
bool path_hops_several(const struct path *path, int64_t hop);

/* The router that answered from there for the port; NULL when none did, or `port` is NULL. */
const char *path_hops_port_address(const struct path_port *port, int64_t hop);

/* A router at this distance, for whichever port it answered; NULL when none did. */
const char *path_hops_address(const struct path *path, int64_t hop);

/* At which hop the router stands that answered or rejected; 0 when it did neither. */
int64_t path_hops_of(const struct path *path, const char *address);

/* "r2.example.net, 198.51.100.9", the address alone where it has no name. */
struct phrase path_hops_router(const struct path *path, const char *address);

/* "hop 2 (r2.example.net, 198.51.100.9)"; where ways divide "hop 2 (r2.example.net, 198.51.100.9; or
 * 198.51.100.13)". */
struct phrase path_hops_phrase(const struct path *path, int64_t hop);

/* The same with the router alone that answered for the port, if one did. */
struct phrase path_hops_port_phrase(const struct path *path, const struct path_port *port, int64_t hop);

/* "hop 3, right after hop 2 (r2.example.net, 198.51.100.9)": where an answer nearer than the host comes from.
 * A router that forwards looks at the hop limit before it filters, so both may have sent it. */
struct phrase path_hops_end_phrase(const struct path *path, const struct path_port *port);

#endif
