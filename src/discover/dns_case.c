/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The case of the letters in a question's name. */
#include "discover/dns_case.h"

#include <string.h>
#include <strings.h>

enum { HEADER_BYTES = 12, NAME_MAX_BYTES = 255 };

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void dns_case_mix(char *name, const uint8_t random[static DNS_CASE_RANDOM_BYTES])
{
    for (size_t i = 0; name[i] != '\0' && i < DNS_CASE_RANDOM_BYTES * 8; i++)
        if (is_letter(name[i]))
            name[i] = (char)((name[i] & ~0x20) | ((random[i / 8] >> i % 8 & 1) != 0 ? 0x20 : 0));
}

/* The name of the question as it stands in the message, labels joined by dots; false when it is not whole.
 * It is the first name of the message, so nothing precedes it that a pointer could lead to. */
static bool read_name(const uint8_t *message, size_t message_bytes, char name[static NAME_MAX_BYTES + 1])
{
    size_t at = HEADER_BYTES, used = 0;
    while (at < message_bytes && message[at] != 0) {
        size_t length = message[at++];
        if (length > message_bytes - at || used + length + 1 > NAME_MAX_BYTES)
            return false;
        if (used > 0)
            name[used++] = '.';
        memcpy(name + used, message + at, length);
        used += length;
        at += length;
    }
    name[used] = '\0';
    return at < message_bytes;
}

bool dns_case_differs(const uint8_t *message, size_t message_bytes, const char *name)
{
    char repeated[NAME_MAX_BYTES + 1];
    return read_name(message, message_bytes, repeated) && strcasecmp(repeated, name) == 0
           && strcmp(repeated, name) != 0;
}
