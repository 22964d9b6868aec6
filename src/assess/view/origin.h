/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who answered in the host's place, and in whose network that is. */
#ifndef MAILSONDE_ASSESS_VIEW_ORIGIN_H
#define MAILSONDE_ASSESS_VIEW_ORIGIN_H

#include "assess/view/port_view.h"

struct origin {
    enum suspect at;
    enum certainty certainty;
    struct phrase who; /* "this machine", "the router r2.example.net, 198.51.100.9, at hop 2", ... */
};

/* Whose the address is that an ICMP error came from; NULL: this system does not tell. */
struct origin origin_of(const struct port_view *port_view, const char *sender);

/* In whose network that hop of the traced way lies. */
struct origin origin_of_hop(const struct port_view *port_view, int64_t hop);

/* The same for the way of another port of the address. */
struct origin origin_of_port_hop(const struct port_view *port_view, const struct path_port *port,
                                 int64_t hop);

/* How sure that is of something that answers at that hop beyond doubt: certain for what gets no farther than
 * the gateway; whose a router farther on is is judged by its place alone. */
enum certainty origin_certainty(const struct origin *origin, int64_t hop);

/* Whether that is this machine or what lies between it and the world. */
bool origin_is_this_side(enum suspect at);

/* What two of them have in common: the same, this side (SUSPECT_THIS_NETWORK), the host's
 * (SUSPECT_TARGET_NETWORK), or SUSPECT_UNKNOWN. */
enum suspect origin_of_both(enum suspect one, enum suspect other);

/* Where on this side of the way the connection is stopped, for one that is known to be stopped on this side.
 */
enum suspect origin_on_this_side(const struct port_view *port_view);

#endif
