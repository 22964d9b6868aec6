/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of this machine say of DNS. */
#include "discover/system_dns.h"

#include "base/text.h"
#include "discover/cares.h"

#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>

enum { FILE_LINE_MAX_BYTES = 512, FILE_LINES_MAX = 1000 };

/* Reads the name servers of a file like resolv.conf, which the older c-ares passes over when they have an
 * interface; their number. *scoped is whether one has. */
static size_t read_file(const char *path, struct nameserver_address *list, size_t max, bool *scoped)
{
    char line[FILE_LINE_MAX_BYTES];
    size_t count = 0;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    for (int lines = 0; lines < FILE_LINES_MAX && count < max && fgets(line, sizeof line, file) != NULL;
         lines++)
        if (nameserver_address_parse_line(line, &list[count])) {
            *scoped = *scoped || list[count].scope[0] != '\0';
            count++;
        }
    fclose(file);
    return count;
}

size_t system_dns_servers(struct nameserver_address *list, size_t max)
{
    ares_channel channel;
    bool scoped = false;
    size_t read = read_file("/etc/resolv.conf", list, max, &scoped);
    if (scoped)
        return read;
    if (ares_init_options(&channel, NULL, 0) != ARES_SUCCESS)
        return 0;
    size_t count = cares_list_servers(channel, list, max);
    for (size_t i = 0; i < count; i++)
        if (list[i].port == 0)
            list[i].port = NAMESERVER_PORT;
    ares_destroy(channel);
    return count;
}

char *system_dns_hosts_name(const char *name)
{
    static const int families[] = {AF_INET, AF_INET6};
    ares_channel channel;
    char *found = NULL;
    if (ares_init_options(&channel, NULL, 0) != ARES_SUCCESS)
        return NULL;
    for (size_t i = 0; i < sizeof families / sizeof *families && found == NULL; i++) {
        struct hostent *entry = NULL;
        if (ares_gethostbyname_file(channel, name, families[i], &entry) != ARES_SUCCESS)
            continue;
        found = text_copy(entry->h_name);
        ares_free_hostent(entry);
    }
    ares_destroy(channel);
    return found;
}
