/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Surveys of servers that are only tables: nothing untrue is learnt, and how many connections that takes. */
#include "base/list.h"
#include "base/tls_names.h"
#include "facts/words.h"
#include "probe/survey/survey_facts.h"
#include "probe/survey/survey_state.h"
#include "sample.h"
#include "simulated_survey.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* The versions that refuse the rest, the order, the end of groups and of signature algorithms, and features.
 */
enum { RANDOM_SERVERS = 500, MORE_MAX = 15 };

static enum answer feature(const struct tls_survey *facts, enum tls_feature feature)
{
    for (size_t i = 0; i < facts->feature_count; i++)
        if (facts->features[i].feature == feature)
            return facts->features[i].present;
    return ANSWER_UNKNOWN;
}

static size_t count_accepted(const struct algorithm_support *algorithms, size_t count)
{
    size_t accepted = 0;
    for (size_t i = 0; i < count; i++)
        accepted += algorithms[i].accepted == ANSWER_YES;
    return accepted;
}

/* All versions, all suites. Returns how many pairs of both there are. */
static size_t expect_all_suites(const struct simulated_server *server, const struct tls_survey *facts,
                                unsigned seed)
{
    size_t pairs = 0;
    for (uint16_t code = VERSION_SSL_3; code <= VERSION_TLS_1_3; code++) {
        struct code_list suites;
        const char *name = tls_names_version(code);
        const struct version_support *version = simulated_survey_version(facts, code);
        simulated_server_suites(server, code, &suites);
        pairs += suites.count;
        cr_assert_not_null(version, "seed %u, %s", seed, name);
        cr_expect_eq(version->accepted, suites.count > 0 ? ANSWER_YES : ANSWER_NO, "seed %u, %s", seed, name);
        cr_expect_eq(version->complete, suites.count > 0, "seed %u, %s", seed, name);
        if (suites.count > 1)
            cr_expect_eq(version->preference, server->server_order ? PREFERENCE_SERVER : PREFERENCE_CLIENT,
                         "seed %u, %s", seed, name);
        for (size_t i = 0; server->server_order && version->complete && i < suites.count; i++)
            cr_expect_eq(version->cipher_suites.items[i], suites.codes[i], "seed %u, %s", seed, name);
    }
    return pairs;
}

Test(survey, deep_finds_all_of_any_server_with_few_connections_more_than_that_is)
{
    size_t worst = 0;
    for (unsigned seed = 0; seed < RANDOM_SERVERS; seed += (unsigned)sample_step(9)) {
        struct simulated_server server;
        simulated_server_random(&server, seed);
        struct tls_survey *facts = simulated_survey(&server, DEPTH_DEEP);
        simulated_survey_expect_true(&server, facts, seed);
        size_t pairs = expect_all_suites(&server, facts, seed);
        size_t accepted = pairs + count_accepted(facts->groups, facts->group_count)
                          + count_accepted(facts->signature_algorithms, facts->signature_algorithm_count);
        size_t more = server.connections > accepted ? server.connections - accepted : 0;
        worst = more > worst ? more : worst;
        cr_expect_eq((size_t)facts->connections, server.connections);
        cr_expect_null(facts->limited);
        simulated_survey_drop(facts);
    }
    cr_expect_leq(worst, MORE_MAX, "%zu", worst);
}

Test(survey, standard_takes_four_connections_and_says_nothing_untrue)
{
    for (unsigned seed = 0; seed < RANDOM_SERVERS; seed += (unsigned)sample_step(9)) {
        struct simulated_server server;
        simulated_server_random(&server, seed);
        struct tls_survey *facts = simulated_survey(&server, DEPTH_STANDARD);
        simulated_survey_expect_true(&server, facts, seed);
        cr_expect_leq(server.connections + server.handshakes, 4, "seed %u", seed);
        simulated_survey_drop(facts);
    }
}

