/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes from the wire made into text that is safe to keep. */
#include "base/text.h"

#include "base/list.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* The length of the valid UTF-8 character at `bytes` and its code point; 0 when it is not valid (RFC 3629 4:
 * no overlong forms, no surrogates, nothing above U+10FFFF). */
static size_t utf8_character(const uint8_t *bytes, size_t length, uint32_t *code)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    uint8_t lead = bytes[0];
    size_t size = lead < 0x80                   ? 1
                  : lead >= 0xc2 && lead < 0xe0 ? 2
                  : (lead & 0xf0) == 0xe0       ? 3
                  : (lead & 0xf8) == 0xf0       ? 4
                                                : 0;
    if (size == 0 || size > length)
        return 0;
    *code = size == 1 ? lead : lead & (0x7f >> size);
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
        *code = *code << 6 | (bytes[i] & 0x3f);
    }
    bool surrogate = *code >= 0xd800 && *code <= 0xdfff;
    return *code < smallest[size] || surrogate || *code > 0x10ffff ? 0 : size;
}

static bool reorders_or_hides(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xad || code == 0x61c || code == 0x180e
           || (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e)
           || (code >= 0x2060 && code <= 0x206f) || code == 0xfeff || (code >= 0xfff0 && code <= 0xfffb)
           || (code >= 0xe0000 && code <= 0xe0fff);
}

/* What Unicode keeps out of all text, and XML and HTML do not allow. */
static bool is_noncharacter(uint32_t code)
{
    return (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) == 0xfffe;
}

static bool is_safe(uint32_t code)
{
    return !reorders_or_hides(code) && !is_noncharacter(code);
}

/* Blanks that are not the one of ASCII, which nobody can tell from it. */
static bool is_other_blank(uint32_t code)
{
    return code == 0xa0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x202f
           || code == 0x205f || code == 0x3000;
}

char *text_from_wire(const void *bytes, size_t length, size_t limit)
{
    const uint8_t *in = bytes;
    bool cut = length > limit;
    if (cut)
        length = limit;
    char *text = allocate(length * 4 + sizeof "...", 1);
    char *out = text;
    for (size_t i = 0; i < length;) {
        uint32_t code = 0;
        size_t size = utf8_character(in + i, length - i, &code);
        if (size == 1 && code == '\\') {
            out = stpcpy(out, "\\\\");
        } else if (size > 0 && is_safe(code) && !is_other_blank(code)) {
            memcpy(out, in + i, size);
            out += size;
        } else {
            size = size > 0 ? size : 1;
            for (size_t n = 0; n < size; n++)
                out += sprintf(out, "\\x%02x", in[i + n]);
        }
        i += size;
    }
    strcpy(out, cut ? "..." : "");
    return text;
}

bool text_is_safe(const char *text)
{
    const uint8_t *in = (const uint8_t *)text;
    size_t length = strlen(text);
    for (size_t i = 0; i < length;) {
        uint32_t code = 0;
        size_t size = utf8_character(in + i, length - i, &code);
        if (size == 0 || !is_safe(code))
            return false;
        i += size;
    }
    return true;
}

char *text_time(long long unix_s)
{
    time_t seconds = (time_t)unix_s;
    struct tm utc;
    char text[64] = "?";
    if (gmtime_r(&seconds, &utc) != NULL)
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text_copy(text);
}
