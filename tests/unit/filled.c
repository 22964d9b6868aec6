/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Objects of any shape with something in every place. */
#include "filled.h"

#include "base/list.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static void fill_field(const struct field *field, void *object, const char *text, int64_t number)
{
    void *place = field_place(field, object);
    switch (field->type) {
    case FIELD_BOOL:
        *(bool *)place = true;
        break;
    case FIELD_INTEGER:
        *(int64_t *)place = number;
        break;
    case FIELD_TEXT:
        *(char **)place = text_copy(text);
        break;
    case FIELD_TEXT_LIST:
        for (int i = 0; i < 2; i++)
            text_list_append(place, text == NULL ? "" : text);
        break;
    case FIELD_WORD: {
        int last = (int)field->words->count - 1;
        memcpy(place, &last, sizeof last);
        break;
    }
    case FIELD_CODE:
        *(uint32_t *)place = 0x1301;
        break;
    case FIELD_CODE_LIST:
        for (int i = 0; i < 2; i++)
            codes_append(place, 0x1301);
        break;
    case FIELD_STRUCT:
        filled_object(field->shape, place, text);
        break;
    case FIELD_OPTIONAL: {
        void *part = allocate(1, field->shape->size);
        filled_object(field->shape, part, text);
        memcpy(place, &part, sizeof part);
        break;
    }
    case FIELD_LIST: {
        size_t *count = (size_t *)(void *)((char *)place + sizeof(void *));
        for (int i = 0; i < 2; i++)
            filled_object(field->shape, list_append(place, count, field->shape->size), text);
        break;
    }
    }
}

void filled_object(const struct shape *shape, void *object, const char *text)
{
    for (size_t i = 0; i < shape->field_count; i++)
        fill_field(&shape->fields[i], object, text, (int64_t)i + 1);
}
