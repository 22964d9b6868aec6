/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The language of dialogue files. */
#include "demo/script.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct script parsed(const char *text)
{
    struct script script = {0};
    char *error = NULL;
    cr_assert(script_parse("t.smtp", text, &script, &error), "%s", error);
    return script;
}

static void refused(const char *text, const char *error_expected)
{
    struct script script = {0};
    char *error = NULL;
    cr_assert_not(script_parse("t.smtp", text, &script, &error), "accepted: %s", text);
    cr_assert_str_eq(error, error_expected);
    free(error);
    script_free(&script);
}

Test(script, an_empty_file_is_the_model_server)
{
    struct script script = parsed("# nothing but a comment\n");
    cr_assert_eq(script.port, 25);
    cr_assert_eq(script.listen, LISTEN_OPEN);
    cr_assert_not(script.implicit_tls);
    cr_assert_str_eq(script.names.items[0], "mx.example");
    cr_assert_str_eq(script.priority,
                     "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1:-RSA:-DHE-RSA:-SHA1:-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1");
    const struct rule *greeting = script_rule(&script, ON_GREETING, NULL, false, 1);
    cr_assert_not_null(greeting);
    cr_assert_str_eq(greeting->actions[0].bytes, "220 {name} ESMTP ready\r\n");
    cr_assert_null(script_rule(&script, ON_CONNECT, NULL, false, 1));
    script_free(&script);
}

Test(script, settings)
{
    struct script script = parsed("about: A test: with a colon:\n"
                                  "port: 587\n"
                                  "timeout: 400\n"
                                  "listen: drop\n"
                                  "tls: implicit\n"
                                  "names: a.example b.example\n"
                                  "certificate: wrong-name\n"
                                  "priority: NORMAL:-VERS-TLS1.3\n"
                                  "client-certificate: request\n"
                                  "session-tickets: off\n"
                                  "staple: good\n");
    cr_assert_str_eq(script.about, "A test: with a colon:");
    cr_assert_eq(script.port, 587);
    cr_assert_eq(script.timeout_ms, 400);
    cr_assert_eq(script.listen, LISTEN_DROP);
    cr_assert(script.implicit_tls);
    cr_assert_eq(script.names.count, 2);
    cr_assert_str_eq(script.names.items[1], "b.example");
    cr_assert_eq(script.certificate, CERTIFICATE_WRONG_NAME);
    cr_assert_str_eq(script.priority, "NORMAL:-VERS-TLS1.3");
    cr_assert_eq(script.client_certificate, CLIENT_CERTIFICATE_REQUEST);
    cr_assert(script.no_session_tickets);
    cr_assert_eq(script.staple, STAPLE_GOOD);
    script_free(&script);
}

Test(script, actions)
{
    struct script script = parsed("connect:\n"
                                  "    S: 220-{name}\n"
                                  "    S|   \\x00\\r\\n\\e\\\\ # kept\n"
                                  "    C: EHLO *\n"
                                  "    wait 50\n"
                                  "    drip 5\n"
                                  "    drip off\n"
                                  "    fill 100000 x\n"
                                  "    flood 250-more\n"
                                  "    receive\n"
                                  "    handshake\n"
                                  "    alert 40\n"
                                  "    silence\n"
                                  "    close\n"
                                  "    reset\n");
    static const struct action expected[] = {{ACTION_SAY, "220-{name}\r\n", 12, 0},
                                             {ACTION_SAY, "  \0\r\n\x1b\\ # kept", 14, 0},
                                             {ACTION_EXPECT_LINE, "EHLO *", 6, 0},
                                             {ACTION_WAIT, NULL, 0, 50},
                                             {ACTION_DRIP, NULL, 0, 5},
                                             {ACTION_DRIP, NULL, 0, DRIP_OFF},
                                             {ACTION_FILL, "x", 1, 100000},
                                             {ACTION_FLOOD, "250-more\r\n", 10, 0},
                                             {ACTION_RECEIVE, NULL, 0, 0},
                                             {ACTION_HANDSHAKE, NULL, 0, 0},
                                             {ACTION_ALERT, NULL, 0, 40},
                                             {ACTION_SILENCE, NULL, 0, 0},
                                             {ACTION_CLOSE, NULL, 0, 0},
                                             {ACTION_RESET, NULL, 0, 0}};
    const struct rule *rule = script_rule(&script, ON_CONNECT, NULL, false, 1);
    size_t count = sizeof expected / sizeof expected[0];
    cr_assert_eq(rule->action_count, count);
    for (size_t i = 0; i < count; i++) {
        const struct action *action = &rule->actions[i];
        cr_assert_eq(action->type, expected[i].type, "action %zu", i);
        cr_assert_eq(action->number, expected[i].number, "action %zu", i);
        cr_assert_eq(action->length, expected[i].length, "action %zu: %zu bytes", i, action->length);
        if (action->length > 0)
            cr_assert_arr_eq(action->bytes, expected[i].bytes, action->length, "action %zu", i);
    }
    script_free(&script);
}

