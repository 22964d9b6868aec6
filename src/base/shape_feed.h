/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An object as a row of bytes, for digests: two objects give the same bytes where they say the same, on every
 * machine. */
#ifndef MAILSONDE_BASE_SHAPE_FEED_H
#define MAILSONDE_BASE_SHAPE_FEED_H

#include "base/shape.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct shape_feed {
    void (*add)(void *context, const void *bytes, size_t length);
    void *context;
    /* Feeds the member in another way, or leaves it out, and returns true; false: as it is. It is asked about
     * volatile members, too, which are left out where it returns false. */
    bool (*instead)(const struct shape_feed *feed, const struct shape *shape, const struct field *field,
                    const void *object);
    const void *more; /* for it */
};

/* Feeds all members but those that are bulky (which JSON leaves out) or volatile. */
void shape_feed(const struct shape_feed *feed, const struct shape *shape, const void *object);

/* One value. */
void shape_feed_text(const struct shape_feed *feed, const char *text);
void shape_feed_number(const struct shape_feed *feed, int64_t number);

#endif
