/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables, in the words of bash, zsh and fish. */
#include "command/completion.h"

#include "base/list.h"
#include "command/command_table.h"
#include "command/option_table.h"
#include "command/profile_file.h"

#include <stdlib.h>
#include <string.h>

/* What a shell can offer for an option's argument. */
enum argument_kind {
    ARGUMENT_OTHER,
    ARGUMENT_WORDS,
    ARGUMENT_FILE,
    ARGUMENT_WORDS_OR_FILE,
    ARGUMENT_WORD_AND_FILE, /* WORD=FILE; the file may be left out */
    ARGUMENT_HOST
};

static enum argument_kind argument_kind(const struct option *option)
{
    switch (option->type) {
    case OPTION_WORD:
    case OPTION_FAIL_ON:
        return ARGUMENT_WORDS;
    case OPTION_FILE:
    case OPTION_FILES:
        return ARGUMENT_FILE;
    case OPTION_PROFILES:
        return ARGUMENT_WORDS_OR_FILE;
    case OPTION_FORMATS:
        return ARGUMENT_WORD_AND_FILE;
    case OPTION_HOSTS:
        return ARGUMENT_HOST;
    case OPTION_FLAG:
    case OPTION_INTEGER:
    case OPTION_COUNT:
    case OPTION_INTEGER_OR_AUTO:
    case OPTION_SECONDS:
    case OPTION_HELO_NAME:
    case OPTION_CONTACT:
    case OPTION_MAIL_ADDRESS:
    case OPTION_BROKER:
    case OPTION_RUN_NAME:
    case OPTION_FINDINGS:
    case OPTION_PLACES:
    case OPTION_PORTS:
    case OPTION_DNS_SERVER:
    case OPTION_CONNECT_TO:
    case OPTION_COMMAND:
        break;
    }
    return ARGUMENT_OTHER;
}

/* The words that the option takes, between blanks; the caller frees. */
static char *argument_words(const struct option *option)
{
    struct text_list words = {0};
    if (option->type == OPTION_PROFILES)
        words = profile_file_names();
    for (size_t i = 0; option->words != NULL && i < option->words->count; i++)
        if (option->words->words[i] != NULL)
            text_list_append(&words, option->words->words[i]);
    if (option->type == OPTION_FAIL_ON)
        text_list_append(&words, "never");
    char *joined = text_list_join(&words, " ");
    text_list_free(&words);
    return joined;
}

/* The names of the commands that take the option, between blanks; the caller frees. */
static char *commands_of(const struct option *option)
{
    struct text_list names = {0};
    for (int command = 0; command < COMMAND_COUNT; command++)
        if (!command_table[command].hidden && (option->commands & 1U << command) != 0)
            text_list_append(&names, command_table[command].name);
    char *joined = text_list_join(&names, " ");
    text_list_free(&names);
    return joined;
}

/* What a help says first, for a line beside other words; the caller frees. */
static char *summary(const char *help)
{
    enum { ENOUGH = 16 };
    size_t length = 0;
    do
        length += strcspn(help + length, ".;:") + 1;
    while (help[length - 1] != '\0' && (length < ENOUGH || (help[length] != ' ' && help[length] != '\0')));
    return text_copy_bytes(help, length - 1);
}

/* Writes `text` to stand between single quotes: a backslash before each byte of `escaped`, `quote` for a
 * quote. */
static void write_quoted(FILE *stream, const char *text, const char *escaped, const char *quote)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            fputs(quote, stream);
            continue;
        }
        if (strchr(escaped, *text) != NULL)
            fputc('\\', stream);
        fputc(*text, stream);
    }
}

static void write_command_names(FILE *stream, const char *before, const char *after)
{
    fputs(before, stream);
    const char *separator = "";
    for (int command = 0; command < COMMAND_COUNT; command++) {
        if (command_table[command].hidden)
            continue;
        fprintf(stream, "%s%s", separator, command_table[command].name);
        separator = " ";
    }
    fputs(after, stream);
}

void completion_shell_commands(FILE *stream)
{
    write_command_names(stream, "    commands='", "'\n");
}

void completion_fish_commands(FILE *stream)
{
    write_command_names(stream, "    set -g __mailsonde_commands ", "\n");
}

/* A branch for each kind: `begin`, the commands with `separator` between them, `middle`, the kind, `end`. */
static void write_operands(FILE *stream, const char *begin, const char *separator, const char *middle,
                           const char *end)
{
    static const char *const kinds[] = {[OPERAND_TARGETS] = "targets",
                                        [OPERAND_FILES] = "files",
                                        [OPERAND_FINDINGS] = "findings",
                                        [OPERAND_COMMANDS] = "commands"};
    for (int kind = OPERAND_TARGETS; kind <= OPERAND_COMMANDS; kind++) {
        const char *before = begin;
        for (int command = 0; command < COMMAND_COUNT; command++) {
            if (command_table[command].hidden || (int)command_table[command].kind != kind)
                continue;
            fprintf(stream, "%s%s", before, command_table[command].name);
            before = separator;
        }
        fprintf(stream, "%s%s%s", middle, kinds[kind], end);
    }
}

void completion_shell_operands(FILE *stream)
{
    write_operands(stream, "        ", " | ", ") kind=", " ;;\n");
}

void completion_fish_operands(FILE *stream)
{
    write_operands(stream, "        case ", " ", "\n            echo ", "\n");
}

