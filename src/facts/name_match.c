/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a certificate's name stands for a host's. */
#include "facts/name_match.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

bool name_match(const char *pattern, const char *name)
{
    if (strcasecmp(pattern, name) == 0)
        return pattern[0] != '\0';
    if (strncmp(pattern, "*.", 2) != 0)
        return false;
    const char *parent = strchr(name, '.');
    return parent != NULL && parent > name && strchr(pattern + 2, '.') != NULL
           && strcasecmp(pattern + 1, parent) == 0;
}

/* Reads an address of either family into 16 bytes; 0 for what is no address, else its family. */
static int read_address(const char *text, unsigned char *bytes)
{
    memset(bytes, 0, sizeof(struct in6_addr));
    return inet_pton(AF_INET, text, bytes) == 1    ? AF_INET
           : inet_pton(AF_INET6, text, bytes) == 1 ? AF_INET6
                                                   : 0;
}

static bool same_address(const char *left, const char *right)
{
    unsigned char a[sizeof(struct in6_addr)], b[sizeof(struct in6_addr)];
    int family = read_address(left, a);
    return family != 0 && family == read_address(right, b) && memcmp(a, b, sizeof a) == 0;
}

const char *name_match_certificate(const struct certificate *certificate, const char *name)
{
    unsigned char address[sizeof(struct in6_addr)];
    bool is_address = read_address(name, address) != 0;
    const struct text_list *names = is_address ? &certificate->ip_names : &certificate->dns_names;
    for (size_t i = 0; i < names->count; i++)
        if (is_address ? same_address(names->items[i], name) : name_match(names->items[i], name))
            return names->items[i];
    return NULL;
}
