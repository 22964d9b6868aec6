/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes the bytes of a file, compressed or not, so that what is there is whole.
 *
 * To a file that grows (lines, which others may read meanwhile) each write is one line, which is there whole
 * or not at all. Compressed, that holds for frames: one ends after FILE_WRITER_FRAME_MS or
 * FILE_WRITER_FRAME_BYTES, and no more than its lines are lost where the program is killed. */
#ifndef MAILSONDE_COMMAND_FILE_WRITER_H
#define MAILSONDE_COMMAND_FILE_WRITER_H

#include "base/compression.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { FILE_WRITER_FRAME_MS = 5000, FILE_WRITER_FRAME_BYTES = 8 * 1024 * 1024 };

struct file_writer {
    int descriptor; /* the caller's */
    bool grows;
    bool written;                  /* something was */
    int error;                     /* errno of the first write that failed; 0 for none */
    struct compressor *compressor; /* NULL: not compressed */
    off_t whole;                   /* of a compressed file: where the frame begins */
    int64_t frame_due_ms;          /* when it is to end */
};

/* Writes all to the descriptor; false with errno. */
bool file_writer_write_all(int descriptor, const char *bytes, size_t length);

/* Begins to write at the descriptor's offset. */
void file_writer_begin(struct file_writer *writer, int descriptor, bool grows, bool compressed);

/* Writes all, waiting where the descriptor is not ready. False with errno, of this or of an earlier write. It
 * allocates nothing. */
bool file_writer_put(struct file_writer *writer, const char *bytes, size_t length);

/* Ends the frame if it is time for that: to be called from time to time while nothing is written. */
void file_writer_look(struct file_writer *writer);

/* Writes what is still to be written; false as above. */
bool file_writer_end(struct file_writer *writer);

/* Frees what it holds; the descriptor stays open. */
void file_writer_clear(struct file_writer *writer);

#endif
