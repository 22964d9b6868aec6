/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The resolver against a name server in a thread, which behaves as the first label of the question says. */
#include "config.h"

#include "base/list.h"
#include "discover/resolver.h"
#include "dns_packet.h"
#include "facts/shapes.h"
#include "temporary_file.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RCODE_FORMERR = 1, RCODE_SERVFAIL = 2, RCODE_NXDOMAIN = 3, RCODE_REFUSED = 5, FLAG_TC = 0x0200 };

struct stub {
    int udp;
    int tcp;
    int stop[2]; /* a pipe: the thread ends when it is closed */
    int port;
    atomic_int queries;
    atomic_int without_edns;
    atomic_int bad_queries;
    atomic_int mixed; /* queries by UDP whose letters are in both cases */
    pthread_t thread;
};

static bool starts_with(const char *name, const char *start)
{
    return strncmp(name, start, strlen(start)) == 0;
}

/* The letters of the question as they came, unless the first label says otherwise: "lower" loses their case,
 * "udp-lower" by UDP alone, "forged" as well, with another address. */
static void repeat_question(const struct packet *query, const char *name, bool by_tcp, struct packet *reply)
{
    bool lost = starts_with(name, "lower") || (!by_tcp && starts_with(name, "udp-lower"))
                || (!by_tcp && starts_with(name, "forged"));
    for (size_t i = 12; !lost && i < query->length && i < reply->length && query->bytes[i] != 0;
         i += 1 + query->bytes[i])
        memcpy(reply->bytes + i, query->bytes + i, 1 + (size_t)query->bytes[i]);
}

static bool is_mixed(const struct packet *query, const char *name)
{
    bool upper = false;
    for (size_t i = 12; i < query->length && query->bytes[i] != 0; i++)
        upper = upper || (query->bytes[i] >= 'A' && query->bytes[i] <= 'Z');
    return upper && *name != '.';
}

/* Builds the answer to `query` in `reply`; false for none. */
static bool answer_query(struct stub *stub, const struct packet *query, bool by_tcp, struct packet *reply)
{
    char name[DNS_NAME_TEXT_BYTES];
    uint16_t type;
    int number = atomic_fetch_add(&stub->queries, 1);
    bool edns = query->bytes[11] == 1;
    bool asks_well = (query->bytes[2] & 1) != 0 && (query->bytes[3] & 0x20) != 0; /* RD and AD */
    if (!dns_message_question(query->bytes, query->length, name, &type) || !asks_well)
        atomic_fetch_add(&stub->bad_queries, 1);
    if (!edns)
        atomic_fetch_add(&stub->without_edns, 1);
    unsigned id = (unsigned)query->bytes[0] << 8 | query->bytes[1];
    unsigned rcode = starts_with(name, "nxdomain")              ? RCODE_NXDOMAIN
                     : starts_with(name, "servfail.")           ? RCODE_SERVFAIL
                     : starts_with(name, "once") && number == 0 ? RCODE_SERVFAIL
                     : starts_with(name, "refused")             ? RCODE_REFUSED
                     : starts_with(name, "old") && edns         ? RCODE_FORMERR
                     : starts_with(name, "long") && !by_tcp     ? FLAG_TC
                     : starts_with(name, "always-cut")          ? FLAG_TC
                                                                : 0;
    if (!by_tcp && is_mixed(query, name))
        atomic_fetch_add(&stub->mixed, 1);
    packet_begin(reply, id, rcode, name, type);
    repeat_question(query, name, by_tcp, reply);
    if (rcode != 0 || starts_with(name, "nodata"))
        return true;
    if (starts_with(name, "alias")) {
        packet_cname(reply, PACKET_QUESTION, "known.example", 60);
        packet_count(reply, 1, 0, 0);
        return true;
    }
    packet_a(reply, PACKET_QUESTION, !by_tcp && starts_with(name, "forged") ? 66 : 7, 60);
    packet_count(reply, 1, 0, 0);
    if (starts_with(name, "cut"))
        reply->length -= 3;
    return !starts_with(name, "silent") && !(by_tcp && starts_with(name, "long-silent"));
}

static void serve_udp(struct stub *stub)
{
    struct packet query, reply;
    struct sockaddr_in from;
    socklen_t from_length = sizeof from;
    ssize_t length =
        recvfrom(stub->udp, query.bytes, sizeof query.bytes, 0, (struct sockaddr *)&from, &from_length);
    if (length < 12)
        return;
    query.length = (size_t)length;
    if (answer_query(stub, &query, false, &reply))
        sendto(stub->udp, reply.bytes, reply.length, 0, (struct sockaddr *)&from, from_length);
}

