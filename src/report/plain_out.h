/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where text is written without memory: a FILE may allocate. */
#ifndef MAILSONDE_REPORT_PLAIN_OUT_H
#define MAILSONDE_REPORT_PLAIN_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* `write` writes all of the bytes and allocates nothing. Errors are ignored, because nothing can be done
 * about them. */
struct plain_out {
    void (*write)(void *context, const char *bytes, size_t length);
    void *context;
};

void plain_out_text(const struct plain_out *out, const char *text);
void plain_out_integer(const struct plain_out *out, int64_t value);

/* What writes to a stream, for what is written in both ways. */
struct plain_out plain_out_to(FILE *stream);

#endif
