/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hidden command "generate": the tables as parts of the manual page and as bash completion. */
#include "command/generate.h"

#include "command/command_table.h"
#include "command/exit_status.h"
#include "command/option_table.h"
#include "command/profile_file.h"

#include <stdlib.h>
#include <string.h>

enum { MAN_WIDTH = 78 };

/* Writes `text` for mdoc(7): each sentence begins a line and no line is long. A hyphen that begins a word is
 * a minus sign there: people copy options from the page. */
static void write_man_text(FILE *stream, const char *text)
{
    size_t column = 0;
    bool sentence_ended = false;
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        bool folds = column > 0 && (sentence_ended || column + 1 + length > MAN_WIDTH);
        const char *separator = "";
        if (column > 0)
            separator = folds ? "\n" : " ";
        fputs(separator, stream);
        size_t dashes = strspn(text, "-");
        for (size_t i = 0; i < dashes; i++)
            fputs("\\-", stream);
        fprintf(stream, "%.*s", (int)(length - dashes), text + dashes);
        column = (folds || column == 0 ? 0 : column + 1) + length + dashes;
        sentence_ended = length > 0 && text[length - 1] == '.';
        text += length + (text[length] == ' ');
    }
    fputc('\n', stream);
}

static void write_man_commands(FILE *stream)
{
    for (int command = 0; command < COMMAND_COUNT; command++) {
        const struct command_entry *entry = &command_table[command];
        if (entry->hidden)
            continue;
        fprintf(stream, ".It Cm %s%s%s\n", entry->name, entry->operands[0] != '\0' ? " Ar " : "",
                entry->operands);
        write_man_text(stream, entry->help);
    }
}

static void write_man_option(FILE *stream, const struct option *option)
{
    fputs(".It ", stream);
    if (option->letter != 0)
        fprintf(stream, "Fl %c , ", option->letter);
    fprintf(stream, "Fl \\-%s", option->name);
    if (option->argument != NULL)
        fprintf(stream, " Ar %s", option->argument);
    fputc('\n', stream);
    write_man_text(stream, option->help);
    if (option->preset != NULL)
        fprintf(stream, "The default is %s.\n", option->preset);
}

static void write_man_options(FILE *stream)
{
    for (int section = 0; section < OPTION_SECTION_COUNT; section++) {
        fprintf(stream, ".Ss %s\n", section_table[section].title);
        if (section_table[section].about[0] != '\0')
            write_man_text(stream, section_table[section].about);
        fputs(".Bl -tag -width Ds\n", stream);
        for (size_t i = 0; i < option_count; i++)
            if ((int)option_table[i].section == section)
                write_man_option(stream, &option_table[i]);
        fputs(".El\n", stream);
    }
}

static void write_man_exit_status(FILE *stream)
{
    for (int status = 0; status < EXIT_STATUS_COUNT; status++) {
        fprintf(stream, ".It %d\n", status);
        write_man_text(stream, exit_status_meaning(status));
    }
    fprintf(stream, ".It %s\n", exit_status_signal_label);
    write_man_text(stream, exit_status_signal_meaning);
}

static void write_names(FILE *stream, const struct option *option)
{
    if (option->letter != 0)
        fprintf(stream, "-%c | ", option->letter);
    fprintf(stream, "--%s)\n", option->name);
}

/* What may follow each option that takes an argument. */
static void write_bash_arguments(FILE *stream)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        if (!option_takes_argument(option))
            continue;
        fputs("        ", stream);
        write_names(stream, option);
        fputs("            ", stream);
        if (option->type == OPTION_FILE) {
            fputs("compopt -o filenames\n"
                  "            mapfile -t COMPREPLY < <(compgen -f -- \"$current\")",
                  stream);
        } else if (option->type == OPTION_PROFILES) {
            struct text_list names = profile_file_names();
            char *joined = text_list_join(&names, " ");
            fprintf(stream, "mapfile -t COMPREPLY < <(compgen -f -W '%s' -- \"$current\")", joined);
            free(joined);
            text_list_free(&names);
        } else if (option->type == OPTION_WORD || option->type == OPTION_FORMATS) {
            fputs("mapfile -t COMPREPLY < <(compgen -W '", stream);
            for (size_t word = 0; word < option->words->count; word++)
                fprintf(stream, "%s%s", word > 0 ? " " : "", option->words->words[word]);
            fputs("' -- \"$current\")", stream);
        } else {
            fprintf(stream, ": %s", option->argument);
        }
        fputs("\n            return ;;\n", stream);
    }
}

/* The long options that each command takes. */
static void write_bash_options(FILE *stream)
{
    for (int command = 0; command < COMMAND_COUNT; command++) {
        if (command_table[command].hidden)
            continue;
        fprintf(stream, "        %s) options='", command_table[command].name);
        const char *separator = "";
        for (size_t i = 0; i < option_count; i++) {
            if ((option_table[i].commands & 1U << command) == 0)
                continue;
            fprintf(stream, "%s--%s", separator, option_table[i].name);
            separator = " ";
        }
        fputs("' ;;\n", stream);
    }
}

static void write_bash_commands(FILE *stream)
{
    const char *separator = "    commands='";
    for (int command = 0; command < COMMAND_COUNT; command++) {
        if (command_table[command].hidden)
            continue;
        fprintf(stream, "%s%s", separator, command_table[command].name);
        separator = " ";
    }
    fputs("'\n", stream);
}

bool generate_write(FILE *stream, const char *part)
{
    static const struct {
        const char *name;
        void (*write)(FILE *stream);
    } parts[] = {{"man-commands", write_man_commands},       {"man-options", write_man_options},
                 {"man-exit-status", write_man_exit_status}, {"bash-arguments", write_bash_arguments},
                 {"bash-commands", write_bash_commands},     {"bash-options", write_bash_options}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(parts[i].name, part) == 0) {
            parts[i].write(stream);
            return true;
        }
    }
    return false;
}
