/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who said no to a connect(), as it is written down. */
#include "base/list.h"
#include "base/shape.h"
#include "facts/shapes.h"
#include "net/refusal.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

/* A stream in the middle of a connect. */
struct attempt {
    struct session session;
    struct stream stream;
};

static struct attempt *begin(const char *local_address)
{
    struct attempt *attempt = allocate(1, sizeof *attempt);
    attempt->session.local_address = local_address != NULL ? text_copy(local_address) : NULL;
    attempt->stream.session = &attempt->session;
    attempt->stream.step = STEP_CONNECT;
    return attempt;
}

static void expect(struct attempt *attempt, enum stop_reason reason, const char *system_error,
                   const char *detail)
{
    const struct stop *stop = &attempt->session.stop;
    cr_expect_eq(stop->at, STEP_CONNECT);
    cr_expect_eq(stop->reason, reason, "%s", stop->detail);
    if (system_error != NULL)
        cr_expect_str_eq(stop->system_error, system_error);
    else
        cr_expect_null(stop->system_error);
    cr_expect_not_null(strstr(stop->detail, detail), "%s", stop->detail);
    cr_expect_not(stream_ok(&attempt->stream));
    shape_clear(&session_shape, &attempt->session);
    free(attempt);
}

Test(refusal, at_once)
{
    static const struct {
        int error;
        enum stop_reason reason;
        const char *name;
        const char *detail;
    } rows[] = {
        {ENETUNREACH, STOP_LOCAL, "ENETUNREACH", "no route"},
        {EHOSTUNREACH, STOP_LOCAL, "EHOSTUNREACH", "unreachable"},
        {EADDRNOTAVAIL, STOP_LOCAL, "EADDRNOTAVAIL", "no address"},
        {EAFNOSUPPORT, STOP_LOCAL, "EAFNOSUPPORT", "address family"},
        {EACCES, STOP_LOCAL, "EACCES", "prohibit"},
        {EPERM, STOP_LOCAL, "EPERM", "firewall"},
        {EINVAL, STOP_LOCAL, "EINVAL", "blackhole"},
        {EMFILE, STOP_LOCAL, "EMFILE", "files"},
        {ECONNREFUSED, STOP_REFUSED, "ECONNREFUSED", "refused"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct attempt *attempt = begin(NULL);
        cr_expect_not(refusal_at_once(&attempt->stream, rows[i].error));
        expect(attempt, rows[i].reason, rows[i].name, rows[i].detail);
    }
}

static struct icmp_error *port_unreachable(const char *sender)
{
    struct icmp_error *icmp = allocate(1, sizeof *icmp);
    *icmp = (struct icmp_error){4, 3, 3, sender != NULL ? text_copy(sender) : NULL};
    return icmp;
}

Test(refusal, by_icmp_is_no_rst_though_the_system_calls_it_refused)
{
    struct attempt *attempt = begin(NULL);
    cr_expect_not(refusal_by_icmp(&attempt->stream, port_unreachable("192.0.2.1"), ECONNREFUSED));
    cr_assert_not_null(attempt->session.stop.icmp);
    cr_expect_eq(attempt->session.stop.icmp->code, 3);
    cr_expect_str_eq(attempt->session.stop.icmp->sender, "192.0.2.1");
    expect(attempt, STOP_UNREACHABLE, "ECONNREFUSED", "192.0.2.1 says: port unreachable");
}

Test(refusal, by_icmp_of_an_unknown_sender)
{
    struct attempt *attempt = begin(NULL);
    refusal_by_icmp(&attempt->stream, port_unreachable(NULL), ECONNREFUSED);
    expect(attempt, STOP_UNREACHABLE, "ECONNREFUSED", "an unknown sender says: port unreachable");
}

Test(refusal, by_error)
{
    static const struct {
        int error;
        bool tells_senders;
        enum stop_reason reason;
        const char *name;
        const char *detail;
    } rows[] = {
        {ECONNREFUSED, true, STOP_REFUSED, "ECONNREFUSED", "refused"},
        {ECONNREFUSED, false, STOP_REFUSED, "ECONNREFUSED", "does not show which"},
        {ETIMEDOUT, true, STOP_TIMED_OUT, "ETIMEDOUT", "timed out"},
        {EHOSTUNREACH, false, STOP_UNREACHABLE, "EHOSTUNREACH", "does not show its sender"},
        {EACCES, false, STOP_UNREACHABLE, "EACCES", "does not show its sender"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct attempt *attempt = begin(NULL);
        cr_expect_not(refusal_by_error(&attempt->stream, rows[i].error, rows[i].tells_senders));
        cr_expect_null(attempt->session.stop.icmp);
        expect(attempt, rows[i].reason, rows[i].name, rows[i].detail);
    }
}

Test(refusal, by_silence)
{
    static const struct {
        bool unsent;
        const char *local_address;
        const char *address;
        enum stop_reason reason;
        const char *name;
        const char *detail;
    } rows[] = {
        {false, "192.0.2.7", "198.51.100.1", STOP_TIMED_OUT, NULL, "no answer"},
        {false, NULL, "198.51.100.1", STOP_TIMED_OUT, NULL, "no answer"},
        {true, "192.0.2.7", "198.51.100.1", STOP_LOCAL, NULL, "did not send the SYN"},
        {false, "2001:db8::7", "2001:db8:1::1", STOP_TIMED_OUT, NULL, "no answer"},
        {false, "::1", "2001:db8:1::1", STOP_LOCAL, "EADDRNOTAVAIL", "no source address except ::1"},
        {false, "fe80::7", "2001:db8:1::1", STOP_LOCAL, "EADDRNOTAVAIL", "except fe80::7"},
        {false, "::1", "::1", STOP_TIMED_OUT, NULL, "no answer"},
        {false, "127.0.0.1", "127.0.0.2", STOP_TIMED_OUT, NULL, "no answer"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct attempt *attempt = begin(rows[i].local_address);
        struct syn_info syn = {.retransmissions = 2, .unsent = rows[i].unsent};
        cr_expect_not(refusal_by_silence(&attempt->stream, &syn, rows[i].address));
        expect(attempt, rows[i].reason, rows[i].name, rows[i].detail);
    }
}
