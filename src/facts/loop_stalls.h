/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long the event loop was kept from its connections. */
#ifndef MAILSONDE_FACTS_LOOP_STALLS_H
#define MAILSONDE_FACTS_LOOP_STALLS_H

#include <stdint.h>

/* How long the loop computed at a stretch, in processor time, while all connections waited for it. */
struct loop_stalls {
    int64_t longest_ms;
    int64_t count; /* of a second or more */
};

#endif
