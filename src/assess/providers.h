/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What clouds and hosters do with outgoing mail by default. The text lives in data/providers.catalogue and is
 * compiled in; which one applies the user says, nothing is looked up. */
#ifndef MAILSONDE_ASSESS_PROVIDERS_H
#define MAILSONDE_ASSESS_PROVIDERS_H

#include "facts/shape.h"

#include <stddef.h>

struct provider {
    const char *name;   /* the word that users say: "hetzner" */
    const char *title;  /* "Hetzner Cloud" */
    const char *policy; /* what happens to outgoing 25, 465 and 587; sentences */
    const char *remedy; /* how to have it opened, or what to do instead; sentences */
    const char *source;
    const char *seen_on; /* when the source said so: "2026-11-23", or "2026-11" */
};

extern const struct provider providers[];
extern const size_t provider_count;

/* "none", then the names of all, in the order of `providers`. */
extern const struct words provider_words;

/* The provider of that name; NULL for none, and for NULL. */
const struct provider *provider_find(const char *name);

#endif
