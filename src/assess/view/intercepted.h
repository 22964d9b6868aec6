/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether something nearer than the host accepted the connection in its place. */
#ifndef MAILSONDE_ASSESS_VIEW_INTERCEPTED_H
#define MAILSONDE_ASSESS_VIEW_INTERCEPTED_H

#include "assess/finding/judge.h"
#include "assess/view/origin.h"

#include <stdbool.h>

struct interception {
    bool compared;      /* there was something to compare with */
    bool nearer;        /* something nearer than the host answers */
    bool by_time_alone; /* no more than the time it took to connect tells */
    enum suspect at;
    enum certainty certainty;
    struct phrase evidence;
};

/* Looks at a connection that was made. */
struct interception intercepted_at(const struct port_view *port_view);

/* Whether something nearer than the host answered. */
void intercepted_rules(struct assessment *assessment, const struct port_view *port_view);

/* Judges every connection of the report, and sets aside the sessions of the ports that were most likely not
 * answered by the host nor by its network: until intercepted_put_back() these ports have no session, so that
 * no rule and no verdict can rest on what is not the host's word. Lists them in verdict.intercepted. Returns
 * what intercepted_put_back() needs and frees. */
struct endpoint *intercepted_set_aside(struct assessment *assessment);
void intercepted_put_back(struct report *report, struct endpoint *aside);

/* Whether the sessions of that port were set aside. */
bool intercepted_was_set_aside(const struct report *report, const struct endpoint *endpoint);

/* The same of port 25 at any address of the family (4 or 6). */
bool intercepted_relay(const struct report *report, int64_t family);

#endif