/* What a server takes is the same whether or not it is busy now and then. */
Test(survey, connections_that_are_turned_away_cost_no_question)
{
    for (unsigned seed = 0; seed < RANDOM_SERVERS; seed += (unsigned)sample_step(9)) {
        struct simulated_server server;
        simulated_server_random(&server, seed);
        struct simulated_server busy = server;
        busy.busy_every = 2;
        struct tls_survey *facts = simulated_survey(&server, DEPTH_STANDARD);
        struct tls_survey *same = simulated_survey(&busy, DEPTH_STANDARD);
        facts->connections = same->connections;
        cr_expect_null(same->limited);
        cr_assert(same->version_count == facts->version_count, "seed %u", seed);
        for (size_t i = 0; i < facts->version_count; i++)
            cr_expect_eq(same->versions[i].accepted, facts->versions[i].accepted, "seed %u", seed);
        for (size_t i = 0; i < facts->weak_class_count; i++)
            cr_expect_eq(same->weak_classes[i].accepted, facts->weak_classes[i].accepted, "seed %u", seed);
        simulated_survey_drop(facts);
        simulated_survey_drop(same);
    }
}

static struct hello_reply reply_with_prime(uint16_t suite, int bits)
{
    static uint8_t prime[] = {0xff};
    return (struct hello_reply){.kind = HELLO_REPLY_SERVER_HELLO,
                                .version = VERSION_TLS_1_2,
                                .suite = suite,
                                .key_exchange = {.present = true, .prime = {prime, 1}, .prime_bits = bits}};
}

Test(survey, the_prime_of_anonymous_suites_counts_apart)
{
    static const uint16_t anonymous = 0x00a6, authenticated = 0x009e;
    struct survey *survey = allocate(1, sizeof *survey);
    struct hello hello = hello_offer(VERSION_TLS_1_2, &authenticated, 1);
    struct hello_reply weaker = reply_with_prime(anonymous, 1024);
    struct hello_reply reply = reply_with_prime(authenticated, 2048);
    survey_note(survey, &hello, &weaker);
    cr_expect_eq(survey->dh_bits, 0);
    cr_expect_eq(survey->dh_anonymous_bits, 1024);
    survey_note(survey, &hello, &reply);
    cr_expect_eq(survey->dh_bits, 2048);
    cr_expect_null(survey->key_exchange_problem);
    cr_expect_eq(survey->dh_anonymous_bits, 1024);
    survey_state_free(survey);
    free(survey);
}

Test(survey, public_values_are_kept_as_hashes_and_not_without_bound)
{
    enum { REPLIES = 40, KEPT = 32 };
    static const uint16_t suite = 0x009e;
    static uint8_t value[] = {1, 2, 3};
    struct survey *survey = allocate(1, sizeof *survey);
    struct hello hello = hello_offer(VERSION_TLS_1_2, &suite, 1);
    for (int i = 0; i < REPLIES; i++) {
        struct hello_reply reply = reply_with_prime(suite, 2048);
        value[0] = (uint8_t)(i / 2); /* each twice */
        reply.key_exchange.public_value = (struct hello_blob){value, sizeof value};
        survey_note(survey, &hello, &reply);
    }
    cr_expect_eq(survey->key_shares.count, KEPT);
    for (size_t i = 0; i < KEPT; i += 2) {
        cr_expect_str_eq(survey->key_shares.items[i], survey->key_shares.items[i + 1]);
        cr_expect(i == 0 || strcmp(survey->key_shares.items[i], survey->key_shares.items[i - 1]) != 0);
    }
    survey_state_free(survey);
    free(survey);
}

/* Whatever else was seen: a client that takes that suite computes with them. */
Test(survey, numbers_too_large_to_be_worked_with_are_kept)
{
    static const uint16_t suite = 0x009e;
    struct hello hello = hello_offer(VERSION_TLS_1_2, &suite, 1);
    struct hello_reply replies[] = {reply_with_prime(suite, 131072), reply_with_prime(suite, 2048),
                                    reply_with_prime(suite, 2048)};
    replies[1].key_exchange.generator_bits = 10001;
    replies[2].key_exchange.public_bits = 65535;
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        struct survey *survey = allocate(1, sizeof *survey);
        struct hello_reply usual = reply_with_prime(suite, 2048);
        survey_note(survey, &hello, &usual);
        survey_note(survey, &hello, &replies[i]);
        survey_note(survey, &hello, &usual);
        cr_expect_eq(survey->dh_bits, 2048);
        cr_expect_not_null(survey->key_exchange_problem, "row %zu", i);
        struct tls_survey *facts = survey_facts(survey);
        cr_expect_not_null(facts->key_exchange_problem, "row %zu", i);
        simulated_survey_drop(facts);
        survey_state_free(survey);
        free(survey);
    }
}