static void serve_tcp(struct stub *stub)
{
    struct packet query, reply;
    int connection = accept(stub->tcp, NULL, NULL);
    uint8_t prefix[2];
    if (recv(connection, prefix, 2, MSG_WAITALL) == 2) {
        query.length = (size_t)(prefix[0] << 8 | prefix[1]);
        if (recv(connection, query.bytes, query.length, MSG_WAITALL) == (ssize_t)query.length
            && answer_query(stub, &query, true, &reply)) {
            uint8_t length[2] = {(uint8_t)(reply.length >> 8), (uint8_t)reply.length};
            send(connection, length, 2, MSG_NOSIGNAL);
            send(connection, reply.bytes, reply.length, MSG_NOSIGNAL);
        }
    }
    close(connection);
}

static void *serve(void *argument)
{
    struct stub *stub = argument;
    for (;;) {
        struct pollfd wait[3] = {{stub->udp, POLLIN, 0}, {stub->tcp, POLLIN, 0}, {stub->stop[0], POLLIN, 0}};
        poll(wait, 3, -1);
        if (wait[2].revents != 0)
            return NULL;
        if (wait[0].revents != 0)
            serve_udp(stub);
        if (wait[1].revents != 0)
            serve_tcp(stub);
    }
}

/* A UDP and a TCP socket on one port of the kernel's choice. */
static void bind_both(struct stub *stub)
{
    for (int tries = 0; tries < 50; tries++) {
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t length = sizeof address;
        stub->tcp = socket(AF_INET, SOCK_STREAM, 0);
        stub->udp = socket(AF_INET, SOCK_DGRAM, 0);
        cr_assert_eq(bind(stub->tcp, (struct sockaddr *)&address, length), 0);
        cr_assert_eq(getsockname(stub->tcp, (struct sockaddr *)&address, &length), 0);
        stub->port = ntohs(address.sin_port);
        if (bind(stub->udp, (struct sockaddr *)&address, length) == 0 && listen(stub->tcp, 8) == 0)
            return;
        close(stub->tcp);
        close(stub->udp);
    }
    cr_assert_fail("no port is free for both UDP and TCP");
}

static void stub_start_with(struct stub *stub, bool tcp)
{
    memset(stub, 0, sizeof *stub);
    bind_both(stub);
    if (!tcp) {
        close(stub->tcp);
        stub->tcp = -1;
    }
    cr_assert_eq(pipe(stub->stop), 0);
    cr_assert_eq(pthread_create(&stub->thread, NULL, serve, stub), 0);
}

static void stub_start(struct stub *stub)
{
    stub_start_with(stub, true);
}

static void stub_stop(struct stub *stub)
{
    close(stub->stop[1]);
    pthread_join(stub->thread, NULL);
    close(stub->stop[0]);
    close(stub->udp);
    if (stub->tcp >= 0)
        close(stub->tcp);
    cr_expect_eq(stub->bad_queries, 0);
}

/* What a test asks, all at once, in one fiber. */
struct asking {
    struct resolver *resolver;
    const char *const *names;
    size_t count;
    uint64_t group;
    struct dns_query queries[400];
};

static void ask_all(struct fiber *fiber, void *argument)
{
    struct asking *asking = argument;
    fiber_set_target(fiber, asking->group);
    for (size_t i = 0; i < asking->count; i++)
        resolver_start(asking->resolver, &asking->queries[i], fiber, asking->names[i], DNS_TYPE_A);
    resolver_wait(fiber, asking->queries, asking->count);
}

static struct asking asking;
static struct fiber_pool *pool;

static void begin(const struct resolver_options *options)
{
    char *error = NULL;
    pool = fiber_pool_new();
    asking.resolver = resolver_new(pool, options, &error);
    cr_assert_not_null(asking.resolver, "%s", error);
}

static void ask(const char *const *names, size_t count)
{
    asking.names = names;
    asking.count = count;
    fiber_spawn(pool, ask_all, &asking);
    fiber_pool_run(pool);
}

static void forget(void)
{
    for (size_t i = 0; i < asking.count; i++)
        dns_query_free(&asking.queries[i]);
}

static void end(void)
{
    forget();
    resolver_free(asking.resolver);
    fiber_pool_free(pool);
}

