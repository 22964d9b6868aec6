/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What clouds and hosters do with outgoing mail by default. The text lives in data/providers.catalogue and is
 * compiled in; which one applies the user says, nothing is looked up. */
#ifndef MAILSONDE_ASSESS_VANTAGE_PROVIDERS_H
#define MAILSONDE_ASSESS_VANTAGE_PROVIDERS_H

#include "facts/provider_id.h"

struct provider {
    const char *title;  /* "Hetzner Cloud" */
    const char *policy; /* what happens to outgoing 25, 465 and 587; sentences */
    const char *remedy; /* how to have it opened, or what to do instead; sentences */
    const char *source;
    const char *seen_on; /* when the source said so: "2026-11-23", or "2026-11" */
};

/* Indexed by `enum provider_id`; nothing is said of PROVIDER_NONE. */
extern const struct provider providers[PROVIDER_COUNT];

#endif
