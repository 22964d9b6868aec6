/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command line: what each way of writing comes to, and what is refused with which words. */
#include "assess/vantage/providers.h"
#include "command/option_table.h"
#include "command/options.h"
#include "facts/dns.h"
#include "facts/finding.h"
#include "facts/words.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 32 };

/* Parses a command line that is written as one, its words separated by single spaces; '~' stands for an empty
 * word. */
static bool parse(const char *line, struct options *options, char **problem)
{
    char *copy = text_copy(line);
    char *argv[WORDS_MAX + 1] = {"mailsonde"};
    int argc = 1;
    char *rest = copy;
    for (char *word = strsep(&rest, " "); word != NULL && argc < WORDS_MAX; word = strsep(&rest, " "))
        argv[argc++] = strcmp(word, "~") == 0 ? "" : word;
    bool good =
        options_parse(*line == '\0' ? 1 : argc, argv, options, problem) && options_settle(options, problem);
    free(copy);
    return good;
}

static struct options parsed(const char *line)
{
    struct options options;
    char *problem = NULL;
    cr_assert(parse(line, &options, &problem), "%s: %s", line, problem);
    cr_assert_null(problem);
    return options;
}

/* The command line is refused, and the message has these words in it. */
static void refused(const char *line, const char *words)
{
    struct options options;
    char *problem = NULL;
    cr_expect_not(parse(line, &options, &problem), "%s is taken", line);
    cr_expect(problem != NULL && strstr(problem, words) != NULL, "%s: \"%s\" has no \"%s\"", line, problem,
              words);
    cr_expect(problem == NULL || strchr(problem, '\n') == NULL);
    free(problem);
    options_free(&options);
}

Test(options, defaults)
{
    struct options options = parsed("example.org");
    cr_expect_eq(options.command, COMMAND_SCAN);
    cr_expect_eq(options.operands.count, 1);
    cr_expect_str_eq(options.operands.items[0], "example.org");
    cr_expect(options.ipv4 && options.ipv6 && !options.host && !options.offline);
    cr_assert_eq(options.ports.count, 4);
    static const int64_t ports[] = {25, 465, 587, 2525};
    for (size_t i = 0; i < 4; i++)
        cr_expect_eq(options.ports.items[i], ports[i]);
    cr_expect_eq(options.max_connections_per_address, 2);
    cr_expect_eq(options.max_connections, 0);
    cr_expect_eq(options.max_targets, 500);
    cr_expect_eq(options.connect_timeout_ms, 10000);
    cr_expect_eq(options.greeting_timeout_ms, 30000);
    cr_expect_eq(options.command_timeout_ms, 20000);
    cr_expect_eq(options.tls_timeout_ms, 15000);
    cr_expect_eq(options.dns_timeout_ms, 2500);
    cr_expect_eq(options.dns_tries, 3);
    cr_expect_eq(options.retry_after_ms, 10000);
    cr_expect_eq(options.outputs.items[0].format, FORMAT_TEXT);
    cr_expect_eq(options.fail_on.by_role[ROLE_MX], (int)SEVERITY_ERROR);
    cr_expect_eq(options.dnssec, DNSSEC_MODE_VALIDATE);
    cr_expect_null(options.trust_anchor);
    cr_expect_not(options.records_signed);
    cr_expect_eq(options.color, COLOR_AUTO);
    cr_expect_eq(options.width_columns, 0);
    cr_expect_null(options.resolver);
    cr_expect_eq(options.hop_limit, 30);
    cr_expect_eq(options.cloud, PROVIDER_NONE);
    cr_expect(!options.no_path && options.controls.count == 0);
    cr_expect_not(options_was_given(&options, "ports"));
    options_free(&options);
}

Test(options, every_default_is_a_value_of_its_option)
{
    for (size_t i = 0; i < option_count; i++) {
        if (option_table[i].preset == NULL)
            continue;
        bool scans = (option_table[i].commands & 1U << COMMAND_SCAN) != 0;
        char *line = text_format("%s --%s=%s%s", scans ? "scan" : "worker", option_table[i].name,
                                 option_table[i].preset, scans ? " example.org" : "");
        struct options options = parsed(line);
        cr_expect(options_was_given(&options, option_table[i].name));
        options_free(&options);
        free(line);
    }
}

