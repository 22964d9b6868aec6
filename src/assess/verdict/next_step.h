/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What to do next: few steps, the cheapest first, each of which raises a level by itself, spelled out from
 * the facts in the report and from nothing else. What is to be mended at the servers goes before
 * them, and raises none. */
#ifndef MAILSONDE_ASSESS_VERDICT_NEXT_STEP_H
#define MAILSONDE_ASSESS_VERDICT_NEXT_STEP_H

#include "assess/finding/judge.h"

/* Fills the next steps of the verdict, which have to be empty; the rest of the verdict has to be there. */
void next_steps_find(struct assessment *assessment);

/* The part of it that comes first: what has to be mended before anything is built on it. */
void next_steps_mend(struct assessment *assessment);

/* The part of it that is about submission. */
void next_steps_submission(struct assessment *assessment);

#endif
