/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One word that the user typed, read as what to look at. */
#include "discover/target.h"

#include "base/address.h"
#include "base/list.h"
#include "base/text.h"
#include "discover/dns_name.h"
#include "discover/idn.h"
#include "facts/shapes.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
    WORD_MAX_BYTES = 1024,
    WORD_SHOWN_BYTES = 80, /* in an error: enough to find it */
    NAME_MAX_BYTES = 253,  /* RFC 1035 2.3.4, without the root's byte and the first length */
    LABEL_MAX_BYTES = 63
};

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static const char *label_problem(const char *label, size_t length)
{
    if (length == 0)
        return "the name has an empty label";
    if (length > LABEL_MAX_BYTES)
        return "a label of the name is longer than 63 bytes";
    if (label[0] == '-' || label[length - 1] == '-')
        return "a label of the name begins or ends with a hyphen";
    for (size_t i = 0; i < length; i++)
        if (label[i] == '_')
            return "a mail domain or host has no underscore in its name";
        else if (!is_letter_or_digit(label[i]) && label[i] != '-')
            return "a mail domain or host has only letters, digits, hyphens and dots";
    return NULL;
}

/* What keeps `name`, in lower case and without a final dot, from being a host name (RFC 1123 2.1). */
static const char *name_problem(const char *name)
{
    if (strlen(name) > NAME_MAX_BYTES)
        return "the name is longer than 253 bytes";
    const char *label = name;
    size_t length = 0;
    for (;; label += length + 1) {
        length = strcspn(label, ".");
        const char *problem = label_problem(label, length);
        if (problem != NULL)
            return problem;
        if (label[length] == '\0')
            break;
    }
    if (strspn(label, "0123456789") == length)
        return "it is not an IP address, and a domain name does not end in a number";
    return NULL;
}

char *target_parse_name(const char *name, const char **problem)
{
    if (name[0] == '\0') {
        *problem = "the name is empty";
        return NULL;
    }
    char *ascii = idn_to_ascii(name, problem);
    if (ascii == NULL)
        return NULL;
    size_t length = strlen(ascii);
    if (length > 1 && ascii[length - 1] == '.')
        ascii[length - 1] = '\0';
    *problem = name_problem(ascii);
    if (*problem != NULL)
        text_replace(&ascii, NULL);
    return ascii;
}

static const char *word_problem(const char *word)
{
    if (word[0] == '\0')
        return "it is empty";
    if (strlen(word) > WORD_MAX_BYTES)
        return "it is too long for a target";
    for (const unsigned char *c = (const unsigned char *)word; *c != '\0'; c++)
        if (*c < 0x20 || *c == 0x7f)
            return "it has control characters";
    if (strstr(word, "://") != NULL)
        return "a URL is not a target; give only the host name";
    return NULL;
}

static const char *parse_address(const char *word, struct target *target)
{
    struct ip_address address;
    if (!address_parse_with_port(word, &address, &target->port))
        return "it is not an IP address (with or without a port from 1 to 65535)";
    target->kind = TARGET_ADDRESS;
    target->name = address_text(&address);
    target->name_unicode = text_copy(target->name);
    return NULL;
}

static const char *parse_named(const char *name, enum target_kind kind, struct target *target)
{
    const char *problem = NULL;
    target->kind = kind;
    target->name = target_parse_name(name, &problem);
    if (target->name != NULL)
        target->name_unicode = idn_to_unicode(target->name);
    return problem;
}

/* The domain behind the last "@": a quoted local part may hold another. */
static const char *parse_email(const char *word, const char *at, struct target *target)
{
    if (at == word)
        return "there is nothing before the \"@\"";
    if (at[1] == '[')
        return parse_address(at + 1, target);
    return parse_named(at + 1, TARGET_EMAIL, target);
}

static const char *parse_host_port(const char *word, const char *colon, struct target *target)
{
    target->port = port_parse(colon + 1);
    if (target->port == 0)
        return "the port is not a number from 1 to 65535";
    char *name = text_copy_bytes(word, (size_t)(colon - word));
    const char *problem = parse_named(name, TARGET_HOST, target);
    free(name);
    return problem;
}

static const char *parse_word(const char *word, bool as_host, struct target *target)
{
    const char *problem = word_problem(word);
    if (problem != NULL)
        return problem;
    const char *at = strrchr(word, '@');
    if (at != NULL)
        return parse_email(word, at, target);
    struct ip_address address;
    int64_t port;
    const char *colon = strchr(word, ':');
    bool many_colons = colon != NULL && strchr(colon + 1, ':') != NULL;
    if (word[0] == '[' || many_colons || address_parse_with_port(word, &address, &port))
        return parse_address(word, target);
    if (colon != NULL)
        return parse_host_port(word, colon, target);
    problem = parse_named(word, as_host ? TARGET_HOST : TARGET_DOMAIN, target);
    if (problem == NULL && dns_name_host_kind(target->name) == HOST_LOCALHOST)
        target->kind = TARGET_HOST;
    return problem;
}

char *target_parse(const char *word, bool as_host, struct target *target)
{
    memset(target, 0, sizeof *target);
    const char *problem = parse_word(word, as_host, target);
    if (problem == NULL) {
        target->word = text_from_wire(word, strlen(word), WORD_MAX_BYTES);
        return NULL;
    }
    shape_clear(&target_shape, target);
    char *shown = text_from_wire(word, strlen(word), WORD_SHOWN_BYTES);
    char *error = text_format("\"%s\": %s", shown, problem);
    free(shown);
    return error;
}
