/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comparing facts by their description: a change of any field is seen and named, one of a volatile field is
 * not. */
#include "base/list.h"
#include "base/shape.h"
#include "facts/report.h"
#include "facts/run.h"
#include "facts/shapes.h"
#include "facts/tls_survey.h"
#include "filled.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* Changes one field of an object that filled_object() made. */
static void change(const struct field *field, void *object)
{
    void *place = field_place(field, object);
    switch (field->type) {
    case FIELD_BOOL:
        *(bool *)place = !*(bool *)place;
        break;
    case FIELD_INTEGER:
        *(int64_t *)place += 1;
        break;
    case FIELD_TEXT:
        text_replace(place, text_copy("another"));
        break;
    case FIELD_TEXT_LIST:
        text_list_append(place, "one more");
        break;
    case FIELD_WORD: {
        int first = 0;
        memcpy(place, &first, sizeof first);
        break;
    }
    case FIELD_CODE:
        *(uint32_t *)place += 1;
        break;
    case FIELD_CODE_LIST:
        codes_append(place, 0x1302);
        break;
    case FIELD_STRUCT:
        shape_clear(field->shape, place);
        break;
    case FIELD_OPTIONAL: {
        void *part = field_pointer(field, object), *none = NULL;
        shape_clear(field->shape, part);
        free(part);
        memcpy(place, &none, sizeof none);
        break;
    }
    case FIELD_LIST: {
        size_t *count = (size_t *)(void *)((char *)place + sizeof(void *));
        filled_object(field->shape, list_append(place, count, field->shape->size), "filled");
        break;
    }
    }
}

static void check_field(const struct shape *shape, const struct field *field)
{
    void *left = allocate(1, shape->size), *right = allocate(1, shape->size);
    filled_object(shape, left, "filled");
    filled_object(shape, right, "filled");
    cr_expect(shape_equal(shape, left, right), "%s: what is the same differs", shape->name);
    change(field, right);
    cr_expect_eq(shape_equal(shape, left, right), field->is_volatile, "%s.%s", shape->name, field->name);
    cr_expect_eq(shape_equal(shape, right, left), field->is_volatile, "%s.%s", shape->name, field->name);
    char *path = shape_difference(shape, left, right);
    if (path != NULL)
        cr_expect(strncmp(path, field->name, strlen(field->name)) == 0, "%s.%s is called %s", shape->name,
                  field->name, path);
    free(path);
    shape_clear(shape, left);
    shape_clear(shape, right);
    free(left);
    free(right);
}

static void check_shape(const struct shape *shape)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        check_field(shape, &shape->fields[i]);
        if (shape->fields[i].shape != NULL)
            check_shape(shape->fields[i].shape);
    }
}

Test(shape_equal, a_change_of_any_field_counts_unless_it_is_volatile)
{
    check_shape(&run_shape);
}

static void expect_difference(const struct report *left, const struct report *right, const char *expected)
{
    char *path = shape_difference(&report_shape, left, right);
    if (expected == NULL)
        cr_expect_null(path, "differs at %s", path);
    else
        cr_expect(path != NULL && strcmp(path, expected) == 0, "%s, not %s", path, expected);
    free(path);
}

Test(shape_equal, the_first_difference_is_named_by_its_place)
{
    struct report left = {0}, right = {0};
    expect_difference(&left, &right, NULL);
    filled_object(&report_shape, &left, "filled");
    shape_copy(&report_shape, &right, &left);
    expect_difference(&left, &right, NULL);

    right.elapsed_ms++;
    right.endpoints[1].sessions[0].greeting->elapsed_ms++;
    right.endpoints[0].sessions[1].timings[1].elapsed_ms++;
    expect_difference(&left, &right, NULL);

    text_list_append(&right.endpoints[1].sessions[1].tls->chain[1].dns_names, "filled");
    expect_difference(&left, &right, "endpoints[1].sessions[1].tls.chain[1].dns_names[2]");
    right.endpoints[1].sessions[0].greeting->code++;
    expect_difference(&left, &right, "endpoints[1].sessions[0].greeting.code");
    codes_append(&right.endpoints[0].tls_survey->versions[0].cipher_suites, 1);
    expect_difference(&left, &right, "endpoints[0].tls_survey.versions[0].cipher_suites[2]");
    right.target.port++;
    expect_difference(&left, &right, "target.port");
    shape_clear(&report_shape, &right);
    expect_difference(&left, &right, "schema_version");
    shape_clear(&report_shape, &left);
}
