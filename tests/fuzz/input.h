/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A fuzzer's bytes taken apart, piece by piece. When none are left, all pieces are zero and empty, so that
 * whatever is made of them stays bounded by the input. */
#ifndef MAILSONDE_TESTS_FUZZ_INPUT_H
#define MAILSONDE_TESTS_FUZZ_INPUT_H

#include "base/list.h"
#include "base/shape.h"

#include <gnutls/gnutls.h>
#include <stddef.h>
#include <stdint.h>

struct fuzz_input {
    const uint8_t *bytes;
    size_t left;
};

uint8_t fuzz_byte(struct fuzz_input *input);
uint16_t fuzz_number16(struct fuzz_input *input);

/* The next `length` bytes, or as many as there are, which stay the input's; *length says how many. */
const uint8_t *fuzz_bytes(struct fuzz_input *input, size_t *length);

/* What stands before the next newline, without NULs, as a command line or a file's line has it. The caller
 * frees; NULL when no byte is left. */
char *fuzz_line(struct fuzz_input *input);

/* All lines that are left. */
struct text_list fuzz_lines(struct fuzz_input *input);

/* The bytes of the DER value that comes next, if it is a SEQUENCE with a length of two bytes; else all that
 * are left. They stay the input's. */
gnutls_datum_t fuzz_der(struct fuzz_input *input);

/* Fills the zeroed object with facts: words within their enums, texts that are safe and often are names and
 * addresses that a report has in several places, numbers that are often ports, lists that are mostly short.
 */
void fuzz_object(struct fuzz_input *input, const struct shape *shape, void *object);

/* The path of a file that holds the bytes, for a parser that opens one. The caller frees it with
 * fuzz_file_free(). */
char *fuzz_file(const uint8_t *bytes, size_t length);
void fuzz_file_free(char *path);

#endif
