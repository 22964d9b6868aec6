/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the connection to a port fared: the one that was made to probe it or, for a port that was traced alone,
 * what the packets of the trace met with. */
#ifndef MAILSONDE_ASSESS_VIEW_ATTEMPT_H
#define MAILSONDE_ASSESS_VIEW_ATTEMPT_H

#include "assess/finding/phrase.h"
#include "facts/endpoint.h"
#include "facts/path.h"

#include <stdbool.h>
#include <stdint.h>

/* All that it points to is borrowed from the facts. */
struct attempt {
    bool begun;                    /* false: nothing is known */
    bool connected;                /* whatever came of it then */
    enum stop_reason reason;       /* why not; STOP_NONE where it was connected */
    const struct icmp_error *icmp; /* that came back; NULL for none, or where the system does not tell */
    const char *system_error;      /* errno's name; NULL for none */
    const char *local_address;     /* this end's; NULL where it is not known */
    enum answer tells_senders;     /* whether this system tells an ICMP error from a RST, and who sent it */
    int64_t connect_us;            /* from the first SYN to its answer, whatever it was; 0 for none */
    int64_t syn_retransmissions;
    struct phrase end; /* why it was not connected: phrase_stop(), of a trace likewise */
};

/* Of the session that tells most; NULL: none was begun. */
struct attempt attempt_of_session(const struct session *session);

/* Of a traced port. */
struct attempt attempt_of_trace(const struct path *path, const struct path_port *port);

#endif
