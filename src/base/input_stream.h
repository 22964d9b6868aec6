/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bytes of a file that the user names, decompressed where its name ends in ".zst". */
#ifndef MAILSONDE_BASE_INPUT_STREAM_H
#define MAILSONDE_BASE_INPUT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct input_stream;

/* Reads from the descriptor of the file of that name, which stays the caller's. */
struct input_stream *input_stream_new(int descriptor, const char *name);
void input_stream_free(struct input_stream *stream); /* takes NULL */

/* As read(2): 0 at the end, -1 with errno; for data that is damaged or ends in the middle errno is EBADMSG.
 * What could be read before comes first. */
ssize_t input_stream_read(struct input_stream *stream, char *bytes, size_t room);

/* Whether the next input_stream_read() has something before it reads from the descriptor. */
bool input_stream_is_ready(const struct input_stream *stream);

/* Why errno is as it is after a read that failed, for people; it lasts as long as the stream. */
const char *input_stream_problem(const struct input_stream *stream, int error);

/* Number of bytes of the file up to the end of the last frame that was read; 0 where it is not compressed. */
uint64_t input_stream_whole_bytes(const struct input_stream *stream);

/* The last byte that those are decompressed to; -1 for none. */
int input_stream_whole_last(const struct input_stream *stream);

#endif