static const char *first_reply(const struct script *script, const char *line, bool in_tls, long connection)
{
    const struct rule *rule = script_rule(script, ON_COMMAND, line, in_tls, connection);
    cr_assert_not_null(rule, "%s", line);
    return rule->actions[0].bytes;
}

Test(script, rules_are_matched_by_word_line_scope_and_connection)
{
    struct script script = parsed("on EHLO in tls:\n"
                                  "    S: 250 secure\n"
                                  "on mail from:<>*:\n"
                                  "    S: 250 null sender\n"
                                  "on AUTH*:\n"
                                  "    S: 538 no\n"
                                  "connection 2:\n"
                                  "on EHLO:\n"
                                  "    S: 421 second\n");
    cr_assert_str_eq(first_reply(&script, "ehlo client", true, 1), "250 secure\r\n");
    cr_assert_str_eq(first_reply(&script, "EHLO client", false, 1), "250-{name} at your service\r\n");
    cr_assert_str_eq(first_reply(&script, "EHLO client", true, 2), "421 second\r\n");
    cr_assert_str_eq(first_reply(&script, "EHLO client", true, 3), "250 secure\r\n");
    cr_assert_str_eq(first_reply(&script, "MAIL FROM:<> SIZE=1", false, 1), "250 null sender\r\n");
    cr_assert_str_eq(first_reply(&script, "MAIL FROM:<ab>", false, 1),
                     "530 5.7.0 Must issue a STARTTLS command first\r\n");
    cr_assert_str_eq(first_reply(&script, "AUTH PLAIN", false, 1), "538 no\r\n");
    cr_assert_str_eq(first_reply(&script, "", false, 1), "502 5.5.2 Command not recognized\r\n");
    script_free(&script);
}

Test(script, expectations)
{
    struct script script = parsed("greeting:\n"
                                  "    close\n"
                                  "\n"
                                  "expect:\n"
                                  "    found = unknown\n"
                                  "    sessions[0].tls   !=  null\n"
                                  "    # a comment\n"
                                  "    sessions[0].stop.detail ~ *not = this*\n");
    static const struct expectation expected[] = {
        {"found", EXPECT_EQUAL, "unknown", 5},
        {"sessions[0].tls", EXPECT_DIFFERENT, "null", 6},
        {"sessions[0].stop.detail", EXPECT_GLOB, "*not = this*", 8}};
    cr_assert_eq(script.expectation_count, 3);
    for (size_t i = 0; i < 3; i++) {
        cr_assert_str_eq(script.expectations[i].path, expected[i].path);
        cr_assert_eq(script.expectations[i].type, expected[i].type);
        cr_assert_str_eq(script.expectations[i].value, expected[i].value);
        cr_assert_eq(script.expectations[i].line, expected[i].line);
    }
    script_free(&script);
}

Test(script, errors_name_file_and_line)
{
    refused("colour: red\n", "t.smtp:1: 'colour' is not known here");
    refused("\nport: 25x\n", "t.smtp:2: '25x' is no number from 1 to 100000000");
    refused("port: 25\nport: 26\n", "t.smtp:2: 'port' is set twice");
    refused("certificate: fine\n", "t.smtp:1: 'fine' is no kind of certificate");
    refused("listen: maybe\n", "t.smtp:1: 'maybe' is not known here");
    refused("names:   \n", "t.smtp:1: 'names:' is no heading");
    refused("  S: 220 hello\n", "t.smtp:1: nothing can be indented before a heading");
    refused("goodbye:\n", "t.smtp:1: 'goodbye:' is no heading");
    refused("on EHLO\n", "t.smtp:1: 'on EHLO' is neither a setting nor a heading");
    refused("greeting:\n  hangup\n", "t.smtp:2: 'hangup' is no action");
    refused("greeting:\n  S: \\q\n", "t.smtp:2: '\\q' is no escape; a backslash is \\\\");
    refused("greeting:\n  S: \\x1\n", "t.smtp:2: '\\x1' is no escape; a backslash is \\\\");
    refused("greeting:\n  wait soon\n", "t.smtp:2: 'soon' is no number from 0 to 100000000");
    refused("greeting:\n  fill 5 ab\n", "t.smtp:2: fill takes a count and one byte");
    refused("greeting:\n  close now\n", "t.smtp:2: 'close' takes nothing");
    refused("greeting:\n  close\nport: 25\n", "t.smtp:3: settings stand before the first heading");
    refused("connection 0:\n", "t.smtp:1: '0' is no number from 1 to 100000000");
    refused("expect:\n  found starttls\n", "t.smtp:2: 'starttls' is not known here");
    refused("expect:\n  found = other\ngreeting:\n", "t.smtp:3: nothing follows what is expected");
}

Test(script, a_missing_file_is_named)
{
    struct script script = {0};
    char *error = NULL;
    cr_assert_not(script_read("/nonexistent/x.smtp", &script, &error));
    cr_assert_str_eq(error, "/nonexistent/x.smtp: No such file or directory");
    free(error);
    script_free(&script);
}
