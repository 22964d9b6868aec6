/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether something nearer than the host accepted the connection in its place. */
#ifndef MAILSONDE_ASSESS_INTERCEPTED_H
#define MAILSONDE_ASSESS_INTERCEPTED_H

#include "assess/origin.h"

#include <stdbool.h>

struct interception {
    bool compared;      /* there was something to compare with */
    bool nearer;        /* something nearer than the host answers */
    bool by_time_alone; /* no more than the time it took to connect tells */
    bool sure;          /* that it is nearer; `certainty` is that of where it is */
    enum suspect at;
    enum certainty certainty;
    struct phrase evidence;
};

/* Looks at a connection that was made. */
struct interception intercepted_at(const struct place *place);

/* Whether what the port said is certainly not the host's word, nor that of anything in the host's network. */
bool intercepted_for_sure(const struct place *place);

/* Takes back what rules found about the port in the findings from `first` on, where it is not the host's
 * word: what fails is unknown, and what holds is not mentioned. */
void intercepted_take_back(struct report *report, const struct place *place, size_t first);

#endif
