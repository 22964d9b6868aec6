/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which targets a run has begun. */
#include "scan/seen_targets.h"

#include "base/list.h"

#include <search.h>
#include <stdlib.h>
#include <strings.h>

struct seen_targets {
    void *keys; /* tsearch(3) tree of texts */
};

struct seen_targets *seen_targets_new(void)
{
    return allocate(1, sizeof(struct seen_targets));
}

void seen_targets_free(struct seen_targets *seen)
{
    if (seen == NULL)
        return;
    tdestroy(seen->keys, free);
    free(seen);
}

static int compare_keys(const void *left, const void *right)
{
    return strcasecmp(left, right);
}

bool seen_targets_add(struct seen_targets *seen, const struct target *target)
{
    bool as_domain = target->kind == TARGET_DOMAIN || target->kind == TARGET_EMAIL;
    char *key = text_format("%s %s %d", as_domain ? "domain" : "host", target->name, (int)target->port);
    char *const *kept = tsearch(key, &seen->keys, compare_keys);
    if (kept == NULL)
        out_of_memory();
    bool fresh = *kept == key;
    if (!fresh)
        free(key);
    return fresh;
}
