/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What slim JSON leaves out since it stands elsewhere: that it comes back, and that it does not hang on what
 * differs from run to run. */
#include "base/list.h"
#include "facts/shapes.h"
#include "facts_text.h"
#include "filled.h"
#include "report/json_report.h"
#include "report/json_saved.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* --- facts whose volatile members are others each time ---------------------------------------------------
 */

static uint32_t draw(uint32_t *state, uint32_t below)
{
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 16) % below;
}

static void scatter(const struct shape *shape, void *object, uint32_t *state);

static void scatter_volatile(const struct field *field, void *object, uint32_t *state)
{
    /* None below a second, which slim JSON does not tell apart. */
    static const int64_t numbers[] = {0, 1000, 1500, 60000};
    static const char *const texts[] = {"one", "another", "220 at Mon, 30 Nov 2026 18:59:12 +0000"};
    void *place = field_place(field, object);
    const char *text = texts[draw(state, 3)];
    if (field->type == FIELD_INTEGER)
        memcpy(place, &numbers[draw(state, 4)], sizeof numbers[0]);
    else if (field->type == FIELD_TEXT)
        text_replace(place, draw(state, 4) == 0 ? NULL : text_copy(text));
    else if (field->type == FIELD_TEXT_LIST && draw(state, 2) == 0)
        text_list_append(place, text);
}

static void scatter_items(const struct field *field, void *object, uint32_t *state)
{
    char *items = *(char **)field_place(field, object);
    for (size_t i = 0; i < field_count(field, object); i++)
        scatter(field->shape, items + i * field->shape->size, state);
}

static void scatter(const struct shape *shape, void *object, uint32_t *state)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        if (field->is_volatile)
            scatter_volatile(field, object, state);
        else if (field->type == FIELD_STRUCT)
            scatter(field->shape, field_place(field, object), state);
        else if (field->type == FIELD_OPTIONAL)
            scatter(field->shape, *(void **)field_place(field, object), state);
        else if (field->type == FIELD_LIST)
            scatter_items(field, object, state);
    }
}

/* Two endpoints with two sessions each, all alike. */
static void make(struct report *report, uint32_t seed)
{
    filled_object(&report_shape, report, "text");
    report->schema_version = REPORT_SCHEMA_VERSION;
    for (size_t i = 0; i < report->endpoint_count; i++)
        for (size_t j = 0; j < report->endpoints[i].session_count; j++) {
            uint32_t state = seed * 64 + (uint32_t)(i * 8 + j);
            scatter(&session_shape, &report->endpoints[i].sessions[j], &state);
        }
}

/* As slim JSON; the caller frees. */
static char *write(const struct report *report)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    struct json_write json = json_write_to(out);
    json_write_object(&json, NULL);
    json_report_write(&json, report, false);
    json_write_end(&json);
    cr_assert(fclose(out) == 0);
    return text;
}

/* --- what of it is lasting -------------------------------------------------------------------------------
 */

static bool is_volatile_name(const struct shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        if (field->is_volatile && strcmp(field->name, name) == 0)
            return true;
        if (!field->is_volatile && field->shape != NULL && is_volatile_name(field->shape, name))
            return true;
    }
    return false;
}

/* What is volatile is taken away. */
static void settle(json_t *value)
{
    void *next;
    for (size_t i = 0; i < json_array_size(value); i++)
        settle(json_array_get(value, i));
    for (void *at = json_object_iter(value); at != NULL; at = next) {
        const char *name = json_object_iter_key(at);
        next = json_object_iter_next(value, at);
        if (strcmp(name, "differs") == 0 || is_volatile_name(&session_shape, name))
            json_object_del(value, name);
        else
            settle(json_object_iter_value(at));
    }
}

/* The endpoints as slim JSON without what is volatile; the caller frees. */
static char *write_lasting(uint32_t seed)
{
    struct report report = {0};
    make(&report, seed);
    char *text = write(&report);
    json_error_t error;
    json_t *read = json_loads(text, 0, &error);
    cr_assert(read != NULL, "%s in %s", error.text, text);
    json_t *endpoints = json_object_get(read, "endpoints");
    settle(endpoints);
    char *lasting = json_dumps(endpoints, 0);
    json_decref(read);
    free(text);
    shape_clear(&report_shape, &report);
    return lasting;
}

/* --- the tests -------------------------------------------------------------------------------------------
 */

enum { RUNS = 40 };

Test(json_repeats, what_refers_to_what_does_not_hang_on_what_is_volatile)
{
    char *first = write_lasting(0);
    cr_expect(strstr(first, "\"as_first\"") != NULL, "%s", first);
    for (uint32_t seed = 1; seed < RUNS; seed++) {
        char *again = write_lasting(seed);
        cr_expect_str_eq(again, first, "seed %u", seed);
        free(again);
    }
    free(first);
}

Test(json_repeats, what_is_volatile_comes_back)
{
    for (uint32_t seed = 0; seed < RUNS; seed++) {
        struct report report = {0};
        struct json_saved saved;
        make(&report, seed);
        char *text = write(&report);
        cr_assert(json_saved_read(&saved, text, strlen(text), true), "%s", saved.problem);
        char *read = facts_text(&saved.run.reports[0]), *expected = facts_text(&report);
        cr_expect_str_eq(read, expected, "seed %u of %s", seed, text);
        free(expected);
        free(read);
        json_saved_clear(&saved);
        free(text);
        shape_clear(&report_shape, &report);
    }
}
