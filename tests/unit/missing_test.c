/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stored reports, of which one kind of fact is missing, as in a report of another version of the program or
 * of somebody else's: each is assessed and written all the same. */
#include "assess/assess.h"
#include "base/list.h"
#include "facts/shapes.h"
#include "report/json_in.h"
#include "report/report_writer.h"
#include "sample.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHAPES_MAX = 200, JSON_MAX_BYTES = 1 << 20 };

/* The shapes that a report is made of, each once. */
struct shape_list {
    const struct shape *shapes[SHAPES_MAX];
    size_t count;
};

static void list_shapes(const struct shape *shape, struct shape_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->shapes[i] == shape)
            return;
    cr_assert(list->count < SHAPES_MAX);
    list->shapes[list->count++] = shape;
    for (size_t i = 0; i < shape->field_count; i++)
        if (shape->fields[i].shape != NULL)
            list_shapes(shape->fields[i].shape, list);
}

/* Frees what one field holds and leaves it as it is where nothing is known; whether it held anything. */
static bool clear_field(const struct field *field, void *object)
{
    static const size_t bytes[] = {
        [FIELD_BOOL] = sizeof(bool),       [FIELD_INTEGER] = sizeof(int64_t),
        [FIELD_TEXT] = sizeof(char *),     [FIELD_TEXT_LIST] = sizeof(struct text_list),
        [FIELD_WORD] = sizeof(int),        [FIELD_STRUCT] = 0, /* its own fields are cleared one by one */
        [FIELD_CODE] = sizeof(uint32_t),   [FIELD_CODE_LIST] = sizeof(struct codes),
        [FIELD_OPTIONAL] = sizeof(void *), [FIELD_LIST] = sizeof(void *) + sizeof(size_t),
    };
    static const char zero[sizeof(void *) + sizeof(size_t)];
    const struct shape alone = {.name = "field", .fields = field, .field_count = 1};
    void *place = field_place(field, object);
    if (memcmp(place, zero, bytes[field->type]) == 0)
        return false;
    if (field->type != FIELD_STRUCT)
        shape_clear(&alone, object);
    memset(place, 0, bytes[field->type]);
    return true;
}

/* The same wherever the object, or one below it, has the field. */
static bool clear_everywhere(const struct shape *shape, void *object, const struct shape *of,
                             const struct field *which)
{
    bool cleared = false;
    if (shape == of)
        cleared = clear_field(which, object);
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        char *part = field->type == FIELD_STRUCT ? field_place(field, object) : NULL;
        size_t count = 1;
        if (field->type == FIELD_OPTIONAL || field->type == FIELD_LIST)
            part = field_pointer(field, object);
        if (field->type == FIELD_LIST)
            count = field_count(field, object);
        for (size_t n = 0; part != NULL && n < count; n++)
            cleared = clear_everywhere(field->shape, part + n * field->shape->size, of, which) || cleared;
    }
    return cleared;
}

static void write_report(enum output_format format, const struct report *report)
{
    struct report_options options = {.columns = 80, .verbose = true};
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_assert(out != NULL);
    struct report_writer *writer = report_writer_new(format, out, &options);
    report_writer_begin(writer, "0.1.0", "2026-11-23T20:00:00Z");
    report_writer_report(writer, report);
    report_writer_end(writer, 2100, &(struct run_end){.complete = true});
    report_writer_free(writer);
    cr_assert(fclose(out) == 0);
    free(text);
}

static void expect_bearable(const struct report *whole, const struct shape *shape, const struct field *field)
{
    struct report report;
    shape_copy(&report_shape, &report, whole);
    if (clear_everywhere(&report_shape, &report, shape, field)) {
        fprintf(stderr, "%s.%s\n", shape->name, field->name); /* the last one named is the one that crashed */
        assess_report(&report, &policy_default);
        for (int format = 0; format < OUTPUT_FORMAT_COUNT; format++)
            if (format != FORMAT_JSON
                && format != FORMAT_JSONL) /* which write what shapes say, whatever it is */
                write_report((enum output_format)format, &report);
    }
    shape_clear(&report_shape, &report);
}

/* Of a sample, each report has other fields. */
static void expect_report_bearable(const char *path, size_t *number)
{
    static char json[JSON_MAX_BYTES];
    static struct shape_list list;
    struct report whole;
    FILE *file = fopen(path, "rb");
    cr_assert(file != NULL, "%s", path);
    size_t length = fread(json, 1, sizeof json, file);
    cr_assert(fclose(file) == 0);
    char *problem = json_in_object(&report_shape, &whole, json, length);
    cr_assert(problem == NULL, "%s: %s", path, problem);
    list_shapes(&report_shape, &list);
    fprintf(stderr, "%s\n", path);
    for (size_t i = 0; i < list.count; i++)
        for (size_t n = 0; n < list.shapes[i]->field_count; n++)
            if ((*number)++ % sample_step(5) == 0)
                expect_bearable(&whole, list.shapes[i], &list.shapes[i]->fields[n]);
    shape_clear(&report_shape, &whole);
}

/* All stored reports with MAILSONDE_ALL set, which takes a minute; else those that have most of it. */
Test(missing, one_kind_of_fact)
{
    static const char *const names[] = {"model", "deep-tls", "bad-certificates", "port-25-blocked"};
    size_t number = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && getenv("MAILSONDE_ALL") == NULL; i++) {
        char *path = text_format("%s%s.json", GOLDEN, names[i]);
        expect_report_bearable(path, &number);
        free(path);
    }
    glob_t files;
    cr_assert(glob(GOLDEN "*.json", 0, NULL, &files) == 0);
    for (size_t i = 0; i < files.gl_pathc && getenv("MAILSONDE_ALL") != NULL; i++)
        expect_report_bearable(files.gl_pathv[i], &number);
    globfree(&files);
}
