/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why connections were not made: what was seen, whom that points at, and what would tell for sure. */
#ifndef MAILSONDE_ASSESS_CAUSE_BLOCKAGE_H
#define MAILSONDE_ASSESS_CAUSE_BLOCKAGE_H

#include "assess/view/view.h"

/* Weighs all that is known of each port whose connection was begun and not made; the families of the view
 * have to be there. */
void causes_find(struct view *view);

/* Adds a sentence to the evidence, if it is not empty. */
void blockage_say(struct blockage *blockage, struct phrase sentence);

/* Adds how the connection ended, a clause of phrase_stop(), as a sentence. */
void blockage_say_stop(struct blockage *blockage, struct phrase stop);

/* Adds the trace in one sentence, if there is one. */
void blockage_say_path(struct blockage *blockage, const struct port_view *port_view);

/* The kinds, a file each. They fill all but the outcome. */

/* RST to SYN: by the host, or by something nearer. */
void refused_blockage(const struct port_view *port_view, struct blockage *blockage);

/* Silence. */
void dropped_blockage(const struct port_view *port_view, struct blockage *blockage);

/* An ICMP error. */
void rejected_blockage(const struct port_view *port_view, struct blockage *blockage);

/* This machine would not: no route, or a policy of its own. */
void local_refusal_blockage(const struct port_view *port_view, struct blockage *blockage);

/* Nothing was tried: the run makes no more connections to the address. */
void not_tried_blockage(const struct port_view *port_view, struct blockage *blockage);

#endif
