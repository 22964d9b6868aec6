/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON to facts. The file may come from anybody: it is hostile until it has been checked here. */
#include "report/json_in.h"

#include "base/list.h"
#include "base/text.h"
#include "facts/shapes.h"
#include "report/json_value.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Where in the document the reader is: a chain on the stack, walked only to tell of an error. */
struct place {
    const struct place *outer; /* NULL for the root */
    const char *key;           /* NULL for an item of an array */
    size_t index;
};

struct reader {
    enum json_reading reading;
    char *problem; /* the first error; NULL for none */
};

static bool read_object(struct reader *reader, const struct place *place, const struct shape *shape,
                        void *object, const json_t *value);

static char *place_text(const struct place *place)
{
    if (place->outer == NULL)
        return text_copy(place->key);
    char *outer = place_text(place->outer);
    bool at_root = outer[0] == '\0';
    char *text = place->key == NULL ? text_format("%s[%zu]", outer, place->index)
                                    : text_format("%s%s%s", outer, at_root ? "" : ".", place->key);
    free(outer);
    return text;
}

static bool fail(struct reader *reader, const struct place *place, char *what)
{
    char *path = place_text(place);
    text_replace(&reader->problem, text_format("%s%s%s", path, path[0] == '\0' ? "" : ": ", what));
    free(path);
    free(what);
    return false;
}

static const char *type_name(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "an array";
    case JSON_STRING:
        return "a string";
    case JSON_INTEGER:
        return "an integer";
    case JSON_REAL:
        return "a fraction";
    case JSON_TRUE:
    case JSON_FALSE:
        return "a boolean";
    case JSON_NULL:
        return "null";
    }
    return "?";
}

static bool wrong_type(struct reader *reader, const struct place *place, const char *wanted,
                       const json_t *value)
{
    return fail(reader, place, text_format("expected %s, not %s", wanted, type_name(value)));
}

static bool read_text(struct reader *reader, const struct place *place, char **text, const json_t *value)
{
    if (!json_is_string(value))
        return wrong_type(reader, place, "a string", value);
    if (!text_is_safe(json_string_value(value)))
        return fail(reader, place, text_copy("the text holds control or hidden characters"));
    *text = text_without_commands(json_string_value(value));
    return true;
}

static bool read_word(struct reader *reader, const struct place *place, const struct field *field,
                      void *target, const json_t *value)
{
    if (!json_is_string(value))
        return wrong_type(reader, place, "a string", value);
    int number = words_value(field->words, json_string_value(value));
    if (number < 0 && field->open)
        number = 0;
    if (number < 0) {
        /* The word comes from the file and goes to a terminal. */
        char *word = text_from_wire(json_string_value(value), json_string_length(value), 40);
        char *what = text_format("\"%s\" is not a value of this key", word);
        free(word);
        return fail(reader, place, what);
    }
    memcpy(target, &number, sizeof number);
    return true;
}

static bool read_integer(struct reader *reader, const struct place *place, int64_t *target,
                         const json_t *value)
{
    if (!json_is_integer(value))
        return wrong_type(reader, place, "an integer", value);
    *target = json_integer_value(value);
    if (*target >= -JSON_INTEGER_MOST && *target <= JSON_INTEGER_MOST)
        return true;
    return fail(reader, place,
                text_format("%" PRId64 " is not between -%" PRId64 " and %" PRId64, *target,
                            JSON_INTEGER_MOST, JSON_INTEGER_MOST));
}

static bool read_text_list(struct reader *reader, const struct place *place, struct text_list *list,
                           const json_t *value)
{
    if (!json_is_array(value))
        return wrong_type(reader, place, "an array", value);
    for (size_t i = 0; i < json_array_size(value); i++) {
        struct place item = {place, NULL, i};
        char *text = NULL;
        if (!read_text(reader, &item, &text, json_array_get(value, i)))
            return false;
        text_list_append(list, text);
        free(text);
    }
    return true;
}

/* An unknown name comes from another version of this program. */
static bool read_code(struct reader *reader, const struct place *place, const struct code_names *names,
                      uint32_t *target, const json_t *value)
{
    if (!json_is_string(value))
        return wrong_type(reader, place, "a string", value);
    *target = names->code(json_string_value(value));
    return true;
}

static bool read_code_list(struct reader *reader, const struct place *place, const struct code_names *names,
                           struct codes *list, const json_t *value)
{
    if (!json_is_array(value))
        return wrong_type(reader, place, "an array", value);
    for (size_t i = 0; i < json_array_size(value); i++) {
        struct place item = {place, NULL, i};
        uint32_t code = 0;
        if (!read_code(reader, &item, names, &code, json_array_get(value, i)))
            return false;
        if (code != 0)
            codes_append(list, code);
    }
    return true;
}

static bool read_written(struct reader *reader, const struct place *place, const struct written *written,
                         void *target, const json_t *value)
{
    char *text = NULL;
    if (!read_text(reader, place, &text, value))
        return false;
    written->read(target, text);
    free(text);
    return true;
}

