/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The verdict from the other side: who, standing where, gets what. */
#ifndef MAILSONDE_ASSESS_VERDICT_ATTACKERS_H
#define MAILSONDE_ASSESS_VERDICT_ATTACKERS_H

#include "facts/verdict.h"

/* Fills verdict->attackers, which has to be empty, from the vectors of its hosts: one entry for each kind of
 * attacker, in the order of the enum. The submission side is left to verdict_submission(). */
void attackers_inbound(struct verdict *verdict);

#endif
