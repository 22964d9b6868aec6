/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where text goes when there is no memory: a FILE may allocate. */
#ifndef MAILSONDE_REPORT_PLAIN_OUT_H
#define MAILSONDE_REPORT_PLAIN_OUT_H

#include <stdbool.h>
#include <stddef.h>

/* `write` takes all of the bytes, and allocates nothing. What goes wrong is nobody's business any more. */
struct plain_out {
    void (*write)(void *context, const char *bytes, size_t length);
    void *context;
};

void plain_out_text(const struct plain_out *out, const char *text);

#endif
