/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The broker's URLs, and a sandbox in which it can be connected to. */
#include "command/fleet.h"

#include "base/list.h"
#include "base/text.h"
#include "command/output.h"
#include "command/run.h"
#include "command/small_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_BYTES = 200 };

/* NULL, or what is wrong. */
static char *read_file(const char *path, struct broker_urls *urls)
{
    size_t length = 0;
    char *text = small_file_read(path, &length);
    char *shown = text_from_wire(path, strlen(path), SHOWN_BYTES);
    char *problem;
    if (text == NULL) {
        problem = text_format("%s: %s", shown, strerror(errno));
    } else {
        char *complaint = broker_urls_parse(text, urls);
        problem = complaint != NULL ? text_format("%s: %s", shown, complaint) : NULL;
        free(complaint);
        explicit_bzero(text, length);
    }
    free(text);
    free(shown);
    return problem;
}

bool fleet_read_urls(const struct options *options, struct broker_urls *urls)
{
    char *problem;
    *urls = (struct broker_urls){0};
    if (options->broker != NULL)
        problem = broker_urls_parse(options->broker, urls);
    else if (options->broker_file != NULL)
        problem = read_file(options->broker_file, urls);
    else
        problem = text_copy("which broker? Give --broker amqp://HOST, the environment variable "
                            "MAILSONDE_BROKER, or --broker-file FILE");
    if (problem == NULL)
        return true;
    output_complain(problem);
    free(problem);
    return false;
}

static void append_files(struct text_list *list, const struct broker_url *url)
{
    const char *const files[] = {url->ca_file, url->certificate_file, url->key_file};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (files[i] != NULL)
            text_list_append(list, files[i]);
}

/* Programs that manage /etc/resolv.conf as a link put new files here. */
static const char *const resolver_folders[] = {"/run/systemd/resolve", "/run/resolvconf",
                                               "/run/NetworkManager"};

void fleet_enter_sandbox(const struct options *options, const struct broker_urls *urls,
                         struct text_list *input_files, const struct text_list *folders)
{
    const char *system_file = getenv("SSL_CERT_FILE");
    if (system_file != NULL)
        text_list_append(input_files, system_file);
    for (size_t i = 0; i < urls->count; i++)
        append_files(input_files, &urls->items[i]);
    for (size_t i = 0; i < sizeof resolver_folders / sizeof resolver_folders[0]; i++)
        text_list_append(input_files, resolver_folders[i]);
    run_enter_sandbox(options, folders, input_files);
}

void fleet_tell(const struct options *options, const char *line)
{
    if (!options->quiet)
        output_complain(line);
}
