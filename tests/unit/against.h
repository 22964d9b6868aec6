/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The client's code against a scripted server, in a fiber. */
#ifndef MAILSONDE_TESTS_AGAINST_H
#define MAILSONDE_TESTS_AGAINST_H

#include "demo/peer.h"
#include "probe/probe.h"

#include <stddef.h>

struct against {
    struct script script;
    struct pki *pki;
    struct peer *peer;
    struct fiber_pool *pool;
    struct probe_options options; /* what takes long enough never to be reached when all is well */
    struct dial_place place;      /* of the server */
    struct endpoint endpoint;     /* of against_probe(); port 25, server name mx.example */
    struct session session;       /* of against_run() */
    struct dial dial;             /* of against_run(): connected */
    struct fiber *fiber;
    void (*run)(struct against *against);
};

/* Starts a server that plays `script` (demo/script.h) and trusts its authority. */
void against_start(struct against *against, const char *script, size_t per_address, size_t overall);

/* Runs `run` in a fiber that has connected to the server. */
void against_run(struct against *against, void (*run)(struct against *against));

/* Probes the server's port as one that is expected to speak `expected`. */
void against_probe(struct against *against, enum port_mode expected);

/* Whether the server noted a line that matches the glob `pattern` (peer_log()). */
bool against_heard(struct against *against, const char *pattern);

/* Stops the server; checks that the client gave back every slot and descriptor; frees everything. */
void against_stop(struct against *against);

#endif
