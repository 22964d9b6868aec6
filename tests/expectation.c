/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts looked up by a path. */
#include "expectation.h"

#include "base/list.h"

#include <fnmatch.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct field *field_named(const struct shape *shape, const char *name, size_t length)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        if (strlen(field->name) == length && strncmp(field->name, name, length) == 0)
            return field;
    }
    return NULL;
}

static char *plain_value(const struct field *field, const void *value)
{
    switch (field->type) {
    case FIELD_BOOL:
        return text_copy(*(const bool *)value ? "true" : "false");
    case FIELD_INTEGER:
        return text_format("%lld", (long long)*(const int64_t *)value);
    case FIELD_TEXT: {
        const char *text = *(char *const *)value;
        return text_copy(text == NULL ? "null" : text);
    }
    case FIELD_WORD: {
        int word;
        memcpy(&word, value, sizeof word);
        return text_copy(words_name(field->words, word));
    }
    case FIELD_CODE: {
        uint32_t code = *(const uint32_t *)value;
        return code == 0 ? text_copy("null") : field->codes->text(code);
    }
    case FIELD_OPTIONAL:
        return text_copy(*(void *const *)value == NULL ? "null" : "present");
    default:
        return NULL;
    }
}

/* `rest` is what follows the list's name: "", "[N]" or ".count". */
static char *text_list_value(const struct text_list *list, const char *rest)
{
    if (*rest == '\0')
        return text_list_join(list, " / ");
    if (strcmp(rest, ".count") == 0)
        return text_format("%zu", list->count);
    char *end;
    size_t index = *rest == '[' ? strtoul(rest + 1, &end, 10) : 0;
    return *rest == '[' && strcmp(end, "]") == 0 && index < list->count ? text_copy(list->items[index])
                                                                        : NULL;
}

static char *code_list_value(const struct code_names *names, const struct codes *codes, const char *rest)
{
    struct text_list texts = {0};
    for (size_t i = 0; i < codes->count; i++) {
        char *text = names->text(codes->items[i]);
        text_list_append(&texts, text);
        free(text);
    }
    char *value = text_list_value(&texts, rest);
    text_list_free(&texts);
    return value;
}

static char *list_value(const struct field *field, const void *value, const char *rest)
{
    const char *items;
    size_t count;
    memcpy(&items, value, sizeof items);
    memcpy(&count, (const char *)value + sizeof items, sizeof count);
    if (strcmp(rest, ".count") == 0)
        return text_format("%zu", count);
    char *end;
    size_t index = *rest == '[' ? strtoul(rest + 1, &end, 10) : 0;
    if (*rest != '[' || strncmp(end, "].", 2) != 0 || index >= count)
        return NULL;
    return fact_at(field->shape, items + index * field->shape->size, end + 2);
}

char *fact_at(const struct shape *shape, const void *object, const char *path)
{
    size_t length = strcspn(path, ".[");
    const struct field *field = field_named(shape, path, length);
    const char *rest = path + length;
    if (field == NULL)
        return NULL;
    const void *value = (const char *)object + field->offset;
    if (field->type == FIELD_TEXT_LIST)
        return text_list_value(value, rest);
    if (field->type == FIELD_CODE_LIST)
        return code_list_value(field->codes, value, rest);
    if (field->type == FIELD_LIST)
        return list_value(field, value, rest);
    if (*rest == '\0')
        return plain_value(field, value);
    if (*rest != '.')
        return NULL;
    if (field->type == FIELD_STRUCT)
        return fact_at(field->shape, value, rest + 1);
    if (field->type != FIELD_OPTIONAL)
        return NULL;
    const void *part = *(void *const *)value;
    return part == NULL ? text_copy("null") : fact_at(field->shape, part, rest + 1);
}

bool expectation_holds(const struct expectation *expectation, const char *value)
{
    if (value == NULL)
        return false;
    switch (expectation->type) {
    case EXPECT_EQUAL:
        return strcmp(value, expectation->value) == 0;
    case EXPECT_DIFFERENT:
        return strcmp(value, expectation->value) != 0;
    case EXPECT_GLOB:
        return fnmatch(expectation->value, value, 0) == 0;
    }
    return false;
}
