/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Domain names as DNS carries them, made into text. */
#include "discover/dns_name.h"

#include "base/address.h"
#include "base/host_name.h"
#include "base/list.h"

#include <stdio.h>
#include <string.h>

enum { NAME_WIRE_MAX_BYTES = 255, NAME_TEXT_MAX_BYTES = 253, LABEL_MAX_BYTES = 63 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Appends a label's bytes at `out` and returns its end. */
static char *write_label(char *out, const uint8_t *label, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool plain = label[i] > ' ' && label[i] < 0x7f && label[i] != '.' && label[i] != '\\';
        if (plain)
            *out++ = lower((char)label[i]);
        else
            out += sprintf(out, "\\x%02x", label[i]);
    }
    return out;
}

/* Where the compression pointer at `at` leads: before `limit`, else the message is hostile. */
static bool follow_pointer(const uint8_t *message, size_t message_bytes, size_t at, size_t limit,
                           size_t *target)
{
    if (message_bytes - at < 2)
        return false;
    *target = (size_t)(message[at] & 0x3f) << 8 | message[at + 1];
    return *target < limit;
}

bool dns_name_read(const uint8_t *message, size_t message_bytes, size_t *at,
                   char text[static DNS_NAME_TEXT_BYTES])
{
    char *out = text;
    size_t wire_bytes = 1; /* the root's */
    size_t here = *at;
    size_t limit = here; /* each pointer leads before the piece that it ends, so there are no loops */
    bool compressed = false;
    for (;;) {
        if (here >= message_bytes)
            return false;
        size_t length = message[here];
        if (length >= 0xc0) {
            if (!compressed)
                *at = here + 2;
            compressed = true;
            if (!follow_pointer(message, message_bytes, here, limit, &here))
                return false;
            limit = here;
            continue;
        }
        if (length == 0)
            break;
        wire_bytes += length + 1;
        if (length > LABEL_MAX_BYTES || wire_bytes > NAME_WIRE_MAX_BYTES || message_bytes - here - 1 < length)
            return false;
        if (out != text)
            *out++ = '.';
        out = write_label(out, message + here + 1, length);
        here += 1 + length;
    }
    if (!compressed)
        *at = here + 1;
    if (out == text)
        *out++ = '.';
    *out = '\0';
    return true;
}

char *dns_name_normal(const char *name)
{
    char *normal = text_copy(name);
    size_t length = strlen(normal);
    for (size_t i = 0; i < length; i++)
        normal[i] = lower(normal[i]);
    if (length > 1 && normal[length - 1] == '.')
        normal[length - 1] = '\0';
    return normal;
}

bool dns_name_can_be_asked(const char *name)
{
    if (strlen(name) > NAME_TEXT_MAX_BYTES || strchr(name, '\\') != NULL)
        return false;
    for (const char *label = name;; label++) {
        size_t length = strcspn(label, ".");
        if (length == 0 || length > LABEL_MAX_BYTES)
            return false;
        label += length;
        if (*label == '\0')
            return true;
    }
}

/* Addresses turn up bare and, with the SMTP syntax in the wrong place, in brackets. */
static bool is_address(const char *name)
{
    struct ip_address address;
    int64_t port;
    return address_parse_with_port(name, &address, &port) && port == 0;
}

enum host_kind dns_name_host_kind(const char *name)
{
    static const char localhost[] = "localhost";
    size_t length = strlen(name);
    size_t tail = strlen(localhost);
    if (strcmp(name, ".") == 0)
        return HOST_ROOT;
    if (is_address(name))
        return HOST_IP_LITERAL;
    if (strcmp(name, localhost) == 0
        || (length > tail && name[length - tail - 1] == '.' && strcmp(name + length - tail, localhost) == 0))
        return HOST_LOCALHOST;
    if (!host_name_is_valid(name))
        return HOST_NOT_A_NAME;
    return strchr(name, '.') == NULL ? HOST_SINGLE_LABEL : HOST_NAME;
}
