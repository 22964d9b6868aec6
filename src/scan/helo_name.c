/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The name that this machine gives itself in EHLO. */
#include "scan/helo_name.h"

#include "base/list.h"
#include "discover/system_dns.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { HOST_NAME_BYTES = 256 };

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), end_length = strlen(end);
    return length >= end_length && strcasecmp(name + length - end_length, end) == 0;
}

/* Letters, digits, hyphens and at least one dot inside; no name that means "here" to everybody. */
static bool is_qualified(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
    const char *dot = strchr(name, '.');
    return dot != NULL && dot != name && dot[1] != '\0' && strspn(name, letters) == strlen(name)
           && !ends_with(name, ".localdomain") && !ends_with(name, ".localhost")
           && !ends_with(name, ".local");
}

char *helo_name_of_this_host(void)
{
    char name[HOST_NAME_BYTES] = "";
    if (gethostname(name, sizeof name - 1) != 0 || name[0] == '\0')
        return NULL;
    if (is_qualified(name))
        return text_copy(name);
    char *canonical = system_dns_hosts_name(name);
    if (canonical != NULL && is_qualified(canonical))
        return canonical;
    free(canonical);
    return NULL;
}
