/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is known about the way to one port: its trace, and how the other ports of the same address fared. */
#ifndef MAILSONDE_ASSESS_VIEW_PORT_PATH_H
#define MAILSONDE_ASSESS_VIEW_PORT_PATH_H

#include "assess/finding/phrase.h"
#include "assess/view/port_view.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The other ports of the address; ports that --connect-to led elsewhere are none of it. */
struct siblings {
    struct text_list connected; /* ports */
    struct text_list refused;
    struct text_list silent;
    size_t probed;
    size_t timed;       /* of those connected: answered at the first SYN, and how fast is known */
    int64_t fastest_us; /* of these; 0 for none */
};

struct port_path {
    const struct port_view *port_view;
    const struct session *session;
    const struct path *path;      /* NULL when there was no trace; all is borrowed but the lists above */
    const struct path_port *port; /* of this port; NULL likewise */
    struct siblings siblings;
};

/* What is known about the way to the place, whose session must not be NULL; free with port_path_free(). */
struct port_path port_path_of(const struct port_view *port_view);

void port_path_free(struct port_path *port_path);

/* Whether the answer came far faster than the fastest sibling's: in less than a third of the time, and at
 * least 5 ms earlier. */
bool port_path_is_far_faster(const struct port_path *port_path);

/* "465 and 587 answer.", "No port of the address answers.", ...; empty when there is no other port. */
struct phrase port_path_siblings_phrase(const struct port_path *port_path);

#endif
