/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What does not change a level and still has to be seen beside it. */
#ifndef MAILSONDE_ASSESS_VERDICT_FLAGS_H
#define MAILSONDE_ASSESS_VERDICT_FLAGS_H

#include "assess/finding/judge.h"

/* Fills the flags of the verdict, which has to be empty, from the inbound hosts of the verdict and from the
 * findings that fail: one flag of a kind for each host, with the first evidence for it. */
void flags_raise(struct assessment *assessment);

#endif
