/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Allocation that cannot fail and the growing arrays that the facts are made of.
 *
 * A list in the facts is a pointer and a count that stand side by side:
 *
 *     struct certificate *chain;
 *     size_t chain_count;
 *
 * Where there is no memory the program ends (out_of_memory()); what is done before it comes to that is in
 * base/memory.h. */
#ifndef MAILSONDE_BASE_LIST_H
#define MAILSONDE_BASE_LIST_H

#include "base/memory.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Words or lines, in order. Owns its items; zeroed is empty. */
struct text_list {
    char **items;
    size_t count;
};

/* Code points of a registry, in an order that means something. Zeroed is empty. */
struct codes {
    uint32_t *items;
    size_t count;
};

void codes_append(struct codes *list, uint32_t code);
void codes_free(struct codes *list);

/* Zeroed memory for `count` objects of `size` bytes; the caller frees. */
void *allocate(size_t count, size_t size);

/* `text`, "" for NULL. */
const char *text_or_nothing(const char *text);

/* A copy of `text` (NULL gives NULL); the caller frees. */
char *text_copy(const char *text);

/* A copy of the first `length` bytes of `text` with a NUL after them; the caller frees. */
char *text_copy_bytes(const char *text, size_t length);

/* printf into fresh memory; the caller frees. */
char *text_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *text_format_list(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

/* Whether two texts are equal; NULL equals nothing but NULL. */
bool text_same(const char *a, const char *b);

/* FNV-1a: texts that differ in the last letter alone are spread, too. Not for keys that somebody chooses who
 * would gain from equal hashes. */
size_t text_hash(const char *text);

/* The same, ASCII letters compared without case (host names, keywords). */
bool text_same_name(const char *a, const char *b);

/* The order of two texts, as of strcmp(); NULL comes before all others. */
int text_compare(const char *a, const char *b);

/* Frees *text and sets it to `fresh`, which the owner of *text now owns. */
void text_replace(char **text, char *fresh);

/* Makes room for one more item of `item_bytes` at the end of *items and returns it, zeroed; the address of
 * earlier items may change. `items` is the address of the list's pointer, whatever its type. */
void *list_append(void *items, size_t *count, size_t item_bytes);

/* Appends a copy of `text`. */
void text_list_append(struct text_list *list, const char *text);

/* Puts the items into the order of text_compare(). */
void text_list_sort(struct text_list *list);

/* Whether an item equals `text`, ASCII letters compared without case (host names, keywords). */
bool text_list_has(const struct text_list *list, const char *text);

/* The items with `separator` between them, "" for none; the caller frees. */
char *text_list_join(const struct text_list *list, const char *separator);

/* "a, b, c and 4 more": at most the first `shown` items, and how many there are besides; the caller frees. */
char *text_list_join_first(const struct text_list *list, size_t shown);

void text_list_free(struct text_list *list);

#endif
