/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the run as a whole says about this end: whether an address family and whether port 25 works from here
 * at all. */
#ifndef MAILSONDE_ASSESS_VANTAGE_VANTAGE_H
#define MAILSONDE_ASSESS_VANTAGE_VANTAGE_H

#include "assess/view/view.h"

/* Fills the families of the view. */
void vantage_find(struct view *view);

#endif
