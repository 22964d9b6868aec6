/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the places of settings, the one that takes precedence first, to the options. */
#include "command/settings.h"

#include "base/list.h"
#include "base/nearest_word.h"
#include "command/command_table.h"
#include "command/option_table.h"
#include "command/option_value.h"
#include "command/output.h"
#include "command/settings_file.h"
#include "command/small_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char variable_prefix[] = "MAILSONDE_";

/* Options of which one takes away what the other is for, or says the opposite. */
static const char *const alternatives[][2] = {{"ipv4", "ipv6"},        {"offline", "resolver"},
                                              {"suggest", "format"},   {"quiet", "verbose"},
                                              {"no-path", "max-hops"}, {"broker", "broker-file"}};

struct merge {
    struct options *options;
    size_t given_before; /* of options->given, by what takes precedence over the place at hand */
    char **problem;
};

/* Whether what takes precedence has set the option: to anything, or (`stands`) to anything but no. */
static bool set_before(const struct merge *merge, const char *name, bool stands)
{
    const struct option *option = option_by_name(name);
    const bool *flag = (const bool *)(const void *)((const char *)merge->options + option->offset);
    for (size_t i = 0; i < merge->given_before; i++)
        if (strcmp(merge->options->given.items[i], name) == 0)
            return !stands || option->type != OPTION_FLAG || *flag;
    return false;
}

static bool has_alternative(const struct merge *merge, const char *name)
{
    for (size_t i = 0; i < sizeof alternatives / sizeof alternatives[0]; i++)
        for (size_t side = 0; side < 2; side++)
            if (strcmp(alternatives[i][side], name) == 0
                && set_before(merge, alternatives[i][1 - side], true))
                return true;
    return false;
}

/* Whether the value is one that the option takes: tried on options of its own. *fits is false for a format
 * that the command does not write: another one does. */
static bool check_value(const struct merge *merge, const struct setting *setting, bool *fits)
{
    struct options scratch = {0};
    char *complaint = NULL;
    bool good = option_value_set(setting->option, &scratch, setting->value, &complaint);
    if (!good)
        *merge->problem = text_format("%s: %s: %s", setting->origin, setting->option->name, complaint);
    *fits = scratch.outputs.count == 0
            || command_writes(merge->options->command, scratch.outputs.items[0].format);
    free(complaint);
    options_free(&scratch);
    return good;
}

static bool is_used(const struct merge *merge, const struct setting *setting)
{
    const char *name = setting->option->name;
    bool adds = setting->option->type == OPTION_FILES;
    return (setting->option->commands & 1U << merge->options->command) != 0
           && (adds || !set_before(merge, name, false)) && !has_alternative(merge, name);
}

/* Adds the settings of one place. */
static bool add_place(struct merge *merge, const struct setting_list *list)
{
    merge->given_before = merge->options->given.count;
    for (size_t i = 0; i < list->count; i++) {
        const struct setting *setting = &list->items[i];
        bool fits = true;
        if (!check_value(merge, setting, &fits))
            return false;
        if (!fits || !is_used(merge, setting))
            continue;
        char *complaint = NULL;
        option_value_set(setting->option, merge->options, setting->value, &complaint);
        free(complaint);
        text_list_append(&merge->options->given, setting->option->name);
        options_add_word(merge->options, setting->option->name, setting->value);
    }
    return true;
}

/* "max-hops" for "MAX_HOPS"; the caller frees. */
static char *option_name_of(const char *variable, size_t length)
{
    char *name = text_copy_bytes(variable, length);
    for (char *at = name; *at != '\0'; at++) {
        if (*at == '_')
            *at = '-';
        else if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    }
    return name;
}

