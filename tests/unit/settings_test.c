/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Options from the environment and from configuration files: which place takes precedence, and what is
 * refused. */
#include "base/list.h"
#include "command/option_table.h"
#include "command/options.h"
#include "command/settings.h"
#include "command/settings_file.h"
#include "facts/words.h"
#include "temporary_file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORDS_MAX = 16 };

/* What a test runs in; NULL stands for what is not there. */
struct place {
    const char *line; /* of the shell, its words separated by single spaces */
    const char *variables[4];
    const char *user;   /* the text of the user's file */
    const char *system; /* and of the system's */
};

/* The user's file below a fresh folder, "NAME=FOLDER" for the environment; the caller frees. */
static char *user_folder(const char *text)
{
    char folder[] = "/tmp/settings_test.XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    char *below = text_format("%s/mailsonde", folder);
    char *path = text_format("%s/config", below);
    cr_assert_eq(mkdir(below, 0700), 0);
    FILE *file = fopen(path, "we");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
    free(path);
    free(below);
    return text_format("XDG_CONFIG_HOME=%s", folder);
}

static void remove_user_folder(char *variable)
{
    const char *folder = strchr(variable, '=') + 1;
    char *below = text_format("%s/mailsonde", folder);
    char *path = text_format("%s/config", below);
    unlink(path);
    rmdir(below);
    rmdir(folder);
    free(path);
    free(below);
    free(variable);
}

static bool read_in(const struct place *place, struct options *options, char **problem)
{
    char *line = text_copy(place->line);
    char *argv[WORDS_MAX + 1] = {"mailsonde"};
    int argc = 1;
    char *rest = line;
    for (char *word = strsep(&rest, " "); word != NULL && argc < WORDS_MAX; word = strsep(&rest, " "))
        argv[argc++] = word;
    char *environment[8] = {"HOME=/nonexistent", "UNRELATED"};
    size_t count = 2;
    char *folder = place->user != NULL ? user_folder(place->user) : NULL;
    if (folder != NULL)
        environment[count++] = folder;
    for (size_t i = 0; i < 4 && place->variables[i] != NULL; i++)
        environment[count++] = (char *)place->variables[i];
    char *system_file = place->system != NULL ? temporary_file(place->system) : NULL;
    bool good = options_parse(argc, argv, options, problem)
                && settings_add(options, environment,
                                system_file != NULL ? system_file : "/nonexistent/config", problem);
    if (system_file != NULL)
        temporary_file_remove(system_file);
    if (folder != NULL)
        remove_user_folder(folder);
    free(line);
    return good;
}

static struct options options_in(struct place place)
{
    struct options options;
    char *problem = NULL;
    cr_assert(read_in(&place, &options, &problem), "%s: %s", place.line, problem);
    cr_assert_null(problem);
    return options;
}

static void refused(struct place place, const char *words)
{
    struct options options;
    char *problem = NULL;
    cr_expect_not(read_in(&place, &options, &problem), "taken where \"%s\" was expected", words);
    cr_expect(problem != NULL && strstr(problem, words) != NULL, "\"%s\" has no \"%s\"", problem, words);
    cr_expect(problem == NULL || strchr(problem, '\n') == NULL);
    free(problem);
    options_free(&options);
}

static void depth_is(struct place place, enum tls_depth depth)
{
    struct options options = options_in(place);
    cr_expect_eq(options.depth, depth, "%s", words_name(&tls_depth_words, (int)options.depth));
    cr_expect_eq(options_was_given(&options, "depth"), depth != DEPTH_STANDARD);
    options_free(&options);
}

Test(settings, the_nearer_place_takes_precedence)
{
    static const char deep[] = "depth = deep\n";
    static const char quick[] = "depth = quick\n";
    depth_is((struct place){"a.example", {NULL}, NULL, NULL}, DEPTH_STANDARD);
    depth_is((struct place){"a.example", {NULL}, NULL, quick}, DEPTH_QUICK);
    depth_is((struct place){"a.example", {NULL}, deep, quick}, DEPTH_DEEP);
    depth_is((struct place){"a.example", {"MAILSONDE_DEPTH=quick"}, deep, deep}, DEPTH_QUICK);
    depth_is((struct place){"a.example", {"MAILSONDE_DEPTH="}, deep, quick}, DEPTH_DEEP);
    depth_is((struct place){"--depth=deep a.example", {"MAILSONDE_DEPTH=quick"}, quick, quick}, DEPTH_DEEP);
    depth_is((struct place){"--no-config a.example", {NULL}, deep, quick}, DEPTH_STANDARD);
    depth_is((struct place){"a.example", {"MAILSONDE_NO_CONFIG=yes"}, deep, quick}, DEPTH_STANDARD);
    depth_is((struct place){"a.example", {"MAILSONDE_NO_CONFIG=no"}, deep, quick}, DEPTH_DEEP);
}

