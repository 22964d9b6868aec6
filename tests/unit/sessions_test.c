/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Several sessions of one port: the weakest decides. */
#include "assess/assess.h"
#include "assess/verdict/downgrade.h"
#include "base/list.h"
#include "facts/shapes.h"
#include "facts_builder.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { SEQUENCES = 120, LENGTH_MAX = 4 };

static struct report report;

static void judge(void)
{
    assess_report(&report, &policy_default);
}

static void start(void)
{
    memset(&report, 0, sizeof report);
    facts_opportunistic(&report);
}

static void finish(void)
{
    facts_clear(&report);
}

TestSuite(sessions, .init = start, .fini = finish);

static const struct finding *find(enum finding_id id, const char *address, int64_t port)
{
    for (size_t i = 0; i < report.finding_count; i++) {
        const struct finding *finding = &report.findings[i];
        if (finding->id == id && text_same(finding->subject.address, address)
            && finding->subject.port == port)
            return finding;
    }
    return NULL;
}

static enum outcome outcome_of(enum finding_id id)
{
    const struct finding *finding = find(id, "192.0.2.10", 25);
    return finding != NULL ? finding->outcome : OUTCOME_COUNT;
}

/* A whole session more, like the first. */
static struct session *add_like_first(const char *address, int64_t port, enum session_purpose purpose)
{
    struct session *session = facts_add_session(&report, address, port, purpose);
    shape_copy(&session_shape, session, facts_session(&report, address, port));
    session->purpose = purpose;
    return session;
}

static void forget_tls(struct session *session)
{
    if (session->tls != NULL)
        shape_clear(&tls_shape, session->tls);
    free(session->tls);
    session->tls = NULL;
    session->stop = (struct stop){0};
}

static void set_stop(struct session *session, enum step at, enum stop_reason reason, int64_t code)
{
    session->stop.at = at;
    session->stop.reason = reason;
    session->stop.reply_code = code;
}

static void not_offered(struct session *session)
{
    forget_tls(session);
    session->starttls.offered = ANSWER_NO;
    facts_drop_keyword(session->ehlo, "STARTTLS");
    facts_set_reply(&session->starttls.reply, 502, "5.5.1 Command not implemented");
}

static void masked(struct session *session)
{
    not_offered(session);
    facts_add_keyword(session->ehlo, "XXXXXXXA", "");
    session->starttls.masked_as = text_copy("XXXXXXXA");
}

static void refused(struct session *session, int64_t code, const char *text)
{
    forget_tls(session);
    facts_set_reply(&session->starttls.reply, code, text);
    set_stop(session, STEP_STARTTLS, STOP_REJECTED, code);
}

static void refused_502(struct session *session)
{
    refused(session, 502, "5.5.1 Command not implemented");
}

static void refused_454(struct session *session)
{
    refused(session, 454, "4.7.0 TLS not available due to temporary reason");
}

static void handshake_fails(struct session *session)
{
    session->tls->completed = ANSWER_NO;
    set_stop(session, STEP_HANDSHAKE, STOP_TLS_ALERT, 0);
}

static void handshake_cut(struct session *session)
{
    session->tls->completed = ANSWER_NO;
    set_stop(session, STEP_HANDSHAKE, STOP_CLOSED, 0);
}

static void expired(struct session *session)
{
    session->tls->verification.in_date = ANSWER_NO;
    text_replace(&session->tls->chain[0].sha256, text_copy("other"));
}

static void untrusted(struct session *session)
{
    session->tls->verification.trusted = ANSWER_NO;
    text_replace(&session->tls->chain[0].sha256, text_copy("other"));
}

static void rate_limited(struct session *session)
{
    forget_tls(session);
    facts_set_reply(&session->starttls.reply, 421, "4.7.0 Too many TLS sessions");
    set_stop(session, STEP_STARTTLS, STOP_REJECTED, 421);
}

static void limited_454(struct session *session)
{
    refused(session, 454, "4.7.0 Too many connections, slow down");
}

static const struct {
    void (*spoil)(struct session *session);
    bool shows_starttls; /* and not only something of the certificate, or of a limit */
} kinds[] = {{not_offered, true},     {masked, true},        {refused_502, true}, {refused_454, true},
             {handshake_fails, true}, {handshake_cut, true}, {expired, false},    {untrusted, false},
             {rate_limited, false},   {limited_454, false}};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

