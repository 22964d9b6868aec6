/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of commands. */
#include "command/command_table.h"

#include "base/nearest_word.h"

#include <string.h>

const struct command_entry command_table[COMMAND_COUNT] = {
    [COMMAND_SCAN] = {"scan", "TARGET...",
                      "Scan the mail servers of each target. This is the default command.", 1, SIZE_MAX,
                      false, OPERAND_TARGETS},
    [COMMAND_PATH] = {"path", "TARGET...", "Trace the network path to the mail ports of each target's hosts.",
                      1, SIZE_MAX, false, OPERAND_TARGETS},
    [COMMAND_ASSESS] = {"assess", "FILE...",
                        "Judge saved reports (--format json or jsonl) again by the facts in them, without a "
                        "network; - reads standard input.",
                        1, SIZE_MAX, false, OPERAND_FILES},
    [COMMAND_EXPECT] = {"expect", "", "Write a first file for --expect, which a saved report (--from) meets.",
                        0, 0, false, OPERAND_OTHER},
    [COMMAND_DIFF] = {"diff", "OLD NEW",
                      "Say what has changed between two files of saved reports (--format json or jsonl; - is "
                      "standard input), or with --last between the last runs of targets in a --store file.",
                      0, SIZE_MAX, false, OPERAND_FILES},
    [COMMAND_HISTORY] =
        {"history", "[TARGET]",
         "List the runs of a target in a --store file, and what changed from one to the next; "
         "without a target, list the targets.",
         0, 1, false, OPERAND_OTHER},
    [COMMAND_ENQUEUE] = {"enqueue", "TARGET...",
                         "Put targets into the queue of a RabbitMQ broker, for workers on any number of "
                         "machines.",
                         1, SIZE_MAX, false, OPERAND_TARGETS},
    [COMMAND_WORKER] = {"worker", "",
                        "Take targets from the queue, scan them, and put the lines of their reports (as of "
                        "--format jsonl) into the queue of results.",
                        0, 0, false, OPERAND_OTHER},
    [COMMAND_COLLECT] = {"collect", "",
                         "Write the results of all workers to a file, each target once, whatever the queue "
                         "delivers twice.",
                         0, 0, false, OPERAND_OTHER},
    [COMMAND_DEMO] = {"demo", "", "Scan example servers that mailsonde itself starts on this machine.", 0, 0,
                      false, OPERAND_OTHER},
    [COMMAND_EXPLAIN] = {"explain", "[ID...]",
                         "Explain findings, and what clouds do with outgoing mail; list "
                         "them all when none is named.",
                         0, SIZE_MAX, false, OPERAND_FINDINGS},
    [COMMAND_HELP] = {"help", "[COMMAND]", "Show this help, or that of a command.", 0, 1, false,
                      OPERAND_COMMANDS},
    [COMMAND_VERSION] = {"version", "", "Show the version.", 0, 0, false, OPERAND_OTHER},
    [COMMAND_GENERATE] = {"generate", "PART", "Print a part of the documentation.", 1, 1, true,
                          OPERAND_OTHER},
};

enum command command_by_name(const char *name)
{
    enum command command = COMMAND_SCAN;
    while (command < COMMAND_COUNT && strcmp(command_table[command].name, name) != 0)
        command++;
    return command;
}

bool command_writes(enum command command, enum output_format format)
{
    switch (command) {
    case COMMAND_DIFF:
        return format == FORMAT_TEXT || format == FORMAT_JSON || format == FORMAT_MARKDOWN;
    case COMMAND_HISTORY:
        return format == FORMAT_TEXT || format == FORMAT_JSON;
    case COMMAND_PATH: /* a trace has no settings to suggest */
        return format != FORMAT_SUGGEST;
    default:
        return true;
    }
}

const char *command_nearest(const char *typed)
{
    struct nearest_word search = {.typed = typed};
    for (int command = 0; command < COMMAND_COUNT; command++)
        if (!command_table[command].hidden)
            nearest_word_offer(&search, command_table[command].name);
    return search.word;
}
