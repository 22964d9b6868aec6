/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parser of the command line: GNU's habits (options anywhere, --name=value, -4v, -p25, "--"), the words
 * from option_table.c and command_table.c. */
#include "command/options.h"

#include "base/nearest_word.h"
#include "broker/broker_url.h"
#include "command/command_table.h"
#include "command/option_table.h"
#include "command/option_value.h"
#include "facts/dns.h"
#include "scan/scan.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct parser {
    struct options *options;
    int argc;
    char *const *argv;
    int next;           /* index of the next argument */
    bool only_operands; /* "--" was there */
    enum command named; /* by the first operand; COMMAND_COUNT: none */
    enum command asked; /* by --help or --version, wherever they stand; COMMAND_COUNT: none */
    char **problem;
};

static void set_presets(struct options *options)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        char *problem = NULL;
        if (option->type == OPTION_FORMATS) /* only where none was given: settle_outputs() */
            continue;
        bool good = option->preset == NULL || option_value_set(option, options, option->preset, &problem);
        assert(good && "a default must be a value that the option takes");
        (void)good;
    }
}

static bool unknown_option(struct parser *parser, const char *argument, const char *name)
{
    char *quoted = option_value_quote(argument);
    struct nearest_word search = {.typed = name};
    for (size_t i = 0; i < option_count; i++)
        nearest_word_offer(&search, option_table[i].name);
    char *question = nearest_word_question("--", search.word);
    *parser->problem =
        text_format("unknown option %s%s", quoted,
                    search.word != NULL ? question : "; \"mailsonde --help\" lists all options");
    free(question);
    free(quoted);
    return false;
}