/* Asks the stub for one name and expects this status after this many queries. */
static void expect(const char *name, enum dns_status status, int queries)
{
    struct stub stub;
    stub_start(&stub);
    char server[32];
    snprintf(server, sizeof server, "127.0.0.1:%d", stub.port);
    bool slow = status == DNS_TIMEOUT;
    begin(
        &(struct resolver_options){.server = server, .timeout_ms = slow ? 60 : 20000, .tries = slow ? 2 : 0});
    ask(&name, 1);
    const struct dns_lookup *lookup = &asking.queries[0].lookup;
    cr_expect_eq(lookup->status, status, "%s: status %d, wanted %d (%s)", name, lookup->status, status,
                 lookup->detail);
    cr_expect_str_eq(lookup->name, name);
    cr_expect_str_eq(lookup->type, "A");
    cr_expect_eq(lookup->source, DNS_FROM_RESOLVER);
    cr_expect_eq(asking.queries[0].answer->record_count, status == DNS_OK ? 1 : 0);
    cr_expect_eq(stub.queries, queries, "%s: %d queries, wanted %d", name, stub.queries, queries);
    if (starts_with(name, "old"))
        cr_expect_eq(stub.without_edns, 1);
    else
        cr_expect_eq(stub.without_edns, 0);
    end();
    stub_stop(&stub);
}

Test(resolver, an_answer)
{
    expect("ok.example", DNS_OK, 1);
}

Test(resolver, nodata)
{
    expect("nodata.example", DNS_NODATA, 1);
}

Test(resolver, nxdomain)
{
    expect("nxdomain.example", DNS_NXDOMAIN, 1);
}

/* Asks a stub with or without TCP for one name after the other. */
static void expect_case(bool tcp, const char *const *names, const int *queries, const int *mixed,
                        size_t count)
{
    struct stub stub;
    char server[32];
    stub_start_with(&stub, tcp);
    snprintf(server, sizeof server, "127.0.0.1:%d", stub.port);
    begin(&(struct resolver_options){.server = server, .timeout_ms = 20000});
    for (size_t i = 0; i < count; i++) {
        ask(&names[i], 1);
        const struct dns_answer *answer = asking.queries[0].answer;
        cr_expect_eq(answer->status, DNS_OK, "%s: %s", names[i], asking.queries[0].lookup.detail);
        cr_assert_eq(answer->record_count, 1);
        cr_expect_eq(answer->records[0].message[answer->records[0].rdata_at + 3], 7, "%s: another's address",
                     names[i]);
        cr_expect_eq(stub.queries, queries[i], "%s: %d queries, wanted %d", names[i], stub.queries,
                     queries[i]);
        cr_expect_eq(stub.mixed, mixed[i], "%s: %d queries in random letters, wanted %d", names[i],
                     stub.mixed, mixed[i]);
        forget();
    }
    asking.count = 0;
    end();
    stub_stop(&stub);
}

/* So many letters that not all of them come out small. */
#define LETTERS ".the-case-of-all-these-letters-is-random.or-so-they-say-in-the-draft.example"

Test(resolver, letters_are_in_random_case)
{
    static const char *const names[] = {"a" LETTERS, "b" LETTERS, "long" LETTERS, "c" LETTERS};
    expect_case(true, names, (int[]){1, 2, 4, 5}, (int[]){1, 2, 3, 4}, 4);
}

Test(resolver, a_server_that_loses_the_case_is_asked_without)
{
    static const char *const names[] = {"lower" LETTERS, "lower2" LETTERS, "a" LETTERS};
    expect_case(true, names, (int[]){2, 3, 4}, (int[]){1, 1, 1}, 3);
}

Test(resolver, a_server_that_loses_the_case_and_has_no_tcp)
{
    static const char *const names[] = {"lower" LETTERS, "lower2" LETTERS, "a" LETTERS};
    expect_case(false, names, (int[]){2, 3, 4}, (int[]){2, 2, 2}, 3);
}

Test(resolver, a_forged_answer_in_other_letters_is_not_taken)
{
    static const char *const names[] = {"forged" LETTERS, "forged2" LETTERS, "udp-lower" LETTERS,
                                        "a" LETTERS};
    expect_case(true, names, (int[]){2, 4, 6, 7}, (int[]){1, 2, 3, 4}, 4);
}

Test(resolver, servfail_is_asked_once_more)
{
    expect("servfail.example", DNS_SERVFAIL, 2);
}

Test(resolver, servfail_that_goes_away)
{
    expect("once.example", DNS_OK, 2);
}