Test(options, names_and_letters_are_unique)
{
    for (size_t i = 0; i < option_count; i++) {
        cr_expect_eq(option_by_name(option_table[i].name), &option_table[i]);
        if (option_table[i].letter != 0)
            cr_expect_eq(option_by_letter(option_table[i].letter), &option_table[i]);
    }
}

Test(options, the_table_is_grouped_by_section)
{
    for (size_t i = 1; i < option_count; i++)
        cr_expect_geq(option_table[i].section, option_table[i - 1].section);
}

Test(options, values_may_follow_or_be_attached)
{
    static const char *const lines[] = {"-p 25,2525 a.example",      "-p25,2525 a.example",
                                        "--ports 25,2525 a.example", "a.example --ports=25,2525",
                                        "-4p 25,2525 a.example",     "-p 465 -p 25,2525,25 a.example"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct options options = parsed(lines[i]);
        cr_assert_eq(options.ports.count, 2, "%s", lines[i]);
        cr_expect_eq(options.ports.items[0], 25);
        cr_expect_eq(options.ports.items[1], 2525);
        cr_expect_eq(options.operands.count, 1);
        cr_expect(options_was_given(&options, "ports"));
        options_free(&options);
    }
}

Test(options, families)
{
    struct options four = parsed("-4 a.example");
    cr_expect(four.ipv4 && !four.ipv6);
    options_free(&four);
    struct options six = parsed("--ipv6 a.example");
    cr_expect(!six.ipv4 && six.ipv6);
    options_free(&six);
    struct options both = parsed("-46 a.example");
    cr_expect(both.ipv4 && both.ipv6);
    options_free(&both);
}

Test(options, repeated_options_add_up)
{
    struct options options = parsed(
        "a.example --host -s one.example --submission=two.example --connect-to a:25:b:26 --connect-to ::c: "
        "--profile bcp195 --profile=./ours.json");
    cr_expect(options.host);
    cr_assert_eq(options.submission_hosts.count, 2);
    cr_expect_str_eq(options.submission_hosts.items[1], "two.example");
    cr_assert_eq(options.connect_to.count, 2);
    cr_expect_eq(options.connect_to.items[0].to_port, 26);
    cr_assert_eq(options.profiles.count, 2);
    cr_expect_str_eq(options.profiles.items[1], "./ours.json");
    options_free(&options);
}

Test(options, texts_numbers_and_words)
{
    struct options options = parsed("--ca-file ca.pem --records z.zone --offline --helo [IPv6:2001:db8::1] "
                                    "--max-connections 500 --dns-timeout 0.25 --retry-after 0 -fjsonl -o out "
                                    "--fail-on info --trust-anchor root.key --records-signed x");
    cr_expect_str_eq(options.ca_file, "ca.pem");
    cr_expect_str_eq(options.records_file, "z.zone");
    cr_expect(options.offline);
    cr_expect(options.records_signed);
    cr_expect_str_eq(options.trust_anchor, "root.key");
    cr_expect_str_eq(options.helo_name, "[IPv6:2001:db8::1]");
    cr_expect_eq(options.max_connections, 500);
    cr_expect_eq(options.dns_timeout_ms, 250);
    cr_expect_eq(options.retry_after_ms, 0);
    cr_expect_eq(options.outputs.items[0].format, FORMAT_JSONL);
    cr_expect_str_eq(options.output_file, "out");
    cr_expect_eq(options.fail_on.by_role[ROLE_MX], (int)SEVERITY_INFO);
    options_free(&options);
}

Test(options, of_paths)
{
    struct options options = parsed("path --max-hops 64 --control a.example:25 --control [2001:db8::1]:465 "
                                    "--control=192.0.2.1:587 --cloud hetzner -p25 -q b.example");
    cr_expect_eq(options.command, COMMAND_PATH);
    cr_expect_eq(options.hop_limit, 64);
    cr_assert_eq(options.controls.count, 3);
    cr_expect_str_eq(options.controls.items[1], "[2001:db8::1]:465");
    cr_expect_eq(options.cloud, PROVIDER_HETZNER);
    options_free(&options);
    options = parsed("--no-path b.example");
    cr_expect(options.no_path);
    options_free(&options);
}

Test(options, every_provider_is_a_word_for_cloud)
{
    for (int id = PROVIDER_NONE; id < PROVIDER_COUNT; id++) {
        char *line = text_format("--cloud %s b.example", words_name(&provider_id_words, id));
        struct options options = parsed(line);
        cr_expect_eq(options.cloud, (enum provider_id)id);
        cr_expect((providers[id].title != NULL) == (id != PROVIDER_NONE));
        options_free(&options);
        free(line);
    }
}

