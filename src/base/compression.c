/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Zstandard by libzstd. */
#include "base/compression.h"

#include "base/list.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

enum { LEVEL = 3, WINDOW_LOG_MAX = 27, OUT_BYTES = 64 * 1024 };

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), end_length = strlen(end);
    return length > end_length && strcmp(name + length - end_length, end) == 0;
}

const char compression_is_other[] = "it is not compressed by zstd";

bool compression_in_name(const char *name)
{
    return name != NULL && (ends_with(name, ".zst") || ends_with(name, ".zst.partial"));
}

/* --- writing --- */

struct compressor {
    ZSTD_CCtx *context;
    size_t frame_bytes;
    char out[OUT_BYTES];
};

static bool nowhere(void *context, const char *bytes, size_t length)
{
    (void)context;
    (void)bytes;
    (void)length;
    return true;
}

struct compressor *compressor_new(void)
{
    const struct compressor_sink sink = {.write = nowhere};
    struct compressor *compressor = allocate(1, sizeof *compressor);
    compressor->context = ZSTD_createCCtx();
    if (compressor->context == NULL)
        out_of_memory();
    ZSTD_CCtx_setParameter(compressor->context, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(compressor->context, ZSTD_c_checksumFlag, 1);
    /* Its memory is allocated with the first byte of a frame, and used again by the next. */
    compressor_add(compressor, "", 1, &sink);
    compressor_end_frame(compressor, &sink);
    return compressor;
}

void compressor_free(struct compressor *compressor)
{
    if (compressor == NULL)
        return;
    ZSTD_freeCCtx(compressor->context);
    free(compressor);
}

static bool put(struct compressor *compressor, ZSTD_inBuffer *in, ZSTD_EndDirective how,
                const struct compressor_sink *sink)
{
    size_t left;
    do {
        ZSTD_outBuffer out = {.dst = compressor->out, .size = sizeof compressor->out};
        left = ZSTD_compressStream2(compressor->context, &out, in, how);
        if (ZSTD_isError(left))
            out_of_memory(); /* there is no other reason */
        if (out.pos > 0 && !sink->write(sink->context, compressor->out, out.pos))
            return false;
    } while (how == ZSTD_e_end ? left > 0 : in->pos < in->size);
    return true;
}

bool compressor_add(struct compressor *compressor, const char *bytes, size_t length,
                    const struct compressor_sink *sink)
{
    ZSTD_inBuffer in = {.src = bytes, .size = length};
    compressor->frame_bytes += length;
    return length == 0 || put(compressor, &in, ZSTD_e_continue, sink);
}

bool compressor_end_frame(struct compressor *compressor, const struct compressor_sink *sink)
{
    ZSTD_inBuffer nothing = {.src = "", .size = 0};
    if (compressor->frame_bytes == 0)
        return true;
    compressor->frame_bytes = 0;
    return put(compressor, &nothing, ZSTD_e_end, sink);
}

size_t compressor_frame_bytes(const struct compressor *compressor)
{
    return compressor->frame_bytes;
}

/* --- reading --- */

struct decompressor {
    ZSTD_DCtx *context;
    uint64_t read_bytes;
    uint64_t whole_bytes;
};

struct decompressor *decompressor_new(void)
{
    struct decompressor *decompressor = allocate(1, sizeof *decompressor);
    decompressor->context = ZSTD_createDCtx();
    if (decompressor->context == NULL)
        out_of_memory();
    ZSTD_DCtx_setParameter(decompressor->context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
    return decompressor;
}

void decompressor_free(struct decompressor *decompressor)
{
    if (decompressor == NULL)
        return;
    ZSTD_freeDCtx(decompressor->context);
    free(decompressor);
}

static const char *problem_of(size_t code)
{
    switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_prefix_unknown:
        return compression_is_other;
    case ZSTD_error_frameParameter_windowTooLarge:
        return "decompressing it takes more than 128 MiB of memory; compress it without --long";
    case ZSTD_error_memory_allocation:
        out_of_memory();
    default:
        return "the compressed data is damaged";
    }
}

ptrdiff_t decompressor_next(struct decompressor *decompressor, struct compressed *from, char *bytes,
                            size_t room, const char **problem)
{
    ZSTD_inBuffer in = {.src = from->bytes, .size = from->length, .pos = from->used};
    ZSTD_outBuffer out = {.dst = bytes, .size = room};
    size_t left = 0;
    do {
        size_t before_in = in.pos, before_out = out.pos;
        left = ZSTD_decompressStream(decompressor->context, &out, &in);
        if (ZSTD_isError(left)) {
            *problem = problem_of(left);
            return -1;
        }
        if (in.pos == before_in && out.pos == before_out)
            break;
        decompressor->read_bytes += in.pos - before_in;
        if (left == 0)
            decompressor->whole_bytes = decompressor->read_bytes;
    } while (left != 0 && out.pos < out.size && in.pos < in.size);
    from->used = in.pos;
    return (ptrdiff_t)out.pos;
}

uint64_t decompressor_read_bytes(const struct decompressor *decompressor)
{
    return decompressor->read_bytes;
}

uint64_t decompressor_whole_bytes(const struct decompressor *decompressor)
{
    return decompressor->whole_bytes;
}

/* --- many short texts that are alike ---------------------------------------------------------------------
 */

/* Of the first texts so much is what the others are compared with. */
enum { SAMPLE_BYTES = 128 * 1024 };

/* The first byte of what was packed. */
enum { PACKED_NOT = '-', PACKED = 'z' };

struct packer {
    ZSTD_CCtx *writing;
    ZSTD_DCtx *reading;
    ZSTD_CDict *written_with; /* both NULL as long as the sample is not full */
    ZSTD_DDict *read_with;
    char *sample;
    size_t sampled;
    char *out;
    size_t room;
};

struct packer *packer_new(void)
{
    struct packer *packer = allocate(1, sizeof *packer);
    *packer = (struct packer){
        .writing = ZSTD_createCCtx(), .reading = ZSTD_createDCtx(), .sample = allocate(1, SAMPLE_BYTES)};
    if (packer->writing == NULL || packer->reading == NULL)
        out_of_memory();
    return packer;
}

void packer_free(struct packer *packer)
{
    if (packer == NULL)
        return;
    ZSTD_freeCDict(packer->written_with);
    ZSTD_freeDDict(packer->read_with);
    ZSTD_freeCCtx(packer->writing);
    ZSTD_freeDCtx(packer->reading);
    free(packer->sample);
    free(packer->out);
    free(packer);
}

static void make_room(struct packer *packer, size_t room)
{
    if (room <= packer->room)
        return;
    free(packer->out);
    packer->out = allocate(1, room);
    packer->room = room;
}

static void add_to_sample(struct packer *packer, const char *text, size_t length)
{
    size_t taken = SAMPLE_BYTES - packer->sampled < length ? SAMPLE_BYTES - packer->sampled : length;
    memcpy(packer->sample + packer->sampled, text, taken);
    packer->sampled += taken;
    if (packer->sampled < SAMPLE_BYTES)
        return;
    packer->written_with = ZSTD_createCDict(packer->sample, SAMPLE_BYTES, LEVEL);
    packer->read_with = ZSTD_createDDict(packer->sample, SAMPLE_BYTES);
    if (packer->written_with == NULL || packer->read_with == NULL)
        out_of_memory();
}

const char *packer_pack(struct packer *packer, const char *text, size_t *length)
{
    make_room(packer, 1 + ZSTD_compressBound(*length));
    size_t packed = *length;
    if (packer->written_with != NULL)
        packed = ZSTD_compress_usingCDict(packer->writing, packer->out + 1, packer->room - 1, text, *length,
                                          packer->written_with);
    else
        add_to_sample(packer, text, *length);
    bool smaller = !ZSTD_isError(packed) && packed < *length;
    packer->out[0] = smaller ? PACKED : PACKED_NOT;
    if (!smaller)
        memcpy(packer->out + 1, text, *length);
    *length = 1 + (smaller ? packed : *length);
    return packer->out;
}

const char *packer_unpack(struct packer *packer, const char *packed, size_t *length)
{
    if (*length > 0 && packed[0] == PACKED_NOT) {
        (*length)--;
        return packed + 1;
    }
    unsigned long long whole =
        *length > 0 ? ZSTD_getFrameContentSize(packed + 1, *length - 1) : ZSTD_CONTENTSIZE_ERROR;
    if (whole == ZSTD_CONTENTSIZE_ERROR || whole == ZSTD_CONTENTSIZE_UNKNOWN || whole > SIZE_MAX - 1)
        return NULL;
    make_room(packer, (size_t)whole + 1);
    size_t read = ZSTD_decompress_usingDDict(packer->reading, packer->out, packer->room, packed + 1,
                                             *length - 1, packer->read_with);
    if (ZSTD_isError(read))
        return NULL;
    *length = read;
    return packer->out;
}