Test(sessions, all_alike_hold)
{
    add_like_first("192.0.2.10", 25, PURPOSE_INJECTION);
    judge();
    cr_expect(outcome_of(FINDING_STARTTLS_INTERMITTENT) == OUTCOME_HOLDS);
    cr_expect(outcome_of(FINDING_CERTIFICATE_INTERMITTENT) == OUTCOME_HOLDS);
    cr_expect(report.verdict.inbound == INBOUND_OPPORTUNISTIC);
}

Test(sessions, without_TLS_there_is_nothing_to_compare)
{
    refused_502(facts_session(&report, "192.0.2.10", 25));
    judge();
    cr_expect(outcome_of(FINDING_STARTTLS_INTERMITTENT) == OUTCOME_COUNT);
}

/* A server that lost its key: STARTTLS works in no session, and one that was for MAIL does not ask for it. */
Test(sessions, what_never_works_is_not_intermittent)
{
    refused_454(facts_session(&report, "192.0.2.10", 25));
    struct session *mail = add_like_first("192.0.2.10", 25, PURPOSE_MAIL);
    mail->stop = (struct stop){0};
    shape_clear(&reply_shape, mail->starttls.reply);
    free(mail->starttls.reply);
    mail->starttls.reply = NULL;
    judge();
    cr_expect(outcome_of(FINDING_STARTTLS_INTERMITTENT) == OUTCOME_COUNT);
    cr_expect(report.verdict.inbound == INBOUND_CLEARTEXT);
    not_offered(add_like_first("192.0.2.10", 25, PURPOSE_SURVEY));
    judge();
    const struct finding *finding = find(FINDING_STARTTLS_INTERMITTENT, "192.0.2.10", 25);
    cr_assert_not_null(finding);
    cr_expect_eq(finding->outcome, OUTCOME_FAILS);
    cr_expect(
        strncmp(finding->evidence, "STARTTLS is offered in 2 of 3 sessions. In session 3 EHLO lists ", 64)
            == 0,
        "%s", finding->evidence);
}

Test(sessions, each_way_to_lack_starttls_is_intermittent)
{
    for (size_t i = 0; i < KINDS; i++) {
        finish();
        start();
        kinds[i].spoil(add_like_first("192.0.2.10", 25, PURPOSE_INJECTION_CONTROL));
        judge();
        bool fails = outcome_of(FINDING_STARTTLS_INTERMITTENT) == OUTCOME_FAILS;
        cr_expect(fails == kinds[i].shows_starttls, "kind %zu", i);
        cr_expect((report.verdict.inbound == INBOUND_CLEARTEXT) == kinds[i].shows_starttls, "kind %zu", i);
        if (kinds[i].shows_starttls) {
            cr_expect(report.verdict.attackers[ATTACKER_PASSIVE].inbound == EXPOSURE_SOME, "kind %zu", i);
            cr_expect_str_eq(report.verdict.inbound_summary,
                             "cleartext for some senders, an eavesdropper can read their mail");
        }
    }
}

/* The third connection, which a survey made. */
Test(sessions, a_later_session_is_told_by_its_number)
{
    add_like_first("192.0.2.10", 25, PURPOSE_INJECTION);
    refused_502(add_like_first("192.0.2.10", 25, PURPOSE_SURVEY));
    judge();
    const struct finding *finding = find(FINDING_STARTTLS_INTERMITTENT, "192.0.2.10", 25);
    cr_assert_not_null(finding);
    cr_expect_str_eq(finding->evidence,
                     "STARTTLS works in 2 of 3 sessions. In session 3 STARTTLS is "
                     "offered, but the command got \"502 5.5.1 Command not implemented\".");
}

/* A refusal of what was glued to STARTTLS is one of TLS only where the same was taken another time. */
Test(sessions, a_refused_injection_is_not_intermittent)
{
    refused_502(add_like_first("192.0.2.10", 25, PURPOSE_INJECTION));
    judge();
    cr_expect(outcome_of(FINDING_STARTTLS_INTERMITTENT) != OUTCOME_FAILS);
    refused_502(add_like_first("192.0.2.10", 25, PURPOSE_INJECTION));
    judge();
    cr_expect(outcome_of(FINDING_STARTTLS_INTERMITTENT) != OUTCOME_FAILS);
    add_like_first("192.0.2.10", 25, PURPOSE_INJECTION);
    judge();
    cr_expect(outcome_of(FINDING_STARTTLS_INTERMITTENT) == OUTCOME_FAILS);
}

