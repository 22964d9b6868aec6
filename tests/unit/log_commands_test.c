/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold for every text that may stand in the log of a CI system, whatever servers sent: no line is a
 * command for its runner. GitHub's looks for "::" behind the blanks that a line begins with, and for "##["
 * anywhere in it, Azure's for "##vso[", TeamCity's for "##teamcity["; GitLab's sections and Jenkins's notes
 * need ESC or CR, which no text has (report_text_test.c). */
#include "base/address.h"
#include "base/list.h"
#include "base/text.h"
#include "compare/changes_format.h"
#include "compare/timeline.h"
#include "facts/shapes.h"
#include "filled.h"
#include "report/report_writer.h"
#include "sample.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- what servers send --- */

static const char *const pieces[] = {
    "::error::x",
    " ::stop-commands::x",
    "##[group]x",
    "##vso[task.complete]",
    "##teamcity[x]",
    "::",
    ":",
    " ",
    "#",
    "##",
    "[",
    "word",
    "::1",
    ",",
    "x::y",
    "\xef\xb8\x8f",
    "\xc2\xa0",
    "\x1b[0m",
    "\xe2\x80\xa8",
    "::add-mask::1",
    "\r",
    "\n",
};

enum { PIECES = sizeof pieces / sizeof pieces[0], TEXTS = 36 };

/* The same texts each time. */
static uint32_t next_number(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 16;
}

/* The pieces one by one; then several together, some longer than a line, with and without a blank. The caller
 * frees. */
static char *hostile(size_t number)
{
    if (number < PIECES)
        return text_copy(pieces[number]);
    uint32_t state = (uint32_t)number;
    size_t count = 2 + next_number(&state) % 60;
    char *text = text_copy("");
    for (size_t i = 0; i < count; i++)
        text_replace(&text, text_format("%s%s", text, pieces[next_number(&state) % PIECES]));
    return text;
}

static char *from_wire(size_t number)
{
    char *raw = hostile(number);
    char *text = text_from_wire(raw, strlen(raw), strlen(raw));
    free(raw);
    return text;
}

/* --- what runners read --- */

/* Behind blanks and the colours of a terminal. */
static const char *start_of(const char *line)
{
    for (;;) {
        size_t blanks = strspn(line, " \t");
        size_t colour = strncmp(line, "\033[", 2) == 0 ? strcspn(line, "m") + 1 : 0;
        if (blanks + colour == 0)
            return line;
        line += blanks > 0 ? blanks : colour;
    }
}

/* "::1", with what may follow a word. */
static bool begins_address(const char *line)
{
    char *word = strndup(line, strcspn(line, " ,;)%\033"));
    struct ip_address address;
    if (strlen(word) > 3 && word[strlen(word) - 1] == ':')
        word[strlen(word) - 1] = '\0';
    bool is_address = strlen(word) > 2 && address_parse(word, &address);
    free(word);
    return is_address;
}

/* The commands of --format github. */
static bool is_ours(const char *line, enum output_format format)
{
    static const char *const commands[] = {"::error ", "::warning ", "::notice "};
    for (size_t i = 0; format == FORMAT_GITHUB && i < sizeof commands / sizeof commands[0]; i++)
        if (strncmp(line, commands[i], strlen(commands[i])) == 0)
            return true;
    return false;
}

static bool is_command(const char *line, enum output_format format)
{
    for (const char *at = line; *at != '\0'; at++)
        if (text_begins_command(at))
            return true;
    const char *start = start_of(line);
    return strncmp(start, "::", 2) == 0 && !begins_address(start) && !is_ours(line, format);
}

/* Frees the text. */
static void check(char *text, enum output_format format, const char *sent)
{
    for (char *line = strtok(text, "\r\n"); line != NULL; line = strtok(NULL, "\r\n"))
        cr_expect(!is_command(line, format), "%s, of \"%s\": %s",
                  words_name(&output_format_words, (int)format), sent, line);
    free(text);
}

/* --- the texts --- */

static char *text_of(const struct report *report, enum output_format format, struct report_options options)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_assert(out != NULL);
    struct report_writer *writer = report_writer_new(format, out, &options);
    cr_expect(report_writer_begin(writer, "0", "2026-11-23T20:00:00Z"));
    cr_expect(report_writer_report(writer, report));
    cr_expect(report_writer_report(writer, report));
    cr_expect(report_writer_end(writer, 1, &(struct run_end){.complete = true}));
    report_writer_free(writer);
    cr_assert(fclose(out) == 0);
    return text;
}

static struct report filled_report(const char *text)
{
    struct report report = {0};
    filled_object(&report_shape, &report, text);
    report.endpoints[0].port = report.endpoints[1].port = report.hosts[0].ports[0].port;
    report.findings[0].outcome = OUTCOME_FAILS;
    report.findings[1].outcome = OUTCOME_UNKNOWN;
    return report;
}

Test(log_commands, no_line_of_the_text_is_one)
{
    static const struct report_options looks[] = {
        {.verbose = true, .many = true},
        {.columns = 60, .utf8 = true},
        {.columns = 41, .quiet = true, .colour = true, .many = true},
        {.columns = 200, .utf8 = true, .verbose = true, .colour = true},
    };
    for (size_t i = 0; i < TEXTS; i += sample_step(3)) {
        char *sent = hostile(i);
        struct report report = filled_report(sent);
        for (size_t n = 0; n < sizeof looks / sizeof looks[0]; n++)
            check(text_of(&report, FORMAT_TEXT, looks[n]), FORMAT_TEXT, sent);
        shape_clear(&report_shape, &report);
        free(sent);
    }
}

Test(log_commands, no_line_of_another_format_is_one)
{
    for (size_t i = 0; i < TEXTS; i += sample_step(3)) {
        char *sent = from_wire(i);
        struct report report = filled_report(sent);
        for (int format = 0; format < OUTPUT_FORMAT_COUNT; format++)
            check(text_of(&report, format, (struct report_options){.verbose = true, .many = true}), format,
                  sent);
        shape_clear(&report_shape, &report);
        free(sent);
    }
}

static char *changes_of(const struct changes *changes, enum output_format format, int columns)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_assert(out != NULL);
    struct report_options look = {.columns = columns, .verbose = true};
    if (format == FORMAT_MARKDOWN)
        changes_markdown(out, changes);
    else if (format == FORMAT_JSON)
        changes_json(out, changes);
    else
        changes_text(out, &look, changes);
    cr_assert(fclose(out) == 0);
    return text;
}

static char *timeline_of(const struct timeline *timeline, int columns)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_assert(out != NULL);
    timeline_text(out, &(struct report_options){.columns = columns}, timeline);
    cr_assert(fclose(out) == 0);
    return text;
}

Test(log_commands, no_line_of_diff_and_history_is_one)
{
    for (size_t i = 0; i < TEXTS; i += sample_step(3)) {
        char *sent = from_wire(i);
        struct changes changes = {0};
        struct timeline timeline = {0};
        filled_object(&changes_shape, &changes, sent);
        filled_object(&timeline_shape, &timeline, sent);
        for (int columns = 40; columns <= 100; columns += 60) {
            check(changes_of(&changes, FORMAT_TEXT, columns), FORMAT_TEXT, sent);
            check(timeline_of(&timeline, columns), FORMAT_TEXT, sent);
        }
        check(changes_of(&changes, FORMAT_MARKDOWN, 80), FORMAT_MARKDOWN, sent);
        check(changes_of(&changes, FORMAT_JSON, 80), FORMAT_JSON, sent);
        shape_clear(&changes_shape, &changes);
        shape_clear(&timeline_shape, &timeline);
        free(sent);
    }
}
