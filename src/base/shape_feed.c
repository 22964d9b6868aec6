/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From objects to bytes. Each value begins with its length, or is a number of eight bytes, so no two rows of
 * values give the same bytes. */
#include "base/shape_feed.h"

#include "base/list.h"

#include <string.h>

void shape_feed_number(const struct shape_feed *feed, int64_t number)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)((uint64_t)number >> (8 * i));
    feed->add(feed->context, bytes, sizeof bytes);
}

/* NULL is not "". */
void shape_feed_text(const struct shape_feed *feed, const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;
    shape_feed_number(feed, text != NULL ? (int64_t)length : -1);
    feed->add(feed->context, text != NULL ? text : "", length);
}

static void feed_texts(const struct shape_feed *feed, const struct text_list *list)
{
    shape_feed_number(feed, (int64_t)list->count);
    for (size_t i = 0; i < list->count; i++)
        shape_feed_text(feed, list->items[i]);
}

static void feed_codes(const struct shape_feed *feed, const struct codes *list)
{
    shape_feed_number(feed, (int64_t)list->count);
    for (size_t i = 0; i < list->count; i++)
        shape_feed_number(feed, list->items[i]);
}

static void feed_list(const struct shape_feed *feed, const struct field *field, const void *object)
{
    const char *items = field_pointer(field, object);
    shape_feed_number(feed, (int64_t)field_count(field, object));
    for (size_t i = 0; i < field_count(field, object); i++)
        shape_feed(feed, field->shape, items + i * field->shape->size);
}

static void feed_optional(const struct shape_feed *feed, const struct field *field, const void *object)
{
    const void *part = field_pointer(field, object);
    shape_feed_number(feed, part != NULL);
    if (part != NULL)
        shape_feed(feed, field->shape, part);
}

static void feed_integer(const struct shape_feed *feed, const struct field *field, const void *object)
{
    bool null = field_is_null(field, object);
    shape_feed_number(feed, null);
    if (!null)
        shape_feed_number(feed, *(const int64_t *)field_place_const(field, object));
}

static void feed_member(const struct shape_feed *feed, const struct field *field, const void *object)
{
    const void *place = field_place_const(field, object);
    int word;
    switch (field->type) {
    case FIELD_BOOL:
        shape_feed_number(feed, *(const bool *)place);
        break;
    case FIELD_INTEGER:
        feed_integer(feed, field, object);
        break;
    case FIELD_TEXT:
        shape_feed_text(feed, field_pointer(field, object));
        break;
    case FIELD_TEXT_LIST:
        feed_texts(feed, place);
        break;
    case FIELD_WORD:
        /* By its name: another version may have others before it. */
        memcpy(&word, place, sizeof word);
        shape_feed_text(feed, words_name(field->words, word));
        break;
    case FIELD_CODE:
        shape_feed_number(feed, *(const uint32_t *)place);
        break;
    case FIELD_CODE_LIST:
        feed_codes(feed, place);
        break;
    case FIELD_STRUCT:
        shape_feed(feed, field->shape, place);
        break;
    case FIELD_OPTIONAL:
        feed_optional(feed, field, object);
        break;
    case FIELD_LIST:
        feed_list(feed, field, object);
        break;
    }
}

void shape_feed(const struct shape_feed *feed, const struct shape *shape, const void *object)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        if (feed->instead != NULL && feed->instead(feed, shape, field, object))
            continue;
        if (!field->is_volatile && !field->is_bulky)
            feed_member(feed, field, object);
    }
}