static void write_bash_argument(FILE *stream, const struct option *option)
{
    char *words = argument_words(option);
    switch (argument_kind(option)) {
    case ARGUMENT_WORDS:
    case ARGUMENT_WORD_AND_FILE: /* the template does the file */
        fprintf(stream, "mapfile -t COMPREPLY < <(compgen -W '%s' -- \"$current\")", words);
        break;
    case ARGUMENT_FILE:
        fputs("compopt -o filenames\n"
              "            mapfile -t COMPREPLY < <(compgen -f -- \"$current\")",
              stream);
        break;
    case ARGUMENT_WORDS_OR_FILE:
        fprintf(stream, "mapfile -t COMPREPLY < <(compgen -f -W '%s' -- \"$current\")", words);
        break;
    case ARGUMENT_HOST:
    case ARGUMENT_OTHER:
        fprintf(stream, ": %s", option->argument);
        break;
    }
    free(words);
}

void completion_bash_arguments(FILE *stream)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        if (!option_takes_argument(option))
            continue;
        fputs("        ", stream);
        if (option->letter != 0)
            fprintf(stream, "-%c | ", option->letter);
        fprintf(stream, "--%s)\n            ", option->name);
        write_bash_argument(stream, option);
        fputs("\n            return ;;\n", stream);
    }
}

void completion_bash_options(FILE *stream)
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

static const char zsh_quote[] = "'\\''";

void completion_zsh_described(FILE *stream)
{
    for (int command = 0; command < COMMAND_COUNT; command++) {
        if (command_table[command].hidden)
            continue;
        char *help = summary(command_table[command].help);
        fprintf(stream, "        '%s:", command_table[command].name);
        write_quoted(stream, help, ":\\", zsh_quote);
        fputs("'\n", stream);
        free(help);
    }
}

/* ":MESSAGE:ACTION" of _arguments. */
static void write_zsh_argument(FILE *stream, const struct option *option)
{
    char *words = argument_words(option);
    fputc(':', stream);
    write_quoted(stream, option->argument, ":\\", zsh_quote);
    fputc(':', stream);
    switch (argument_kind(option)) {
    case ARGUMENT_WORDS:
        fprintf(stream, "(%s)", words);
        break;
    case ARGUMENT_FILE:
        fputs("_files", stream);
        break;
    case ARGUMENT_WORDS_OR_FILE:
        fprintf(stream, " _mailsonde_words_or_file %s", words);
        break;
    case ARGUMENT_WORD_AND_FILE:
        fprintf(stream, " _mailsonde_word_and_file %s", words);
        break;
    case ARGUMENT_HOST:
        fputs("_hosts", stream);
        break;
    case ARGUMENT_OTHER:
        fputc(' ', stream);
        break;
    }
    free(words);
}

/* One spelling of the option, "-p+" or "--ports=" where it takes an argument. */
static void write_zsh_option(FILE *stream, const struct option *option, const char *spelling)
{
    char *commands = commands_of(option);
    char *help = summary(option->help);
    fprintf(stream, "        '%s|", commands);
    if (option_repeats(option))
        fputc('*', stream);
    else if (option->letter != 0)
        fprintf(stream, "(-%c --%s)", option->letter, option->name);
    fprintf(stream, "%s[", spelling);
    write_quoted(stream, help, "[]:\\", zsh_quote);
    fputc(']', stream);
    if (option_takes_argument(option))
        write_zsh_argument(stream, option);
    fputs("'\n", stream);
    free(help);
    free(commands);
}

void completion_zsh_options(FILE *stream)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        char *name = text_format("--%s%s", option->name, option_takes_argument(option) ? "=" : "");
        char letter[] = {'-', option->letter, option_takes_argument(option) ? '+' : '\0', '\0'};
        if (option->letter != 0)
            write_zsh_option(stream, option, letter);
        write_zsh_option(stream, option, name);
        free(name);
    }
}

static const char fish_quote[] = "\\'";

void completion_fish_described(FILE *stream)
{
    for (int command = 0; command < COMMAND_COUNT; command++) {
        if (command_table[command].hidden)
            continue;
        char *help = summary(command_table[command].help);
        fprintf(stream, "complete -c mailsonde -n __mailsonde_offers_commands -a %s -d '",
                command_table[command].name);
        write_quoted(stream, help, "\\", fish_quote);
        fputs("'\n", stream);
        free(help);
    }
}

static void write_fish_argument(FILE *stream, const struct option *option)
{
    char *words = argument_words(option);
    switch (argument_kind(option)) {
    case ARGUMENT_WORDS:
        fprintf(stream, " -x -a '%s'", words);
        break;
    case ARGUMENT_FILE:
        fputs(" -r -F", stream);
        break;
    case ARGUMENT_WORDS_OR_FILE:
        fprintf(stream, " -r -F -a '%s'", words);
        break;
    case ARGUMENT_WORD_AND_FILE:
        fprintf(stream, " -x -a '(__mailsonde_word_and_file %s)'", words);
        break;
    case ARGUMENT_HOST:
        fputs(" -x -a '(__fish_print_hostnames)'", stream);
        break;
    case ARGUMENT_OTHER:
        fputs(" -x", stream);
        break;
    }
    free(words);
}

void completion_fish_options(FILE *stream)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        char *commands = commands_of(option);
        char *help = summary(option->help);
        fprintf(stream, "complete -c mailsonde -n '__mailsonde_runs %s'", commands);
        if (option->letter != 0)
            fprintf(stream, " -s %c", option->letter);
        fprintf(stream, " -l %s", option->name);
        if (option_takes_argument(option))
            write_fish_argument(stream, option);
        fputs(" -d '", stream);
        write_quoted(stream, help, "\\", fish_quote);
        fputs("'\n", stream);
        free(help);
        free(commands);
    }
}
