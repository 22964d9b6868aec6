/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing and reading within bounds. */
#include "tls/codec.h"

#include <string.h>

static uint8_t *room_for(struct codec_writer *to, size_t length)
{
    if (to->failed || length > to->size - to->length) {
        to->failed = true;
        return NULL;
    }
    to->length += length;
    return to->bytes + to->length - length;
}

static void write_number(uint8_t *at, size_t value, int width)
{
    for (int i = width - 1; i >= 0; i--) {
        at[i] = value & 0xff;
        value >>= 8;
    }
}

void codec_put(struct codec_writer *to, size_t value, int width)
{
    uint8_t *at = room_for(to, (size_t)width);
    if (at != NULL)
        write_number(at, value, width);
}

void codec_put_bytes(struct codec_writer *to, const void *bytes, size_t length)
{
    uint8_t *at = length > 0 ? room_for(to, length) : NULL;
    if (at != NULL)
        memcpy(at, bytes, length);
}

size_t codec_open(struct codec_writer *to, int width)
{
    size_t place = to->length;
    codec_put(to, 0, width);
    return place;
}

void codec_close(struct codec_writer *to, size_t place, int width)
{
    if (to->failed)
        return;
    size_t length = to->length - place - (size_t)width;
    if (length >> (8 * width) != 0)
        to->failed = true;
    else
        write_number(to->bytes + place, length, width);
}

static void fail(struct codec_cursor *from)
{
    from->failed = true;
    from->left = 0;
}

uint32_t codec_take(struct codec_cursor *from, int width)
{
    uint32_t value = 0;
    if (from->left < (size_t)width) {
        fail(from);
        return 0;
    }
    for (int i = 0; i < width; i++)
        value = value << 8 | from->bytes[i];
    from->bytes += width;
    from->left -= (size_t)width;
    return value;
}

struct codec_cursor codec_take_bytes(struct codec_cursor *from, size_t length)
{
    struct codec_cursor taken = {.bytes = from->bytes, .left = length, .failed = from->failed};
    if (from->failed || from->left < length) {
        fail(from);
        fail(&taken);
        return taken;
    }
    from->bytes += length;
    from->left -= length;
    return taken;
}

struct codec_cursor codec_take_vector(struct codec_cursor *from, int width)
{
    return codec_take_bytes(from, codec_take(from, width));
}
