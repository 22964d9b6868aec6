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

/* Characters that are no control characters, and yet nothing is seen of them: the others of Unicode's
 * Default_Ignorable_Code_Point. Many programs compare texts as if they were not there. */
static bool is_invisible(uint32_t code)
{
    return code == 0x34f || code == 0x115f || code == 0x1160 || code == 0x17b4 || code == 0x17b5
           || (code >= 0x180b && code <= 0x180f) || code == 0x3164 || (code >= 0xfe00 && code <= 0xfe0f)
           || code == 0xffa0 || (code >= 0x1bca0 && code <= 0x1bca3) || (code >= 0x1d173 && code <= 0x1d17a);
}

static bool is_letter(uint8_t byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

/* Whether "##[" or "##word[" begins at `bytes`. */
static bool begins_command(const uint8_t *bytes, size_t length)
{
    if (length < 3 || bytes[0] != '#' || bytes[1] != '#')
        return false;
    size_t at = 2;
    while (at < length && is_letter(bytes[at]))
        at++;
    return at < length && bytes[at] == '[';
}

bool text_begins_command(const char *text)
{
    return *text == '#' && begins_command((const uint8_t *)text, strlen(text));
}

char *text_without_commands(const char *text)
{
    char *copy = allocate(strlen(text) * 4 + 1, 1);
    for (char *out = copy; *text != '\0'; text++) {
        *out++ = *text;
        if (text_begins_command(text)) {
            out = stpcpy(out, "\\x23");
            text++;
        }
    }
    return copy;
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
        } else if (begins_command(in + i, length - i)) {
            out = stpcpy(out, "#\\x23");
            size = 2;
        } else if (size > 0 && is_safe(code) && !is_other_blank(code) && !is_invisible(code)) {
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
