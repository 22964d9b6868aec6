/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which host, port and mode a mail client could use, and how good each of them is. */
#ifndef MAILSONDE_ASSESS_VERDICT_CLIENTS_H
#define MAILSONDE_ASSESS_VERDICT_CLIENTS_H

#include "assess/finding/phrase.h"
#include "facts/report.h"

#include <stdbool.h>

/* How well a host's port serves a client that checks certificates and insists on TLS. */
enum fitness {
    FITNESS_ABSENT,     /* there is no SMTP at any address */
    FITNESS_UNANSWERED, /* none answered or served us, and it may be for our own network, or none was asked */
    FITNESS_BAD,        /* it answers, and such a client could or should not use it */
    FITNESS_UNCHECKED,  /* it answers, and its certificate could not be checked from here */
    FITNESS_GOOD,
};

struct candidate {
    const struct host *host;
    int64_t port;
    enum port_mode mode;
    enum fitness fitness;
    struct phrase obstacle; /* of FITNESS_BAD and FITNESS_UNCHECKED */
    bool has_tls;           /* TLS came about, whatever its worth */
    bool not_asked;         /* no connection was tried, or no address is known since DNS failed */
    bool turned_away;       /* some address answered, and would not serve us or not now */
    bool too_slow;          /* it fell silent amid an answer */
    bool fell_silent;       /* at some address it connected, and answered no more before there was TLS */
    bool wrong_mode;        /* the port's SRV label or number stands for another mode */
    bool lax;               /* the server goes on, or offers AUTH, without TLS */
    bool guess;             /* we made the host name up */
    const struct srv_service *service;
    int64_t order; /* the smaller the better */
};

/* Every submission host and port of the report, the best first; `count` gets their number. The caller frees.
 */
struct candidate *clients_find(const struct report *report, size_t *count);

#endif