static bool is_number(const char *text)
{
    return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

void options_add_word(struct options *options, const char *name, const char *value)
{
    char *word = text_format("--%s%s%s", name, value != NULL ? "=" : "", text_or_nothing(value));
    text_list_append(&options->words, word);
    free(word);
}

/* All users of a machine can read the command lines of its processes. */
static bool is_without_password(const char *text, char **problem)
{
    struct broker_urls urls;
    char *complaint = broker_urls_parse(text, &urls);
    bool without = !broker_urls_have_password(&urls);
    if (!without)
        *problem =
            text_copy("--broker: no password on the command line, where all users of this machine can read "
                      "it; give the URL in the environment variable MAILSONDE_BROKER or in --broker-file");
    free(complaint);
    broker_urls_free(&urls);
    return without;
}

/* `value` is the argument that stands in the same word, NULL for none. `shown` is the option as typed. */
static bool apply(struct parser *parser, const struct option *option, const char *shown, const char *value)
{
    if (option->type == OPTION_COMMAND && value != NULL) {
        *parser->problem = text_format("%s takes no argument", shown);
        return false;
    }
    if (option_takes_argument(option) && value == NULL) {
        if (parser->next >= parser->argc) {
            *parser->problem = text_format("%s needs an argument: %s %s", shown, shown, option->argument);
            return false;
        }
        value = parser->argv[parser->next++];
    }
    if (option->type == OPTION_COMMAND) {
        parser->asked = option->command;
        return true;
    }
    if (option->type == OPTION_COUNT && value == NULL && parser->next < parser->argc
        && is_number(parser->argv[parser->next]))
        value = parser->argv[parser->next++];
    if (option->type == OPTION_BROKER && !is_without_password(value, parser->problem))
        return false;
    if (option->once && text_list_has(&parser->options->given, option->name)) {
        *parser->problem =
            text_format("--%s was given twice, and only one file is used; leave one out", option->name);
        return false;
    }
    char *complaint = NULL;
    if (!option_value_set(option, parser->options, value, &complaint)) {
        *parser->problem = text_format("%s: %s", shown, complaint);
        free(complaint);
        return false;
    }
    text_list_append(&parser->options->given, option->name);
    options_add_word(parser->options, option->name, value);
    return true;
}

static bool parse_long(struct parser *parser, const char *argument)
{
    size_t length = strcspn(argument, "=");
    char *shown = text_copy_bytes(argument, length);
    const struct option *option = option_by_name(shown + 2);
    bool good = option == NULL
                    ? unknown_option(parser, shown, shown + 2)
                    : apply(parser, option, shown, argument[length] == '=' ? argument + length + 1 : NULL);
    free(shown);
    return good;
}

/* "-4v", "-p25", "-p 25": flags, the last one perhaps with its argument. */
static bool parse_letters(struct parser *parser, const char *argument)
{
    for (const char *letter = argument + 1; *letter != '\0'; letter++) {
        const struct option *option = option_by_letter(*letter);
        if (option == NULL)
            return unknown_option(parser, argument, "");
        char shown[] = {'-', *letter, '\0'};
        if (option_takes_argument(option))
            return apply(parser, option, shown, letter[1] == '\0' ? NULL : letter + 1);
        if (!apply(parser, option, shown, NULL))
            return false;
    }
    return true;
}

/* The first operand may be a command; after "--" it is not. */
static void parse_operand(struct parser *parser, const char *argument)
{
    struct text_list *operands = &parser->options->operands;
    bool is_first = parser->named == COMMAND_COUNT && operands->count == 0 && !parser->only_operands;
    enum command command = is_first ? command_by_name(argument) : COMMAND_COUNT;
    if (command != COMMAND_COUNT)
        parser->named = command;
    else
        text_list_append(operands, argument);
}

static bool parse_argument(struct parser *parser)
{
    const char *argument = parser->argv[parser->next++];
    bool is_option = !parser->only_operands && argument[0] == '-' && argument[1] != '\0';
    if (is_option && strcmp(argument, "--") == 0) {
        parser->only_operands = true;
        return true;
    }
    if (is_option)
        return argument[1] == '-' ? parse_long(parser, argument) : parse_letters(parser, argument);
    parse_operand(parser, argument);
    return true;
}

/* "mailsonde demo --help" is "mailsonde help demo"; whatever else was typed does not matter then. */
static void settle_command(struct parser *parser)
{
    struct options *options = parser->options;
    options->command = parser->named != COMMAND_COUNT ? parser->named : COMMAND_SCAN;
    if (parser->asked == COMMAND_COUNT)
        return;
    text_list_free(&options->operands);
    text_list_free(&options->given);
    text_list_free(&options->words);
    if (parser->asked == COMMAND_HELP && parser->named != COMMAND_COUNT)
        text_list_append(&options->operands, command_table[parser->named].name);
    options->command = parser->asked;
}

/* Whether the command takes the options on its command line. */
static bool check_command(const struct options *options, char **problem)
{
    const struct command_entry *command = &command_table[options->command];
    for (size_t i = 0; i < options->given.count; i++) {
        const struct option *option = option_by_name(options->given.items[i]);
        if ((option->commands & 1U << options->command) == 0) {
            *problem = text_format("--%s is not an option of the command \"%s\"; see \"mailsonde help %s\"",
                                   option->name, command->name, command->name);
            return false;
        }
    }
    return true;
}

/* Whether the options go together. */
static bool check_together(const struct options *options, char **problem)
{
    if (options->offline && options->resolver != NULL) {
        *problem =
            text_copy("--offline asks no DNS server, so --resolver contradicts it; use only one of them");
        return false;
    }
    if (options->records_signed && options->records_file == NULL) {
        *problem = text_copy("--records-signed needs --records");
        return false;
    }
    if (options->trust_anchor != NULL && options->dnssec != DNSSEC_MODE_VALIDATE) {
        *problem = text_copy("--trust-anchor needs --dnssec=validate, the default");
        return false;
    }
    if (options->no_path && options_was_given(options, "max-hops")) {
        *problem = text_copy("--no-path traces nothing, so --max-hops contradicts it; use only one of them");
        return false;
    }
    if ((options->relay_from == NULL) != (options->relay_to == NULL)) {
        *problem = text_copy("--relay-from and --relay-to go together: a sender and a recipient");
        return false;
    }
    if (options->relay_to != NULL && options->intrusive != INTRUSIVE_FULL) {
        *problem = text_copy("--relay-from and --relay-to need --intrusive full");
        return false;
    }
    if (options->broker != NULL && options->broker_file != NULL) {
        *problem = text_copy("--broker and --broker-file contradict each other; use only one of them");
        return false;
    }
    if (options->command == COMMAND_ENQUEUE && options->run_name == NULL) {
        *problem = text_copy("the targets belong to a run: --run NAME");
        return false;
    }
    if (options->quiet && options->verbose) {
        *problem = text_copy("--quiet and --verbose contradict each other; use only one of them");
        return false;
    }
    return true;
}

/* The format that has no file of its own; NULL for none. */
static struct output_choice *main_output(const struct options *options)
{
    for (size_t i = 0; i < options->outputs.count; i++)
        if (options->outputs.items[i].file == NULL)
            return &options->outputs.items[i];
    return NULL;
}

static bool writes_to_standard_output(const struct options *options)
{
    for (size_t i = 0; i < options->outputs.count; i++)
        if (text_same(options->outputs.items[i].file, "-"))
            return true;
    return false;
}

/* Adds the format that was not named, and gives --output to the one that has no file. */
static bool settle_outputs(struct options *options, char **problem)
{
    struct output_choice_list *outputs = &options->outputs;
    if (options->command == COMMAND_EXPECT) {
        struct output_choice *only = list_append(&outputs->items, &outputs->count, sizeof *only);
        *only = (struct output_choice){.format = FORMAT_TEXT, .file = text_copy(options->output_file)};
        return true;
    }
    if ((option_by_name("format")->commands & 1U << options->command) == 0)
        return true;
    struct output_choice *main = main_output(options);
    if (options->suggest && main != NULL && main->format != FORMAT_SUGGEST) {
        *problem = text_copy("--suggest selects a format, so --format contradicts it; use only one of them");
        return false;
    }
    if (main == NULL
        && (options->suggest || options->output_file != NULL || !writes_to_standard_output(options))) {
        struct output_choice *added = list_append(&outputs->items, &outputs->count, sizeof *added);
        added->format = options->suggest ? FORMAT_SUGGEST : FORMAT_TEXT;
    }
    for (size_t i = 0; i < outputs->count; i++) {
        if (options->command == COMMAND_PATH && outputs->items[i].format == FORMAT_SUGGEST) {
            *problem = text_copy("a trace has no settings to suggest; choose another --format");
            return false;
        }
        if (outputs->items[i].file == NULL)
            outputs->items[i].file = text_copy(options->output_file);
    }
    return true;
}

/* The first word of a command line is a command that was mistyped rather than a host without a domain. */
static bool check_command_name(const struct parser *parser)
{
    const struct options *options = parser->options;
    bool as_typed = parser->named == COMMAND_COUNT && parser->asked == COMMAND_COUNT && !parser->only_operands
                    && !options->host && options->operands.count > 0;
    if (!as_typed || strpbrk(options->operands.items[0], ".:@[") != NULL)
        return true;
    const char *near = command_nearest(options->operands.items[0]);
    if (near == NULL)
        return true;
    char *quoted = option_value_quote(options->operands.items[0]);
    *parser->problem =
        text_format("%s is not a command; did you mean \"mailsonde %s\"? To scan a host of that "
                    "name, write \"mailsonde scan\" before it",
                    quoted, near);
    free(quoted);
    return false;
}

static bool check_operands(const struct options *options, char **problem)
{
    const struct command_entry *command = &command_table[options->command];
    const struct text_list *operands = &options->operands;
    for (size_t i = 0; i < operands->count; i++) {
        if (operands->items[i][0] == '\0') {
            *problem = text_copy("an empty target; is a variable unset?");
            return false;
        }
    }
    if (operands->count < command->operands_min) {
        *problem = options->command == COMMAND_SCAN
                       ? text_copy("no target; try \"mailsonde example.org\", or \"mailsonde demo\"")
                       : text_format("\"%s\" needs more: mailsonde %s %s", command->name, command->name,
                                     command->operands);
        return false;
    }
    if (operands->count > command->operands_max) {
        char *quoted = option_value_quote(operands->items[command->operands_max]);
        *problem = text_format("unexpected argument %s for the command \"%s\"; to scan a domain of that "
                               "name, write \"mailsonde scan %s\"",
                               quoted, command->name, command->name);
        free(quoted);
        return false;
    }
    if (options->command == COMMAND_HELP && operands->count > 0
        && command_by_name(operands->items[0]) == COMMAND_COUNT) {
        char *quoted = option_value_quote(operands->items[0]);
        char *question = nearest_word_question("", command_nearest(operands->items[0]));
        *problem = text_format("%s is not a command; \"mailsonde --help\" lists them%s", quoted, question);
        free(question);
        free(quoted);
        return false;
    }
    return true;
}

/* What "diff" and "history" compare: two files, or runs that are kept. */
static bool check_runs(const struct options *options, char **problem)
{
    if (options->command == COMMAND_DIFF && options->last == 0 && options->operands.count != 2) {
        *problem =
            text_copy("\"diff\" compares two files: mailsonde diff OLD NEW; or the last runs of a target: "
                      "mailsonde diff --last --store FILE TARGET");
        return false;
    }
    if (options->command == COMMAND_DIFF && options->last == 0 && strcmp(options->operands.items[0], "-") == 0
        && strcmp(options->operands.items[1], "-") == 0) {
        *problem = text_copy("only one of the two files can be standard input (-)");
        return false;
    }
    bool reads_store =
        options->command == COMMAND_HISTORY || (options->command == COMMAND_DIFF && options->last > 0);
    if (reads_store && options->store == NULL) {
        *problem = text_copy("the runs are in a file: --store FILE, as of the scans");
        return false;
    }
    return true;
}

bool options_parse(int argc, char *const *argv, struct options *options, char **problem)
{
    *options = (struct options){0};
    *problem = NULL;
    set_presets(options);
    struct parser parser = {.options = options,
                            .argc = argc,
                            .argv = argv,
                            .next = 1,
                            .named = COMMAND_COUNT,
                            .asked = COMMAND_COUNT,
                            .problem = problem};
    while (parser.next < argc)
        if (!parse_argument(&parser))
            return false;
    settle_command(&parser);
    return check_command(options, problem) && check_operands(options, problem) && check_command_name(&parser);
}

bool options_settle(struct options *options, char **problem)
{
    *problem = NULL;
    if (!check_together(options, problem))
        return false;
    if (!options->ipv4 && !options->ipv6)
        options->ipv4 = options->ipv6 = true;
    return check_runs(options, problem) && settle_outputs(options, problem);
}

void options_free(struct options *options)
{
    text_list_free(&options->operands);
    text_list_free(&options->given);
    text_list_free(&options->words);
    free(options->ports.items);
    text_list_free(&options->submission_hosts);
    text_list_free(&options->profiles);
    text_list_free(&options->ignored);
    fail_on_free(&options->fail_on);
    free(options->expectations_file);
    free(options->reports_file);
    connect_to_list_free(&options->connect_to);
    text_list_free(&options->controls);
    free(options->resolver);
    free(options->user);
    free(options->records_file);
    free(options->trust_anchor);
    free(options->ca_file);
    free(options->helo_name);
    free(options->contact);
    text_list_free(&options->exclusion_files);
    text_list_free(&options->resume_files);
    free(options->relay_from);
    free(options->relay_to);
    for (size_t i = 0; i < options->outputs.count; i++)
        free(options->outputs.items[i].file);
    free(options->outputs.items);
    free(options->output_file);
    free(options->store);
    free(options->broker);
    free(options->broker_file);
    free(options->run_name);
    free(options->config_file);
    text_list_free(&options->config_files);
    *options = (struct options){0};
}

bool options_was_given(const struct options *options, const char *name)
{
    return text_list_has(&options->given, name);
}

bool options_use_color(const struct options *options, bool on_terminal, const char *no_color)
{
    if (options->color != COLOR_AUTO)
        return options->color == COLOR_ALWAYS;
    return on_terminal && (no_color == NULL || no_color[0] == '\0');
}
