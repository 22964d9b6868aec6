/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Freeing and copying facts by their description. */
#include "base/shape.h"

#include "base/list.h"

#include <stdlib.h>
#include <string.h>

static size_t list_count(const char *place)
{
    size_t count;
    memcpy(&count, place + sizeof(void *), sizeof count);
    return count;
}

static void *pointer_at(const char *place)
{
    void *pointer;
    memcpy(&pointer, place, sizeof pointer);
    return pointer;
}

static void put_pointer(char *place, void *pointer)
{
    memcpy(place, &pointer, sizeof pointer);
}

void shape_clear(const struct shape *shape, void *object)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        char *place = (char *)object + field->offset;
        switch (field->type) {
        case FIELD_TEXT:
            free(pointer_at(place));
            break;
        case FIELD_TEXT_LIST:
            text_list_free((struct text_list *)(void *)place);
            break;
        case FIELD_CODE_LIST:
            codes_free((struct codes *)(void *)place);
            break;
        case FIELD_STRUCT:
            shape_clear(field->shape, place);
            break;
        case FIELD_OPTIONAL:
            if (pointer_at(place) != NULL)
                shape_clear(field->shape, pointer_at(place));
            free(pointer_at(place));
            break;
        case FIELD_LIST:
            for (size_t n = 0; n < list_count(place); n++)
                shape_clear(field->shape, (char *)pointer_at(place) + n * field->shape->size);
            free(pointer_at(place));
            break;
        case FIELD_BOOL:
        case FIELD_INTEGER:
        case FIELD_WORD:
        case FIELD_CODE:
            break;
        }
    }
    if (shape->index != 0)
        free(pointer_at((char *)object + shape->index));
    memset(object, 0, shape->size);
}

static void copy_field(const struct field *field, char *to, const char *from)
{
    switch (field->type) {
    case FIELD_TEXT:
        put_pointer(to, text_copy(pointer_at(from)));
        break;
    case FIELD_TEXT_LIST: {
        const struct text_list *list = (const struct text_list *)(const void *)from;
        struct text_list copy = {0};
        for (size_t n = 0; n < list->count; n++)
            text_list_append(&copy, list->items[n]);
        memcpy(to, &copy, sizeof copy);
        break;
    }
    case FIELD_CODE_LIST: {
        const struct codes *list = (const struct codes *)(const void *)from;
        struct codes copy = {0};
        for (size_t n = 0; n < list->count; n++)
            codes_append(&copy, list->items[n]);
        memcpy(to, &copy, sizeof copy);
        break;
    }
    case FIELD_STRUCT:
        shape_copy(field->shape, to, from);
        break;
    case FIELD_OPTIONAL:
        if (pointer_at(from) != NULL) {
            put_pointer(to, allocate(1, field->shape->size));
            shape_copy(field->shape, pointer_at(to), pointer_at(from));
        }
        break;
    case FIELD_LIST: {
        size_t count = 0;
        put_pointer(to, NULL);
        for (size_t n = 0; n < list_count(from); n++)
            shape_copy(field->shape, list_append(to, &count, field->shape->size),
                       (char *)pointer_at(from) + n * field->shape->size);
        break;
    }
    case FIELD_BOOL:
    case FIELD_INTEGER:
    case FIELD_WORD:
    case FIELD_CODE:
        break;
    }
}

void shape_copy(const struct shape *shape, void *copy, const void *object)
{
    memcpy(copy, object, shape->size);
    for (size_t i = 0; i < shape->field_count; i++)
        copy_field(&shape->fields[i], (char *)copy + shape->fields[i].offset,
                   (const char *)object + shape->fields[i].offset);
    if (shape->index != 0)
        put_pointer((char *)copy + shape->index, NULL);
}

static bool integer_is_null(const struct field *field, const void *object)
{
    int64_t value;
    bool known = true;
    memcpy(&value, (const char *)object + field->offset, sizeof value);
    if (field->known_by != 0)
        memcpy(&known, (const char *)object + field->known_by, sizeof known);
    return !known || (field->zero_is_null && value == 0) || (field->minus_one_is_null && value == -1);
}

static bool word_is_null(const struct field *field, const void *object)
{
    int value;
    memcpy(&value, (const char *)object + field->offset, sizeof value);
    return value == 0 && (field->open || field->zero_is_null || field->words->zero_is_null);
}

bool field_is_of(const struct field *field, const struct shape *shape)
{
    return field >= shape->fields && field < shape->fields + shape->field_count;
}

bool field_is_null(const struct field *field, const void *object)
{
    switch (field->type) {
    case FIELD_INTEGER:
        return integer_is_null(field, object);
    case FIELD_WORD:
        return word_is_null(field, object);
    case FIELD_TEXT:
    case FIELD_OPTIONAL:
        return field_pointer(field, object) == NULL;
    case FIELD_CODE:
        return *(const uint32_t *)field_place_const(field, object) == 0;
    case FIELD_BOOL:
    case FIELD_TEXT_LIST:
    case FIELD_CODE_LIST:
    case FIELD_STRUCT:
    case FIELD_LIST:
        break;
    }
    return false;
}

bool field_may_be_null(const struct field *field)
{
    switch (field->type) {
    case FIELD_INTEGER:
        return field->zero_is_null || field->minus_one_is_null || field->known_by != 0;
    case FIELD_WORD:
        return field->open || field->zero_is_null || field->words->zero_is_null;
    case FIELD_TEXT:
    case FIELD_OPTIONAL:
    case FIELD_CODE:
        return true;
    case FIELD_STRUCT:
        return field->written != NULL;
    case FIELD_BOOL:
    case FIELD_TEXT_LIST:
    case FIELD_CODE_LIST:
    case FIELD_LIST:
        break;
    }
    return false;
}

void *field_place(const struct field *field, void *object)
{
    return (char *)object + field->offset;
}

const void *field_place_const(const struct field *field, const void *object)
{
    return (const char *)object + field->offset;
}

void *field_pointer(const struct field *field, const void *object)
{
    return pointer_at(field_place_const(field, object));
}

size_t field_count(const struct field *field, const void *object)
{
    return list_count(field_place_const(field, object));
}

const char *words_name(const struct words *words, int value)
{
    if (value < 0 || (size_t)value >= words->count || words->words[value] == NULL)
        return "?";
    return words->words[value];
}

int words_value(const struct words *words, const char *word)
{
    for (size_t i = 0; i < words->count; i++)
        if (words->words[i] != NULL && strcmp(words->words[i], word) == 0)
            return (int)i;
    return -1;
}
