/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Compressed files, piece by piece, whole and otherwise. */
#include "base/compression.h"
#include "base/input_stream.h"
#include "base/list.h"
#include "temporary_file.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct bytes {
    char *bytes;
    size_t length;
};

static bool append(void *context, const char *bytes, size_t length)
{
    struct bytes *to = context;
    to->bytes = realloc(to->bytes, to->length + length + 1);
    cr_assert_not_null(to->bytes);
    memcpy(to->bytes + to->length, bytes, length);
    to->length += length;
    return true;
}

enum { LINES = 3000, LINES_A_FRAME = 700 };

/* Lines in several frames; `ends` is where each of them ends. */
static struct bytes make_frames(struct bytes *plain, size_t *ends)
{
    struct bytes packed = {0};
    const struct compressor_sink sink = {.write = append, .context = &packed};
    struct compressor *compressor = compressor_new();
    for (int i = 0; i < LINES; i++) {
        char *line = text_format("{\"line\":%d,\"square\":%d}\n", i, i * i);
        cr_assert(compressor_add(compressor, line, strlen(line), &sink));
        append(plain, line, strlen(line));
        free(line);
        if ((i + 1) % LINES_A_FRAME == 0 || i == LINES - 1) {
            cr_assert(compressor_end_frame(compressor, &sink));
            cr_expect_eq(compressor_frame_bytes(compressor), 0);
            *ends++ = packed.length;
        }
    }
    cr_assert(compressor_end_frame(compressor, &sink), "there is no empty frame");
    compressor_free(compressor);
    return packed;
}

/* All that can be read of the file with these bytes; *error is errno of what ended it. */
static struct bytes read_back(const struct bytes *packed, size_t room, int *error, uint64_t *whole,
                              char **why)
{
    struct bytes plain = {0};
    char *name = temporary_file_of(packed->bytes, packed->length);
    int descriptor = open(name, O_RDONLY);
    struct input_stream *stream = input_stream_new(descriptor, "lines.zst");
    char *part = allocate(room, 1);
    ssize_t got;
    while ((got = input_stream_read(stream, part, room)) > 0)
        append(&plain, part, (size_t)got);
    *error = got < 0 ? errno : 0;
    *whole = input_stream_whole_bytes(stream);
    *why = *error != 0 ? text_copy(input_stream_problem(stream, *error)) : NULL;
    cr_expect_eq(input_stream_read(stream, part, room), got, "the end is the end");
    input_stream_free(stream);
    free(part);
    close(descriptor);
    temporary_file_remove(name);
    return plain;
}

static bool begins_with(const struct bytes *all, const struct bytes *part)
{
    return part->length <= all->length
           && (part->length == 0 || memcmp(all->bytes, part->bytes, part->length) == 0);
}

Test(compression, there_and_back)
{
    size_t ends[8];
    struct bytes plain = {0};
    struct bytes packed = make_frames(&plain, ends);
    cr_expect_lt(packed.length, plain.length / 2);
    static const size_t rooms[] = {1, 7, 4096, 1 << 20};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        int error;
        uint64_t whole;
        char *why;
        struct bytes again = read_back(&packed, rooms[i], &error, &whole, &why);
        cr_expect_eq(error, 0, "%s", why);
        cr_expect_eq(whole, packed.length);
        cr_expect(again.length == plain.length && begins_with(&plain, &again));
        free(again.bytes);
    }
    free(packed.bytes);
    free(plain.bytes);
}

/* What was written before the end is read, and it is known where the last whole frame ends. */
Test(compression, cut_anywhere)
{
    size_t ends[8];
    struct bytes plain = {0};
    struct bytes packed = make_frames(&plain, ends);
    for (size_t length = 0; length < packed.length; length += 1 + length / 97) {
        const struct bytes cut = {.bytes = packed.bytes, .length = length};
        int error;
        uint64_t whole;
        char *why;
        struct bytes again = read_back(&cut, 4096, &error, &whole, &why);
        size_t end = 0;
        for (size_t i = 0; i < sizeof ends / sizeof *ends && ends[i] <= length && ends[i] > end; i++)
            end = ends[i];
        cr_expect_eq(whole, end, "%zu bytes: whole up to %llu, not %zu", length, (unsigned long long)whole,
                     end);
        cr_expect_eq(error, end == length ? 0 : EBADMSG);
        cr_expect(end == length || strcmp(why, "the compressed data ends too early") == 0);
        cr_expect(begins_with(&plain, &again));
        free(again.bytes);
        free(why);
    }
    free(packed.bytes);
    free(plain.bytes);
}

