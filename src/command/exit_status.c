/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the exit status of mailsonde says, and which one wins. */
#include "command/exit_status.h"

/* Index: the status. `weight` orders them, the heaviest wins. */
static const struct {
    int weight;
    const char *meaning;
} statuses[EXIT_STATUS_COUNT] = {
    [EXIT_STATUS_CLEAN] = {0, "Nothing at or above --fail-on was found."},
    [EXIT_STATUS_FOUND] = {2, "Something at or above --fail-on was found."},
    [EXIT_STATUS_USAGE] =
        {3, "An option, a target or a saved report could not be understood, or this machine refused "
            "something (a file, a socket, memory). The other targets were still scanned."},
    [EXIT_STATUS_INCONCLUSIVE] = {1, "Inconclusive: nothing at or above --fail-on was found, but a check "
                                     "that could find it is undecided (no answer, DNS failed)."},
};

enum exit_status exit_status_worse(enum exit_status one, enum exit_status other)
{
    return statuses[one].weight >= statuses[other].weight ? one : other;
}

static const char *const statuses_of_path[EXIT_STATUS_COUNT] = {
    [EXIT_STATUS_CLEAN] = "The host answered on every port (a refusal counts as an answer).",
    [EXIT_STATUS_FOUND] = "The path to a port is blocked.",
    [EXIT_STATUS_USAGE] = "An option or a target could not be understood, or this machine refused something.",
    [EXIT_STATUS_INCONCLUSIVE] = "Undecided, for example because no port answers.",
};

static const char *const statuses_of_diff[EXIT_STATUS_COUNT] = {
    [EXIT_STATUS_CLEAN] = "Nothing got worse at or above --fail-on.",
    [EXIT_STATUS_FOUND] = "Something got worse at or above --fail-on: a new problem, a level that fell.",
    [EXIT_STATUS_USAGE] = "An option or a file could not be understood, or this machine refused something.",
    [EXIT_STATUS_INCONCLUSIVE] =
        "Inconclusive: nothing got worse, but something is not known or seen any more.",
};

const char *exit_status_meaning_of_diff(enum exit_status status)
{
    return statuses_of_diff[status];
}

const char *exit_status_meaning_of_path(enum exit_status status)
{
    return statuses_of_path[status];
}

const char *exit_status_meaning(enum exit_status status)
{
    return statuses[status].meaning;
}

const char exit_status_signal_label[] = "128+N";
const char exit_status_signal_meaning[] =
    "Signal N ended the run (130: Ctrl-C, 143: SIGTERM, 129: SIGHUP), whatever was found. The report is "
    "incomplete: what was not finished is unknown. A second signal ends the program at once. 141: whoever "
    "reads the report closed the pipe.";

enum exit_status exit_status_of_signal(int signal)
{
    return (enum exit_status)(EXIT_STATUS_SIGNAL + signal);
}