Test(resolver, refused)
{
    expect("refused.example", DNS_REFUSED, 2);
}

Test(resolver, malformed)
{
#ifdef HAVE_ARES_SEND_DNSREC
    /* This c-ares keeps the answer, and so its letters: TCP is asked as well. */
    const int queries = 4;
#else
    const int queries = 2;
#endif
    expect("cut.example", DNS_MALFORMED, queries);
}

Test(resolver, timeout)
{
    expect("silent.example", DNS_TIMEOUT, 2);
}

Test(resolver, a_server_that_knows_no_edns)
{
    expect("old.example", DNS_OK, 2);
}

Test(resolver, a_long_answer_comes_by_tcp)
{
    expect("long.example", DNS_OK, 2);
}

/* The resolver can be reached; TCP to it cannot. */
static void expect_truncated(const char *name, bool tcp, const char *why)
{
    struct stub stub;
    char server[32];
    stub_start_with(&stub, tcp);
    snprintf(server, sizeof server, "127.0.0.1:%d", stub.port);
    begin(&(struct resolver_options){.server = server, .timeout_ms = 20000});
    ask(&name, 1);
    const struct dns_lookup *lookup = &asking.queries[0].lookup;
    cr_expect_eq(lookup->status, DNS_TRUNCATED, "status %d (%s)", lookup->status, lookup->detail);
    cr_expect(lookup->detail != NULL && strstr(lookup->detail, "(TC) and TCP") != NULL
                  && strstr(lookup->detail, why) != NULL,
              "%s", lookup->detail);
    end();
    stub_stop(&stub);
}

Test(resolver, a_long_answer_where_tcp_is_refused)
{
    expect_truncated("long.example", false, "Could not contact DNS servers");
}

Test(resolver, a_long_answer_where_tcp_is_closed)
{
    expect_truncated("long-silent.example", true, "Could not contact DNS servers");
}

Test(resolver, an_answer_that_is_cut_short_even_by_tcp)
{
    expect("always-cut.example", DNS_MALFORMED, 4);
}

Test(resolver, nobody_listens)
{
    static const char *const names[] = {"a.example", "b.example"};
    begin(&(struct resolver_options){.server = "127.0.0.1:1"});
    ask(names, 2);
    for (size_t i = 0; i < 2; i++) {
        cr_expect_eq(asking.queries[i].lookup.status, DNS_UNREACHABLE, "%s", asking.queries[i].lookup.detail);
        cr_expect_not_null(asking.queries[i].lookup.detail);
    }
    end();
}

Test(resolver, many_at_once_with_a_bound)
{
    enum { COUNT = 400 };
    struct stub stub;
    stub_start(&stub);
    char server[32];
    char *names[COUNT];
    snprintf(server, sizeof server, "127.0.0.1:%d", stub.port);
    for (size_t i = 0; i < COUNT; i++)
        names[i] = text_format("host%zu.example", i);
    begin(&(struct resolver_options){.server = server, .in_flight_max = 7});
    ask((const char *const *)names, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        cr_expect_eq(asking.queries[i].lookup.status, DNS_OK, "%s: %s", names[i],
                     asking.queries[i].lookup.detail);
        free(names[i]);
    }
    cr_expect_geq(stub.queries, COUNT); /* more, had one been lost on a busy machine */
    end();
    stub_stop(&stub);
}

