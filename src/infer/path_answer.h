/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the path to a port is free, by its trace. */
#ifndef MAILSONDE_INFER_PATH_ANSWER_H
#define MAILSONDE_INFER_PATH_ANSWER_H

#include "base/answer.h"
#include "facts/report.h"

/* Whether the host answered on `port`, with a refusal too: then the path is free. "No" if this machine, or
 * the sender of an ICMP error, stops the packets; if nothing comes back although the host answers on another
 * port; and if an answer comes from nearer than the host can be (path_nearer()). "Unknown" if no port is
 * answered, and for a refusal if no other port shows that it comes from as far as the host. */
enum answer path_answer(const struct path *path, const struct path_port *port);

/* The same for all ports of all paths of the report: "no" if one is not free; "yes" if there is at least one,
 * all are free, and every look-up of a host was answered. */
enum answer path_answer_of_all(const struct report *report);

#endif