static bool read_list(struct reader *reader, const struct place *place, const struct field *field,
                      void *object, const json_t *value)
{
    if (!json_is_array(value))
        return wrong_type(reader, place, "an array", value);
    char *list = field_place(field, object);
    size_t *count = (size_t *)(void *)(list + sizeof(void *));
    for (size_t i = 0; i < json_array_size(value); i++) {
        struct place item = {place, NULL, i};
        void *fresh = list_append(list, count, field->shape->size);
        if (!read_object(reader, &item, field->shape, fresh, json_array_get(value, i)))
            return false;
    }
    return true;
}

static bool read_optional(struct reader *reader, const struct place *place, const struct field *field,
                          void *object, const json_t *value)
{
    void *fresh = allocate(1, field->shape->size);
    memcpy(field_place(field, object), &fresh, sizeof fresh);
    return read_object(reader, place, field->shape, fresh, value);
}

static bool read_field(struct reader *reader, const struct place *place, const struct field *field,
                       void *object, const json_t *value)
{
    void *target = field_place(field, object);
    if (json_is_null(value) && field_may_be_null(field))
        return true; /* as it was before anything was read */
    switch (field->type) {
    case FIELD_BOOL:
        if (!json_is_boolean(value))
            return wrong_type(reader, place, "a boolean", value);
        *(bool *)target = json_is_true(value);
        return true;
    case FIELD_INTEGER:
        return read_integer(reader, place, target, value);
    case FIELD_TEXT:
        return read_text(reader, place, target, value);
    case FIELD_TEXT_LIST:
        return read_text_list(reader, place, target, value);
    case FIELD_WORD:
        return read_word(reader, place, field, target, value);
    case FIELD_CODE:
        return read_code(reader, place, field->codes, target, value);
    case FIELD_CODE_LIST:
        return read_code_list(reader, place, field->codes, target, value);
    case FIELD_STRUCT:
        if (field->written != NULL)
            return read_written(reader, place, field->written, target, value);
        return read_object(reader, place, field->shape, target, value);
    case FIELD_OPTIONAL:
        return read_optional(reader, place, field, object, value);
    case FIELD_LIST:
        return read_list(reader, place, field, object, value);
    }
    return false;
}

static bool has_field(const struct shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->field_count; i++)
        if (strcmp(shape->fields[i].name, name) == 0)
            return true;
    return false;
}

static bool only_known_keys(struct reader *reader, const struct place *place, const struct shape *shape,
                            const json_t *value)
{
    /* jansson's iterators take no const. */
    json_t *object = json_incref((json_t *)(uintptr_t)value);
    const char *unknown = NULL;
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at))
        if (!has_field(shape, json_object_iter_key(at)))
            unknown = json_object_iter_key(at);
    bool good = unknown == NULL;
    if (!good) {
        char *key = text_from_wire(unknown, strlen(unknown), 40);
        good = fail(reader, place, text_format("\"%s\" is not a key of this object", key));
        free(key);
    }
    json_decref(object);
    return good;
}

/* What assess_report() makes of the facts. */
static bool is_judgement(const struct field *field)
{
    return field->shape == &finding_shape || field->shape == &verdict_shape
           || field->shape == &finding_counts_shape;
}

/* What nobody says is not known. */
static void set_unknown(const struct field *field, void *object)
{
    if (field->minus_one_is_null)
        *(int64_t *)field_place(field, object) = -1;
}

static bool read_object(struct reader *reader, const struct place *place, const struct shape *shape,
                        void *object, const json_t *value)
{
    if (!json_is_object(value))
        return wrong_type(reader, place, "an object", value);
    if (reader->reading == JSON_READ_OWN && !only_known_keys(reader, place, shape, value))
        return false;
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        const json_t *member = json_object_get(value, field->name);
        struct place inner = {place, field->name, 0};
        set_unknown(field, object);
        if (reader->reading == JSON_READ_FACTS && is_judgement(field))
            continue;
        if (member != NULL && !read_field(reader, &inner, field, object, member))
            return false;
    }
    return true;
}

char *json_value_read(const json_t *value, const struct shape *shape, void *object, enum json_reading reading)
{
    struct reader reader = {.reading = reading};
    struct place root = {NULL, "", 0};
    memset(object, 0, shape->size);
    if (!read_object(&reader, &root, shape, object, value))
        shape_clear(shape, object);
    return reader.problem;
}

static char *read_document(const struct shape *shape, void *object, const char *text, size_t length,
                           enum json_reading reading)
{
    json_error_t error;
    json_t *value = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (value == NULL) {
        memset(object, 0, shape->size);
        char *what = text_from_wire(error.text, strlen(error.text), sizeof error.text);
        char *problem = text_format("line %d column %d: not JSON: %s", error.line, error.column, what);
        free(what);
        return problem;
    }
    char *problem = json_value_read(value, shape, object, reading);
    json_decref(value);
    return problem;
}

char *json_in_object(const struct shape *shape, void *object, const char *text, size_t length)
{
    return read_document(shape, object, text, length, JSON_READ_ALL);
}

char *json_in_own(const struct shape *shape, void *object, const char *text, size_t length)
{
    return read_document(shape, object, text, length, JSON_READ_OWN);
}
