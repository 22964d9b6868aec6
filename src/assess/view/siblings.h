/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the other ports of an address fared. */
#ifndef MAILSONDE_ASSESS_VIEW_SIBLINGS_H
#define MAILSONDE_ASSESS_VIEW_SIBLINGS_H

#include "assess/finding/phrase.h"
#include "assess/view/attempt.h"
#include "facts/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Ports that --connect-to led elsewhere are none of it. */
struct siblings {
    struct text_list connected; /* ports */
    struct text_list refused;
    struct text_list silent;
    size_t probed;
    size_t timed;       /* of those connected: answered at the first SYN, and how fast is known */
    int64_t fastest_us; /* of these; 0 for none */
};

/* The ports of the address besides `port`; free with siblings_free(). */
struct siblings siblings_of(const struct report *report, const char *address, int64_t port);
void siblings_free(struct siblings *siblings);

/* Whether the attempt was answered far faster than by the fastest sibling: in less than a third of the time,
 * and at least 5 ms earlier. */
bool siblings_are_far_slower(const struct siblings *siblings, const struct attempt *attempt);

/* "465 and 587 answer.", "No port of the address answers.", ...; empty when there is no other port. */
struct phrase siblings_phrase(const struct siblings *siblings);

#endif
