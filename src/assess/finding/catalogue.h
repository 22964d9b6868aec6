/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The catalogue of findings: what is required, how bad it is where it fails, and what to do then. The text
 * lives in data/findings.catalogue and is compiled in. */
#ifndef MAILSONDE_ASSESS_FINDING_CATALOGUE_H
#define MAILSONDE_ASSESS_FINDING_CATALOGUE_H

#include "assess/finding/software.h"
#include "facts/finding.h"

#include <stddef.h>

/* How much of a subject names what the finding is about. */
enum about_level { ABOUT_DOMAIN, ABOUT_HOST, ABOUT_ADDRESS, ABOUT_PORT };

/* What the finding means for the domain's mail where it fails. */
enum delivery_effect {
    EFFECT_NONE,
    EFFECT_STOPS,        /* none gets to the subject */
    EFFECT_TURNS_AWAY,   /* this client's does not, others may fare better */
    EFFECT_SOME_SENDERS, /* senders that follow the rules keep it, others deliver it */
    EFFECT_IN_CLEAR,     /* it gets there without TLS */
    EFFECT_HIDDEN,       /* the cause is here or on the way: nothing is known of the server */
};

struct catalogue_entry {
    enum about_level about;
    enum severity severity[ROLE_COUNT];
    enum delivery_effect delivery;
    const char *requirement; /* the rule in positive words, shown where it holds or is unknown */
    const char *title;       /* shown where it fails */
    const char *explanation;
    const char *attack; /* what somebody does who makes use of it; NULL: see `explanation`, or nobody can */
    const char *check;  /* how to see for oneself that it is mended; NULL: by another scan */
    const char *remedy;
    const char *remedy_at[SUSPECT_COUNT]; /* for findings that point there; NULL: the same */
    const char *settings[SOFTWARE_COUNT]; /* of each mail server that has one; else NULL */
    const char *settle; /* what would tell for sure why something cannot be reached; NULL for nothing */
    const char *reference;
    const char
        *unread; /* references and settings that were not checked against the source itself; NULL for none */
    const char *result_type; /* what senders call it in TLS reports (RFC 8460 4.3); NULL for nothing */
};

/* Indexed by `enum finding_id`; nothing is said of FINDING_NONE. */
extern const struct catalogue_entry catalogue_entries[FINDING_COUNT];

#endif
