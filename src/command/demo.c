/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "demo". */
#include "command/demo.h"

#include "base/list.h"
#include "command/output.h"
#include "command/run.h"
#include "command/scan.h"
#include "demo/world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Everybody in the demo is on loopback and answers at once or not at all: nobody should wait for the port
 * that drops as long as in the world, and all of the demo's servers share one address. */
enum { CONNECT_MS = 3000, SILENCE_MS = 500, CONNECTIONS_PER_ADDRESS = 64 };

/* The files that the demo's options name, in a folder of their own. */
struct demo_files {
    char *folder;
    char *records;
    char *ca;
};

static char *write_file(const char *folder, const char *name, const char *text)
{
    char *path = text_format("%s/%s", folder, name);
    FILE *file = fopen(path, "we");
    bool written = file != NULL && fputs(text, file) >= 0;
    if (file != NULL && fclose(file) != 0)
        written = false;
    if (!written)
        text_replace(&path, NULL);
    return path;
}

static bool write_files(const struct world *world, struct demo_files *files)
{
    const char *parent = getenv("TMPDIR");
    files->folder =
        text_format("%s/mailsonde-demo.XXXXXX", parent != NULL && parent[0] != '\0' ? parent : "/tmp");
    if (mkdtemp(files->folder) == NULL)
        return false;
    files->records = write_file(files->folder, "records", world_records(world));
    files->ca = write_file(files->folder, "ca.pem", world_ca_pem(world));
    return files->records != NULL && files->ca != NULL;
}

static void remove_files(struct demo_files *files)
{
    if (files->records != NULL)
        unlink(files->records);
    if (files->ca != NULL)
        unlink(files->ca);
    if (files->folder != NULL)
        rmdir(files->folder);
    free(files->records);
    free(files->ca);
    free(files->folder);
}

static bool read_mappings(const struct text_list *mappings, struct connect_to_list *connect_to)
{
    char *problem = NULL;
    for (size_t i = 0; i < mappings->count; i++)
        if (!connect_to_add(connect_to, mappings->items[i], &problem)) {
            output_complain(problem);
            free(problem);
            return false;
        }
    return true;
}

/* What the user asked for with the demo's in place of what says what to scan and how to get there. */
static struct scan_options demo_run(const struct options *options, const struct world *world,
                                    const struct demo_files *files, const struct connect_to_list *connect_to)
{
    struct scan_options run = run_options(options);
    const struct text_list *targets = world_targets(world);
    run.words = (const char *const *)targets->items;
    run.word_count = targets->count;
    run.connect_to = connect_to;
    run.records_file = files->records;
    run.ca_file = files->ca;
    run.resolver.records_signed = true;
    run.resolver.offline = true;
    run.no_path = true; /* nothing lies between this machine and itself */
    run.probe.dial.timeout_ms = CONNECT_MS;
    run.probe.silence_ms = SILENCE_MS;
    run.max_connections_per_address = CONNECTIONS_PER_ADDRESS;
    run.pace = (struct pace){0}; /* no server is to wait because of another's refusals */
    return run;
}

static enum exit_status scan_world(const struct options *options, const struct world *world)
{
    struct demo_files files = {0};
    struct connect_to_list connect_to = {0};
    enum exit_status status = EXIT_STATUS_USAGE;
    if (!write_files(world, &files)) {
        output_complain(strerror(errno));
    } else if (read_mappings(world_connect_to(world), &connect_to)) {
        struct scan_options run = demo_run(options, world, &files, &connect_to);
        status = scan_with(options, &run);
    }
    connect_to_list_free(&connect_to);
    remove_files(&files);
    return status;
}

enum exit_status demo_command(const struct options *options)
{
    char *error = NULL;
    struct world *world = world_start(time(NULL), &error);
    if (world == NULL) {
        output_complain(error);
        free(error);
        return EXIT_STATUS_USAGE;
    }
    enum exit_status status = scan_world(options, world);
    world_free(world);
    bool judged = status == EXIT_STATUS_FOUND || status == EXIT_STATUS_INCONCLUSIVE;
    return judged && !options_was_given(options, "fail-on") ? EXIT_STATUS_CLEAN : status;
}
