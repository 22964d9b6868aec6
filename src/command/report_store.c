/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keeping reports, and telling what could not be kept. */
#include "command/report_store.h"

#include "base/list.h"
#include "command/output.h"
#include "history/history_writer.h"

#include <stdlib.h>
#include <string.h>

struct report_store {
    struct history_writer *writer; /* NULL: the file cannot be used now, which was told */
    char *shown;
};

static void tell(const char *problem)
{
    char *line = text_format("%s; the reports are not stored", problem);
    output_complain(line);
    free(line);
}

bool report_store_open(const struct options *options, struct report_store **store, char **problem)
{
    bool passing = false;
    *store = NULL;
    *problem = NULL;
    if (options->store == NULL)
        return true;
    struct history *history = history_open(options->store, HISTORY_WRITE, &passing, problem);
    if (history == NULL && !passing)
        return false;
    *store = allocate(1, sizeof **store);
    if (history == NULL) {
        tell(*problem);
        text_replace(problem, NULL);
        return true;
    }
    (*store)->shown = text_copy(history_shown(history));
    (*store)->writer = history_writer_new(history);
    return true;
}

void report_store_folder(const struct report_store *store, struct text_list *folders)
{
    if (store == NULL || store->writer == NULL)
        return;
    char *folder = history_folder(history_writer_history(store->writer));
    text_list_append(folders, folder);
    free(folder);
}

static void tell_problem(struct report_store *store)
{
    char *problem = history_writer_problem(store->writer);
    if (problem != NULL)
        output_complain(problem);
    free(problem);
}

void report_store_add(struct report_store *store, const struct report *report, enum exit_status status)
{
    if (store == NULL || store->writer == NULL)
        return;
    tell_problem(store);
    history_writer_add(store->writer, report, (int64_t)status);
}

void report_store_take(struct report_store *store, struct report *report, enum exit_status status)
{
    if (store == NULL || store->writer == NULL)
        return;
    tell_problem(store);
    history_writer_take(store->writer, report, (int64_t)status);
}

/* The last line says how many, where there were several. */
static enum exit_status end(struct report_store *store)
{
    size_t failed = history_writer_end(store->writer);
    tell_problem(store);
    if (failed > 1) {
        char *line = text_format("%s: %zu of %zu reports are not stored", store->shown, failed,
                                 history_writer_count(store->writer));
        output_complain(line);
        free(line);
    }
    history_writer_free(store->writer);
    return failed == 0 ? EXIT_STATUS_CLEAN : EXIT_STATUS_USAGE;
}

enum exit_status report_store_close(struct report_store *store)
{
    if (store == NULL)
        return EXIT_STATUS_CLEAN;
    enum exit_status status = store->writer == NULL ? EXIT_STATUS_USAGE : end(store);
    free(store->shown);
    free(store);
    return status;
}
