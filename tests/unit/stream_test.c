/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One connection: its deadline, its end, what it remembers. */
#include "base/list.h"
#include "net/stream.h"
#include "wired.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { LONG_MS = 60000, LITTLE_MS = 20 };

static struct stop run_test(struct wired *wired, void (*run)(struct wired *wired))
{
    wired_run_over_socket(wired, run, NULL);
    return wired->session.stop;
}

static bool read_line(struct stream *stream)
{
    char line[64];
    size_t length;
    bool whole;
    return stream_read_line(stream, line, sizeof line, &length, &whole);
}

/* A byte at every turn of the loop, as long as the stream under test is alive. */
static void drip(struct fiber *fiber, void *argument)
{
    struct wired *wired = argument;
    while (stream_ok(&wired->stream)) {
        send(wired->other, "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
    }
}

static void read_drops(struct wired *wired)
{
    fiber_spawn(fiber_pool_of(wired->fiber), drip, wired);
    wired_say(wired, "x");
    stream_begin(&wired->stream, STEP_GREETING, LITTLE_MS);
    cr_expect_not(read_line(&wired->stream));
    cr_expect_gt(wired->stream.received_bytes, 0);
}

Test(stream, a_byte_now_and_then_does_not_extend_the_deadline)
{
    struct wired wired;
    struct stop stop = run_test(&wired, read_drops);
    cr_expect_eq(stop.reason, STOP_TIMED_OUT);
    cr_expect_eq(stop.at, STEP_GREETING);
    wired_clear(&wired);
}

static void read_drops_without_patience(struct wired *wired)
{
    wired->stream.patience = (struct stream_patience){.drip_until_ms = 1, .drip_ms = LITTLE_MS};
    fiber_spawn(fiber_pool_of(wired->fiber), drip, wired);
    stream_begin(&wired->stream, STEP_GREETING, LONG_MS);
    cr_expect_not(read_line(&wired->stream));
}

Test(stream, a_byte_now_and_then_is_not_waited_for_longer_than_the_patience)
{
    struct wired wired;
    struct stop stop = run_test(&wired, read_drops_without_patience);
    cr_expect_eq(stop.reason, STOP_TIME_RAN_OUT);
    cr_expect_eq(stop.at, STEP_GREETING);
    cr_expect_gt(stop.received_bytes, 0);
    cr_expect_str_eq(stop.detail, "mailsonde stopped waiting for a server that sends byte by byte");
    wired_clear(&wired);
}

static void read_silence_without_patience(struct wired *wired)
{
    wired->stream.patience = (struct stream_patience){.drip_until_ms = 1, .drip_ms = 1};
    stream_begin(&wired->stream, STEP_GREETING, LITTLE_MS);
    cr_expect_not(read_line(&wired->stream));
}

Test(stream, silence_is_waited_for_all_the_same)
{
    struct wired wired;
    struct stop stop = run_test(&wired, read_silence_without_patience);
    cr_expect_eq(stop.reason, STOP_TIMED_OUT);
    wired_clear(&wired);
}

static void say_a_thousand_bytes(struct wired *wired)
{
    char text[1001];
    memset(text, 'x', 1000);
    text[1000] = '\0';
    wired_say(wired, text);
}

static void read_after_the_deadline(struct wired *wired)
{
    say_a_thousand_bytes(wired);
    stream_begin(&wired->stream, STEP_GREETING, -1);
    char byte;
    size_t count = 0;
    while (stream_receive(&wired->stream, &byte, 1) == 1)
        count++;
    cr_expect_gt(count, 0, "what has come in time is read, even late");
    cr_expect_lt(count, 1000);
}

Test(stream, bytes_that_never_pause_do_not_extend_the_deadline)
{
    struct wired wired;
    cr_expect_eq(run_test(&wired, read_after_the_deadline).reason, STOP_TIMED_OUT);
    wired_clear(&wired);
}

static void set_flag(struct fiber *fiber, void *argument)
{
    (void)fiber;
    *(bool *)argument = true;
}

static void read_much(struct wired *wired)
{
    bool others_ran = false;
    say_a_thousand_bytes(wired);
    fiber_spawn(fiber_pool_of(wired->fiber), set_flag, &others_ran);
    stream_begin(&wired->stream, STEP_GREETING, LONG_MS);
    char byte;
    for (size_t i = 0; i < 1000; i++)
        cr_assert_eq(stream_receive(&wired->stream, &byte, 1), 1);
    cr_expect(others_ran);
}

Test(stream, bytes_that_never_pause_do_not_hold_up_others)
{
    struct wired wired;
    cr_expect_eq(run_test(&wired, read_much).reason, STOP_NONE);
    wired_clear(&wired);
}

static void write_to_nobody(struct wired *wired)
{
    static char bytes[1 << 20];
    stream_begin(&wired->stream, STEP_EHLO, LITTLE_MS);
    ssize_t sent = 0;
    for (int i = 0; i < 1000 && sent >= 0; i++)
        sent = stream_send(&wired->stream, bytes, sizeof bytes);
    cr_expect_eq(sent, -1);
}

Test(stream, an_end_that_does_not_read_holds_nobody)
{
    struct wired wired;
    struct stop stop = run_test(&wired, write_to_nobody);
    cr_expect_eq(stop.reason, STOP_TIMED_OUT);
    cr_expect_eq(stop.at, STEP_EHLO);
    wired_clear(&wired);
}

static void write_to_the_gone(struct wired *wired)
{
    wired_hang_up(wired);
    stream_begin(&wired->stream, STEP_EHLO, LONG_MS);
    cr_expect_not(stream_write(&wired->stream, "EHLO x\r\n"));
}

Test(stream, writing_to_an_end_that_is_gone)
{
    struct wired wired;
    struct stop stop = run_test(&wired, write_to_the_gone);
    cr_expect_eq(stop.reason, STOP_RESET);
    cr_expect_str_eq(stop.system_error, "EPIPE");
    cr_expect_not_null(stop.detail);
    wired_clear(&wired);
}

static void fail_twice(struct wired *wired)
{
    struct stream *stream = &wired->stream;
    stream_begin(stream, STEP_EHLO, LONG_MS);
    cr_expect_not(stream_stop(stream, STOP_PROTOCOL, 0, "%s", "first"));
    cr_expect_not(stream_ok(stream));
    stream_begin(stream, STEP_STARTTLS, LONG_MS);
    cr_expect_not(stream_stop(stream, STOP_RESET, ECONNRESET, "second"));
    cr_expect_not(stream_reject(stream, 554, "third"));
    cr_expect_not(stream_write(stream, "x"));
    cr_expect_not(read_line(stream));
}

Test(stream, the_first_failure_is_the_one_written_down)
{
    struct wired wired;
    struct stop stop = run_test(&wired, fail_twice);
    cr_expect_eq(stop.reason, STOP_PROTOCOL);
    cr_expect_eq(stop.at, STEP_EHLO);
    cr_expect_str_eq(stop.detail, "first");
    cr_expect_null(stop.system_error);
    cr_expect_eq(stop.reply_code, 0);
    wired_clear(&wired);
}

static void be_rejected(struct wired *wired)
{
    struct stream *stream = &wired->stream;
    stream_begin(stream, STEP_GREETING, LONG_MS);
    cr_expect_not(stream_reject(stream, 421, "421 later"));
    cr_expect(stream_ok(stream));
    cr_expect_not(stream_reject(stream, 554, "554 never"));
    stream_begin(stream, STEP_QUIT, LONG_MS);
    wired_say(wired, "221 bye\r\n");
    cr_expect(stream_write(stream, "QUIT\r\n"));
    cr_expect(read_line(stream));
}

Test(stream, a_rejection_leaves_the_connection_open_for_quit)
{
    struct wired wired;
    struct stop stop = run_test(&wired, be_rejected);
    cr_expect_eq(stop.reason, STOP_REJECTED);
    cr_expect_eq(stop.reply_code, 421);
    cr_expect_eq(stop.at, STEP_GREETING);
    cr_expect_str_eq(stop.detail, "421 later");
    wired_clear(&wired);
}

static void leave_and_fail(struct wired *wired)
{
    stream_begin(&wired->stream, STEP_QUIT, LONG_MS);
    stream_leave(&wired->stream);
    stream_reject(&wired->stream, 421, "421 later");
    wired_hang_up(wired);
    cr_expect_not(read_line(&wired->stream));
    cr_expect_not(stream_ok(&wired->stream));
}

Test(stream, what_goes_wrong_after_leaving_is_no_fact)
{
    struct wired wired;
    struct stop stop = run_test(&wired, leave_and_fail);
    cr_expect_eq(stop.reason, STOP_NONE);
    cr_expect_eq(stop.reply_code, 0);
    cr_expect_null(stop.detail);
    wired_clear(&wired);
}

static void take_what_is_glued(struct wired *wired)
{
    struct stream *stream = &wired->stream;
    char bytes[8] = "";
    stream_begin(stream, STEP_STARTTLS, LONG_MS);
    wired_say(wired, "220 go\r\nab");
    cr_expect(read_line(stream));
    wired_say(wired, "cd");
    cr_expect_eq(stream_take_pending(stream, bytes, sizeof bytes), 4);
    cr_expect_eq(memcmp(bytes, "abcd", 4), 0);
    cr_expect_eq(stream_take_pending(stream, bytes, sizeof bytes), 0);
    wired_say(wired, "0123456789");
    cr_expect_eq(stream_take_pending(stream, bytes, sizeof bytes), sizeof bytes);
    wired_hang_up(wired);
    cr_expect_eq(stream_take_pending(stream, bytes, sizeof bytes), 2);
    cr_expect_eq(stream_take_pending(stream, bytes, sizeof bytes), 0);
    cr_expect(stream_ok(stream));
}

Test(stream, pending_bytes_are_taken_without_waiting)
{
    struct wired wired;
    run_test(&wired, take_what_is_glued);
    cr_expect_eq(wired.stream.received_bytes, 22);
    cr_expect_eq(memcmp(wired.stream.first_bytes, "220 go\r\nabcd0123456789", 22), 0);
    wired_clear(&wired);
}

static void listen_to_silence(struct wired *wired)
{
    struct stream *stream = &wired->stream;
    stream_begin(stream, STEP_GREETING, LONG_MS);
    cr_expect(stream_is_silent_until(stream, fiber_now_ms(wired->fiber) + 1));
    cr_expect(stream_ok(stream));
    wired_say(wired, "2");
    cr_expect_not(stream_is_silent_until(stream, fiber_now_ms(wired->fiber) + LONG_MS));
    cr_expect_eq(stream->received_bytes, 0, "nothing is taken");
    wired_hang_up(wired);
    cr_expect_not(read_line(stream));
    cr_expect_not(stream_is_silent_until(stream, fiber_now_ms(wired->fiber) + LONG_MS),
                  "an end is no silence");
}

Test(stream, silence_is_waited_for_and_stops_nothing)
{
    struct wired wired;
    cr_expect_eq(run_test(&wired, listen_to_silence).reason, STOP_CLOSED);
    wired_clear(&wired);
}

static void go_through_steps(struct wired *wired)
{
    struct stream *stream = &wired->stream;
    stream_begin(stream, STEP_CONNECT, LONG_MS);
    stream_begin(stream, STEP_GREETING, LONG_MS);
    for (int i = 0; i < 1000; i++)
        stream_note(stream, FROM_SERVER, "220-x");
    stream_stop(stream, STOP_PROTOCOL, 0, NULL);
    stream_begin(stream, STEP_EHLO, LONG_MS);
    stream_close(stream);
    stream_close(stream);
}

Test(stream, steps_that_were_begun_are_timed_once)
{
    struct wired wired;
    run_test(&wired, go_through_steps);
    cr_expect_eq(wired.session.timing_count, 2);
    cr_expect_eq(wired.session.timings[0].step, STEP_CONNECT);
    cr_expect_eq(wired.session.timings[1].step, STEP_GREETING);
    cr_expect_geq(wired.session.timings[1].elapsed_ms, 0);
    cr_expect_eq(wired.session.transcript_count, 200, "a transcript is bounded");
    wired_clear(&wired);
}

static void cut(struct fiber *fiber, void *argument)
{
    (void)argument;
    fiber_pool_cut(fiber_pool_of(fiber));
}

static void read_until_cut(struct wired *wired)
{
    stream_begin(&wired->stream, STEP_GREETING, LONG_MS);
    fiber_spawn(fiber_pool_of(wired->fiber), cut, NULL);
    cr_expect_not(read_line(&wired->stream));
    cr_expect_not(stream_ok(&wired->stream));
    cr_expect_not(stream_write(&wired->stream, "QUIT\r\n"), "nothing is said after that");
}

static void read_until_out_of_time(struct wired *wired)
{
    stream_begin(&wired->stream, STEP_GREETING, LONG_MS);
    fiber_set_time_limit(wired->fiber, fiber_now_ms(wired->fiber) + 1);
    cr_expect_not(read_line(&wired->stream));
    cr_expect_not(stream_write(&wired->stream, "QUIT\r\n"), "nothing is said after that");
}

Test(stream, nor_is_one_whose_time_ran_out)
{
    struct wired wired;
    struct stop stop = run_test(&wired, read_until_out_of_time);
    cr_expect_eq(stop.reason, STOP_TIME_RAN_OUT);
    cr_expect_eq(stop.at, STEP_GREETING);
    wired_clear(&wired);
}

Test(stream, a_read_that_is_cut_off_is_no_silence)
{
    struct wired wired;
    struct stop stop = run_test(&wired, read_until_cut);
    cr_expect_eq(stop.reason, STOP_INTERRUPTED);
    cr_expect_eq(stop.at, STEP_GREETING);
    wired_clear(&wired);
}

static void wait_for_silence_until_cut(struct wired *wired)
{
    stream_begin(&wired->stream, STEP_GREETING, LONG_MS);
    fiber_spawn(fiber_pool_of(wired->fiber), cut, NULL);
    cr_expect_not(stream_is_silent_until(&wired->stream, fiber_now_ms(wired->fiber) + LONG_MS));
    cr_expect(stream_ok(&wired->stream));
}

Test(stream, nor_is_a_wait_for_the_first_byte)
{
    struct wired wired;
    run_test(&wired, wait_for_silence_until_cut);
    wired_clear(&wired);
}

static void be_busy_here(struct wired *wired)
{
    struct stream *stream = &wired->stream;
    stream_begin(stream, STEP_HANDSHAKE, LONG_MS);
    int64_t step_ms = stream->step_began_at_ms, deadline_ms = stream->deadline_ms;
    stream_extend(stream, LITTLE_MS);
    cr_expect_eq(stream->step_began_at_ms, step_ms + LITTLE_MS);
    cr_expect_eq(stream->exchange_began_at_ms, step_ms + LITTLE_MS);
    cr_expect_eq(stream->deadline_ms, deadline_ms + LITTLE_MS);
}

Test(stream, what_this_machine_took_is_not_the_servers_time)
{
    struct wired wired;
    run_test(&wired, be_busy_here);
    wired_clear(&wired);
}
