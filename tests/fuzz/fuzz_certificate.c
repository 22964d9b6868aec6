/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as the DER certificates of a chain, one after the other, of which the last is also taken for a
 * stapled OCSP response. */
#include "facts/list.h"
#include "facts/shape.h"
#include "facts/shapes.h"
#include "facts/text.h"
#include "tls/chain.h"
#include "tls/chain_verdict.h"

#include <stdint.h>
#include <stdlib.h>

enum { CERTIFICATES_MAX = 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect_safe(const char *text)
{
    if (text != NULL && !text_is_safe(text))
        abort();
}

/* Every text of the object, and of all below it, must be safe. */
static void check_texts(const struct shape *shape, const void *object)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        const void *place = field_place_const(field, object);
        const struct text_list *list = place;
        if (field->type == FIELD_TEXT)
            expect_safe(field_pointer(field, object));
        for (size_t n = 0; field->type == FIELD_TEXT_LIST && n < list->count; n++)
            expect_safe(list->items[n]);
        if (field->type == FIELD_STRUCT)
            check_texts(field->shape, place);
        for (size_t n = 0; field->type == FIELD_LIST && n < field_count(field, object); n++)
            check_texts(field->shape, (char *)field_pointer(field, object) + n * field->shape->size);
    }
}

/* The bytes of the SEQUENCE with a length of two bytes that `data` begins with; all of `data` for another. */
static size_t first_length(const uint8_t *data, size_t size)
{
    if (size < 4 || data[0] != 0x30 || data[1] != 0x82)
        return size;
    size_t length = ((size_t)data[2] << 8 | data[3]) + 4;
    return length < size ? length : size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gnutls_datum_t chain[CERTIFICATES_MAX] = {{0}};
    size_t count = 0;
    while (size > 0 && count < CERTIFICATES_MAX) {
        size_t length = first_length(data, size);
        chain[count++] = (gnutls_datum_t){.data = (unsigned char *)data, .size = (unsigned)length};
        data += length;
        size -= length;
    }
    struct tls tls = {0};
    chain_read(&tls, chain, count, "mx.example.org");
    struct anchor_set none = {0};
    struct chain_verdict *verdict = chain_verdict_new(chain, count, &none, NULL, 1800000000);
    chain_verdict_tell(verdict, chain, 1800000000, &tls);
    chain_verdict_free(verdict);
    check_texts(&tls_shape, &tls);
    if (count > 0)
        chain_staple(chain, count, &chain[count - 1], 1800000000);
    shape_clear(&tls_shape, &tls);
    return 0;
}
