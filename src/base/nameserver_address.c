/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a name server is asked. */
#include "base/nameserver_address.h"

#include "base/list.h"
#include "base/text.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MAX_BYTES = 128 };

/* Takes "%SCOPE" out of the word, up to a bracket or its end; false when that is no interface. */
static bool take_scope(char *word, char scope[static NAMESERVER_SCOPE_BYTES])
{
    char *percent = strchr(word, '%');
    if (percent == NULL)
        return true;
    size_t length = strcspn(percent + 1, "]");
    if (length == 0 || length >= NAMESERVER_SCOPE_BYTES)
        return false;
    for (size_t i = 1; i <= length; i++)
        if (!isalnum((unsigned char)percent[i]) && strchr("-_.@", percent[i]) == NULL)
            return false;
    memcpy(scope, percent + 1, length);
    memmove(percent, percent + 1 + length, strlen(percent + 1 + length) + 1);
    return true;
}

bool nameserver_address_parse(const char *word, struct nameserver_address *server)
{
    struct nameserver_address read = {0};
    char copy[WORD_MAX_BYTES];
    size_t length = strlen(word);
    if (length >= sizeof copy)
        return false;
    memcpy(copy, word, length + 1);
    if (!take_scope(copy, read.scope) || !address_parse_with_port(copy, &read.address, &read.port))
        return false;
    if (read.scope[0] != '\0' && read.address.family != 6)
        return false;
    if (read.port == 0)
        read.port = NAMESERVER_PORT;
    *server = read;
    return true;
}

char *nameserver_address_text(const struct nameserver_address *server)
{
    char *address = address_text(&server->address);
    const char *percent = server->scope[0] != '\0' ? "%" : "";
    bool with_port = server->port != NAMESERVER_PORT;
    bool brackets = with_port && server->address.family == 6;
    char *text = with_port ? text_format(brackets ? "[%s%s%s]:%d" : "%s%s%s:%d", address, percent,
                                         server->scope, (int)server->port)
                           : text_format("%s%s%s", address, percent, server->scope);
    free(address);
    return text;
}

bool nameserver_address_parse_line(const char *line, struct nameserver_address *server)
{
    static const char keyword[] = "nameserver";
    static const char space[] = " \t\r\n";
    char word[WORD_MAX_BYTES];
    line += strspn(line, space);
    if (strncmp(line, keyword, sizeof keyword - 1) != 0)
        return false;
    line += sizeof keyword - 1;
    size_t gap = strspn(line, space);
    size_t length = strcspn(line + gap, " \t\r\n#;");
    if (gap == 0 || length >= sizeof word)
        return false;
    memcpy(word, line + gap, length);
    word[length] = '\0';
    return nameserver_address_parse(word, server);
}
