/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certificates in slim JSON. */
#include "report/json_certificates.h"

#include "base/list.h"
#include "facts/shapes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Beyond this a file of references is not what this program wrote. */
enum { RESOLVED_MAX_BYTES = 256 << 20 };

/* --- every certificate of a report -----------------------------------------------------------------------
 */

struct visit {
    bool (*see)(struct certificate *certificate, void *context);
    void *context;
};

static bool visit_object(const struct visit *visit, const struct shape *shape, void *object);

static bool visit_list(const struct visit *visit, const struct field *field, void *object)
{
    char *items = field_pointer(field, object);
    for (size_t i = 0; i < field_count(field, object); i++) {
        void *item = items + i * field->shape->size;
        if (!(field->shape == &certificate_shape ? visit->see(item, visit->context)
                                                 : visit_object(visit, field->shape, item)))
            return false;
    }
    return true;
}

/* Until one is refused, and then false. */
static bool visit_object(const struct visit *visit, const struct shape *shape, void *object)
{
    bool good = true;
    for (size_t i = 0; i < shape->field_count && good; i++) {
        const struct field *field = &shape->fields[i];
        if (field->type == FIELD_LIST)
            good = visit_list(visit, field, object);
        else if (field->type == FIELD_STRUCT && field->written == NULL)
            good = visit_object(visit, field->shape, field_place(field, object));
        else if (field->type == FIELD_OPTIONAL && field_pointer(field, object) != NULL)
            good = visit_object(visit, field->shape, field_pointer(field, object));
    }
    return good;
}

/* --- writing ---------------------------------------------------------------------------------------------
 */

static bool add(struct certificate *certificate, void *context)
{
    struct certificate_set *set = context;
    if (certificate->sha256 != NULL)
        *(const struct certificate **)list_append(&set->items, &set->count, sizeof(struct certificate *)) =
            certificate;
    return true;
}

static int compare(const void *a, const void *b)
{
    const struct certificate *one = *(const struct certificate *const *)a;
    const struct certificate *other = *(const struct certificate *const *)b;
    return strcmp(one->sha256, other->sha256);
}

struct certificate_set certificate_set_of(const struct report *report)
{
    struct certificate_set set = {0};
    struct visit visit = {add, &set};
    visit_object(&visit, &report_shape, (void *)(uintptr_t)report); /* which is only read */
    size_t distinct = 0;
    if (set.count > 0)
        qsort(set.items, set.count, sizeof *set.items, compare);
    for (size_t i = 0; i < set.count; i++)
        if (distinct == 0 || strcmp(set.items[distinct - 1]->sha256, set.items[i]->sha256) != 0)
            set.items[distinct++] = set.items[i];
    set.count = distinct;
    return set;
}

void certificate_set_free(struct certificate_set *set)
{
    free(set->items);
    *set = (struct certificate_set){0};
}

static const struct certificate *find(const struct certificate_set *set, const char *sha256)
{
    struct certificate wanted = {.sha256 = (char *)(uintptr_t)sha256};
    const struct certificate *key = &wanted;
    const struct certificate *const *found =
        sha256 == NULL || set->count == 0
            ? NULL
            : bsearch(&key, set->items, set->count, sizeof *set->items, compare);
    return found != NULL ? *found : NULL;
}

/* What two that are one may differ in: where they stand, and whether their bytes were kept. */
static bool say_the_same(const struct certificate *one, const struct certificate *other)
{
    if (one == other)
        return true;
    struct certificate left = *one, right = *other;
    left.path_place = right.path_place = 0;
    left.der_base64 = right.der_base64 = NULL;
    return shape_equal(&certificate_shape, &left, &right);
}

bool json_certificates_has(const struct certificate_set *set, const struct certificate *certificate)
{
    const struct certificate *known = find(set, certificate->sha256);
    return known != NULL && say_the_same(known, certificate);
}

