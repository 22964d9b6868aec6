/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts whose lists are in another order, where the order says nothing, are judged alike. */
#include "assess/assess.h"
#include "base/list.h"
#include "facts/report.h"
#include "facts/shapes.h"
#include "facts/words.h"
#include "facts_builder.h"
#include "report/json_saved.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ORDERS = 8 };

/* The lists of the facts that are sets: "shape.member". */
static const char *const sets[] = {
    "report.addresses", "report.endpoints",      "report.paths",        "report.signed_zones",
    "report.caa_sets",  "domain.services",       "srv_service.records", "host.tlsa_sets",
    "tlsa_set.records", "signed_zone.records",   "caa_set.records",     "endpoint.tlsa_matches",
    "path.ports",       "path.routers",          "address.ptr_names",   "mta_sts.policy_addresses",
    "tls_rpt.records",  "certificate.dns_names", "dns_lookup.signers",  "certificate.purposes",
};

static bool is_set(const struct shape *shape, const struct field *field)
{
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        size_t length = strlen(shape->name);
        if (strncmp(sets[i], shape->name, length) == 0 && sets[i][length] == '.'
            && strcmp(sets[i] + length + 1, field->name) == 0)
            return true;
    }
    return false;
}

static size_t chance(uint32_t *state, size_t below)
{
    *state = *state * UINT32_C(1664525) + UINT32_C(1013904223);
    return (*state >> 8) % below;
}

static void swap(char *one, char *other, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        char byte = one[i];
        one[i] = other[i];
        other[i] = byte;
    }
}

static void shuffle(char *items, size_t count, size_t bytes, uint32_t *state)
{
    for (size_t i = count; i > 1; i--) {
        size_t with = chance(state, i);
        if (with != i - 1)
            swap(items + (i - 1) * bytes, items + with * bytes, bytes);
    }
}

static void shuffle_sets(const struct shape *shape, void *object, uint32_t *state)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        void *place = field_place(field, object);
        if (field->type == FIELD_STRUCT) {
            shuffle_sets(field->shape, place, state);
        } else if (field->type == FIELD_OPTIONAL && field_pointer(field, object) != NULL) {
            shuffle_sets(field->shape, field_pointer(field, object), state);
        } else if (field->type == FIELD_LIST) {
            char *items = field_pointer(field, object);
            size_t count = field_count(field, object);
            if (is_set(shape, field))
                shuffle(items, count, field->shape->size, state);
            for (size_t n = 0; n < count; n++)
                shuffle_sets(field->shape, items + n * field->shape->size, state);
        } else if (field->type == FIELD_TEXT_LIST && is_set(shape, field)) {
            struct text_list *list = place;
            shuffle((char *)list->items, list->count, sizeof *list->items, state);
        }
    }
}

static int by_key(const void *left, const void *right)
{
    return strcmp(((const struct finding *)left)->key, ((const struct finding *)right)->key);
}

static void expect_alike(const char *what, const struct report *report, const struct report *other)
{
    cr_assert_eq(report->finding_count, other->finding_count, "%s: %zu findings, then %zu", what,
                 report->finding_count, other->finding_count);
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *one = &report->findings[i], *again = &other->findings[i];
        cr_expect_str_eq(again->key, one->key, "%s: %s, then %s", what, one->key, again->key);
        cr_expect(one->outcome == again->outcome && one->severity == again->severity
                      && one->points_at == again->points_at && one->certainty == again->certainty,
                  "%s: %s is judged otherwise: \"%s\", then \"%s\"", what, one->key, one->evidence,
                  again->evidence);
    }
    cr_expect_eq(report->verdict.inbound, other->verdict.inbound, "%s", what);
    cr_expect_eq(report->verdict.submission, other->verdict.submission, "%s", what);
    cr_expect_eq(report->verdict.delivery, other->verdict.delivery, "%s", what);
    cr_expect_eq(report->verdict.next_step_count, other->verdict.next_step_count, "%s", what);
}

static void sort_findings(struct report *report)
{
    if (report->finding_count > 0)
        qsort(report->findings, report->finding_count, sizeof *report->findings, by_key);
}

static void check_report(const char *what, const struct report *facts)
{
    struct report report;
    shape_copy(&report_shape, &report, facts);
    assess_report(&report, &policy_default);
    sort_findings(&report);
    size_t moved = 0;
    for (uint32_t order = 1; order <= ORDERS; order++) {
        struct report shuffled;
        uint32_t state = order;
        shape_copy(&report_shape, &shuffled, facts);
        shuffle_sets(&report_shape, &shuffled, &state);
        moved += !shape_equal(&report_shape, facts, &shuffled);
        assess_report(&shuffled, &policy_default);
        sort_findings(&shuffled);
        expect_alike(what, &report, &shuffled);
        shape_clear(&report_shape, &shuffled);
    }
    cr_expect(moved > 0 || facts->endpoint_count < 2, "%s stayed as it was", what);
    shape_clear(&report_shape, &report);
}

Test(shuffled, facts_of_a_good_domain)
{
    struct report report = {0};
    facts_good(&report);
    check_report("a good domain", &report);
    facts_clear(&report);
}

Test(shuffled, stored_facts)
{
    glob_t files;
    cr_assert(glob(SOURCE_DIR "/tests/golden/*.json", 0, NULL, &files) == 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        struct json_saved saved;
        char *content = NULL;
        size_t room = 0;
        FILE *in = fopen(files.gl_pathv[i], "rb");
        cr_assert_not_null(in);
        ssize_t length = getdelim(&content, &room, '\0', in);
        fclose(in);
        cr_assert(length > 0 && json_saved_read(&saved, content, (size_t)length, true), "%s: %s",
                  files.gl_pathv[i], saved.problem);
        check_report(strrchr(files.gl_pathv[i], '/') + 1, saved.run.reports);
        json_saved_clear(&saved);
        free(content);
    }
    cr_expect(files.gl_pathc >= 10);
    globfree(&files);
}
