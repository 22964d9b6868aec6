/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comparing facts by their description, without what differs from run to run. */
#include "base/list.h"
#include "base/shape.h"

#include <stdlib.h>
#include <string.h>

/* How many items are the same from the first on. */
static size_t text_lists_agree(const struct text_list *left, const struct text_list *right)
{
    size_t i = 0;
    while (i < left->count && i < right->count && text_same(left->items[i], right->items[i]))
        i++;
    return i;
}

static size_t codes_agree(const struct codes *left, const struct codes *right)
{
    size_t i = 0;
    while (i < left->count && i < right->count && left->items[i] == right->items[i])
        i++;
    return i;
}

static char *at_item(const char *name, size_t item)
{
    return text_format("%s[%zu]", name, item);
}

/* `inner`, which is taken over, as seen from outside the member `name`. */
static char *within(const char *name, char *inner)
{
    char *path = text_format("%s.%s", name, inner);
    free(inner);
    return path;
}

static char *list_difference(const struct field *field, const void *left, const void *right)
{
    size_t left_count = field_count(field, left), right_count = field_count(field, right);
    const char *left_items = field_pointer(field, left), *right_items = field_pointer(field, right);
    for (size_t i = 0; i < left_count && i < right_count; i++) {
        char *inner = shape_difference(field->shape, left_items + i * field->shape->size,
                                       right_items + i * field->shape->size);
        if (inner != NULL) {
            char *item = at_item(field->name, i);
            char *path = within(item, inner);
            free(item);
            return path;
        }
    }
    return left_count == right_count
               ? NULL
               : at_item(field->name, left_count < right_count ? left_count : right_count);
}

static char *optional_difference(const struct field *field, const void *left, const void *right)
{
    const void *left_part = field_pointer(field, left), *right_part = field_pointer(field, right);
    if (left_part == NULL || right_part == NULL)
        return left_part == right_part ? NULL : text_copy(field->name);
    char *inner = shape_difference(field->shape, left_part, right_part);
    return inner == NULL ? NULL : within(field->name, inner);
}

static char *field_difference(const struct field *field, const void *left, const void *right)
{
    const void *left_place = field_place_const(field, left), *right_place = field_place_const(field, right);
    bool equal = true;
    switch (field->type) {
    case FIELD_BOOL:
        equal = memcmp(left_place, right_place, sizeof(bool)) == 0;
        break;
    case FIELD_INTEGER:
        equal = memcmp(left_place, right_place, sizeof(int64_t)) == 0;
        break;
    case FIELD_WORD:
        equal = memcmp(left_place, right_place, sizeof(int)) == 0;
        break;
    case FIELD_CODE:
        equal = memcmp(left_place, right_place, sizeof(uint32_t)) == 0;
        break;
    case FIELD_TEXT:
        equal = text_same(field_pointer(field, left), field_pointer(field, right));
        break;
    case FIELD_TEXT_LIST: {
        const struct text_list *left_list = left_place, *right_list = right_place;
        size_t same = text_lists_agree(left_list, right_list);
        return same == left_list->count && same == right_list->count ? NULL : at_item(field->name, same);
    }
    case FIELD_CODE_LIST: {
        const struct codes *left_list = left_place, *right_list = right_place;
        size_t same = codes_agree(left_list, right_list);
        return same == left_list->count && same == right_list->count ? NULL : at_item(field->name, same);
    }
    case FIELD_STRUCT: {
        char *inner = shape_difference(field->shape, left_place, right_place);
        return inner == NULL ? NULL : within(field->name, inner);
    }
    case FIELD_OPTIONAL:
        return optional_difference(field, left, right);
    case FIELD_LIST:
        return list_difference(field, left, right);
    }
    return equal ? NULL : text_copy(field->name);
}

char *shape_difference(const struct shape *shape, const void *left, const void *right)
{
    char *path = NULL;
    for (size_t i = 0; path == NULL && i < shape->field_count; i++)
        if (!shape->fields[i].is_volatile)
            path = field_difference(&shape->fields[i], left, right);
    return path;
}

bool shape_equal(const struct shape *shape, const void *left, const void *right)
{
    char *path = shape_difference(shape, left, right);
    free(path);
    return path == NULL;
}