/* Appends a setting for `value`, or for each word of it where the option may be repeated. */
static void append_values(struct setting_list *list, const struct option *option, const char *value,
                          const char *variable)
{
    static const char blanks[] = " \t\n";
    bool repeats = option_repeats(option);
    while (*value != '\0') {
        size_t length = repeats ? strcspn(value, blanks) : strlen(value);
        if (length > 0) {
            struct setting *setting = list_append(&list->items, &list->count, sizeof *setting);
            *setting = (struct setting){.option = option,
                                        .value = text_copy_bytes(value, length),
                                        .origin = text_format("the environment, %s", variable)};
        }
        value += length;
        value += strspn(value, repeats ? blanks : "");
    }
}

/* Whether one of the words between hyphens is a word of the other name, too. */
static bool shares_word(const char *name, const char *other)
{
    enum { WORD_MIN_BYTES = 4 };
    for (size_t length; *name != '\0'; name += length + (name[length] == '-')) {
        length = strcspn(name, "-");
        for (const char *at = other; length >= WORD_MIN_BYTES && *at != '\0';) {
            size_t size = strcspn(at, "-");
            if (size == length && strncmp(at, name, size) == 0)
                return true;
            at += size + (at[size] == '-');
        }
    }
    return false;
}

/* A variable that is none of ours is somebody else's, or a mistake: told to who can see it, and to everybody
 * where it has a word of an option. */
static void tell_of_variable(const struct options *options, const char *variable, const char *name)
{
    bool told = options->verbose || isatty(STDERR_FILENO) != 0;
    for (size_t i = 0; i < option_count && !told; i++)
        told = option_is_setting(&option_table[i]) && shares_word(name, option_table[i].name);
    if (!told)
        return;
    char *quoted = option_value_quote(variable);
    char *line = text_format("the environment: %s names no option and is ignored", quoted);
    output_complain(line);
    free(line);
    free(quoted);
}

/* A variable that looks much like one of ours is a mistake. */
static bool complain_of_variable(const struct options *options, const char *variable, const char *name,
                                 char **problem)
{
    struct nearest_word search = {.typed = name};
    for (size_t i = 0; i < option_count; i++)
        if (option_is_setting(&option_table[i]))
            nearest_word_offer(&search, option_table[i].name);
    if (search.word == NULL) {
        tell_of_variable(options, variable, name);
        return true;
    }
    char *quoted = option_value_quote(variable);
    *problem = text_format("the environment: %s names no option; is %s meant? Rename or unset it", quoted,
                           search.word);
    free(quoted);
    return false;
}

/* Takes the settings out of the environment; --config and --no-config are kept in *options unless they are on
 * the command line. */
static bool read_variable(const char *entry, struct options *options, struct setting_list *list,
                          char **problem)
{
    size_t prefix = strlen(variable_prefix);
    const char *mark = strchr(entry, '=');
    if (mark == NULL || mark[1] == '\0' || strncmp(entry, variable_prefix, prefix) != 0)
        return true;
    char *variable = text_copy_bytes(entry, (size_t)(mark - entry));
    char *name = option_name_of(entry + prefix, (size_t)(mark - entry) - prefix);
    const struct option *option = option_by_name(name);
    bool good = true;
    char *complaint = NULL;
    if (option == NULL)
        good = complain_of_variable(options, variable, name, problem);
    else if (option_is_setting(option))
        append_values(list, option, mark + 1, variable);
    else if (option->section == SECTION_CONFIGURATION && options->config_file == NULL && !options->no_config)
        good = option_value_set(option, options, mark + 1, &complaint);
    if (complaint != NULL)
        *problem = text_format("the environment, %s: %s", variable, complaint);
    free(complaint);
    free(name);
    free(variable);
    return good;
}

static bool add_environment(struct merge *merge, char *const *environment)
{
    struct setting_list list = {0};
    bool good = true;
    for (size_t i = 0; environment[i] != NULL && good; i++)
        good = read_variable(environment[i], merge->options, &list, merge->problem);
    good = good && add_place(merge, &list);
    setting_list_free(&list);
    return good;
}