static bool is_no_reference(const struct field *field, const void *object)
{
    (void)object;
    return field->offset != offsetof(struct certificate, sha256)
           && field->offset != offsetof(struct certificate, path_place);
}

void json_certificates_write_one(struct json_write *json, const struct json_style *style,
                                 const struct certificate_set *set, const struct certificate *certificate)
{
    if (!json_certificates_has(set, certificate)) {
        json_out_value(json, NULL, style, &certificate_shape, certificate);
        return;
    }
    bool before = json->one_line;
    json_write_object(json, NULL);
    json->one_line = true;
    json_out_members(json, style, &certificate_shape, certificate, is_no_reference);
    json_write_end(json);
    json->one_line = before;
}

void json_certificates_write_set(struct json_write *json, const char *key, const struct json_style *style,
                                 const struct certificate_set *set)
{
    json_write_list(json, key);
    for (size_t i = 0; i < set->count; i++) {
        struct certificate bare = *set->items[i];
        bare.path_place = 0;
        json_out_value(json, NULL, style, &certificate_shape, &bare);
    }
    json_write_end(json);
}

/* --- reading ---------------------------------------------------------------------------------------------
 */

struct resolving {
    struct certificate_set set;
    size_t room;
    bool dangling; /* a reference to a certificate that is not in the set */
};

static size_t list_bytes(const struct text_list *list)
{
    size_t bytes = 0;
    for (size_t i = 0; i < list->count; i++)
        bytes += strlen(list->items[i]) + sizeof(char *);
    return bytes;
}

/* Nearly all of what a copy takes. */
static size_t copy_bytes(const struct certificate *certificate)
{
    size_t bytes = sizeof *certificate;
    for (size_t i = 0; i < certificate_shape.field_count; i++) {
        const struct field *field = &certificate_shape.fields[i];
        if (field->type == FIELD_TEXT && field_pointer(field, certificate) != NULL)
            bytes += strlen(field_pointer(field, certificate));
        else if (field->type == FIELD_TEXT_LIST)
            bytes += list_bytes(field_place_const(field, certificate));
    }
    return bytes;
}

/* A fingerprint and nothing else. */
static bool is_reference(const struct certificate *certificate)
{
    struct certificate rest = *certificate;
    if (certificate->sha256 == NULL)
        return false;
    rest.sha256 = NULL;
    rest.path_place = 0;
    for (size_t i = 0; i < certificate_shape.field_count; i++)
        if (!json_out_is_left_out(&certificate_shape.fields[i], &rest))
            return false;
    return certificate->der_base64 == NULL;
}

static bool resolve(struct certificate *certificate, void *context)
{
    struct resolving *resolving = context;
    const struct certificate *known =
        is_reference(certificate) ? find(&resolving->set, certificate->sha256) : NULL;
    if (known == NULL) {
        resolving->dangling = resolving->dangling || is_reference(certificate);
        return true;
    }
    size_t bytes = copy_bytes(known);
    if (bytes > resolving->room)
        return false;
    resolving->room -= bytes;
    int64_t path_place = certificate->path_place;
    shape_clear(&certificate_shape, certificate);
    shape_copy(&certificate_shape, certificate, known);
    certificate->path_place = path_place;
    return true;
}

bool json_certificates_resolve(struct report *report, const struct certificate *certificates, size_t count,
                               bool *dangling)
{
    struct resolving resolving = {.room = RESOLVED_MAX_BYTES};
    for (size_t i = 0; i < count; i++)
        if (certificates[i].sha256 != NULL)
            *(const struct certificate **)list_append(&resolving.set.items, &resolving.set.count,
                                                      sizeof(struct certificate *)) = &certificates[i];
    if (resolving.set.count > 0)
        qsort(resolving.set.items, resolving.set.count, sizeof *resolving.set.items, compare);
    struct visit visit = {resolve, &resolving};
    bool good = visit_object(&visit, &report_shape, report);
    certificate_set_free(&resolving.set);
    *dangling = resolving.dangling;
    return good;
}
