/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where something stands in a list, by address and port: finding it takes log n steps, in whatever order a
 * hostile zone names the addresses. */
#ifndef MAILSONDE_BASE_PLACE_INDEX_H
#define MAILSONDE_BASE_PLACE_INDEX_H

#include <stddef.h>
#include <stdint.h>

/* Zeroed is empty. */
struct place_index {
    void *places; /* tsearch(3) tree */
};

enum { PLACE_NONE = -1 };

/* The position that was put for the address and port (0 where there is no port); PLACE_NONE for none. */
ptrdiff_t place_index_find(const struct place_index *index, const char *address, int64_t port);

/* Puts one that is not there yet; `address` is borrowed for as long as the index lives. */
void place_index_put(struct place_index *index, const char *address, int64_t port, size_t position);

void place_index_free(struct place_index *index);

#endif
