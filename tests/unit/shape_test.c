/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Copying and freeing facts by their description: a report in which every field of every struct is filled. */
#include "base/list.h"
#include "base/shape.h"
#include "facts/report.h"
#include "facts/shapes.h"
#include "facts/words.h"
#include "filled.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void *pointer_at(const char *place)
{
    void *pointer;
    memcpy(&pointer, place, sizeof pointer);
    return pointer;
}

static size_t count_at(const char *place)
{
    size_t count;
    memcpy(&count, place + sizeof(void *), sizeof count);
    return count;
}

static bool same(const struct shape *shape, const char *left, const char *right);

static bool same_texts(const char *left, const char *right)
{
    if (left == NULL || right == NULL)
        return left == right;
    return left != right && strcmp(left, right) == 0; /* a copy of its own */
}

static bool same_text_lists(const struct text_list *left, const struct text_list *right)
{
    bool equal = left->count == right->count;
    for (size_t i = 0; equal && i < left->count; i++)
        equal = same_texts(left->items[i], right->items[i]);
    return equal;
}

static bool same_codes(const struct codes *left, const struct codes *right)
{
    bool equal = left->count == right->count && (left->items != right->items || left->count == 0);
    for (size_t i = 0; equal && i < left->count; i++)
        equal = left->items[i] == right->items[i];
    return equal;
}

static bool same_field(const struct field *field, const char *left, const char *right)
{
    const char *a = NULL, *b = NULL;
    if (field->type == FIELD_OPTIONAL || field->type == FIELD_LIST || field->type == FIELD_TEXT) {
        a = pointer_at(left);
        b = pointer_at(right);
    }
    bool equal = true;
    switch (field->type) {
    case FIELD_BOOL:
        return memcmp(left, right, sizeof(bool)) == 0;
    case FIELD_INTEGER:
        return memcmp(left, right, sizeof(int64_t)) == 0;
    case FIELD_WORD:
        return memcmp(left, right, sizeof(int)) == 0;
    case FIELD_CODE:
        return memcmp(left, right, sizeof(uint32_t)) == 0;
    case FIELD_CODE_LIST:
        return same_codes((const void *)left, (const void *)right);
    case FIELD_TEXT:
        return same_texts(a, b);
    case FIELD_TEXT_LIST:
        return same_text_lists((const void *)left, (const void *)right);
    case FIELD_STRUCT:
        return same(field->shape, left, right);
    case FIELD_OPTIONAL:
        return a == NULL || b == NULL ? a == b : a != b && same(field->shape, a, b);
    case FIELD_LIST:
        equal = count_at(left) == count_at(right);
        for (size_t i = 0; equal && i < count_at(left); i++)
            equal = same(field->shape, a + i * field->shape->size, b + i * field->shape->size);
        return equal;
    }
    return false;
}

static bool same(const struct shape *shape, const char *left, const char *right)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        if (!same_field(field, left + field->offset, right + field->offset)) {
            cr_log_error("%s.%s differs", shape->name, field->name);
            return false;
        }
    }
    return true;
}

static bool all_zero(const void *object, size_t size)
{
    const char *bytes = object;
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

Test(shape, a_full_report_is_copied_and_cleared)
{
    struct report report = {0}, copy;
    filled_object(&report_shape, &report, "filled");
    memset(&copy, 0xaa, sizeof copy); /* the old content is not looked at */
    shape_copy(&report_shape, &copy, &report);
    cr_expect(same(&report_shape, (char *)&report, (char *)&copy));
    cr_expect_str_eq(copy.endpoints[1].sessions[1].tls->chain[1].dns_names.items[1], "filled");
    shape_clear(&report_shape, &report);
    cr_expect(all_zero(&report, sizeof report));
    shape_clear(&report_shape, &copy);
    cr_expect(all_zero(&copy, sizeof copy));
}

Test(shape, a_zeroed_report_is_copied_and_cleared)
{
    struct report report = {0}, copy;
    memset(&copy, 0xaa, sizeof copy);
    shape_copy(&report_shape, &copy, &report);
    cr_expect(same(&report_shape, (char *)&report, (char *)&copy));
    shape_clear(&report_shape, &copy);
    shape_clear(&report_shape, &copy);
    cr_expect(all_zero(&copy, sizeof copy));
}

Test(shape, a_half_built_session_is_copied_and_cleared)
{
    struct session session = {.first_bytes = text_copy("SSH"), .ehlo = allocate(1, sizeof *session.ehlo)};
    struct session copy;
    list_append(&session.timings, &session.timing_count, sizeof *session.timings);
    shape_copy(&session_shape, &copy, &session);
    cr_expect(same(&session_shape, (char *)&session, (char *)&copy));
    shape_clear(&session_shape, &session);
    shape_clear(&session_shape, &copy);
}

/* Each value has a word, and one of its own. None is needed for a 0 that is JSON null. */
static void check_words(const struct shape *shape, const struct field *field)
{
    const struct words *words = field->words;
    for (size_t i = field->open ? 1 : 0; i < words->count; i++) {
        cr_assert_not_null(words->words[i], "%s.%s: %zu has no word", shape->name, field->name, i);
        cr_expect_eq(words_value(words, words->words[i]), (int)i, "%s.%s: \"%s\"", shape->name, field->name,
                     words->words[i]);
    }
}

static void check_shape(const struct shape *shape)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        bool has_shape =
            field->type == FIELD_STRUCT || field->type == FIELD_OPTIONAL || field->type == FIELD_LIST;
        cr_expect_eq(field->shape != NULL, has_shape, "%s.%s", shape->name, field->name);
        cr_expect_eq(field->words != NULL, field->type == FIELD_WORD, "%s.%s", shape->name, field->name);
        if (field->words != NULL)
            check_words(shape, field);
        bool has_codes = field->type == FIELD_CODE || field->type == FIELD_CODE_LIST;
        cr_expect_eq(field->codes != NULL, has_codes, "%s.%s", shape->name, field->name);
        cr_expect_lt(field->offset, shape->size, "%s.%s", shape->name, field->name);
        if (i > 0)
            cr_expect_gt(field->offset, shape->fields[i - 1].offset, "%s.%s: the struct's own order",
                         shape->name, field->name);
        if (has_shape)
            check_shape(field->shape);
    }
}

Test(shape, every_description_is_consistent)
{
    check_shape(&report_shape);
}

Test(words, names_and_values_lead_to_each_other)
{
    cr_expect_str_eq(words_name(&stop_reason_words, STOP_TLS_ALERT), "tls_alert");
    cr_expect_str_eq(words_name(&stop_reason_words, STOP_REASON_COUNT), "?");
    cr_expect_str_eq(words_name(&stop_reason_words, -1), "?");
    for (int i = 0; i < STEP_COUNT; i++)
        cr_expect_eq(words_value(&step_words, words_name(&step_words, i)), i);
    cr_expect_eq(words_value(&step_words, "nonsense"), -1);
    cr_expect_eq(words_value(&step_words, "EHLO"), -1);
    cr_expect_str_eq(words_name(&answer_words, 0), "unknown");
}
