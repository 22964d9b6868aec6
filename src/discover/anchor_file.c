/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file of trust anchors, which the user names or the system has. */
#include "discover/anchor_file.h"

#include "base/list.h"
#include "base/text.h"
#include "discover/dns_message.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_SHOWN_BYTES = 300 };

/* Where systems keep the root's keys (IANA, RFC 7958; dns-root-data, unbound, dnsmasq, systemd). */
static const char *const system_files[] = {
    "/usr/share/dns/root.key", "/var/lib/unbound/root.key",
    "/etc/unbound/root.key",   "/usr/share/dnssec-root/trusted-key.key",
    "/etc/trusted-key.key",
};

static char *no_system_anchors(void)
{
    struct text_list tried = {0};
    for (size_t i = 0; i < sizeof system_files / sizeof *system_files; i++)
        text_list_append(&tried, system_files[i]);
    char *list = text_list_join(&tried, ", ");
    char *problem = text_format("this system has no DNSSEC trust anchor (looked for %s): install "
                                "dns-root-data, or name a file with --trust-anchor",
                                list);
    text_list_free(&tried);
    free(list);
    return problem;
}

/* Reads the anchors of one file. What is wrong, or NULL; the caller frees. */
static char *read_file(struct anchor_file *anchors, const char *file)
{
    char *error = NULL;
    struct records *records = records_load(file, &error);
    if (records == NULL)
        return error;
    if (!records_have(records, DNS_TYPE_DS) && !records_have(records, DNS_TYPE_DNSKEY)) {
        char *shown = text_from_wire(file, strlen(file), FILE_SHOWN_BYTES);
        error = text_format("%s: there is no DS or DNSKEY record in it", shown);
        free(shown);
        records_free(records);
        return error;
    }
    anchors->records = records;
    anchors->path = file;
    anchors->shown = text_from_wire(file, strlen(file), FILE_SHOWN_BYTES);
    return NULL;
}

/* The first of the system's files that has anchors. What is wrong with the first that is there, or NULL. */
static char *read_system_files(struct anchor_file *anchors)
{
    char *problem = NULL;
    for (size_t i = 0; i < sizeof system_files / sizeof *system_files; i++) {
        if (access(system_files[i], F_OK) != 0)
            continue;
        char *error = read_file(anchors, system_files[i]);
        if (error == NULL) {
            free(problem);
            return NULL;
        }
        if (problem == NULL)
            problem = error;
        else
            free(error);
    }
    return problem != NULL ? problem : no_system_anchors();
}

char *anchor_file_read(struct anchor_file *anchors, const char *file)
{
    return file != NULL ? read_file(anchors, file) : read_system_files(anchors);
}

const char *anchor_file_name_above(const struct anchor_file *anchors, const char *name)
{
    static const uint16_t types[] = {DNS_TYPE_DS, DNS_TYPE_DNSKEY};
    for (;;) {
        for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
            struct dns_answer answer;
            bool known = records_answer(anchors->records, name, types[i], &answer);
            dns_answer_free(&answer);
            if (known)
                return name;
        }
        if (strcmp(name, ".") == 0)
            return NULL;
        const char *dot = strchr(name, '.');
        name = dot != NULL ? dot + 1 : ".";
    }
}

void anchor_file_free(struct anchor_file *anchors)
{
    records_free(anchors->records);
    free(anchors->shown);
}