Test(sessions, another_certificate_that_is_bad_counts)
{
    facts_policy(&report, MTA_STS_MODE_ENFORCE);
    judge();
    cr_expect(report.verdict.inbound == INBOUND_PINNED);
    expired(add_like_first("192.0.2.10", 25, PURPOSE_RESUMPTION));
    judge();
    cr_expect(outcome_of(FINDING_CERTIFICATE_INTERMITTENT) == OUTCOME_FAILS);
    cr_expect(report.verdict.inbound == INBOUND_OPPORTUNISTIC);
    expired(add_like_first("192.0.2.30", 465, PURPOSE_OTHER_KEY));
    judge();
    for (size_t i = 0; i < report.verdict.client_count; i++)
        cr_expect(report.verdict.clients[i].port != 465);
}

/* What gets better only because less is known of it is better, too. */
static bool is_better(enum exposure now, enum exposure before)
{
    return now == EXPOSURE_UNKNOWN ? before >= EXPOSURE_SOME : now < before;
}

/* A certificate that is not good keeps senders that check it from delivering at all: what they would have
 * lost, nobody reads then. */
static void expect_no_better(const struct verdict *now, const struct verdict *before, bool certificate,
                             const char *what)
{
    cr_expect(downgrade_rank(now->inbound_at_least) <= downgrade_rank(before->inbound_at_least), "%s", what);
    cr_expect(downgrade_rank(now->inbound_at_most) <= downgrade_rank(before->inbound_at_most), "%s", what);
    cr_expect(now->submission <= before->submission, "%s", what);
    for (size_t i = 0; i < now->attacker_count; i++) {
        const struct attacker_view *view = &now->attackers[i], *old = &before->attackers[i];
        cr_expect(certificate || !is_better(view->inbound, old->inbound), "%s, attacker %zu", what, i);
        cr_expect(!is_better(view->inbound_opportunistic, old->inbound_opportunistic), "%s, attacker %zu",
                  what, i);
    }
}

static uint32_t next_number(uint32_t *state, uint32_t bound)
{
    *state = *state * 1664525U + 1013904223U;
    return (*state >> 8) % bound;
}

static void start_as(uint32_t number)
{
    memset(&report, 0, sizeof report);
    if (number == 2)
        facts_good_dane(&report);
    else
        facts_opportunistic(&report);
    if (number == 1)
        facts_policy(&report, MTA_STS_MODE_ENFORCE);
}

/* Whatever there is already, and wherever it is added. */
Test(sessions, a_bad_session_never_improves_the_verdict)
{
    static const struct {
        const char *address;
        int64_t port;
    } places[] = {{"192.0.2.10", 25}, {"2001:db8::10", 25}, {"192.0.2.20", 25}, {"192.0.2.30", 587}};
    static const enum session_purpose purposes[] = {
        PURPOSE_MAIN,   PURPOSE_INJECTION_CONTROL, PURPOSE_INJECTION, PURPOSE_OTHER_KEY,
        PURPOSE_SURVEY, PURPOSE_RESUMPTION,        PURPOSE_MAIL};
    uint32_t state = 13;
    for (int i = 0; i < SEQUENCES; i++) {
        finish();
        start_as(next_number(&state, 3));
        judge();
        for (int n = 0; n < LENGTH_MAX; n++) {
            struct verdict before = {0};
            shape_copy(&verdict_shape, &before, &report.verdict);
            size_t place = next_number(&state, sizeof places / sizeof places[0]);
            size_t purpose = next_number(&state, sizeof purposes / sizeof purposes[0]);
            size_t kind = next_number(&state, KINDS);
            struct session *session = facts_session(&report, places[place].address, places[place].port);
            if (session->tls == NULL)
                break;
            kinds[kind].spoil(add_like_first(places[place].address, places[place].port, purposes[purpose]));
            judge();
            char *what = text_format("sequence %d, step %d: kind %zu as purpose %d at %s", i, n, kind,
                                     (int)purposes[purpose], places[place].address);
            expect_no_better(&report.verdict, &before,
                             kinds[kind].spoil == expired || kinds[kind].spoil == untrusted, what);
            free(what);
            shape_clear(&verdict_shape, &before);
        }
    }
}
