/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether something nearer than the host accepted the connection in its place. */
#ifndef MAILSONDE_ASSESS_VIEW_INTERCEPTED_H
#define MAILSONDE_ASSESS_VIEW_INTERCEPTED_H

#include "assess/view/port_view.h"

/* Looks at a port that was connected, while the sessions of all ports are there to compare it with. Fills
 * `interception` and `intercepted`. */
void intercepted_find(struct port_view *port_view);

#endif
