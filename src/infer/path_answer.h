/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the way to a port is free, as far as a trace tells. */
#ifndef MAILSONDE_INFER_PATH_ANSWER_H
#define MAILSONDE_INFER_PATH_ANSWER_H

#include "base/answer.h"
#include "facts/report.h"

/* Whether the host answered on `port`, a refusal included: the way there is free. "No" where this machine or
 * somebody who says so by ICMP stops the packets, where nothing comes back though the host answers on another
 * port, and where an answer comes from nearer than the host can be (path_nearer()). "Unknown" where nothing
 * answers on any port, and for a refusal that no other port shows to come from as far as the host. */
enum answer path_answer(const struct path *path, const struct path_port *port);

/* The same of all ports of all paths of the report: "no" where one is not free, "yes" where there is one and
 * all are and every look-up of a host was answered. */
enum answer path_answer_of_all(const struct report *report);

#endif
