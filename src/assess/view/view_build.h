/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Building the view. */
#ifndef MAILSONDE_ASSESS_VIEW_VIEW_BUILD_H
#define MAILSONDE_ASSESS_VIEW_VIEW_BUILD_H

#include "assess/view/view.h"

/* Works out all but the families and the blockages of ports, which vantage_find() and causes_find() add. The
 * report is borrowed and must outlive the view; free with view_build_free(). */
struct view *view_build(const struct report *report);
void view_build_free(struct view *view);

#endif