/* A server as they are, to give oddities to. */
static void begin_usual(struct simulated_server *server)
{
    static const uint16_t suites[] = {0xc02f, 0xc030, 0xc013, 0x009c, 0x002f, 0x000a, 0x1302, 0x1301};
    static const uint16_t groups[] = {0x001d, 0x0017};
    static const uint16_t signatures[] = {0x0804, 0x0401, 0x0201};
    *server = (struct simulated_server){.versions = 0x1e, .fallback_scsv = true, .sentinel = true};
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
        code_list_add(&server->suites, suites[i]);
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        code_list_add(&server->groups, groups[i]);
    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++)
        code_list_add(&server->signatures, signatures[i]);
}

Test(survey, features_of_a_usual_server)
{
    struct simulated_server server;
    begin_usual(&server);
    struct tls_survey *facts = simulated_survey(&server, DEPTH_DEEP);
    static const enum tls_feature there[] = {FEATURE_FALLBACK_SCSV, FEATURE_DOWNGRADE_SENTINEL,
                                             FEATURE_LARGE_HELLO,   FEATURE_NO_SNI,
                                             FEATURE_UNKNOWN_SNI,   FEATURE_UNKNOWN_EXTENSION};
    for (size_t i = 0; i < sizeof there / sizeof there[0]; i++)
        cr_expect_eq(feature(facts, there[i]), ANSWER_YES, "%d", there[i]);
    cr_expect_eq(feature(facts, FEATURE_HEARTBEAT), ANSWER_NO);
    cr_expect_eq(feature(facts, FEATURE_RESUMPTION), ANSWER_UNKNOWN);
    cr_expect_eq(simulated_survey_weak(facts, WEAK_3DES), ANSWER_YES);
    cr_expect_eq(simulated_survey_weak(facts, WEAK_RC4), ANSWER_NO);
    expect_all_suites(&server, facts, 0);
    simulated_survey_drop(facts);
}

Test(survey, a_name_that_must_be_known_and_fallbacks_that_are_taken)
{
    struct simulated_server server;
    begin_usual(&server);
    server.needs_name = server.refuses_strangers = true;
    server.fallback_scsv = server.sentinel = false;
    struct tls_survey *facts = simulated_survey(&server, DEPTH_DEEP);
    cr_expect_eq(feature(facts, FEATURE_NO_SNI), ANSWER_NO);
    cr_expect_eq(feature(facts, FEATURE_UNKNOWN_SNI), ANSWER_NO);
    cr_expect_eq(feature(facts, FEATURE_UNKNOWN_EXTENSION), ANSWER_YES);
    cr_expect_eq(feature(facts, FEATURE_FALLBACK_SCSV), ANSWER_NO);
    cr_expect_eq(feature(facts, FEATURE_DOWNGRADE_SENTINEL), ANSWER_NO);
    expect_all_suites(&server, facts, 0);
    simulated_survey_drop(facts);
}

Test(survey, a_large_hello_that_hangs)
{
    struct simulated_server server;
    begin_usual(&server);
    server.deaf_above_bytes = 1400;
    struct tls_survey *facts = simulated_survey(&server, DEPTH_DEEP);
    cr_expect_eq(feature(facts, FEATURE_LARGE_HELLO), ANSWER_NO);
    cr_expect_eq(feature(facts, FEATURE_FALLBACK_SCSV), ANSWER_YES, "asked again with a small one");
    cr_expect_null(facts->limited);
    expect_all_suites(&server, facts, 0);
    simulated_survey_drop(facts);
}

/* The question for post-quantum groups is as large as theirs are. */
Test(survey, a_large_hello_that_hangs_is_seen_at_standard)
{
    struct simulated_server server;
    begin_usual(&server);
    struct tls_survey *facts = simulated_survey(&server, DEPTH_STANDARD);
    cr_expect_eq(feature(facts, FEATURE_LARGE_HELLO), ANSWER_YES);
    simulated_survey_drop(facts);
    begin_usual(&server);
    server.deaf_above_bytes = 1400;
    facts = simulated_survey(&server, DEPTH_STANDARD);
    cr_expect_eq(feature(facts, FEATURE_LARGE_HELLO), ANSWER_NO);
    cr_expect_null(facts->limited);
    simulated_survey_expect_true(&server, facts, 0);
    simulated_survey_drop(facts);
}

