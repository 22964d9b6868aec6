/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Zstandard (RFC 8878), piece by piece. The only user of libzstd.
 *
 * Compressed data is a row of frames. Each can be read without those before it, so what was written up to the
 * end of one is whole, whatever comes of the rest. */
#ifndef MAILSONDE_BASE_COMPRESSION_H
#define MAILSONDE_BASE_COMPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the name of a file says that it is compressed: it ends in ".zst", or is that of such a file that is
 * still written (command/report_file.h). NULL does not. */
bool compression_in_name(const char *name);

/* --- writing --- */

struct compressor;

/* Takes compressed bytes; false when they could not be written. */
struct compressor_sink {
    bool (*write)(void *context, const char *bytes, size_t length);
    void *context;
};

/* All memory is taken now, none later. */
struct compressor *compressor_new(void);
void compressor_free(struct compressor *compressor); /* takes NULL */

/* Adds bytes to the frame. Not all that they become is handed to the sink before the frame ends. */
bool compressor_add(struct compressor *compressor, const char *bytes, size_t length,
                    const struct compressor_sink *sink);

/* Ends the frame; the next byte begins another. Without any byte in it there is none. */
bool compressor_end_frame(struct compressor *compressor, const struct compressor_sink *sink);

/* Number of bytes that were added to the frame. */
size_t compressor_frame_bytes(const struct compressor *compressor);

/* --- reading --- */

/* The problem of what is something else. */
extern const char compression_is_other[];

struct decompressor;

/* A part of the compressed data, of which `used` bytes were taken. */
struct compressed {
    const char *bytes;
    size_t length;
    size_t used;
};

/* A frame that needs more than 128 MiB of memory is refused, as by zstd(1). */
struct decompressor *decompressor_new(void);
void decompressor_free(struct decompressor *decompressor); /* takes NULL */

/* Decompresses as much of `from` as fits into `bytes`; the number of bytes there, which may be 0 where more
 * has to be read. A part that was used up can have filled `bytes` and have more to come: it is given again
 * until fewer than `room` bytes come. It stops at the end of a frame. -1 with a reason in *problem, which
 * lasts for ever, for what is not zstd's. */
ptrdiff_t decompressor_next(struct decompressor *decompressor, struct compressed *from, char *bytes,
                            size_t room, const char **problem);

/* Number of compressed bytes that were read, and of those up to the end of the last frame: more were read
 * where another frame has begun. */
uint64_t decompressor_read_bytes(const struct decompressor *decompressor);
uint64_t decompressor_whole_bytes(const struct decompressor *decompressor);

/* --- many short texts that are alike --- */

/* Packs each by itself, with what the first of them have in common. */
struct packer;

struct packer *packer_new(void);
void packer_free(struct packer *packer); /* takes NULL */

/* What packer_unpack() makes the text of again, in *length bytes, valid until the next call. */
const char *packer_pack(struct packer *packer, const char *text, size_t *length);

/* The text, *length bytes of it, likewise valid until the next call; NULL for what this packer has not made.
 */
const char *packer_unpack(struct packer *packer, const char *packed, size_t *length);

#endif