Test(settings, a_named_file_stands_for_both)
{
    char *path = temporary_file("# nothing but this:\ndepth = quick");
    char *line = text_format("--config %s a.example", path);
    char *variable = text_format("MAILSONDE_CONFIG=%s", path);
    depth_is((struct place){line, {NULL}, "depth = deep", "offline = yes"}, DEPTH_QUICK);
    depth_is((struct place){"a.example", {variable}, "depth = deep", "offline = yes"}, DEPTH_QUICK);
    depth_is((struct place){"--no-config a.example", {variable}, NULL, NULL}, DEPTH_STANDARD);
    struct options options = options_in((struct place){line, {NULL}, "quiet = yes", "quiet = yes"});
    cr_expect_not(options.quiet);
    cr_assert_eq(options.config_files.count, 1);
    cr_expect_str_eq(options.config_files.items[0], path);
    options_free(&options);
    temporary_file_remove(path);
    refused((struct place){line, {NULL}, NULL, NULL}, "cannot be read: No such file");
    free(variable);
    free(line);
}

Test(settings, every_kind_of_value)
{
    struct options options = options_in((struct place){"a.example",
                                                       {NULL},
                                                       "\xef\xbb\xbf# comment\r\n"
                                                       "\r\n"
                                                       "  connect-timeout=2.5   # another\r\n"
                                                       "\tresolver =\t[2001:db8::1]:53\n"
                                                       "ca-file = /a#b and c=d.pem # after a blank\n"
                                                       "ports = 25,587\n"
                                                       "quiet = yes\n"
                                                       "no-path = no\n"
                                                       "control = one.example\n"
                                                       "max-connections = auto\n"
                                                       "control = two.example:587",
                                                       NULL});
    cr_expect_eq(options.connect_timeout_ms, 2500);
    cr_expect_str_eq(options.resolver, "[2001:db8::1]:53");
    cr_expect_str_eq(options.ca_file, "/a#b and c=d.pem");
    cr_expect_eq(options.ports.count, 2);
    cr_expect(options_was_given(&options, "ports"));
    cr_expect(options.quiet && !options.no_path);
    cr_assert_eq(options.controls.count, 2);
    cr_expect_str_eq(options.controls.items[1], "two.example:587");
    options_free(&options);
}

Test(settings, a_list_is_from_one_place)
{
    struct options options = options_in((struct place){"a.example",
                                                       {"MAILSONDE_CONTROL= one.example  two.example:587 "},
                                                       "control = three.example\nprofile = pci-dss",
                                                       "profile = bcp195"});
    cr_assert_eq(options.controls.count, 2);
    cr_expect_str_eq(options.controls.items[0], "one.example");
    cr_expect_str_eq(options.controls.items[1], "two.example:587");
    cr_assert_eq(options.profiles.count, 1);
    cr_expect_str_eq(options.profiles.items[0], "pci-dss");
    options_free(&options);
}

/* What was set once must not make another command, or the opposite on the command line, a mistake. */
Test(settings, what_is_of_no_use_is_not_used)
{
    struct options options = options_in(
        (struct place){"demo", {"MAILSONDE_PORTS=25"}, "resolver = 192.0.2.53\nwidth = 100", NULL});
    cr_expect_null(options.resolver);
    cr_expect_not(options_was_given(&options, "ports"));
    cr_expect_eq(options.width_columns, 100);
    options_free(&options);

    options = options_in((struct place){"--offline -4 -v --no-path a.example",
                                        {NULL},
                                        "resolver = 192.0.2.53\nipv6 = yes\nquiet = yes\nmax-hops = 3",
                                        NULL});
    cr_expect(options.offline && options.ipv4 && options.verbose && options.no_path);
    cr_expect(options.resolver == NULL && !options.ipv6 && !options.quiet);
    cr_expect_eq(options.hop_limit, 30);
    options_free(&options);

    options = options_in((struct place){
        "--dnssec off a.example",
        {NULL},
        "trust-anchor = /k\nrecords-signed = yes\nrelay-from = a@b.example\nrelay-to = c@d.example",
        NULL});
    cr_expect(options.trust_anchor == NULL && !options.records_signed && options.relay_to == NULL);
    options_free(&options);

    options = options_in((struct place){"--quiet=no a.example", {NULL}, "quiet = yes\nverbose = yes", NULL});
    cr_expect(!options.quiet && options.verbose);
    options_free(&options);

    options = options_in((struct place){"help", {"MAILSONDE_DEPTH=bad"}, "nonsense", NULL});
    cr_expect_eq(options.command, COMMAND_HELP);
    options_free(&options);
}

