/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a domain to its MTA-STS policy: DNS from a file, the policy host a scripted server on loopback. */
#include "demo/peer.h"
#include "discover/mta_sts.h"
#include "discover/tls_rpt.h"
#include "facts/shapes.h"
#include "temporary_file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Nothing waits for the first when all is well; the second is what a server that never ends is given. */
enum { NEVER_MS = 20 * 1000, SHORT_MS = 300, COUNTED_MAX_MS = 10 * 1000 };

#define HTTPS "tls: implicit\nnames: mta-sts.example.org\n"
#define POLICY_LINES                                                                                         \
    "    S: version: STSv1\n    S: mode: enforce\n    S: mx: *.example.org\n    S: max_age: 604800\n"
#define OK_HEAD   "greeting:\n    receive\n    S: HTTP/1.1 200 OK\n    S: Content-Type: text/plain\n"
#define OK_POLICY OK_HEAD "    S: Connection: close\n    S: \n" POLICY_LINES "    close\n"
#define RECORD    "_mta-sts.example.org. TXT \"v=STSv1; id=20261123;\"\n"
#define ADDRESS   "mta-sts.example.org. A 127.0.0.1\n"
#define ZONE      RECORD ADDRESS

struct fetch {
    const char *script; /* NULL: nobody is there */
    const char *zone;
    int64_t timeout_ms; /* 0: never */
    bool direct;        /* no --connect-to */
    bool counted;       /* it is waited for how much the server got rid of */
};

struct world {
    struct script script;
    struct pki *pki;
    struct peer *peer;
    struct fiber_pool *pool;
    struct mta_sts_options options;
    struct connect_to_list connect_to;
    struct text_list log; /* of the peer */
};

static struct mta_sts found;
static struct tls_rpt reported;
static struct text_list heard;

static void clear(void)
{
    shape_clear(&mta_sts_shape, &found);
    shape_clear(&tls_rpt_shape, &reported);
    text_list_free(&heard);
}

TestSuite(mta_sts, .fini = clear);

static void start_peer(struct world *world, const char *text)
{
    char *error = NULL;
    world->pki = pki_new(time(NULL), &error);
    cr_assert_not_null(world->pki, "%s", error);
    if (text == NULL)
        return;
    cr_assert(script_parse("policy.smtp", text, &world->script, &error), "%s", error);
    struct peer_settings settings = {.script = &world->script, .pki = world->pki};
    world->peer = peer_start(&settings, &error);
    cr_assert_not_null(world->peer, "%s", error);
    char *rule = text_format("mta-sts.example.org:443:127.0.0.1:%d", peer_port(world->peer));
    cr_assert(connect_to_add(&world->connect_to, rule, &error), "%s", error);
    free(rule);
}

static bool was_heard(const char *part)
{
    for (size_t i = 0; i < heard.count; i++)
        if (strstr(heard.items[i], part) != NULL)
            return true;
    return false;
}

/* The peer learns a little later than we do that nobody listens to it any more, and says then how much it
 * had sent. */
static void hear_peer(const struct world *world, bool until_it_counted)
{
    for (int i = 0; i < COUNTED_MAX_MS; i++) {
        text_list_free(&heard);
        heard = peer_log(world->peer);
        if (!until_it_counted || was_heard(" sent "))
            return;
        usleep(1000);
    }
}

static void stop_peer(struct world *world, bool until_it_counted)
{
    if (world->peer != NULL)
        hear_peer(world, until_it_counted);
    peer_free(world->peer);
    pki_free(world->pki);
    script_free(&world->script);
    connect_to_list_free(&world->connect_to);
}

static void run(struct fiber *fiber, void *argument)
{
    const struct world *world = argument;
    mta_sts_discover(fiber, &world->options, "example.org", &found);
    tls_rpt_discover(fiber, world->options.resolver, "example.org", &reported);
}

