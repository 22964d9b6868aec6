/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as text from the wire: what comes out is safe, and all of the bytes can be read from it again.
 * The first byte is the limit. */
#include "base/list.h"
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Takes the next byte out of an escaped text, whose "..." for what was left out has been cut off. */
static uint8_t next_byte(const char **text)
{
    unsigned byte;
    if (**text != '\\')
        return (uint8_t) * (*text)++;
    if ((*text)[1] == '\\') {
        *text += 2;
        return '\\';
    }
    if (sscanf(*text, "\\x%2x", &byte) != 1)
        abort();
    *text += 4;
    return (uint8_t)byte;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    size_t limit = data[0];
    size_t length = size - 1;
    size_t kept = length < limit ? length : limit;
    char *text = text_from_wire(data + 1, length, limit);
    if (!text_is_safe(text))
        abort();
    const char *at = text;
    for (size_t i = 0; i < kept; i++)
        if (next_byte(&at) != data[1 + i])
            abort();
    if (strcmp(at, length > limit ? "..." : "") != 0)
        abort();
    free(text);
    return 0;
}
