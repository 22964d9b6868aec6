/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * States of a service as exit statuses. */
#include "command/service_status.h"

#include "base/list.h"

#include <string.h>

bool service_status_wanted(const struct options *options)
{
    for (size_t i = 0; i < options->outputs.count; i++)
        if (options->outputs.items[i].format == FORMAT_NAGIOS)
            return true;
    return false;
}

static bool counts(const void *context, const struct finding *finding)
{
    const struct options *options = context;
    return fail_on_counts(&options->fail_on, finding);
}

struct report_options service_status_counting(const struct options *options)
{
    return (struct report_options){
        .counts = counts, .counts_context = options, .counts_alone = options_was_given(options, "fail-on")};
}

/* "nagios", "nagios=FILE" */
static bool is_format(const char *word)
{
    const char *name = words_name(&output_format_words, FORMAT_NAGIOS);
    size_t length = strlen(name);
    return word != NULL && strncmp(word, name, length) == 0 && (word[length] == '\0' || word[length] == '=');
}

/* The value in the same word as the option, "" for one in the next word, NULL for another option. */
static const char *value_of_format(const char *word)
{
    static const char name[] = "--format";
    if (strncmp(word, name, sizeof name - 1) == 0)
        return word[sizeof name - 1] == '=' ? word + sizeof name : word[sizeof name - 1] == '\0' ? "" : NULL;
    const char *letter = word[0] == '-' && word[1] != '-' ? strchr(word, 'f') : NULL;
    return letter != NULL ? letter + 1 : NULL;
}

bool service_status_asked_for(int argc, char *const *argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *value = value_of_format(argv[i]);
        if (value != NULL && is_format(*value != '\0' ? value : argv[i + 1]))
            return true;
    }
    return false;
}

/* A path has nothing to judge but whether its ports answer. */
static enum service_state state_of_status(enum exit_status status)
{
    return status == EXIT_STATUS_CLEAN   ? SERVICE_OK
           : status == EXIT_STATUS_FOUND ? SERVICE_CRITICAL
                                         : SERVICE_UNKNOWN;
}

void service_status_add(enum service_state *worst, const struct options *options, const struct report *report,
                        enum exit_status status)
{
    struct report_options counting = service_status_counting(options);
    *worst =
        service_state_worse(*worst, options->command == COMMAND_PATH ? state_of_status(status)
                                                                     : service_state_of(&counting, report));
}

enum exit_status service_status_of_run(enum service_state worst, const struct options *options,
                                       enum exit_status status)
{
    if (!service_status_wanted(options))
        return status;
    if (status == EXIT_STATUS_FOUND && worst == SERVICE_OK) /* by what is no finding of a report */
        worst = SERVICE_CRITICAL;
    if (status != EXIT_STATUS_CLEAN && status != EXIT_STATUS_FOUND)
        worst = service_state_worse(worst, SERVICE_UNKNOWN);
    return (enum exit_status)(EXIT_STATUS_SERVICE + (int)worst);
}

int service_status_number(enum exit_status status, bool wanted)
{
    if (status >= EXIT_STATUS_SERVICE)
        return (int)status - EXIT_STATUS_SERVICE;
    return wanted && status != EXIT_STATUS_CLEAN ? (int)SERVICE_UNKNOWN : (int)status;
}
