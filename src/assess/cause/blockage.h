/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why a connection was not made: what was seen, whom that points at, and what would tell for sure. */
#ifndef MAILSONDE_ASSESS_CAUSE_BLOCKAGE_H
#define MAILSONDE_ASSESS_CAUSE_BLOCKAGE_H

#include "assess/view/port_path.h"

struct blockage {
    enum finding_id id; /* of the finding */
    enum outcome outcome;
    enum suspect at;
    enum certainty certainty;
    struct text_list evidence;    /* sentences */
    char *settle;                 /* NULL: what the catalogue says */
    enum finding_id explained_by; /* the finding that says what to do; none: this one does */
};

/* Weighs all that is known; the connection at the place was begun and not made. Free with blockage_free(). */
struct blockage blockage_of(const struct port_view *port_view);

void blockage_free(struct blockage *blockage);

/* Adds a sentence to the evidence, if it is not empty. */
void blockage_say(struct blockage *blockage, struct phrase sentence);

/* Adds how the connection ended, a clause of phrase_stop(), as a sentence. */
void blockage_say_stop(struct blockage *blockage, struct phrase stop);

/* Adds the trace in one sentence, if there is one. */
void blockage_say_path(struct blockage *blockage, const struct port_path *port_path);

/* The kinds, a file each. They fill all but the outcome. */

/* RST to SYN: by the host, or by something nearer. */
void refused_blockage(const struct port_path *port_path, struct blockage *blockage);

/* Silence. */
void dropped_blockage(const struct port_path *port_path, struct blockage *blockage);

/* An ICMP error. */
void rejected_blockage(const struct port_path *port_path, struct blockage *blockage);

/* This machine would not: no route, or a policy of its own. */
void local_refusal_blockage(const struct port_path *port_path, struct blockage *blockage);

/* Nothing was tried: the run makes no more connections to the address. */
void not_tried_blockage(const struct port_path *port_path, struct blockage *blockage);

#endif
