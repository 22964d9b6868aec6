/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the whole run could reach from here: one server that does not answer says little, many in different
 * networks say something about this end. */
#ifndef MAILSONDE_FACTS_REACH_H
#define MAILSONDE_FACTS_REACH_H

#include "facts/answer.h"
#include "facts/endpoint.h"

#include <stddef.h>
#include <stdint.h>

/* Networks (facts/network.h) that the run had something to do with when the report was finished. */
struct reach {
    int64_t networks_reached; /* in which a connection was made */
    int64_t networks_failed;  /* in which none was */
    int64_t networks_blocked; /* of the failed ones those where the same addresses answered otherwise: on
                                 another port, for a port; by the other family, for a family */
    char *how; /* the way in which all of these failed ("timed_out", "unreachable 192.0.2.1"); NULL when they
                  differ or there are none */
};

/* A place that the user knows to work (--control). */
struct control {
    char *place;   /* as given */
    char *address; /* connected to; NULL when it could not be resolved */
    int64_t port;
    enum answer connected;
    struct stop stop;
    int64_t connect_us;
};

#endif