/* What is a place is said in control_test.c. */
Test(options, what_is_no_place_is_refused)
{
    refused("--control a@a.example b.example", "--control: \"a@a.example\" is not HOST or HOST:PORT");
    refused("--control a.example:25 --control a_b.example:25 b.example", "\"a_b.example:25\": a mail domain");
    refused("--control= b.example", "it is empty");
}

Test(options, seconds)
{
    static const struct {
        const char *text;
        int64_t milliseconds;
    } cases[] = {{"1", 1000},
                 {"1.5", 1500},
                 {"0.01", 10},
                 {"1.", -1},
                 {"600", 600000},
                 {"600.001", -1},
                 {"0", -1},
                 {".5", -1},
                 {"1.2345", -1},
                 {"1e3", -1},
                 {"-1", -1},
                 {"1,5", -1},
                 {"99999999999999999999", -1},
                 {"", -1},
                 {"9223372036854775807", -1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *line = text_format("--tls-timeout=%s a.example", cases[i].text);
        struct options options;
        char *problem = NULL;
        bool good = parse(line, &options, &problem);
        cr_expect_eq(good, cases[i].milliseconds >= 0, "%s", line);
        if (good)
            cr_expect_eq(options.tls_timeout_ms, cases[i].milliseconds);
        free(problem);
        options_free(&options);
        free(line);
    }
}

/* More of what is an address is said in address_test.c. */
Test(options, dns_servers)
{
    static const char *const good[] = {"192.0.2.1",     "192.0.2.1:5353",      "2001:db8::1",
                                       "[2001:db8::1]", "[2001:db8::1]:5353",  "[192.0.2.1]:54",
                                       "fe80::53%lo",   "[fe80::53%eth0.7]:54"};
    static const char *const bad[] = {"[2001:db8::1]x",  "[2001:db8::1", "192.0.2.1:",  "192.0.2.1:0",
                                      "192.0.2.1:65536", "dns.example",  "192.0.2.256", "[",
                                      "192.0.2.1%lo",    "fe80::53%",    "fe80::53%l/o"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        char *line = text_format("--resolver=%s a.example", good[i]);
        struct options options = parsed(line);
        cr_expect_str_eq(options.resolver, good[i]);
        options_free(&options);
        free(line);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char *line = text_format("--resolver=%s a.example", bad[i]);
        refused(line, "is not ADDRESS");
        free(line);
    }
    refused("--resolver= a.example", "is not ADDRESS");
}

Test(options, a_password_is_refused_on_the_command_line_and_not_repeated)
{
    static const char *const lines[] = {"worker --broker amqp://u:secret@h",
                                        "worker --broker=amqps://u:secret@h/v",
                                        "worker --broker amqp://:secret@h",
                                        "collect --broker amqp://u:secret@h:badport",
                                        "collect --broker amqp://a,amqp://b,amqp://u:secret@c",
                                        "enqueue --run r a.example --broker amqp://u:secret@h",
                                        "scan --broker amqp://u:secret@h a.example"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct options options;
        char *problem = NULL;
        cr_expect_not(parse(lines[i], &options, &problem), "%s", lines[i]);
        cr_expect(problem != NULL && strstr(problem, "MAILSONDE_BROKER") != NULL, "%s", lines[i]);
        cr_expect(problem != NULL && strstr(problem, "secret") == NULL, "%s", lines[i]);
        free(problem);
        options_free(&options);
    }
    refused("worker --broker http://u@h", "--broker: the URL of the broker is wrong");
    refused("worker --broker amqp://a/v,amqp://b/w", "--broker: the URLs of the broker name several vhosts");
}

Test(options, runs_have_names)
{
    struct options options = parsed("enqueue --broker amqp://u@h --run 2026-11.a_b:c a.example");
    cr_expect_str_eq(options.run_name, "2026-11.a_b:c");
    options_free(&options);
    refused("enqueue --broker amqp://h a.example", "--run NAME");
    refused("enqueue --broker amqp://h --run= a.example", "is no name of a run");
    refused("enqueue --broker amqp://h --run a/b a.example", "is no name of a run");
    refused("enqueue --broker amqp://h --run r", "\"enqueue\" needs more");
    refused("worker --broker amqp://h --broker-file f", "contradict each other");
    refused("worker a.example", "unexpected argument");
    refused("worker --format json", "not an option of the command");
    refused("collect --ports 25", "not an option of the command");
}

Test(options, a_command_is_the_first_operand_only)
{
    static const struct {
        const char *line;
        enum command command;
        const char *operands;
    } cases[] = {
        {"demo", COMMAND_DEMO, ""},
        {"--format json demo", COMMAND_DEMO, ""},
        {"scan demo", COMMAND_SCAN, "demo"},
        {"path a.example b.example", COMMAND_PATH, "a.example b.example"},
        {"scan path", COMMAND_SCAN, "path"},
        {"-- demo", COMMAND_SCAN, "demo"},
        {"a.example demo", COMMAND_SCAN, "a.example demo"},
        {"- @file", COMMAND_SCAN, "- @file"},
        {"scan -- -odd", COMMAND_SCAN, "-odd"},
        {"explain some-id other-id", COMMAND_EXPLAIN, "some-id other-id"},
        {"explain", COMMAND_EXPLAIN, ""},
        {"diff old new", COMMAND_DIFF, "old new"},
        {"diff --last --store f", COMMAND_DIFF, ""},
        {"diff --last 2 --store f a.example b.example", COMMAND_DIFF, "a.example b.example"},
        {"diff --store f a.example --last", COMMAND_DIFF, "a.example"},
        {"history --store f a.example", COMMAND_HISTORY, "a.example"},
        {"version", COMMAND_VERSION, ""},
        {"help", COMMAND_HELP, ""},
        {"help demo", COMMAND_HELP, "demo"},
        {"--help", COMMAND_HELP, ""},
        {"demo -h", COMMAND_HELP, "demo"},
        {"-h demo", COMMAND_HELP, "demo"},
        {"-p 25 a.example --help", COMMAND_HELP, ""},
        {"-p 25 -V", COMMAND_VERSION, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct options options = parsed(cases[i].line);
        char *operands = text_list_join(&options.operands, " ");
        cr_expect_eq(options.command, cases[i].command, "%s", cases[i].line);
        cr_expect_str_eq(operands, cases[i].operands, "%s", cases[i].line);
        free(operands);
        options_free(&options);
    }
}

/* What could be a command that was mistyped is a target where it cannot be one, or is said to be one. */
Test(options, targets_that_look_like_commands)
{
    static const char *const lines[] = {"demo.example", "scan dmeo", "-- dmeo",      "--host dmeo",
                                        "[dmeo]",       "dmeo:25",   "path exlpain", "mail"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct options options = parsed(lines[i]);
        cr_expect_eq(options.operands.count, 1, "%s", lines[i]);
        options_free(&options);
    }
}

Test(options, what_is_refused_and_how)
{
    refused("", "no target");
    refused("scan", "no target");
    refused("~", "empty target");
    refused("--port 25 a.example", "did you mean --ports?");
    refused("--recods x a.example", "did you mean --records?");
    refused("--colour=never a.example", "did you mean --color?");
    refused("--dpeth=deep a.example", "did you mean --depth?");
    refused("--depth=depe a.example", "is none of quick, standard, deep; did you mean deep?");
    refused("--format josnl a.example", "did you mean jsonl?");
    refused("exlpain some-id", "did you mean \"mailsonde explain\"?");
    refused("asses", "did you mean \"mailsonde assess\"?");
    refused("help dmeo", "did you mean demo?");
    refused("--nonsense a.example", "mailsonde --help");
    refused("-x a.example", "unknown option \"-x\"");
    refused("-4x a.example", "unknown option \"-4x\"");
    refused("--ports", "--ports needs an argument: --ports LIST");
    refused("-4p", "-p needs an argument");
    refused("--offline=maybe a.example", "--offline: \"maybe\" is neither yes nor no");
    refused("--help=yes", "--help takes no argument");
    refused("--ports 25,smtp a.example", "--ports: \"smtp\" is not a port number");
    refused("--ports 25, a.example", "\"\" is not a port number");
    refused("--ports 65536 a.example", "\"65536\" is not a port number");
    refused("-p ~ a.example", "-p: \"\" is not a port number");
    refused(
        "--ports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33 x",
        "more than 32 ports");
    refused("--max-targets 0 a.example", "whole number from 1 to");
    refused("--max-targets auto a.example", "whole number");
    refused("--max-connections many a.example", "or auto");
    refused("--width 20 a.example", "from 40 to 1000");
    refused("--format xml a.example", "\"xml\" is none of text, json, jsonl");
    refused("--fail-on warn a.example", "is none of info, warning, error, never; did you mean warning?");
    refused("--fail-on mix=error a.example", "nor the id of a finding; did you mean mx?");
    refused("--fail-on mx=error, a.example", "\"\" is none of info, warning, error, never");
    refused("--ignore certificate-expird a.example", "did you mean certificate-expired?");
    refused("--ignore certificate-expired@ a.example", "does not name a host and port");
    refused("--ignore certificate-expired@a.example:0 a.example", "does not name a host and port");
    refused("--intrusive full --relay-from a@b.example a.example", "go together");
    refused("--relay-from a@b.example --relay-to c@d.example a.example", "need --intrusive full");
    refused("--intrusive full --relay-from a@b.example --relay-to c a.example", "\"c\" is no mail address");
    refused("--relay-to <a@b.example> a.example", "is no mail address");
    refused("--relay-to a@b.example>\r\nDATA a.example", "is no mail address");
    refused("--relay-to a@b a.example", "is no mail address");
    refused("--helo a_b a.example", "neither a host name nor an address literal");
    refused("--helo ~ a.example", "neither a host name");
    refused("--helo [192.0.2.1 a.example", "neither a host name");
    refused("--helo []] a.example", "neither a host name");
    refused("--helo [2001:db8::1] a.example", "neither a host name");
    refused("--helo [192.0.2.1]:25 a.example", "neither a host name");
    refused("--helo 2001:db8::1 a.example", "neither a host name");
    refused("--helo a\r\nRSET a.example", "\"a\\x0d\\x0aRSET\"");
    refused("--connect-to a:b a.example", "--connect-to: \"a:b\" does not have the form");
    refused("--ca-file ~ a.example", "argument is empty");
    refused("--submission ~ a.example", "argument is empty");
    refused("--offline --resolver 192.0.2.1 a.example", "contradicts");
    refused("--records-signed a.example", "needs --records");
    refused("--dnssec=trust-ad --trust-anchor=root.key a.example", "--trust-anchor needs");
    refused("--dnssec=maybe a.example", "is none of off, validate, trust-ad");
    refused("-qv a.example", "contradict");
    refused("--no-path --max-hops 5 a.example", "contradicts");
    refused("--max-hops 0 a.example", "whole number from 1 to 64");
    refused("--max-hops 65 a.example", "whole number from 1 to 64");
    refused("--cloud nimbus a.example", "is none of none, aws, azure");
    refused("path", "\"path\" needs more: mailsonde path TARGET...");
    refused("path --no-path a.example", "is not an option of the command \"path\"");
    refused("path --fail-on info a.example", "is not an option of the command \"path\"");
    refused("path --helo a b.example", "is not an option of the command \"path\"");
    refused("path --format suggest a.example", "no settings to suggest");
    refused("demo --cloud aws", "is not an option of the command \"demo\"");
    refused("--suggest --format json a.example", "contradict");
    refused("demo --ports 25", "--ports is not an option of the command \"demo\"");
    refused("explain --format json", "\"mailsonde help explain\"");
    refused("demo example.org", "mailsonde scan demo");
    refused("version now", "unexpected argument");
    refused("help nothing", "\"nothing\" is not a command");
    refused("generate", "needs more");
}

Test(options, suggest_is_a_format)
{
    struct options options = parsed("--suggest a.example");
    cr_expect(options.suggest);
    options_free(&options);
    options = parsed("--suggest --format suggest a.example");
    cr_expect(options.suggest && options.outputs.items[0].format == FORMAT_SUGGEST);
    options_free(&options);
}

/* The formats and where they go, as "json=a jsonl=-"; nothing after the word is standard output. */
static void writes(const char *line, const char *expected)
{
    struct options options = parsed(line);
    struct text_list list = {0};
    for (size_t i = 0; i < options.outputs.count; i++) {
        const struct output_choice *output = &options.outputs.items[i];
        char *text = text_format("%s%s%s", words_name(&output_format_words, (int)output->format),
                                 output->file != NULL ? "=" : "", output->file != NULL ? output->file : "");
        text_list_append(&list, text);
        free(text);
    }
    char *joined = text_list_join(&list, " ");
    cr_expect_str_eq(joined, expected, "%s: %s", line, joined);
    free(joined);
    text_list_free(&list);
    options_free(&options);
}

/* What --last is: a number may follow it, and a name is none. */
static void last_is(const char *line, int64_t expected)
{
    struct options options = parsed(line);
    cr_expect_eq(options.last, expected, "%s: %d", line, (int)options.last);
    options_free(&options);
}

Test(options, last)
{
    last_is("diff old new", 0);
    last_is("diff --last --store f", 1);
    last_is("diff --last --store f a.example", 1);
    last_is("diff --last a.example --store f", 1);
    last_is("diff --last 3 --store f a.example", 3);
    last_is("diff --last=12 --store f", 12);
    last_is("history --last 5 --store f 5.example", 5);
    refused("diff --last 0 --store f", "whole number from 1");
    refused("diff --last=x --store f", "whole number from 1");
    refused("diff", "two files");
    refused("diff old", "two files");
    refused("diff old new newer", "two files");
    refused("diff - -", "standard input");
    refused("diff --last a.example", "--store FILE");
    refused("history a.example", "--store FILE");
    refused("history --store f a.example b.example", "unexpected argument");
    refused("--last a.example", "--last is not an option of the command");
    refused("path --store f a.example", "--store is not an option of the command");
}

Test(options, several_formats)
{
    writes("x", "text");
    writes("-f json x", "json");
    writes("-f json -o out x", "json=out");
    writes("-o out x", "text=out");
    writes("-f json=a x", "json=a text");
    writes("-f json=a -f jsonl=b=c -o out x", "json=a jsonl=b=c text=out");
    writes("-f json=a -f jsonl x", "json=a jsonl");
    writes("-f json=a -f jsonl -o out x", "json=a jsonl=out");
    writes("-f json=- x", "json=-");
    writes("-f json=- -o out x", "json=- text=out");
    writes("--suggest -f json=a x", "json=a suggest");
    writes("path -f json=a x", "json=a text");
    writes("assess -f json=a -f text=b x", "json=a text=b text");
    writes("demo -f json=a", "json=a text");
    writes("--suggest -f json --help", "json");
    refused("-f json= x", "-f: \"json=\" has no file after the =");
    refused("-f =a x", "-f: \"\" is none of text, json");
    refused("path -f suggest=a x", "no settings to suggest");
    refused("--suggest -f json -f suggest=a x", "contradict");
}

Test(options, color)
{
    struct options options = parsed("a.example");
    cr_expect(options_use_color(&options, true, NULL));
    cr_expect(options_use_color(&options, true, ""));
    cr_expect_not(options_use_color(&options, true, "1"));
    cr_expect_not(options_use_color(&options, false, NULL));
    options_free(&options);
    struct options always = parsed("--color always a.example");
    cr_expect(options_use_color(&always, false, "1"));
    options_free(&always);
    struct options never = parsed("--color never a.example");
    cr_expect_not(options_use_color(&never, true, NULL));
    options_free(&never);
}

Test(options, fail_on_by_role_and_finding)
{
    struct options options = parsed("--fail-on submission=never,warning --fail-on certificate-expired=info,"
                                    "domain=error a.example");
    const struct fail_on *fail_on = &options.fail_on;
    cr_expect_eq(fail_on->by_role[ROLE_MX], (int)SEVERITY_WARNING);
    cr_expect_eq(fail_on->by_role[ROLE_OTHER], (int)SEVERITY_WARNING);
    cr_expect_eq(fail_on->by_role[ROLE_SUBMISSION], FAIL_ON_NEVER);
    cr_expect_eq(fail_on->by_role[ROLE_DOMAIN], (int)SEVERITY_ERROR);
    cr_assert_eq(fail_on->finding_count, 1);
    cr_expect_eq(fail_on->findings[0].id, FINDING_CERTIFICATE_EXPIRED);
    cr_expect_eq(fail_on->findings[0].severity, (int)SEVERITY_INFO);
    options_free(&options);
}

Test(options, ignored_findings)
{
    struct options options = parsed("--ignore certificate-expired --ignore "
                                    "certificate-expired@[2001:db8::1]:25 --expect ours a.example");
    cr_assert_eq(options.ignored.count, 2);
    cr_expect_str_eq(options.ignored.items[1], "certificate-expired@[2001:db8::1]:25");
    cr_expect_str_eq(options.expectations_file, "ours");
    options_free(&options);
}