/* Dovecot ends a connection without the alert that says what a needless fallback is. */
Test(survey, a_fallback_that_is_closed_upon_is_no_fault_of_a_large_hello)
{
    struct simulated_server server;
    begin_usual(&server);
    server.closes = true;
    struct tls_survey *facts = simulated_survey(&server, DEPTH_DEEP);
    cr_expect_eq(feature(facts, FEATURE_LARGE_HELLO), ANSWER_YES);
    cr_expect_eq(feature(facts, FEATURE_FALLBACK_SCSV), ANSWER_YES, "without the signal it is taken");
    expect_all_suites(&server, facts, 0);
    simulated_survey_drop(facts);
}

/* Hung for good, whatever the size is. */
static void ask_until_large(void *context, const struct hello_question *question, struct hello_answer *answer)
{
    struct simulated_server *server = context;
    if (question->hello != NULL && question->hello->pad_to_bytes > 1400)
        server->deaf_above_bytes = 1;
    simulated_server_ask(server, question, answer);
}

Test(survey, silence_that_does_not_end_with_a_small_hello_tells_nothing_of_large_ones)
{
    struct simulated_server server;
    begin_usual(&server);
    struct tls_survey *facts = simulated_survey_over(&server, ask_until_large, DEPTH_DEEP);
    cr_expect_eq(feature(facts, FEATURE_LARGE_HELLO), ANSWER_UNKNOWN);
    simulated_survey_drop(facts);
}

/* Hung for as long as it takes to put two hellos, of which the first is unusual. */
struct passing_hang {
    struct simulated_server server;
    bool (*begins_with)(const struct hello *hello);
    int left;
};

static bool is_large(const struct hello *hello)
{
    return hello->pad_to_bytes > 1400;
}

static bool is_nameless(const struct hello *hello)
{
    return hello->server_name == NULL;
}

static void ask_in_passing_hang(void *context, const struct hello_question *question,
                                struct hello_answer *answer)
{
    struct passing_hang *hang = context;
    bool hangs = question->hello != NULL && (hang->left < 2 || hang->begins_with(question->hello));
    if (hangs && hang->left > 0) {
        hang->left--;
        answer->outcome = HELLO_SILENT;
        return;
    }
    simulated_server_ask(&hang->server, question, answer);
}

Test(survey, silence_in_passing_is_no_fault_of_the_hello_it_began_with)
{
    struct passing_hang hangs[] = {{.begins_with = is_large, .left = 2},
                                   {.begins_with = is_nameless, .left = 2}};
    static const enum tls_feature features[] = {FEATURE_LARGE_HELLO, FEATURE_NO_SNI};
    for (size_t i = 0; i < sizeof hangs / sizeof hangs[0]; i++) {
        begin_usual(&hangs[i].server);
        hangs[i].server.fallback_scsv = false;
        hangs[i].server.versions = 0x10;
        struct tls_survey *facts = simulated_survey_over(&hangs[i].server, ask_in_passing_hang, DEPTH_DEEP);
        cr_expect_eq(hangs[i].left, 0);
        cr_expect_neq(feature(facts, features[i]), ANSWER_NO, "%zu", i);
        simulated_survey_drop(facts);
    }
}

Test(survey, a_server_that_closes_instead_of_alerting)
{
    for (int depth = DEPTH_STANDARD; depth <= DEPTH_DEEP; depth++) {
        struct simulated_server server;
        begin_usual(&server);
        server.closes = true;
        server.versions = 0x18;
        struct tls_survey *facts = simulated_survey(&server, (enum tls_depth)depth);
        cr_expect_eq(simulated_survey_version(facts, VERSION_TLS_1_0)->accepted, ANSWER_NO);
        cr_expect_str_eq(simulated_survey_version(facts, VERSION_TLS_1_0)->refused_with, "closed");
        cr_expect_eq(simulated_survey_weak(facts, WEAK_RC4), ANSWER_NO);
        simulated_survey_drop(facts);
    }
}

/* Nothing comes before the hello on such a port by which a refused connection could be told from a refused
 * hello. */
