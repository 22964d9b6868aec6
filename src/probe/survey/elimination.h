/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding out all that a server takes: offer everything, strike out what it took, offer the rest, until it
 * takes nothing. No network here: answers go in, what to offer next comes out. */
#ifndef MAILSONDE_PROBE_SURVEY_ELIMINATION_H
#define MAILSONDE_PROBE_SURVEY_ELIMINATION_H

#include "facts/tls_survey.h"
#include "probe/survey/code_list.h"

#include <stdbool.h>
#include <stdint.h>

/* One list. */
struct elimination {
    struct code_list offered; /* all, in the order in which they are offered */
    struct code_list left;
    struct code_list taken; /* in the order in which the server took them */
    bool done;              /* nothing that is left is taken */
};

/* Everything is left. An empty list is done. */
void elimination_begin(struct elimination *elimination, const struct code_list *offered);

/* The server took `code`; false when that was not left. */
bool elimination_take(struct elimination *elimination, uint16_t code);

/* Whose order the takings followed, if each was of an offer of all that was left: not the client's means the
 * server's. Where they followed the order of the offer, that may be the server's too, and it is unknown. */
enum preference elimination_preference(const struct elimination *elimination);

/* Whether another order of the same offer would tell. */
bool elimination_is_unsure(const struct elimination *elimination);

/* Two lists of which each hello has some of both, and each answer takes one of both: TLS 1.3's suites and
 * groups. Both are struck out together, at the price of the longer one; when nothing is taken, either may
 * have come to its end, and which one did is seen by offering all that is known to be taken of the other. */
struct elimination_pair {
    struct elimination first;
    struct elimination second;
    bool asks_which; /* nothing was taken, and which list is at its end is being asked */
};

void elimination_pair_begin(struct elimination_pair *pair, const struct code_list *first,
                            const struct code_list *second);
bool elimination_pair_is_done(const struct elimination_pair *pair);

/* What to offer next. */
const struct code_list *elimination_pair_first(const struct elimination_pair *pair);
const struct code_list *elimination_pair_second(const struct elimination_pair *pair);

/* The server took one of each; false when that was not offered. */
bool elimination_pair_take(struct elimination_pair *pair, uint16_t first, uint16_t second);

/* It took nothing. */
void elimination_pair_refuse(struct elimination_pair *pair);

#endif
