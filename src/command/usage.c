/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The commands "help" and "version": the option table as text for a terminal. */
#include "command/usage.h"

#include "config.h"

#include "command/command_table.h"
#include "command/exit_status.h"
#include "command/option_table.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 80, OPTION_INDENT = 2, TEXT_INDENT = 26 };

/* Writes `text` folded at WIDTH, each further line indented; `column` is where the first one starts. */
static void fold(FILE *stream, const char *text, size_t column, size_t indent)
{
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        bool at_start = column <= indent;
        if (!at_start && column + 1 + length >= WIDTH) {
            fprintf(stream, "\n%*s", (int)indent, "");
            column = indent;
            at_start = true;
        }
        fprintf(stream, "%s%.*s", at_start ? "" : " ", (int)length, text);
        column += length + !at_start;
        text += length + (text[length] == ' ');
    }
    fputc('\n', stream);
}

void usage_paragraph(FILE *stream, const char *label, const char *text)
{
    fputs(label, stream);
    fold(stream, text, strlen(label), strlen(label));
}

/* Writes `label` in the left column and `text` in the right one, below where the label is long. */
static void write_entry(FILE *stream, const char *label, const char *text)
{
    fprintf(stream, "%*s%s", OPTION_INDENT, "", label);
    size_t column = OPTION_INDENT + strlen(label);
    if (column + 2 > TEXT_INDENT) {
        fputc('\n', stream);
        column = 0;
    }
    fprintf(stream, "%*s", (int)(TEXT_INDENT - column), "");
    fold(stream, text, TEXT_INDENT, TEXT_INDENT);
}

static void write_option(FILE *stream, const struct option *option)
{
    char letter[] = {'-', option->letter, ',', ' ', '\0'};
    char *label =
        text_format("%s--%s%s%s", option->letter != 0 ? letter : "    ", option->name,
                    option->argument != NULL ? " " : "", option->argument != NULL ? option->argument : "");
    char *text = option->preset != NULL ? text_format("%s [%s]", option->help, option->preset)
                                        : text_copy(option->help);
    write_entry(stream, label, text);
    free(text);
    free(label);
}

static void write_options(FILE *stream, unsigned commands)
{
    for (int section = 0; section < OPTION_SECTION_COUNT; section++) {
        bool titled = false;
        for (size_t i = 0; i < option_count; i++) {
            const struct option *option = &option_table[i];
            if ((int)option->section != section || (option->commands & commands) == 0)
                continue;
            if (!titled) {
                fprintf(stream, "\n%s:\n", section_table[section].title);
                if (section_table[section].about[0] != '\0') {
                    fprintf(stream, "%*s", OPTION_INDENT, "");
                    fold(stream, section_table[section].about, OPTION_INDENT, OPTION_INDENT);
                }
                titled = true;
            }
            write_option(stream, option);
        }
    }
}

static void write_statuses(FILE *stream, const char *(*meaning)(enum exit_status))
{
    fputs("\nExit status:\n", stream);
    for (int status = 0; status < EXIT_STATUS_COUNT; status++) {
        char *label = text_format("%d", status);
        write_entry(stream, label, meaning(status));
        free(label);
    }
    write_entry(stream, exit_status_signal_label, exit_status_signal_meaning);
}

static void write_all(FILE *stream)
{
    fputs("Usage: mailsonde [OPTIONS] TARGET...\n"
          "       mailsonde COMMAND [OPTIONS] ...\n"
          "\n"
          "Finds the mail servers of a domain, looks at what their ports offer and how well\n"
          "they are protected, and says what that means and what to do. Sends no mail.\n"
          "\n"
          "A TARGET is a domain, user@domain, a host name, [ADDRESS], HOST:PORT, @FILE with\n"
          "a target on each line, or - for such lines on standard input.\n"
          "\n"
          "Commands:\n",
          stream);
    for (int command = 0; command < COMMAND_COUNT; command++) {
        const struct command_entry *entry = &command_table[command];
        if (entry->hidden)
            continue;
        char *label =
            text_format("%s%s%s", entry->name, entry->operands[0] != '\0' ? " " : "", entry->operands);
        write_entry(stream, label, entry->help);
        free(label);
    }
    write_options(stream, ~0U);
    write_statuses(stream, exit_status_meaning);
}

void usage_write(FILE *stream, enum command about)
{
    if (about == COMMAND_COUNT) {
        write_all(stream);
        return;
    }
    const struct command_entry *entry = &command_table[about];
    fprintf(stream, "Usage: mailsonde %s [OPTIONS]%s%s\n\n", entry->name,
            entry->operands[0] != '\0' ? " " : "", entry->operands);
    fold(stream, entry->help, 0, 0);
    write_options(stream, 1U << about);
    if (about == COMMAND_SCAN || about == COMMAND_ASSESS)
        write_statuses(stream, exit_status_meaning);
    else if (about == COMMAND_PATH)
        write_statuses(stream, exit_status_meaning_of_path);
    else if (about == COMMAND_DIFF)
        write_statuses(stream, exit_status_meaning_of_diff);
}

void usage_write_version(FILE *stream)
{
    fputs(PACKAGE_STRING "\n"
                         "License: GNU General Public License, version 3 or later. No warranty.\n",
          stream);
}