/* A user's format and number of runs are for the commands that have them. */
Test(settings, diff_and_history_take_what_they_write)
{
    struct options options =
        options_in((struct place){"diff a b", {NULL}, "last = 3\nformat = html\nstore = runs.db", NULL});
    cr_expect_eq(options.last, 0);
    cr_assert_eq(options.outputs.count, 1);
    cr_expect_eq(options.outputs.items[0].format, FORMAT_TEXT);
    options_free(&options);
    options = options_in((struct place){"diff a b", {"MAILSONDE_FORMAT=junit=x markdown=y"}, NULL, NULL});
    cr_assert_eq(options.outputs.count, 2);
    cr_expect_eq(options.outputs.items[0].format, FORMAT_MARKDOWN);
    options_free(&options);
    options = options_in((struct place){"diff --last a", {NULL}, "last = 3\nstore = runs.db", NULL});
    cr_expect_eq(options.last, 1);
    options_free(&options);
    options =
        options_in((struct place){"history a", {NULL}, "last = 3\nformat = csv\nstore = runs.db", NULL});
    cr_expect_eq(options.last, 3);
    cr_assert_eq(options.outputs.count, 1);
    cr_expect_eq(options.outputs.items[0].format, FORMAT_TEXT);
    options_free(&options);
    options = options_in((struct place){"expect --from a", {NULL}, "output = report\nformat = html", NULL});
    cr_assert_eq(options.outputs.count, 1);
    cr_expect_null(options.outputs.items[0].file);
    options_free(&options);
}

Test(settings, foreign_variables)
{
    struct options options = options_in(
        (struct place){"a.example",
                       {"MAILSONDE_SERVICE_HOST=192.0.2.1", "MAILSONDE_VERSION=1", "MAILSONDEDEPTH=x"},
                       NULL,
                       NULL});
    cr_expect_eq(options.command, COMMAND_SCAN);
    options_free(&options);
}

Test(settings, what_is_refused_and_how)
{
    static const struct {
        const char *text;
        const char *words;
    } files[] = {
        {"depth", "line 1: \"depth\" is not NAME = VALUE"},
        {"#\n\ndept = deep", "line 3: \"dept\" is not the name of an option; did you mean depth?"},
        {"--depth = deep", "did you mean depth?"},
        {"no-config = yes", "\"no-config\" is not the name of an option"},
        {"version = yes", "\"version\" is not the name"},
        {"= deep", "\"\" is not the name"},
        {"depth = deeep", "line 1: depth: \"deeep\" is none of quick, standard, deep; did you mean deep?"},
        {"quiet = on", "quiet: \"on\" is neither yes nor no"},
        {"quiet =", "quiet: \"\" is neither yes nor no"},
        {"ca-file = # none", "ca-file: the argument is empty"},
        {"depth = deep\ndepth = quick", "line 2: depth was set before"},
        {"ports = 25\n\x01 = 2", "line 2: \"\\x01\" is not the name"},
        {"records-signed = yes\nquiet = yes\nverbose = yes",
         "contradict each other; use only one of them (options"},
        {"intrusive = full\nrelay-to = a@b.example", "go together"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        refused((struct place){"a.example", {NULL}, files[i].text, NULL}, files[i].words);
        refused((struct place){"a.example", {NULL}, NULL, files[i].text}, files[i].words);
    }
    refused((struct place){"a.example", {"MAILSONDE_DEPHT=deep"}, NULL, NULL},
            "\"MAILSONDE_DEPHT\" names no option; is depth meant?");
    refused((struct place){"a.example", {"MAILSONDE_DEPTH=x"}, NULL, NULL},
            "the environment, MAILSONDE_DEPTH: depth: \"x\" is none of");
    refused((struct place){"a.example", {"MAILSONDE_NO_CONFIG=1"}, NULL, NULL},
            "the environment, MAILSONDE_NO_CONFIG: \"1\" is neither yes nor no");
    /* A mistake in what is not used is one, too. */
    refused((struct place){"--depth=deep a.example", {NULL}, "depth = deeep", NULL}, "line 1: depth");
    refused((struct place){"demo", {NULL}, "connect-timeout = soon", NULL}, "line 1: connect-timeout");
}

Test(settings, a_text_of_other_bytes)
{
    struct setting_list list = {0};
    char *problem = NULL;
    cr_expect_not(settings_file_parse("a\nb", "\n\0", 2, &list, &problem));
    cr_expect_str_eq(problem, "\"a\\x0ab\", line 2: a NUL byte; this is no text file");
    free(problem);
    setting_list_free(&list);
}

/* Whatever may be set has a value that is written down, of one kind or the other. */
Test(settings, presets_are_values_of_files)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        if (!option_is_setting(option) || option->preset == NULL)
            continue;
        char *text = text_format("%s = %s\n", option->name, option->preset);
        struct options options = options_in((struct place){"a.example", {NULL}, text, NULL});
        options_free(&options);
        free(text);
    }
}
