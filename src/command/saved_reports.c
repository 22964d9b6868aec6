/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From saved text to portraits; one report is in memory at a time. */
#include "command/saved_reports.h"

#include "base/list.h"
#include "base/text.h"
#include "command/output.h"
#include "command/saved_file.h"
#include "facts/shapes.h"
#include "report/json_saved.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void complain(const char *name, const char *problem)
{
    char *shown = text_from_wire(name, strlen(name), strlen(name));
    char *line = text_format("%s: %s", shown, problem);
    output_complain(line);
    free(line);
    free(shown);
}

bool saved_reports_read(const char *name, const struct policy *policy, struct portrait_set *set,
                        enum exit_status *status)
{
    struct saved_file *file = saved_file_open(name);
    size_t before = set->count;
    bool told = false;
    for (enum saved_item item = SAVED_VALUE; item != SAVED_END;) {
        struct json_saved saved;
        struct input_error error;
        item = saved_file_next(file, &saved, &error);
        for (size_t i = 0; item == SAVED_VALUE && i < saved.run.report_count; i++) {
            assess_report(&saved.run.reports[i], policy);
            portrait_set_add(set, portrait_of(&saved.run.reports[i]));
        }
        if (item == SAVED_BAD || item == SAVED_CUT) {
            output_complain_of(&error);
            told = true;
            *status =
                exit_status_worse(*status, item == SAVED_CUT ? EXIT_STATUS_INCONCLUSIVE : EXIT_STATUS_USAGE);
        }
        json_saved_clear(&saved);
        shape_clear(&input_error_shape, &error);
    }
    saved_file_close(file);
    if (set->count == before)
        *status = EXIT_STATUS_USAGE;
    if (set->count == before && !told)
        complain(name, "there is no report in it; give a file that --format json or jsonl wrote");
    size_t again = portrait_set_settle(set);
    if (again > 0) {
        char *line = text_format("%zu of its reports are of targets that were scanned again later; the last "
                                 "of each is compared",
                                 again);
        complain(name, line);
        free(line);
    }
    return set->count > before;
}

struct portrait *saved_reports_kept(struct history *history, int64_t id, const struct policy *policy,
                                    char **problem)
{
    struct json_saved saved;
    struct portrait *portrait = NULL;
    char *text = history_text(history, id, problem);
    if (text == NULL)
        return NULL;
    bool good = json_saved_read(&saved, text, strlen(text), true) && saved.run.report_count == 1;
    if (good) {
        assess_report(&saved.run.reports[0], policy);
        portrait = portrait_of(&saved.run.reports[0]);
    } else {
        *problem = text_format("%s: run %" PRId64 " cannot be used: %s", history_shown(history), id,
                               saved.problem != NULL ? saved.problem : "there is no report in it");
    }
    json_saved_clear(&saved);
    free(text);
    return portrait;
}