Test(survey, connections_closed_for_a_limit_are_no_refusals)
{
    for (size_t from = 2; from < 40; from++) {
        struct simulated_server server;
        begin_usual(&server);
        server.versions = 0x18;
        server.closes = server.implicit_tls = true;
        server.throttle = (struct simulated_throttle){.turn = TURN_CLOSE, .serves = from - 1};
        struct tls_survey *facts = simulated_survey(&server, DEPTH_DEEP);
        simulated_survey_expect_true(&server, facts, (unsigned)from);
        simulated_survey_drop(facts);
    }
}

/* One that throttles in some way: for good from some connection on, now and then, or what is not alone. */
static void begin_throttle(struct simulated_throttle *throttle, bool doubtful, unsigned *seed)
{
    enum { LONG_SERVES_MIN = 8 };
    *throttle = (struct simulated_throttle){.turn = (enum simulated_turn)(rand_r(seed) % SIMULATED_TURNS)};
    switch (rand_r(seed) % 3) {
    case 0:
        throttle->serves = 1 + (size_t)rand_r(seed) % 60;
        break;
    case 1:
        throttle->serves = LONG_SERVES_MIN + (size_t)rand_r(seed) % 40;
        throttle->turns_away = (doubtful ? 1 : 2) + (size_t)rand_r(seed) % 8;
        break;
    default:
        if (throttle->turn == TURN_HANG || !doubtful) /* no limit to connections hangs in the middle of one */
            throttle->turn = TURN_REJECT;
        throttle->seed = 1 + (unsigned)rand_r(seed);
        break;
    }
}

static enum answer support_of(const struct algorithm_support *algorithms, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(algorithms[i].name, name) == 0)
            return algorithms[i].accepted;
    return ANSWER_UNKNOWN;
}

static void expect_no_contradiction(enum answer said, enum answer otherwise, const char *what, unsigned seed)
{
    cr_expect(said == ANSWER_UNKNOWN || otherwise == ANSWER_UNKNOWN || said == otherwise, "seed %u: %s", seed,
              what);
}

/* What is said of a server that throttles is not denied by what the same server shows that does not. */
static void expect_agreement(const struct tls_survey *facts, const struct tls_survey *whole, unsigned seed)
{
    for (size_t i = 0; i < facts->version_count; i++) {
        const struct version_support *other = simulated_survey_version(whole, facts->versions[i].version);
        if (other != NULL)
            expect_no_contradiction(facts->versions[i].accepted, other->accepted,
                                    tls_names_version(other->version), seed);
    }
    for (size_t i = 0; i < facts->group_count; i++)
        expect_no_contradiction(facts->groups[i].accepted,
                                support_of(whole->groups, whole->group_count, facts->groups[i].name),
                                facts->groups[i].name, seed);
    for (size_t i = 0; i < facts->signature_algorithm_count; i++)
        expect_no_contradiction(facts->signature_algorithms[i].accepted,
                                support_of(whole->signature_algorithms, whole->signature_algorithm_count,
                                           facts->signature_algorithms[i].name),
                                facts->signature_algorithms[i].name, seed);
    for (size_t i = 0; i < facts->feature_count; i++)
        expect_no_contradiction(facts->features[i].present, feature(whole, facts->features[i].feature),
                                tls_feature_words.words[facts->features[i].feature], seed);
}

/* Nothing tells a refused hello from a connection that is ended for a limit where SMTP was served to its end
 * and only four questions may be asked. */
static bool is_told_apart(const struct simulated_server *server, enum tls_depth depth)
{
    return server->implicit_tls || depth == DEPTH_DEEP || server->throttle.turn != TURN_CLOSE;
}

