/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold of texts, facts and DNS records. */
#include "checks.h"

#include "base/text.h"
#include "facts/shapes.h"

#include <stdlib.h>
#include <string.h>

void fuzz_expect(bool holds)
{
    if (!holds)
        abort();
}

void fuzz_expect_safe(const char *text)
{
    fuzz_expect(text == NULL || text_is_safe(text));
}

void fuzz_expect_safe_list(const struct text_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        fuzz_expect_safe(list->items[i]);
}

static void expect_safe_field(const struct field *field, const void *object)
{
    const void *place = field_place_const(field, object);
    const char *pointer = NULL;
    switch (field->type) {
    case FIELD_BOOL:
    case FIELD_INTEGER:
    case FIELD_CODE:
    case FIELD_CODE_LIST:
        break;
    case FIELD_WORD:
        fuzz_expect(*(const unsigned *)place < field->words->count);
        break;
    case FIELD_TEXT:
        fuzz_expect_safe(field_pointer(field, object));
        break;
    case FIELD_TEXT_LIST:
        fuzz_expect_safe_list(place);
        break;
    case FIELD_STRUCT:
        fuzz_expect_safe_object(field->shape, place);
        break;
    case FIELD_OPTIONAL:
        if ((pointer = field_pointer(field, object)) != NULL)
            fuzz_expect_safe_object(field->shape, pointer);
        break;
    case FIELD_LIST:
        pointer = field_pointer(field, object);
        for (size_t i = 0; i < field_count(field, object); i++)
            fuzz_expect_safe_object(field->shape, pointer + i * field->shape->size);
        break;
    }
}

void fuzz_expect_safe_object(const struct shape *shape, const void *object)
{
    for (size_t i = 0; i < shape->field_count; i++)
        expect_safe_field(&shape->fields[i], object);
}

static bool read_object(const struct shape *shape, void *object, bool read)
{
    if (read)
        fuzz_expect_safe_object(shape, object);
    shape_clear(shape, object);
    return read;
}

bool fuzz_read_record(const struct dns_record *record)
{
    char name[DNS_NAME_TEXT_BYTES];
    struct ip_address address;
    struct mx_record mx = {0};
    struct srv_record srv = {0};
    struct tlsa_record tlsa = {0};
    char *text = NULL;
    bool read = true;
    switch (record->type) {
    case DNS_TYPE_A:
    case DNS_TYPE_AAAA:
        return dns_record_address(record, &address);
    case DNS_TYPE_CNAME:
    case DNS_TYPE_PTR:
        if ((read = dns_record_name(record, name)))
            fuzz_expect_safe(name);
        return read;
    case DNS_TYPE_MX:
        return read_object(&mx_record_shape, &mx, dns_record_mx(record, &mx));
    case DNS_TYPE_SRV:
        return read_object(&srv_record_shape, &srv, dns_record_srv(record, &srv));
    case DNS_TYPE_TLSA:
        return read_object(&tlsa_record_shape, &tlsa, dns_record_tlsa(record, &tlsa));
    case DNS_TYPE_TXT:
        text = dns_record_text(record);
        read = text != NULL;
        fuzz_expect_safe(text);
        free(text);
        text = dns_record_text_with_tabs(record);
        for (char *tab = text; tab != NULL && (tab = strchr(tab, '\t')) != NULL;)
            *tab = ' ';
        fuzz_expect_safe(text);
        free(text);
        return read;
    default:
        return true;
    }
}