static void look(const struct fetch *fetch)
{
    struct world world = {0};
    const struct connect_to_list none = {0};
    char *error = NULL;
    start_peer(&world, fetch->script);
    /* The peer's authority was made for this test alone. */
    char *ca_file = temporary_file(pki_ca_pem(world.pki));
    char *zone_file = temporary_file(fetch->zone);
    struct records *records = records_load(zone_file, &error);
    cr_assert_not_null(records, "%s", error);
    world.pool = fiber_pool_new();
    world.options = (struct mta_sts_options){
        .resolver =
            resolver_new(world.pool, &(struct resolver_options){.records = records, .offline = true}, &error),
        .https = https_new(world.pool),
        .trust = tls_trust_new(ca_file, &error),
        .budget = budget_new(2, 10),
        .connect_to = fetch->direct ? &none : &world.connect_to,
        .ipv4 = true,
        .ipv6 = true,
        .now_unix_s = time(NULL),
        .connect_timeout_ms = NEVER_MS,
        .timeout_ms = fetch->timeout_ms != 0 ? fetch->timeout_ms : NEVER_MS};
    fiber_spawn(world.pool, run, &world);
    cr_assert(fiber_pool_run(world.pool));
    https_free(world.options.https);
    tls_trust_free(world.options.trust);
    resolver_free(world.options.resolver);
    fiber_pool_free(world.pool);
    budget_free(world.options.budget);
    records_free(records);
    temporary_file_remove(zone_file);
    temporary_file_remove(ca_file);
    stop_peer(&world, fetch->counted);
}

static void expect(enum mta_sts_status status, const char *detail)
{
    cr_expect_eq(found.status, status, "status %d: %s", (int)found.status,
                 found.detail != NULL ? found.detail : "");
    if (detail == NULL)
        cr_expect_null(found.detail, "%s", found.detail);
    else
        cr_expect(found.detail != NULL && strstr(found.detail, detail) != NULL, "%s",
                  found.detail != NULL ? found.detail : "(no detail)");
}

/* --- the record and the host --- */

static void look_at(const char *zone)
{
    look(&(struct fetch){.zone = zone});
}

Test(mta_sts, no_record)
{
    look_at("example.org. A 192.0.2.1\n");
    expect(MTA_STS_ABSENT, NULL);
    cr_expect_eq(found.txt_lookup.status, DNS_NXDOMAIN);
    cr_expect_str_eq(found.txt_lookup.name, "_mta-sts.example.org");
    cr_expect_eq(reported.lookup.status, DNS_NXDOMAIN);
    cr_expect_eq(reported.records.count, 0);
}

Test(mta_sts, another_record)
{
    look_at("_mta-sts.example.org. TXT \"v=spf1 -all\"\n_mta-sts.example.org. TXT \"v=STSv10; id=1\"\n");
    expect(MTA_STS_ABSENT, "is not an MTA-STS record");
    cr_expect_eq(found.txt_records.count, 0);
}

