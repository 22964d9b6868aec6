/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Output that needs no memory. */
#include "report/plain_out.h"

#include "base/decimal.h"

#include <string.h>

void plain_out_text(const struct plain_out *out, const char *text)
{
    out->write(out->context, text, strlen(text));
}

void plain_out_integer(const struct plain_out *out, int64_t value)
{
    char digits[DECIMAL_BYTES];
    out->write(out->context, digits, (size_t)(decimal_append(digits, value) - digits));
}

static void write_to_stream(void *context, const char *bytes, size_t length)
{
    fwrite(bytes, 1, length, context);
}

struct plain_out plain_out_to(FILE *stream)
{
    return (struct plain_out){.write = write_to_stream, .context = stream};
}
