/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Allocation that cannot fail, and growing arrays. */
#include "base/list.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void *checked(void *memory)
{
    if (memory == NULL)
        out_of_memory();
    return memory;
}

void *allocate(size_t count, size_t size)
{
    return checked(calloc(count > 0 ? count : 1, size > 0 ? size : 1));
}

const char *text_or_nothing(const char *text)
{
    return text != NULL ? text : "";
}

char *text_copy(const char *text)
{
    return text == NULL ? NULL : checked(strdup(text));
}

char *text_copy_bytes(const char *text, size_t length)
{
    char *copy = allocate(length + 1, 1);
    if (length > 0)
        memcpy(copy, text, length);
    return copy;
}

char *text_format_list(const char *format, va_list arguments)
{
    char *text = NULL;
    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    return checked(text);
}

char *text_format(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = text_format_list(format, arguments);
    va_end(arguments);
    return text;
}

bool text_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

size_t text_hash(const char *text)
{
    uint32_t hash = 2166136261U;
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619U;
    return hash ^ hash >> 16;
}

bool text_same_name(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcasecmp(a, b) == 0;
}

int text_compare(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return (a != NULL) - (b != NULL);
    return strcmp(a, b);
}

void text_replace(char **text, char *fresh)
{
    free(*text);
    *text = fresh;
}

/* Lists of large items mostly have one or two, and each endpoint in flight has some such lists. */
enum { LARGE_ITEM_BYTES = 128 };

void *list_append(void *items, size_t *count, size_t item_bytes)
{
    /* The list's pointer may be of any object type; memcpy reads and writes it without aliasing trouble. */
    char *memory;
    memcpy(&memory, items, sizeof memory);
    size_t n = *count;
    size_t first = item_bytes > LARGE_ITEM_BYTES ? 1 : 4;
    bool full = n == 0 || (n >= first && (n & (n - 1)) == 0);
    if (full) {
        size_t room = n == 0 ? first : n * 2;
        memory = checked(realloc(memory, room * item_bytes));
        memcpy(items, &memory, sizeof memory);
    }
    *count = n + 1;
    return memset(memory + n * item_bytes, 0, item_bytes);
}

void text_list_append(struct text_list *list, const char *text)
{
    char **item = list_append(&list->items, &list->count, sizeof *list->items);
    *item = text_copy(text);
}

static int compare_items(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;
    return text_compare(*a, *b);
}

void text_list_sort(struct text_list *list)
{
    if (list->count > 0)
        qsort(list->items, list->count, sizeof *list->items, compare_items);
}

bool text_list_has(const struct text_list *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_same_name(list->items[i], text))
            return true;
    return false;
}

char *text_list_join(const struct text_list *list, const char *separator)
{
    size_t length = 0;
    for (size_t i = 0; i < list->count; i++)
        length += strlen(text_or_nothing(list->items[i])) + strlen(separator);
    char *joined = allocate(length + 1, 1);
    char *end = joined;
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0)
            end = stpcpy(end, separator);
        end = stpcpy(end, text_or_nothing(list->items[i]));
    }
    return joined;
}

char *text_list_join_first(const struct text_list *list, size_t shown)
{
    if (list->count <= shown)
        return text_list_join(list, ", ");
    const struct text_list first = {list->items, shown};
    char *joined = text_list_join(&first, ", ");
    char *text = text_format("%s and %zu more", joined, list->count - shown);
    free(joined);
    return text;
}

void text_list_free(struct text_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i]);
    free(list->items);
    list->items = NULL;
    list->count = 0;
}

void codes_append(struct codes *list, uint32_t code)
{
    *(uint32_t *)list_append(&list->items, &list->count, sizeof *list->items) = code;
}

void codes_free(struct codes *list)
{
    free(list->items);
    *list = (struct codes){0};
}
