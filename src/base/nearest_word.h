/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "Did you mean": the known word that a mistyped one is nearest to. */
#ifndef MAILSONDE_BASE_NEAREST_WORD_H
#define MAILSONDE_BASE_NEAREST_WORD_H

#include "base/shape.h"

#include <stddef.h>

/* A search among words that stand in several places: set `typed` alone, then offer each word that it could
 * have been. All texts are borrowed. */
struct nearest_word {
    const char *typed;
    const char *word; /* the nearest so far; NULL: none is near */
    size_t distance;  /* of `word` */
};

/* Of words that are equally near, the first one that was offered stays. */
void nearest_word_offer(struct nearest_word *search, const char *word);

/* The word of `words` that `typed` is nearest to, NULL if it is near none. */
const char *nearest_word_in(const struct words *words, const char *typed);

/* "; did you mean WORD?" with `prefix` ("--", "" for none) before the word, or "" for no word (NULL): the end
 * of a complaint. The caller frees. */
char *nearest_word_question(const char *prefix, const char *word);

#endif
