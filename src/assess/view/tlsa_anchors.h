/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Authorities' certificates that TLSA records with usage 2 are published for, from data/tlsa-anchors.table.
 */
#ifndef MAILSONDE_ASSESS_VIEW_TLSA_ANCHORS_H
#define MAILSONDE_ASSESS_VIEW_TLSA_ANCHORS_H

#include "facts/dane.h"

#include <stdbool.h>
#include <stddef.h>

struct tlsa_anchor {
    const char *authority; /* those of one authority stand in for each other */
    const char *name;      /* "YE1" */
    bool issues;           /* certificates may come from it, or may at any time */
    const char *as_of;     /* when that was read: "2026-07-08" */
    const char *spki_sha256;
};

extern const struct tlsa_anchor tlsa_anchors[];
extern const size_t tlsa_anchor_count;

/* The anchor that the record is for by its key; NULL where the table does not have it, or the record is of
 * another kind than 2 1 1. */
const struct tlsa_anchor *tlsa_anchor_of(const struct tlsa_record *record);

/* The first record of the set for an anchor that no longer issues; *anchor becomes that. NULL for none. */
const struct tlsa_record *tlsa_anchor_retired(const struct tlsa_set *set, const struct tlsa_anchor **anchor);

#endif