Test(resolver, many_that_nobody_answers_do_not_recurse)
{
    enum { COUNT = 400 };
    char *names[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        names[i] = text_format("host%zu.example", i);
    begin(&(struct resolver_options){.server = "127.0.0.1:1", .in_flight_max = 2});
    ask((const char *const *)names, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        cr_expect_eq(asking.queries[i].lookup.status, DNS_UNREACHABLE);
        free(names[i]);
    }
    end();
}

Test(resolver, the_same_question_is_asked_once)
{
    static const char *const names[] = {"ok.example", "OK.example.", "ok.example"};
    struct stub stub;
    stub_start(&stub);
    char server[32];
    snprintf(server, sizeof server, "127.0.0.1:%d", stub.port);
    begin(&(struct resolver_options){.server = server, .timeout_ms = 20000});
    ask(names, 3);
    for (size_t i = 0; i < 3; i++) {
        cr_expect_eq(asking.queries[i].lookup.status, DNS_OK);
        cr_expect_str_eq(asking.queries[i].lookup.name, "ok.example");
    }
    forget();
    ask(names, 3);
    cr_expect_eq(asking.queries[2].lookup.status, DNS_OK);
    cr_expect_eq(stub.queries, 1);
    end();
    stub_stop(&stub);
}

/* One target after the other; a question that is not asked costs no query. */
Test(resolver, a_domain_that_nobody_answers_for_is_asked_for_once)
{
    static const char *const first[] = {"silent.example", "ok.example", "_x._tcp.silent2.example"};
    static const char *const then[] = {"_smtp._tls.silent.example", "mx.silent.example", "silent.example",
                                       "notsilent.example", "mx.silent2.example"};
    struct stub stub;
    stub_start(&stub);
    char server[32];
    snprintf(server, sizeof server, "127.0.0.1:%d", stub.port);
    begin(&(struct resolver_options){.server = server, .timeout_ms = 100, .tries = 1});
    asking.group = 1;
    ask(first, 3);
    forget();
    int queries = stub.queries;
    cr_expect_eq(queries, 3);
    ask(then, 5);
    static const enum dns_status wanted[] = {DNS_TIMEOUT, DNS_TIMEOUT, DNS_TIMEOUT, DNS_OK, DNS_OK};
    for (size_t i = 0; i < 5; i++)
        cr_expect_eq(asking.queries[i].lookup.status, wanted[i], "%s", then[i]);
    cr_expect_eq(asking.queries[0].answer->record_count, 0);
    cr_expect_not_null(strstr(asking.queries[0].lookup.detail, "not asked"));
    cr_expect_eq(stub.queries, queries + 2, "the other two");
    forget();
    asking.group = 2;
    ask(then, 2);
    cr_expect_eq(asking.queries[0].lookup.status, DNS_OK, "to another target that is no reason");
    end();
    stub_stop(&stub);
}

Test(resolver, an_answer_for_a_name_below_shows_that_somebody_is_there)
{
    static const char *const first[] = {"silent.example", "mx.silent.example"};
    static const char *const then[] = {"_smtp._tls.silent.example"};
    struct stub stub;
    stub_start(&stub);
    char server[32];
    snprintf(server, sizeof server, "127.0.0.1:%d", stub.port);
    begin(&(struct resolver_options){.server = server, .timeout_ms = 2000, .tries = 1});
    asking.group = 1;
    ask(first, 2);
    forget();
    ask(then, 1);
    cr_expect_eq(asking.queries[0].lookup.status, DNS_OK);
    end();
    stub_stop(&stub);
}

static struct records *load(const char *zone)
{
    char *error = NULL;
    char *name = temporary_file(zone);
    struct records *records = records_load(name, &error);
    temporary_file_remove(name);
    cr_assert_not_null(records, "%s", error);
    return records;
}

static unsigned last_byte(const struct dns_query *query)
{
    struct ip_address address = {0};
    cr_assert_eq(query->lookup.status, DNS_OK, "%s: %d %s", query->lookup.name, query->lookup.status,
                 query->lookup.detail);
    cr_assert(dns_record_address(&query->answer->records[0], &address));
    return address.bytes[3];
}

Test(resolver, records_come_first)
{
    static const char *const names[] = {"own.example", "ok.example", "leads.example", "alias.example",
                                        "loop.example"};
    struct records *records = load("own.example A 192.0.2.1\n"
                                   "ok.example MX 10 mx.example\n" /* another type: the resolver has A */
                                   "leads.example 20 CNAME ok.example\n"
                                   "known.example 10 A 192.0.2.2\n"
                                   "loop.example CNAME loop.example\n");
    struct stub stub;
    stub_start(&stub);
    char server[32];
    snprintf(server, sizeof server, "127.0.0.1:%d", stub.port);
    begin(&(struct resolver_options){.server = server, .records = records});
    ask(names, 5);
    const struct dns_query *queries = asking.queries;
    cr_expect_eq(last_byte(&queries[0]), 1);
    cr_expect_eq(queries[0].lookup.source, DNS_FROM_RECORDS);
    cr_expect_eq(last_byte(&queries[1]), 7);
    cr_expect_eq(queries[1].lookup.source, DNS_FROM_RESOLVER);
    cr_expect_eq(last_byte(&queries[2]), 7);
    cr_assert_eq(queries[2].lookup.cname_chain.count, 1);
    cr_expect_str_eq(queries[2].lookup.cname_chain.items[0], "ok.example");
    cr_expect_eq(queries[2].lookup.ttl_s, 20);
    cr_expect_eq(last_byte(&queries[3]), 2);
    cr_expect_eq(queries[3].lookup.source, DNS_FROM_RECORDS);
    cr_assert_eq(queries[3].lookup.cname_chain.count, 1);
    cr_expect_str_eq(queries[3].lookup.cname_chain.items[0], "known.example");
    cr_expect_eq(queries[3].lookup.ttl_s, 10);
    cr_expect_eq(queries[4].lookup.status, DNS_MALFORMED);
    end();
    stub_stop(&stub);
    records_free(records);
}

Test(resolver, offline_asks_nobody)
{
    static const char *const names[] = {"own.example", "mx.own.example", "other.example", "leads.example",
                                        "gone.own.example"};
    struct records *records = load("own.example MX 10 mx.own.example\n"
                                   "mx.own.example A 192.0.2.1\n"
                                   "leads.example CNAME gone.example\n");
    begin(&(struct resolver_options){.server = "no address", .records = records, .offline = true});
    ask(names, 5);
    const struct dns_query *queries = asking.queries;
    cr_expect_eq(queries[0].lookup.status, DNS_NODATA);
    cr_expect_eq(last_byte(&queries[1]), 1);
    cr_expect_eq(queries[2].lookup.status, DNS_NOT_IN_RECORDS);
    cr_expect_eq(queries[2].lookup.source, DNS_FROM_RECORDS);
    cr_expect_not_null(queries[2].lookup.detail);
    cr_expect_eq(queries[3].lookup.status, DNS_NOT_IN_RECORDS);
    cr_expect_str_eq(queries[3].lookup.cname_chain.items[0], "gone.example");
    cr_expect_eq(queries[4].lookup.status, DNS_NXDOMAIN, "the file has the zone");
    end();
    records_free(records);
}

Test(resolver, names_that_cannot_be_asked)
{
    static const char *const names[] = {"a..example", "a\\x2eb.example", "x.onion", "x.ONION."};
    begin(&(struct resolver_options){.server = "127.0.0.1:1"});
    ask(names, 4);
    for (size_t i = 0; i < 4; i++) {
        cr_expect_eq(asking.queries[i].lookup.status, DNS_NOT_ASKED, "%s", names[i]);
        cr_expect_not_null(asking.queries[i].lookup.detail);
    }
    end();
}

Test(resolver, a_bad_server_word)
{
    static const char *const words[] = {"", "dns.example", "192.0.2.1:0", "[192.0.2.1", "\033[31m"};
    struct fiber_pool *empty = fiber_pool_new();
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char *error = NULL;
        cr_expect_null(resolver_new(empty, &(struct resolver_options){.server = words[i]}, &error));
        cr_assert_not_null(error);
        cr_expect_eq(error[0], '"', "%s", error);
        cr_expect_null(strchr(error, '\033'));
        free(error);
    }
    fiber_pool_free(empty);
}

