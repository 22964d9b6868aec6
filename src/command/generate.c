/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hidden command "generate": the tables as parts of the manual page and of the completions. */
#include "command/generate.h"

#include "command/command_table.h"
#include "command/completion.h"
#include "command/exit_status.h"
#include "command/option_table.h"

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

bool generate_write(FILE *stream, const char *part)
{
    static const struct {
        const char *name;
        void (*write)(FILE *stream);
    } parts[] = {{"man-commands", write_man_commands},          {"man-options", write_man_options},
                 {"man-exit-status", write_man_exit_status},    {"bash-arguments", completion_bash_arguments},
                 {"shell-commands", completion_shell_commands}, {"shell-operands", completion_shell_operands},
                 {"bash-options", completion_bash_options},     {"zsh-described", completion_zsh_described},
                 {"zsh-options", completion_zsh_options},       {"fish-commands", completion_fish_commands},
                 {"fish-operands", completion_fish_operands},   {"fish-described", completion_fish_described},
                 {"fish-options", completion_fish_options}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(parts[i].name, part) == 0) {
            parts[i].write(stream);
            return true;
        }
    }
    return false;
}