/* Records that are meant for it and that no sender reads: what was found, and why it is not read. */
Test(mta_sts, records_that_begin_wrongly_are_shown)
{
    static const struct {
        const char *zone;
        const char *shown;
        const char *why;
    } rows[] = {
        {"TXT \"\\\"v=STSv1; id=1;\\\"\"", "\"v=STSv1; id=1;\"", "begins with a quotation mark"},
        {"TXT \"'v=STSv1; id=1'\"", "'v=STSv1; id=1'", "begins with a quotation mark"},
        {"TXT \"\\226\\128\\156v=STSv1; id=1\"", "\xe2\x80\x9cv=STSv1; id=1", "not ASCII"},
        {"TXT \" v=STSv1; id=1\"", " v=STSv1; id=1", "begins with a blank"},
        {"TXT \"\\009v=STSv1; id=1\"", "\\x09v=STSv1; id=1", "begins with a blank"},
        {"TXT \"v=STSv1\\\\; id=1\\\\;\"", "v=STSv1\\\\; id=1\\\\;", "a backslash before a semicolon"},
        {"TXT \"V=STSV1; id=1\"", "V=STSV1; id=1", "does not begin with"},
        {"TXT \"v = STSv1; id=1\"", "v = STSv1; id=1", "does not begin with"},
        {"TXT \"STSv1; id=1\"", "STSv1; id=1", "does not begin with"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *zone = text_format("_mta-sts.example.org. %s\n" ADDRESS, rows[i].zone);
        look_at(zone);
        expect(MTA_STS_RECORD_INVALID, rows[i].why);
        cr_expect_eq(found.txt_records.count, 1, "row %zu", i);
        cr_expect(found.txt_records.count == 1 && text_same(found.txt_records.items[0], rows[i].shown),
                  "row %zu", i);
        free(zone);
        clear();
    }
}

Test(mta_sts, a_reporting_record_in_quotes)
{
    look_at("_smtp._tls.example.org. TXT \"\\\"v=TLSRPTv1; rua=mailto:a@b\\\"\"\n");
    cr_expect_eq(reported.records.count, 1);
    cr_expect_eq(reported.rua.count, 0);
    cr_expect_eq(reported.problems.count, 2);
}

/* WSP is a space or a TAB (RFC 5234 B.1). */
Test(mta_sts, tabs_are_blanks)
{
    look_at("example.org. MX 10 mx.example.org.\n"
            "_mta-sts.example.org. TXT \"v=STSv1\\009;\\009id=1\"\n"
            "_smtp._tls.example.org. TXT \"v=TLSRPTv1;\\009rua=mailto:a@b\"\n");
    expect(MTA_STS_HOST_UNRESOLVED, "no address");
    cr_expect_str_eq(found.id, "1");
    cr_expect_str_eq(found.txt_records.items[0], "v=STSv1\\x09;\\x09id=1");
    cr_expect_eq(reported.rua.count, 1);
    cr_expect_eq(reported.problems.count, 0);
}

Test(mta_sts, two_records)
{
    look_at(RECORD "_mta-sts.example.org. TXT \"v=STSv1; id=2;\"\n" ADDRESS);
    expect(MTA_STS_RECORD_INVALID, "2 records");
    cr_expect_eq(found.txt_records.count, 2);
}

Test(mta_sts, a_record_without_a_good_id)
{
    look_at("_mta-sts.example.org. TXT \"v=STSv1; id=2026-11-23;\"\n" ADDRESS);
    expect(MTA_STS_RECORD_INVALID, "not 1 to 32 letters and digits: \"2026-11-23\"");
    cr_expect_null(found.id);
}

Test(mta_sts, a_record_that_begins_wrongly)
{
    look_at("_mta-sts.example.org. TXT \"v=STSv1 id=1\"\n" ADDRESS);
    expect(MTA_STS_RECORD_INVALID, "does not begin with");
    cr_expect_eq(found.txt_records.count, 1);
}

Test(mta_sts, strings_are_joined_and_aliases_followed)
{
    look_at("example.org. MX 10 mx.example.org.\n"
            "_mta-sts.example.org. CNAME sts.example.net.\n"
            "sts.example.net. TXT \"v=STS\" \"v1; i\" \"d=7\"\n"
            "_smtp._tls.example.org. CNAME rpt.example.net.\n"
            "rpt.example.net. TXT \"v=TLSRPTv1; rua=mailto:tls\" \"@example.net\"\n");
    expect(MTA_STS_HOST_UNRESOLVED, "mta-sts.example.org has no address");
    cr_expect_str_eq(found.id, "7");
    cr_expect_eq(found.txt_lookup.cname_chain.count, 1);
    cr_expect_eq(reported.rua.count, 1);
    cr_expect_str_eq(reported.rua.items[0], "mailto:tls@example.net");
}

Test(mta_sts, a_policy_host_that_is_a_dead_alias)
{
    look_at("example.net. A 192.0.2.1\n" RECORD "mta-sts.example.org. CNAME gone.example.net.\n");
    expect(MTA_STS_HOST_UNRESOLVED, "is an alias (CNAME) of gone.example.net, which has no address");
}

Test(mta_sts, two_reporting_records_are_none)
{
    look_at("_smtp._tls.example.org. TXT \"v=TLSRPTv1; rua=mailto:a@b\"\n"
            "_smtp._tls.example.org. TXT \"v=TLSRPTv1; rua=mailto:c@d\"\n");
    cr_expect_eq(reported.records.count, 2);
    cr_expect_eq(reported.rua.count, 0);
}

Test(mta_sts, nobody_listens)
{
    look(&(struct fetch){.script = "listen: refuse\n", .zone = ZONE});
    expect(MTA_STS_FETCH_FAILED, "onnect");
    cr_expect_eq(found.http_status, 0);
    cr_expect_str_eq(found.address, "127.0.0.1");
}

/* --- the certificate --- */

static void meet(const char *certificate)
{
    char *script = text_format("certificate: %s\n" HTTPS OK_POLICY, certificate);
    look(&(struct fetch){.script = script, .zone = ZONE});
    free(script);
}

Test(mta_sts, good)
{
    meet("good");
    expect(MTA_STS_POLICY_VALID, NULL);
    cr_expect_str_eq(found.policy_host, "mta-sts.example.org");
    cr_expect_str_eq(found.address, "127.0.0.1");
    cr_expect_eq(found.http_status, 200);
    cr_expect_str_eq(found.content_type, "text/plain");
    cr_expect_str_eq(found.id, "20261123");
    cr_expect_null(found.redirect_to);
    cr_assert_not_null(found.policy);
    cr_expect_eq(found.policy->mode, MTA_STS_MODE_ENFORCE);
    cr_expect_eq(found.policy->max_age_s, 604800);
    cr_expect_eq(found.policy->mx.count, 1);
    cr_expect(strstr(found.body, "mode: enforce") != NULL);
    cr_expect(was_heard("server name 'mta-sts.example.org'"));
}

/* Senders do not look there, so nothing but a good policy is worth a word. */
Test(mta_sts, a_policy_without_a_record)
{
    look(&(struct fetch){.script = "certificate: good\n" HTTPS OK_POLICY,
                         .zone = "example.org. A 192.0.2.1\n" ADDRESS});
    expect(MTA_STS_ABSENT, NULL);
    cr_assert_not_null(found.policy);
    cr_expect_eq(found.policy->mode, MTA_STS_MODE_ENFORCE);
    cr_expect_eq(found.txt_lookup.status, DNS_NXDOMAIN);
    cr_expect_null(found.id);
}

Test(mta_sts, no_record_and_another_web_server)
{
    look(&(struct fetch){.script = "certificate: wrong-name\n" HTTPS OK_POLICY,
                         .zone = "example.org. A 192.0.2.1\n" ADDRESS});
    expect(MTA_STS_ABSENT, NULL);
    cr_expect_null(found.policy);
    cr_expect_null(found.address);
}

Test(mta_sts, no_record_and_no_address_asks_nobody)
{
    look(&(struct fetch){.script = "certificate: good\n" HTTPS OK_POLICY,
                         .zone = "example.org. A 192.0.2.1\n"});
    expect(MTA_STS_ABSENT, NULL);
    cr_expect_null(found.policy);
    cr_expect_eq(heard.count, 0);
}

Test(mta_sts, a_wildcard_certificate_is_good)
{
    meet("wildcard");
    expect(MTA_STS_POLICY_VALID, NULL);
}

Test(mta_sts, expired)
{
    meet("expired");
    expect(MTA_STS_WEBPKI_INVALID, "the certificate expired");
    cr_expect_null(found.policy);
    cr_expect_eq(found.http_status, 0);
}

Test(mta_sts, not_yet_valid)
{
    meet("not-yet-valid");
    expect(MTA_STS_WEBPKI_INVALID, "the certificate is not valid before");
}

Test(mta_sts, wrong_name)
{
    meet("wrong-name");
    expect(MTA_STS_WEBPKI_INVALID, "for another name");
}

Test(mta_sts, untrusted)
{
    meet("untrusted");
    expect(MTA_STS_WEBPKI_INVALID, "leads to no trust anchor");
}

Test(mta_sts, self_signed)
{
    meet("self-signed");
    expect(MTA_STS_WEBPKI_INVALID, "leads to no trust anchor");
}

Test(mta_sts, the_common_name_does_not_count)
{
    meet("no-san");
    expect(MTA_STS_WEBPKI_INVALID, "for another name: none");
    cr_expect_null(found.policy);
}

Test(mta_sts, old_tls_is_no_connection)
{
    look(
        &(struct fetch){.script = "priority: NORMAL:-VERS-ALL:+VERS-TLS1.1\n" HTTPS OK_POLICY, .zone = ZONE});
    expect(MTA_STS_FETCH_FAILED, "");
}

/* --- the answer --- */

static void answered(const char *greeting)
{
    char *script = text_format(HTTPS "greeting:\n    receive\n%s", greeting);
    look(&(struct fetch){.script = script, .zone = ZONE});
    free(script);
}

Test(mta_sts, request)
{
    look(&(struct fetch){.script = HTTPS "greeting:\n    C: GET /.well-known/mta-sts.txt HTTP/1.1\n"
                                         "    C: Host: mta-sts.example.org\n    C: User-Agent: mailsonde/*\n"
                                         "    C: Accept: *\n    C:\n"
                                         "    S: HTTP/1.0 200 OK\n    S: \n" POLICY_LINES "    close\n",
                         .zone = ZONE});
    expect(MTA_STS_POLICY_VALID, NULL);
    cr_expect_null(found.content_type);
}

Test(mta_sts, chunked)
{
    answered("    S: HTTP/1.1 200 OK\n    S: Transfer-Encoding: chunked\n    S: \n"
             "    S: f\n    S: version: STSv1\\n\n    S: 1a\n    S: mode: none\\nmax_age: 86400\\n\n"
             "    S: 0\n    S: \n    close\n");
    expect(MTA_STS_POLICY_VALID, NULL);
    cr_expect_eq(found.policy->max_age_s, 86400);
}

Test(mta_sts, not_found)
{
    answered("    S: HTTP/1.1 404 Not Found\n    S: Content-Length: 4\n    S: \n    S| gone\n    close\n");
    expect(MTA_STS_HTTP_STATUS, "404");
    cr_expect_eq(found.http_status, 404);
    cr_expect_null(found.policy);
}

Test(mta_sts, redirect)
{
    answered("    S: HTTP/1.1 301 Moved\n    S: Location: https://www.example.org/x\n"
             "    S: Content-Length: 0\n    S: \n    close\n");
    expect(MTA_STS_HTTP_STATUS, "301");
    cr_expect_eq(found.http_status, 301);
    cr_expect_str_eq(found.redirect_to, "https://www.example.org/x");
}

Test(mta_sts, too_large)
{
    answered("    S: HTTP/1.1 200 OK\n    S: Connection: close\n    S: \n" POLICY_LINES
             "    fill 70000 x\n    close\n");
    expect(MTA_STS_TOO_LARGE, "64 KiB");
    cr_expect_null(found.policy);
}

Test(mta_sts, endless)
{
    answered("    S: HTTP/1.1 200 OK\n    S: Connection: close\n    S: \n    flood x: y\n");
    expect(MTA_STS_TOO_LARGE, "KiB");
}

/* --- what curl reads and drops: no end of it is taken --- */

/* The most that the peer got rid of: what we count, and what the two systems hold between us. */
enum { TAKEN_MAX_BYTES = 6 * 1000 * 1000 };

static void expect_little_taken(void)
{
    size_t sent = 0;
    bool told = false;
    for (size_t i = 0; i < heard.count; i++) {
        const char *at = strstr(heard.items[i], "sent ");
        told = told || (at != NULL && sscanf(at, "sent %zu bytes", &sent) == 1);
    }
    cr_expect(told && sent > 0 && sent < TAKEN_MAX_BYTES, "%zu bytes", sent);
}

static void answered_without_end(const char *greeting)
{
    char *script = text_format(HTTPS "greeting:\n    receive\n%s", greeting);
    look(&(struct fetch){.script = script, .zone = ZONE, .counted = true});
    free(script);
    expect_little_taken();
}

/* Newer versions of curl have limits of their own for some of it. */
static void expect_cut(const char *answer)
{
    answered_without_end(answer);
    expect(MTA_STS_TOO_LARGE, "");
    cr_expect_null(found.policy);
}

#define CHUNKED "    S: HTTP/1.1 200 OK\n    S: Transfer-Encoding: chunked\n    S: \n"

Test(mta_sts, endless_trailers)
{
    expect_cut(CHUNKED "    S: 0\n    flood x: y\n");
}

Test(mta_sts, an_endless_chunk_extension)
{
    expect_cut(CHUNKED "    S| 5;\n    fill 15000000 x\n");
}

Test(mta_sts, endless_chunk_extensions_of_small_chunks)
{
    expect_cut(CHUNKED "    flood 1;xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=yyyyyyyyyyyyyyyyyyyyyyy\\r\\nz\n");
}

Test(mta_sts, interim_answers_without_end)
{
    expect_cut("    flood HTTP/1.1 100 Continue\\r\\n\n");
}

Test(mta_sts, headers_without_end)
{
    expect_cut("    S: HTTP/1.1 200 OK\n    flood Set-Cookie: a=bbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n");
}

Test(mta_sts, what_is_no_tls_at_all_has_an_end)
{
    look(&(struct fetch){.script = "connect:\n    fill 15000000 \\x16\n", .zone = ZONE, .counted = true});
    expect(MTA_STS_FETCH_FAILED, "");
    expect_little_taken();
}

Test(mta_sts, a_compressed_answer_stays_compressed)
{
    answered("    S: HTTP/1.1 200 OK\n    S: Content-Encoding: gzip\n    S: Connection: close\n    S: \n"
             "    S| \\x1f\\x8b\\x08\\0\\0\\0\\0\\0\n    close\n");
    expect(MTA_STS_POLICY_INVALID, "");
}

Test(mta_sts, too_slow)
{
    look(&(struct fetch){.script = HTTPS "greeting:\n    receive\n    S: HTTP/1.1 200 OK\n    S: \n"
                                         "    drip 100\n    fill 10000 x\n",
                         .zone = ZONE,
                         .timeout_ms = SHORT_MS});
    expect(MTA_STS_TIMED_OUT, "ime"); /* "Operation timed out" or "Timeout was reached" */
}

Test(mta_sts, broken_off)
{
    answered("    S: HTTP/1.1 200 OK\n    S: Content-Length: 500\n    S: \n" POLICY_LINES "    close\n");
    expect(MTA_STS_FETCH_FAILED, "");
    cr_expect_eq(found.http_status, 200);
    cr_expect_null(found.policy);
}

Test(mta_sts, reset)
{
    answered("    S: HTTP/1.1 200 OK\n    reset\n");
    expect(MTA_STS_FETCH_FAILED, "");
}

Test(mta_sts, not_http)
{
    answered("    S: 220 mail ESMTP\n    close\n");
    expect(MTA_STS_FETCH_FAILED, "");
}

Test(mta_sts, no_policy_at_all)
{
    answered("    S: HTTP/1.1 200 OK\n    S: Content-Type: text/html\n    S: Connection: close\n    S: \n"
             "    S: <html>\\x1b[31m\n    close\n");
    expect(MTA_STS_POLICY_INVALID, "There is no version");
    cr_expect_str_eq(found.content_type, "text/html");
    cr_expect(strstr(found.body, "\x1b") == NULL);
    cr_assert_not_null(found.policy);
}

/* --- where it is fetched from --- */

Test(mta_sts, the_address_that_dns_has)
{
    look(&(struct fetch){.script = HTTPS OK_POLICY, .zone = ZONE, .direct = true});
    cr_expect_eq(found.policy_addresses.count, 1);
    cr_expect_str_eq(found.policy_addresses.items[0], "127.0.0.1");
    cr_expect(!was_heard("connected"), "port 443 and not the peer's is meant");
}

Test(mta_sts, connect_to_needs_no_address_in_dns)
{
    look(&(struct fetch){.script = HTTPS OK_POLICY, .zone = RECORD});
    expect(MTA_STS_POLICY_VALID, NULL);
    cr_expect_eq(found.policy_addresses.count, 0);
}
