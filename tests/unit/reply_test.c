/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SMTP replies: lines taken apart, and whole replies read from friendly and hostile ends. */
#include "base/list.h"
#include "base/shape.h"
#include "facts/shapes.h"
#include "smtp/reply.h"
#include "wired.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { LONG_MS = 60000 };

Test(reply, lines_are_taken_apart)
{
    static const struct {
        const char *line;
        int code; /* 0: no reply line */
        bool last;
        const char *text;
    } rows[] = {
        {"220 mx ESMTP", 220, true, "mx ESMTP"},
        {"220-mx ESMTP", 220, false, "mx ESMTP"},
        {"250", 250, true, ""},
        {"250 ", 250, true, ""},
        {"250-", 250, false, ""},
        {"250  two", 250, true, " two"},
        {"599 -", 599, true, "-"},
        {"200-", 200, false, ""},
        {"", 0, false, ""},
        {"25", 0, false, ""},
        {"2500 four", 0, false, ""},
        {"250\tHELP", 0, false, ""},
        {"250_", 0, false, ""},
        {"150 early", 0, false, ""},
        {"650 late", 0, false, ""},
        {"2x0 no", 0, false, ""},
        {"22a no", 0, false, ""},
        {" 220 mx", 0, false, ""},
        {"SSH-2.0-x", 0, false, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct reply_line parsed;
        bool good = reply_parse_line(rows[i].line, strlen(rows[i].line), &parsed);
        cr_expect_eq(good, rows[i].code != 0, "\"%s\"", rows[i].line);
        if (!good)
            continue;
        cr_expect_eq(parsed.code, rows[i].code, "\"%s\"", rows[i].line);
        cr_expect_eq(parsed.last, rows[i].last, "\"%s\"", rows[i].line);
        cr_expect_eq(parsed.length, strlen(rows[i].text), "\"%s\"", rows[i].line);
        cr_expect_eq(memcmp(parsed.text, rows[i].text, parsed.length), 0, "\"%s\"", rows[i].line);
    }
}

Test(reply, enhanced_codes)
{
    static const struct {
        int code;
        const char *text;
        const char *enhanced; /* NULL: none */
    } rows[] = {
        {530, "5.7.0 Must issue a STARTTLS command first", "5.7.0"},
        {250, "2.1.0", "2.1.0"},
        {450, "4.7.120 greylisted", "4.7.120"},
        {550, "5.711.999 x", "5.711.999"},
        {550, "5.1.1\tx", NULL},
        {550, "2.1.0 of another class", NULL},
        {354, "3.0.0 there is no class 3", NULL},
        {550, "5.7.1234 too long", NULL},
        {550, "5.1234.1 too long", NULL},
        {550, "5.7 short", NULL},
        {550, "5.7. short", NULL},
        {550, "5..1 empty", NULL},
        {550, "5.7.1: glued", NULL},
        {550, "5.7.1.2 four", NULL},
        {550, " 5.7.1 blank first", NULL},
        {550, "5. 7. 1 blanks within", NULL},
        {550, "+5.7.1 sign", NULL},
        {550, "5.+7.-1 signs", NULL},
        {550, "55.7.1 x", NULL},
        {550, "", NULL},
        {550, "5", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *enhanced = reply_enhanced_code(rows[i].code, rows[i].text, strlen(rows[i].text));
        cr_expect_str_eq(enhanced != NULL ? enhanced : "none",
                         rows[i].enhanced != NULL ? rows[i].enhanced : "none", "\"%s\"", rows[i].text);
        free(enhanced);
    }
    char *cut = reply_enhanced_code(550, "5.7.1", 3);
    cr_expect_null(cut, "nothing beyond the length is looked at");
    free(cut);
}

/* One reply, read with nothing but its bytes. */
struct reading {
    struct wired wired;
    struct reply reply;
    bool answered;
};

static void read_reply(struct wired *wired)
{
    struct reading *reading = wired->argument;
    stream_begin(&wired->stream, STEP_GREETING, LONG_MS);
    reading->answered = reply_read(&wired->stream, &reading->reply);
}

static void read_input(struct reading *reading, struct wired_input input)
{
    memset(reading, 0, sizeof *reading);
    wired_run_from_memory(&reading->wired, read_reply, reading, &input);
}

static void read_text(struct reading *reading, const char *text)
{
    read_input(reading, (struct wired_input){.bytes = text, .length = strlen(text)});
}

static void forget(struct reading *reading)
{
    shape_clear(&reply_shape, &reading->reply);
    wired_clear(&reading->wired);
}

static void expect_stop(struct reading *reading, enum stop_reason reason)
{
    cr_expect_not(reading->answered);
    cr_expect_eq(reading->wired.session.stop.reason, reason, "%s", reading->wired.session.stop.detail);
    cr_expect_eq(reading->wired.session.stop.at, STEP_GREETING);
}

Test(reply, one_line_and_many)
{
    struct reading one, many;
    read_text(&one, "220 mx.example.org ESMTP\r\n");
    cr_expect(one.answered);
    cr_expect_eq(one.reply.code, 220);
    cr_expect_eq(one.reply.lines.count, 1);
    cr_expect_str_eq(one.reply.lines.items[0], "mx.example.org ESMTP");
    cr_expect_null(one.reply.enhanced_code);
    cr_expect_not(one.reply.truncated);
    cr_expect_eq(one.wired.session.stop.reason, STOP_NONE);
    read_text(&many, "250-2.0.0 a\r\n250-b\r\n250 c\r\n250 of the next reply\r\n");
    cr_expect(many.answered);
    cr_expect_eq(many.reply.lines.count, 3);
    cr_expect_str_eq(many.reply.lines.items[2], "c");
    cr_expect_str_eq(many.reply.enhanced_code, "2.0.0");
    char *text = reply_text(&many.reply);
    cr_expect_str_eq(text, "250 2.0.0 a / b / c");
    free(text);
    forget(&one);
    forget(&many);
}

Test(reply, however_it_is_split)
{
    const char *bytes = "220-mx.example.org\r\n220-\r\n220 ESMTP ready\r\n";
    for (size_t chunk = 1; chunk <= strlen(bytes); chunk++) {
        struct reading reading;
        read_input(&reading, (struct wired_input){.bytes = bytes, .length = strlen(bytes), .chunk = chunk});
        cr_expect(reading.answered);
        char *text = reply_text(&reading.reply);
        cr_expect_str_eq(text, "220 mx.example.org /  / ESMTP ready", "in pieces of %zu", chunk);
        free(text);
        forget(&reading);
    }
}

Test(reply, bare_line_feeds_end_lines_and_bare_carriage_returns_do_not)
{
    struct reading bare, within;
    read_text(&bare, "220-a\n220 b\n");
    cr_expect(bare.answered);
    cr_expect_eq(bare.reply.lines.count, 2);
    cr_expect_str_eq(bare.reply.lines.items[1], "b");
    read_text(&within, "220 a\rb\r\r\n");
    cr_expect(within.answered);
    cr_expect_str_eq(within.reply.lines.items[0], "a\\x0db");
    forget(&bare);
    forget(&within);
}

Test(reply, nuls_and_other_bytes_are_kept_as_escapes)
{
    static const char bytes[] = "220 a\0b\x1b[0m\xff\r\n";
    struct reading reading;
    read_input(&reading, (struct wired_input){.bytes = bytes, .length = sizeof bytes - 1});
    cr_expect(reading.answered);
    cr_expect_str_eq(reading.reply.lines.items[0], "a\\x00b\\x1b[0m\\xff");
    forget(&reading);
}

Test(reply, the_last_line_has_the_code)
{
    struct reading reading;
    read_text(&reading, "250-2.0.0 first\r\n550 5.7.1 then\r\n");
    cr_expect(reading.answered);
    cr_expect_eq(reading.reply.code, 550);
    cr_expect_str_eq(reading.reply.enhanced_code, "5.7.1");
    forget(&reading);
}

Test(reply, a_long_line_is_cut)
{
    static char bytes[5000];
    memset(bytes, 'x', sizeof bytes);
    memcpy(bytes, "220 ", 4);
    memcpy(bytes + sizeof bytes - 2, "\r\n", 2);
    struct reading reading;
    read_input(&reading, (struct wired_input){.bytes = bytes, .length = sizeof bytes});
    cr_expect(reading.answered);
    cr_expect(reading.reply.truncated);
    cr_expect_eq(strlen(reading.reply.lines.items[0]), REPLY_LINE_MAX_BYTES - 4);
    forget(&reading);
}

Test(reply, a_line_of_just_the_limit_is_whole)
{
    static char bytes[REPLY_LINE_MAX_BYTES + 2];
    memset(bytes, 'x', sizeof bytes);
    memcpy(bytes, "220 ", 4);
    memcpy(bytes + sizeof bytes - 2, "\r\n", 2);
    for (size_t chunk = 0; chunk < 3; chunk++) {
        struct reading reading;
        read_input(&reading, (struct wired_input){.bytes = bytes, .length = sizeof bytes, .chunk = chunk});
        cr_expect(reading.answered);
        cr_expect_not(reading.reply.truncated, "in pieces of %zu", chunk);
        cr_expect_eq(strlen(reading.reply.lines.items[0]), REPLY_LINE_MAX_BYTES - 4);
        forget(&reading);
    }
}

Test(reply, a_line_without_end_is_no_smtp)
{
    struct reading reading;
    read_input(&reading, (struct wired_input){.bytes = "x", .length = 1, .repeat = 1 << 30});
    expect_stop(&reading, STOP_PROTOCOL);
    forget(&reading);
}

Test(reply, many_lines_are_read_and_not_all_kept)
{
    struct reading reading;
    const char *line = "250-x\r\n";
    char *bytes = allocate(REPLY_MAX_READ_LINES * 7 + 1, 1);
    for (int i = 0; i < REPLY_MAX_READ_LINES - 1; i++)
        memcpy(bytes + i * 7, line, 7);
    memcpy(bytes + (REPLY_MAX_READ_LINES - 1) * 7, "250 x\r\n", 7);
    read_text(&reading, bytes);
    cr_expect(reading.answered);
    cr_expect(reading.reply.truncated);
    cr_expect_eq(reading.reply.lines.count, REPLY_MAX_LINES);
    cr_expect_leq(reading.wired.session.transcript_count, 200);
    free(bytes);
    forget(&reading);
}

Test(reply, lines_without_end_are_no_smtp)
{
    struct reading reading;
    read_input(&reading, (struct wired_input){.bytes = "250-x\r\n", .length = 7, .repeat = 1 << 20});
    expect_stop(&reading, STOP_PROTOCOL);
    cr_expect_eq(reading.reply.lines.count, REPLY_MAX_LINES);
    forget(&reading);
}

Test(reply, what_is_no_reply_is_named)
{
    struct reading ssh, empty, second;
    read_text(&ssh, "SSH-2.0-\x01\"x\r\n");
    expect_stop(&ssh, STOP_PROTOCOL);
    cr_expect_not_null(strstr(ssh.wired.session.stop.detail, "SSH-2.0-\\x01"));
    read_text(&empty, "\r\n220 mx\r\n");
    expect_stop(&empty, STOP_PROTOCOL);
    read_text(&second, "220-mx\r\nhello\r\n220 mx\r\n");
    expect_stop(&second, STOP_PROTOCOL);
    cr_expect_eq(second.reply.code, 220);
    cr_expect_eq(second.reply.lines.count, 1, "what was read until then is kept");
    forget(&ssh);
    forget(&empty);
    forget(&second);
}

Test(reply, an_end_within_a_reply_is_the_servers_closing)
{
    static const char *const ends[] = {"", "2", "220 mx", "220 mx\r", "220-mx\r\n", "220-mx\r\n220 "};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct reading reading;
        read_text(&reading, ends[i]);
        expect_stop(&reading, STOP_CLOSED);
        forget(&reading);
    }
}

static void read_with_little_time(struct wired *wired)
{
    struct reading *reading = wired->argument;
    wired_say(wired, "220-mx\r\n220 E");
    stream_begin(&wired->stream, STEP_GREETING, 1);
    reading->answered = reply_read(&wired->stream, &reading->reply);
}

Test(reply, a_reply_that_does_not_come_in_time)
{
    struct reading reading = {0};
    wired_run_over_socket(&reading.wired, read_with_little_time, &reading);
    expect_stop(&reading, STOP_TIMED_OUT);
    cr_expect_eq(reading.reply.lines.count, 1);
    cr_expect_str_eq(reading.wired.session.transcript[1].text, "220 E", "the half line is in the transcript");
    forget(&reading);
}

static void read_when_hung_up(struct wired *wired)
{
    wired_say(wired, "220 mx ESMTP\r\n");
    wired_hang_up(wired);
    read_reply(wired);
}

Test(reply, what_came_before_the_end_counts)
{
    struct reading reading = {0};
    wired_run_over_socket(&reading.wired, read_when_hung_up, &reading);
    cr_expect(reading.answered);
    cr_expect_eq(reading.reply.code, 220);
    forget(&reading);
}