/* A file that nobody named may be missing. */
static bool add_file(struct merge *merge, const char *path, bool named)
{
    size_t length = 0;
    char *text = small_file_read(path, &length);
    if (text == NULL && !named && (errno == ENOENT || errno == ENOTDIR))
        return true;
    if (text == NULL) {
        int error = errno;
        char *quoted = option_value_quote(path);
        *merge->problem = text_format("the configuration file %s cannot be read: %s%s", quoted,
                                      strerror(error), named ? "" : "; --no-config does without it");
        free(quoted);
        return false;
    }
    struct setting_list list = {0};
    bool good = settings_file_parse(path, text, length, &list, merge->problem) && add_place(merge, &list);
    setting_list_free(&list);
    free(text);
    text_list_append(&merge->options->config_files, path);
    return good;
}

static const char *variable_value(char *const *environment, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; environment[i] != NULL; i++)
        if (strncmp(environment[i], name, length) == 0 && environment[i][length] == '=')
            return environment[i] + length + 1;
    return NULL;
}

/* The user's own file, by the XDG Base Directory Specification, which has relative folders ignored. NULL for
 * none; the caller frees. */
static char *user_file(char *const *environment)
{
    const char *folder = variable_value(environment, "XDG_CONFIG_HOME");
    const char *home = variable_value(environment, "HOME");
    if (folder != NULL && folder[0] == '/')
        return text_format("%s/mailsonde/config", folder);
    if (home != NULL && home[0] == '/')
        return text_format("%s/.config/mailsonde/config", home);
    return NULL;
}

static bool add_files(struct merge *merge, char *const *environment, const char *system_file)
{
    const struct options *options = merge->options;
    if (options->no_config)
        return true;
    if (options->config_file != NULL)
        return add_file(merge, options->config_file, true);
    char *path = user_file(environment);
    bool good = path == NULL || add_file(merge, path, false);
    free(path);
    return good && add_file(merge, system_file, false);
}

/* What other options leave no use for, which on the command line would be a mistake. */
static void drop_unused(struct options *options, size_t on_command_line)
{
    const struct merge merge = {.options = options, .given_before = on_command_line};
    /* "diff A B" compares two files, however many runs of "history" the user wants to see. */
    if (options->command == COMMAND_DIFF && !set_before(&merge, "last", false))
        options->last = 0;
    /* A file for reports is none for what is expected of them. */
    if (options->command == COMMAND_EXPECT && !set_before(&merge, "output", false))
        text_replace(&options->output_file, NULL);
    if (options->dnssec != DNSSEC_MODE_VALIDATE && !set_before(&merge, "trust-anchor", false))
        text_replace(&options->trust_anchor, NULL);
    if (options->records_file == NULL && !set_before(&merge, "records-signed", false))
        options->records_signed = false;
    if (options->intrusive != INTRUSIVE_FULL && !set_before(&merge, "relay-from", false)
        && !set_before(&merge, "relay-to", false)) {
        text_replace(&options->relay_from, NULL);
        text_replace(&options->relay_to, NULL);
    }
}

/* Whether the command takes any option that could be set. */
static bool has_settings(enum command command)
{
    for (size_t i = 0; i < option_count; i++)
        if (option_is_setting(&option_table[i]) && (option_table[i].commands & 1U << command) != 0)
            return true;
    return false;
}

bool settings_add(struct options *options, char *const *environment, const char *system_file, char **problem)
{
    struct merge merge = {.options = options, .problem = problem};
    size_t on_command_line = options->given.count;
    *problem = NULL;
    if (has_settings(options->command)
        && (!add_environment(&merge, environment) || !add_files(&merge, environment, system_file)))
        return false;
    drop_unused(options, on_command_line);
    if (options_settle(options, problem))
        return true;
    if (options->config_files.count > 0) {
        char *files = text_list_join(&options->config_files, ", ");
        char *quoted = option_value_quote(files);
        text_replace(problem, text_format("%s (options were read from %s, too)", *problem, quoted));
        free(quoted);
        free(files);
    }
    return false;
}
