/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What may be the name of a host. */
#include "base/host_name.h"

#include <string.h>

enum { NAME_MAX_BYTES = 253, LABEL_MAX_BYTES = 63 };

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_alphanumeric(char byte)
{
    return is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_label(const char *label, size_t length)
{
    if (length == 0 || length > LABEL_MAX_BYTES || label[0] == '-' || label[length - 1] == '-')
        return false;
    for (size_t i = 0; i < length; i++)
        if (!is_alphanumeric(label[i]) && label[i] != '-')
            return false;
    return true;
}

bool host_name_has_syntax(const char *name, size_t length)
{
    const char *at = name;
    const char *end = name + length;
    if (length > NAME_MAX_BYTES)
        return false;
    for (;;) {
        const char *dot = memchr(at, '.', (size_t)(end - at));
        if (!is_label(at, (size_t)((dot != NULL ? dot : end) - at)))
            return false;
        if (dot == NULL)
            return true;
        at = dot + 1;
    }
}

bool host_name_is_valid(const char *name)
{
    if (name == NULL || !host_name_has_syntax(name, strlen(name)))
        return false;
    const char *dot = strrchr(name, '.');
    const char *last = dot != NULL ? dot + 1 : name;
    return strspn(last, "0123456789") != strlen(last);
}
