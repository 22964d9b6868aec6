/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the whole run could reach from here: one server that does not answer says little, many in different
 * networks say something about this end. */
#ifndef MAILSONDE_FACTS_REACH_H
#define MAILSONDE_FACTS_REACH_H

#include "base/answer.h"
#include "facts/endpoint.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A way in which connections fail. */
struct failure {
    enum stop_reason reason; /* STOP_NONE: none */
    char *sender;            /* of the ICMP error; NULL for none, or where the system does not tell */
};

/* Whether it is one at all. */
bool failure_is_some(const struct failure *failure);

bool failure_same(const struct failure *one, const struct failure *other);

/* "timed_out", "unreachable 192.0.2.1"; NULL for none. The caller frees. */
char *failure_text(const struct failure *failure);

/* Networks (base/network.h) that the run had something to do with when the report was finished; beyond some
 * thousands they are no longer counted. They are of one family: a host with both fails in two networks for
 * one reason. Connections that --connect-to led elsewhere tell nothing of them. */
struct reach {
    int64_t networks_reached; /* in which a connection was made; for a family, or refused: packets get
                                 through; local ones count where no other failed */
    int64_t networks_failed;  /* in which none was; for a port, at hosts that have reason to serve it */
    int64_t
        networks_blocked; /* of the failed ones (few of each target) those where the same addresses answered
                             otherwise: on another port, for a port; by the other family, for a family */
    int64_t
        organizations_blocked; /* for port 25: of the domains that were asked about, by the last two labels
                                  of their names, those with a host of their own in such a network */
    struct failure how; /* the way in which all of the blocked ones failed, or all of the failed ones where
                           none is blocked; none when they differ, there are none, or something was reached */
};

/* What every server that the run reached on port 25 shows, and what is none of theirs: one that answers in
 * the place of all looks like that. Zeroed: they differ, or were too few. */
struct shared_identity {
    char *identity;        /* as server_identity_foreign() puts it */
    int64_t organizations; /* of the hosts it was shown for, by the last two labels of their names */
    int64_t networks;      /* unrelated ones in which these hosts are */
};

/* A host of --control over one address family; a host with both families is listed twice. */
struct control {
    char *place;   /* as given */
    char *address; /* connected to; NULL when no address was found */
    int64_t port;
    enum answer connected;
    struct stop stop;
    int64_t connect_us;
};

#endif