static void expect_problem(const char *bytes, size_t length, const char *wanted)
{
    const struct bytes packed = {.bytes = (char *)bytes, .length = length};
    int error;
    uint64_t whole;
    char *why;
    struct bytes plain = read_back(&packed, 4096, &error, &whole, &why);
    cr_expect_eq(error, EBADMSG);
    cr_expect_str_eq(why, wanted);
    free(plain.bytes);
    free(why);
}

Test(compression, what_is_not_it)
{
    /* A frame of RFC 8878 3.1.1 whose window is 2^31 bytes, with one raw block. */
    static const char wide[] = "\x28\xb5\x2f\xfd\x00\xa8\x09\x00\x00x";
    expect_problem("example.org\n", 12, "it is not compressed by zstd");
    expect_problem(wide, sizeof wide - 1,
                   "decompressing it takes more than 128 MiB of memory; compress it without --long");
    size_t ends[8];
    struct bytes plain = {0};
    struct bytes packed = make_frames(&plain, ends);
    packed.bytes[packed.length - 1] ^= 1; /* of the checksum */
    expect_problem(packed.bytes, packed.length, "the compressed data is damaged");
    free(packed.bytes);
    free(plain.bytes);
}

/* pzstd and others put frames in between that have nothing in them. */
Test(compression, frames_to_be_skipped)
{
    size_t ends[8];
    struct bytes plain = {0}, all = {0};
    struct bytes packed = make_frames(&plain, ends);
    static const char skipped[] = "\x50\x2a\x4d\x18\x04\x00\x00\x00more";
    append(&all, skipped, sizeof skipped - 1);
    append(&all, packed.bytes, packed.length);
    append(&all, skipped, sizeof skipped - 1);
    int error;
    uint64_t whole;
    char *why;
    struct bytes again = read_back(&all, 512, &error, &whole, &why);
    cr_expect_eq(error, 0, "%s", why);
    cr_expect_eq(whole, all.length);
    cr_expect_eq(again.length, plain.length);
    free(again.bytes);
    free(all.bytes);
    free(packed.bytes);
    free(plain.bytes);
}

static bool refuse(void *context, const char *bytes, size_t length)
{
    (void)context;
    (void)bytes;
    (void)length;
    return false;
}

Test(compression, sinks_that_fail)
{
    const struct compressor_sink sink = {.write = refuse};
    struct compressor *compressor = compressor_new();
    cr_expect(compressor_add(compressor, "x", 1, &sink), "nothing is handed over yet");
    cr_expect_not(compressor_end_frame(compressor, &sink));
    compressor_free(compressor);
}

Test(compression, names)
{
    cr_expect(compression_in_name("a.jsonl.zst"));
    cr_expect(compression_in_name("a.jsonl.zst.partial"));
    cr_expect_not(compression_in_name("a.jsonl"));
    cr_expect_not(compression_in_name(".zst"));
    cr_expect_not(compression_in_name("-"));
    cr_expect_not(compression_in_name(NULL));
}

/* Texts of every length, alike and not, before and after there is something to compare them with. */
Test(compression, what_is_packed_comes_back)
{
    enum { TEXTS = 400, TEXT_MAX = 4096 };
    struct packer *packer = packer_new();
    char *packed[TEXTS], text[TEXT_MAX];
    size_t lengths[TEXTS], bytes = 0, packed_bytes = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < TEXTS; i++) {
            size_t length = i * 31 % TEXT_MAX;
            for (size_t n = 0; n < length; n++)
                text[n] = (char)(i % 7 == 0 ? n * n * (i + 1) >> 3 : n % 97 == i % 97 ? i : n % 22);
            if (pass == 0) {
                lengths[i] = length;
                const char *made = packer_pack(packer, text, &lengths[i]);
                packed[i] = malloc(lengths[i]);
                memcpy(packed[i], made, lengths[i]);
                bytes += length;
                packed_bytes += lengths[i];
                continue;
            }
            const char *back = packer_unpack(packer, packed[i], &lengths[i]);
            cr_expect(back != NULL && lengths[i] == length && memcmp(back, text, length) == 0, "%zu", i);
            free(packed[i]);
        }
    cr_expect_lt(packed_bytes, bytes);
    size_t none = 0, foreign = 3;
    cr_expect_null(packer_unpack(packer, "", &none));
    cr_expect_null(packer_unpack(packer, "zzz", &foreign));
    packer_free(packer);
}
