/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ports where nobody answers, on loopback and without privileges. */
#ifndef MAILSONDE_DEMO_SILENT_PORT_H
#define MAILSONDE_DEMO_SILENT_PORT_H

#include "demo/script.h"

#include <stdbool.h>
#include <sys/socket.h>

enum { SILENT_PORT_FILLERS_MAX = 16 };

/* A port that refuses is bound and does not listen, so that nobody else can get it meanwhile. A port that
 * drops listens with a queue that is full of connections of our own that nobody accepts: Linux drops every
 * SYN that finds it so, and the client waits as it does behind a firewall. */
struct silent_port {
    int listener;
    int fillers[SILENT_PORT_FILLERS_MAX];
    int filler_count;
};

/* Turns `listener`, bound to `address`, into such a port; silent_port_close() closes it as well, and so does
 * a failure. False, with *error (the caller frees it), when this system cannot. */
bool silent_port_open(struct silent_port *silent_port, enum listen_kind kind, int listener,
                      const struct sockaddr *address, socklen_t length, char **error);

/* A second call does nothing; a `nobody` that was never opened has -1 for a listener. */
void silent_port_close(struct silent_port *silent_port);

#endif
