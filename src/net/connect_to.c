/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "Connect there instead": parsing and looking up the rules of --connect-to. */
#include "net/connect_to.h"

#include "base/address.h"
#include "base/list.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PART_COUNT = 4, HOST_MAX = 253, QUOTED_BYTES_MAX = 200 };

struct part {
    const char *start;
    size_t length;
};

/* Splits at the colons outside brackets; false unless that gives the four parts. */
static bool split(const char *text, struct part parts[PART_COUNT])
{
    size_t count = 0;
    bool in_brackets = false;
    const char *start = text;
    for (const char *at = text;; at++) {
        if (*at == '[')
            in_brackets = true;
        if (*at == ']')
            in_brackets = false;
        if (*at != '\0' && (*at != ':' || in_brackets))
            continue;
        if (count == PART_COUNT)
            return false;
        parts[count++] = (struct part){.start = start, .length = (size_t)(at - start)};
        if (*at == '\0')
            return count == PART_COUNT;
        start = at + 1;
    }
}

/* The one form of an IPv6 address that strings compare by. */
static char *ipv6_text(const char *text)
{
    struct ip_address address;
    return address_parse(text, &address) && address.family == 6 ? address_text(&address) : NULL;
}

static bool is_name(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-._";
    return name[strspn(name, allowed)] == '\0';
}

/* NULL in *host for an empty part. */
static bool parse_host(struct part part, char **host)
{
    *host = NULL;
    if (part.length == 0)
        return true;
    if (part.length > HOST_MAX + 1)
        return false;
    if (part.start[0] == '[') {
        if (part.start[part.length - 1] != ']')
            return false;
        char *inside = text_copy_bytes(part.start + 1, part.length - 2);
        *host = ipv6_text(inside);
        free(inside);
        return *host != NULL;
    }
    char *name = text_copy_bytes(part.start, part.length);
    if (part.length > 1 && name[part.length - 1] == '.')
        name[part.length - 1] = '\0';
    if (!is_name(name)) {
        free(name);
        return false;
    }
    *host = name;
    return true;
}

/* 0 in *port for an empty part. */
static bool parse_port(struct part part, int64_t *port)
{
    char *text = text_copy_bytes(part.start, part.length);
    *port = port_parse(text);
    free(text);
    return part.length == 0 || *port > 0;
}

static void clear(struct connect_to *rule)
{
    free(rule->host);
    free(rule->to_host);
}

static void say(char **problem, const char *complaint, const char *bytes, size_t length)
{
    char *quoted = text_from_wire(bytes, length, QUOTED_BYTES_MAX);
    *problem = text_format("\"%s\" %s", quoted, complaint);
    free(quoted);
}

bool connect_to_add(struct connect_to_list *list, const char *text, char **problem)
{
    static const char *const not_a_host =
        "is neither a host name (IDNs as xn--...) nor an address (IPv6 in brackets)";
    static const char *const not_a_port = "is not a port number (1 to 65535, or nothing)";
    struct part parts[PART_COUNT];
    if (!split(text, parts)) {
        say(problem, "does not have the form HOST:PORT:HOST2:PORT2 (IPv6 addresses go in brackets)", text,
            strlen(text));
        return false;
    }
    struct connect_to rule = {0};
    const char *complaint = NULL;
    struct part wrong = {0};
    if (!parse_host(wrong = parts[0], &rule.host))
        complaint = not_a_host;
    else if (!parse_port(wrong = parts[1], &rule.port))
        complaint = not_a_port;
    else if (!parse_host(wrong = parts[2], &rule.to_host))
        complaint = not_a_host;
    else if (!parse_port(wrong = parts[3], &rule.to_port))
        complaint = not_a_port;
    if (complaint != NULL) {
        say(problem, complaint, wrong.start, wrong.length);
        clear(&rule);
        return false;
    }
    struct connect_to *added = list_append(&list->items, &list->count, sizeof *list->items);
    *added = rule;
    return true;
}

static bool same_host(const char *rule_host, const char *host)
{
    size_t length = strlen(host);
    if (length > 1 && host[length - 1] == '.')
        length--;
    return strlen(rule_host) == length && strncasecmp(rule_host, host, length) == 0;
}

struct connect_to_place connect_to_find(const struct connect_to_list *list, const char *host, int64_t port)
{
    struct connect_to_place place = {.host = host, .port = port};
    char *address = ipv6_text(host);
    const char *wanted = address != NULL ? address : host;
    for (size_t i = 0; i < list->count; i++) {
        const struct connect_to *rule = &list->items[i];
        if ((rule->host != NULL && !same_host(rule->host, wanted)) || (rule->port != 0 && rule->port != port))
            continue;
        if (rule->to_host != NULL)
            place.host = rule->to_host;
        if (rule->to_port != 0)
            place.port = rule->to_port;
        break;
    }
    free(address);
    return place;
}

void connect_to_list_free(struct connect_to_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        clear(&list->items[i]);
    free(list->items);
    *list = (struct connect_to_list){0};
}
