/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which of the findings about mail the headline is about. */
#ifndef MAILSONDE_ASSESS_VERDICT_MAIN_FINDING_H
#define MAILSONDE_ASSESS_VERDICT_MAIN_FINDING_H

#include "assess/finding/phrase.h"
#include "assess/verdict/mail_effect.h"
#include "base/list.h"
#include "base/place_index.h"

#include <stdbool.h>

/* What is looked for. */
struct main_question {
    const struct mail_effect *among;
    size_t among_count;
    enum mail_service service;
    const struct host *const *hosts; /* hosts that the answer has to be about, one of them at least */
    size_t host_count;          /* with none, only findings about the domain as a whole can be the answer */
    unsigned effects;           /* of these: 1 << enum delivery_effect */
    enum severity least;        /* of findings about a host or port */
    enum severity least_domain; /* of findings about the domain */
    bool failing;               /* of those that fail alone */
};

/* Findings of one id, which answer together. */
struct main_answer {
    const struct finding *first; /* NULL for no answer */
    enum suspect points_at;
    enum certainty certainty;
    bool fails;                /* all of them do */
    const struct host **hosts; /* those of the question that it is about; none for the domain as a whole */
    size_t host_count;
    struct text_list addresses; /* those that it is about */
    struct place_index known;   /* the same, to be found */
    struct text_list ports;     /* numbers of those that it is about; none where it is about no port */
};

/* The answer by rule: what lies on this side before all else, what explains whole hosts before what explains
 * some of their addresses, what fails before what is unknown, more hosts before fewer, certain before likely,
 * the narrower subject before the wider, the worse before the milder. main_answer_free() frees it. */
struct main_answer main_finding_choose(const struct report *report, const struct main_question *question);

void main_answer_free(struct main_answer *answer);

/* "STARTTLS is not offered (port 25 of mx1.example.org); likely cause: something on the way": the title,
 * where, and whom it points at. Where it is about all of `host_count` hosts they are counted and not named.
 */
struct phrase main_finding_words(const struct main_answer *answer, size_t host_count);

#endif