Test(survey, whatever_way_a_server_throttles_nothing_untrue_is_said_of_it)
{
    for (unsigned number = 0; number < 2 * RANDOM_SERVERS; number += (unsigned)sample_step(9)) {
        unsigned seed = number * 2654435761u + 1;
        enum tls_depth depth = rand_r(&seed) % 4 == 0 ? DEPTH_STANDARD : DEPTH_DEEP;
        struct simulated_server server;
        simulated_server_random(&server, number % RANDOM_SERVERS);
        server.implicit_tls = rand_r(&seed) % 2 == 0;
        server.closes = rand_r(&seed) % 3 == 0;
        struct simulated_server patient = server;
        begin_throttle(&server.throttle, server.implicit_tls, &seed);
        if (!is_told_apart(&server, depth))
            continue;
        struct tls_survey *whole = simulated_survey(&patient, DEPTH_DEEP);
        struct tls_survey *facts = simulated_survey(&server, depth);
        simulated_survey_expect_true(&server, facts, number);
        expect_agreement(facts, whole, number);
        cr_expect_leq(server.connections, 3 * patient.connections + 20, "seed %u", number);
        simulated_survey_drop(whole);
        simulated_survey_drop(facts);
    }
}

Test(survey, a_server_that_takes_short_lists_alone_is_asked_in_blocks)
{
    struct simulated_server server;
    begin_usual(&server);
    server.suites_max = 128;
    struct tls_survey *facts = simulated_survey(&server, DEPTH_DEEP);
    const struct version_support *version = simulated_survey_version(facts, VERSION_TLS_1_2);
    cr_expect_eq(version->accepted, ANSWER_YES);
    cr_expect_eq(version->cipher_suites.count, 6);
    simulated_survey_drop(facts);
}

Test(survey, a_server_that_takes_no_more_connections_leaves_the_rest_unknown)
{
    for (size_t limit = 1; limit < 20; limit++) {
        struct simulated_server server;
        begin_usual(&server);
        server.limit = limit;
        struct tls_survey *facts = simulated_survey(&server, DEPTH_DEEP);
        cr_assert_not_null(facts->limited, "%zu", limit);
        cr_expect_str_eq(facts->limited->detail, "421 4.7.0 too many connections");
        cr_expect_leq(server.connections, limit + 4);
        simulated_survey_expect_true(&server, facts, (unsigned)limit);
        simulated_survey_drop(facts);
    }
}

/* A suite that nobody offers, and TLS 1.2 whatever was offered: no client would go on with that. */
static void answer_regardless(void *context, const struct hello_question *question,
                              struct hello_answer *answer)
{
    struct simulated_server *server = context;
    server->connections++;
    if (question->hello == NULL) {
        answer->outcome = HELLO_CLOSED;
        return;
    }
    answer->outcome = HELLO_TAKEN;
    answer->reader.reply = (struct hello_reply){.kind = HELLO_REPLY_SERVER_HELLO,
                                                .version = VERSION_TLS_1_2,
                                                .suite = 0xeeee,
                                                .flight_complete = true};
}

Test(survey, what_was_not_offered_is_not_taken)
{
    for (int depth = DEPTH_STANDARD; depth <= DEPTH_DEEP; depth++) {
        struct simulated_server server;
        begin_usual(&server);
        struct tls_survey *facts = simulated_survey_over(&server, answer_regardless, (enum tls_depth)depth);
        const struct version_support *older = simulated_survey_version(facts, VERSION_TLS_1_1);
        cr_expect(older == NULL || older->accepted == ANSWER_UNKNOWN);
        const struct version_support *old = simulated_survey_version(facts, VERSION_TLS_1_2);
        cr_expect(old == NULL || old->cipher_suites.count == 0);
        simulated_survey_drop(facts);
    }
}

Test(survey, one_that_drips_is_not_waited_for_without_end)
{
    struct simulated_server server;
    begin_usual(&server);
    server.answers_in_ms = 50000;
    struct tls_survey *facts = simulated_survey(&server, DEPTH_DEEP);
    cr_expect_leq((int64_t)server.connections * server.answers_in_ms, 350000);
    cr_assert_not_null(facts->limited);
    cr_expect_eq(facts->limited->reason, STOP_TIMED_OUT);
    simulated_survey_expect_true(&server, facts, 0);
    simulated_survey_drop(facts);
}

Test(survey, one_that_never_answers_is_left_alone)
{
    struct simulated_server server;
    begin_usual(&server);
    server.deaf_above_bytes = 1;
    struct tls_survey *facts = simulated_survey(&server, DEPTH_DEEP);
    cr_expect_leq(server.connections, 8);
    cr_expect_eq(facts->limited->reason, STOP_TIMED_OUT);
    simulated_survey_expect_true(&server, facts, 0);
    simulated_survey_drop(facts);
}
