/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the run as a whole says about port 25 at this end: whether it gets out at all, in each family (4 or 6)
 * for itself, since providers often block it in one alone. */
#ifndef MAILSONDE_ASSESS_VANTAGE_EGRESS_H
#define MAILSONDE_ASSESS_VANTAGE_EGRESS_H

#include "assess/view/view.h"

/* Fills what the families of the view have of port 25 ("relay_"). It is blocked from here where it worked in
 * no network, and failed in several, or at hosts of several unrelated domains, of which the same addresses
 * answered on other ports. A control that fails stands for some of them, and so does the other family where
 * that is blocked and this one fails alike. Then it points at this machine for sure where no packet leaves
 * it; else at its gateway, its network or its provider, as far as what this report saw tells them apart. */
void egress_find(struct view *view);

/* The families in which port 25 is blocked from here: "IPv4", "IPv4 and IPv6"; empty for none. */
struct phrase egress_blocked_families(const struct view *view);

/* What the user's cloud does with port 25 by default, if the user said which (--cloud) and that is known;
 * else empty. */
struct phrase egress_cloud_phrase(const struct report *report);

#endif