Test(resolver, the_system_servers_are_found)
{
    char *error = NULL;
    pool = fiber_pool_new();
    struct resolver *resolver = resolver_new(pool, &(struct resolver_options){0}, &error);
    cr_expect_not_null(resolver, "%s", error);
    resolver_free(resolver);
    fiber_pool_free(pool);
}

static void cut(struct fiber *fiber, void *argument)
{
    (void)argument;
    fiber_pool_cut(fiber_pool_of(fiber));
}

/* Also those that wait for their turn; and nothing is left when the resolver goes. */
Test(resolver, what_is_cut_off_is_no_silence)
{
    static const char *const names[] = {"silent.example", "silent2.example", "own.example"};
    struct records *records = load("own.example A 192.0.2.1\n");
    struct stub stub;
    stub_start(&stub);
    char server[32];
    snprintf(server, sizeof server, "127.0.0.1:%d", stub.port);
    begin(&(struct resolver_options){
        .server = server, .records = records, .timeout_ms = 60000, .in_flight_max = 1});
    asking.names = names;
    asking.count = 3;
    fiber_spawn(pool, ask_all, &asking);
    fiber_spawn(pool, cut, NULL);
    cr_expect_not(fiber_pool_run(pool));
    for (size_t i = 0; i < 2; i++) {
        cr_expect_eq(asking.queries[i].lookup.status, DNS_INTERRUPTED);
        cr_expect_eq(asking.queries[i].answer->record_count, 0);
    }
    cr_expect_eq(asking.queries[2].lookup.status, DNS_OK, "what is known is known");
    end();
    stub_stop(&stub);
    records_free(records);
}
