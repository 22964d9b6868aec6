/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A TLS server that is only a table. */
#include "simulated_server.h"

#include "base/list.h"
#include "base/tls_names.h"
#include "probe/survey/suite_lists.h"

#include <stdlib.h>
#include <string.h>

enum { HANDSHAKE_FAILURE = 40, PROTOCOL_VERSION = 70, INAPPROPRIATE_FALLBACK = 86, UNRECOGNIZED_NAME = 112 };
static const char known_name[] = "mx.example";

static bool has_version(const struct simulated_server *server, uint16_t version)
{
    return version >= VERSION_SSL_3 && version <= VERSION_TLS_1_3
           && (server->versions & 1u << (version - VERSION_SSL_3)) != 0;
}

uint16_t simulated_server_version(const struct simulated_server *server, uint16_t newest)
{
    for (uint16_t version = newest; version >= VERSION_SSL_3; version--)
        if (has_version(server, version))
            return version;
    return 0;
}

static bool shuffle_some(struct code_list *all, unsigned *seed, unsigned percent)
{
    for (size_t i = all->count; i-- > 1;) {
        size_t other = (size_t)rand_r(seed) % (i + 1);
        uint16_t code = all->codes[i];
        all->codes[i] = all->codes[other];
        all->codes[other] = code;
    }
    all->count = all->count * percent / 100 + 1;
    return true;
}

void simulated_server_random(struct simulated_server *server, unsigned seed)
{
    static const unsigned percents[] = {0, 2, 5, 12, 40, 99};
    unsigned state = seed * 2654435761u + 1;
    struct code_list more;
    *server = (struct simulated_server){0};
    suite_lists_suites(VERSION_TLS_1_2, 0, &server->suites);
    shuffle_some(&server->suites, &state, percents[rand_r(&state) % 6]);
    suite_lists_suites(VERSION_TLS_1_3, 0, &more);
    shuffle_some(&more, &state, percents[rand_r(&state) % 6]);
    code_list_add_all(&server->suites, &more);
    suite_lists_groups(VERSION_TLS_1_2, &server->groups);
    shuffle_some(&server->groups, &state, percents[rand_r(&state) % 6]);
    suite_lists_groups(VERSION_TLS_1_3, &more);
    shuffle_some(&more, &state, percents[rand_r(&state) % 6]);
    code_list_add_all(&server->groups, &more);
    suite_lists_signatures(&server->signatures);
    shuffle_some(&server->signatures, &state, percents[rand_r(&state) % 6]);
    server->versions = 1 + (unsigned)rand_r(&state) % 31;
    server->ssl2 = rand_r(&state) % 8 == 0;
    server->server_order = rand_r(&state) % 2 == 0;
    server->fallback_scsv = rand_r(&state) % 2 == 0;
    server->sentinel = rand_r(&state) % 2 == 0;
    static const enum key_type keys[] = {KEY_TYPE_NONE, KEY_TYPE_RSA, KEY_TYPE_ECDSA};
    server->main_key = keys[rand_r(&state) % 3];
}

/* The one that both have and whose order counts puts first; 0 for none. */
static uint16_t choose(const struct simulated_server *server, const struct code_list *own,
                       const uint16_t *offered, size_t count)
{
    for (size_t i = 0; server->server_order && i < own->count; i++)
        for (size_t j = 0; j < count; j++)
            if (offered[j] == own->codes[i])
                return offered[j];
    for (size_t j = 0; !server->server_order && j < count; j++)
        if (code_list_has(own, offered[j]))
            return offered[j];
    return 0;
}

static bool is_usable(const struct simulated_server *server, uint16_t version, uint16_t code,
                      const struct hello *hello)
{
    const struct tls_suite *suite = tls_names_suite(code);
    if (suite == NULL || suite->first_version > version
        || (suite->first_version == VERSION_TLS_1_3) != (version == VERSION_TLS_1_3))
        return false;
    if (version == VERSION_TLS_1_3)
        return true;
    if (suite_lists_uses_curve(code)
        && choose(server, &server->groups, hello->groups, hello->group_count) == 0)
        return false;
    return version < VERSION_TLS_1_2 || !suite_lists_is_signed(code)
           || choose(server, &server->signatures, hello->signatures, hello->signature_count) != 0;
}

void simulated_server_suites(const struct simulated_server *server, uint16_t version,
                             struct code_list *suites)
{
    struct code_list groups, signatures;
    suite_lists_groups(version, &groups);
    suite_lists_signatures(&signatures);
    struct hello all = {.groups = groups.codes,
                        .group_count = groups.count,
                        .signatures = signatures.codes,
                        .signature_count = signatures.count};
    suites->count = 0;
    for (size_t i = 0; has_version(server, version) && i < server->suites.count; i++)
        if (is_usable(server, version, server->suites.codes[i], &all))
            code_list_add(suites, server->suites.codes[i]);
}

static void refuse(const struct simulated_server *server, struct hello_answer *answer, uint8_t alert)
{
    answer->outcome = server->closes ? HELLO_CLOSED : HELLO_REFUSED;
    if (server->closes)
        return;
    answer->reader.reply.kind = HELLO_REPLY_ALERT;
    answer->reader.reply.alerted = true;
    answer->reader.reply.alert = alert;
}

static void fill_blob(struct hello_blob *blob, char byte, size_t length)
{
    blob->bytes = allocate(length, 1);
    memset(blob->bytes, byte, length);
    blob->length = length;
}

static void fill_flight(const struct simulated_server *server, const struct hello *hello,
                        struct hello_reply *reply)
{
    const struct tls_suite *suite = tls_names_suite(reply->suite);
    struct hello_key_exchange *exchange = &reply->key_exchange;
    if (suite->authentication != AUTHENTICATION_NONE) {
        reply->chain = allocate(1, sizeof *reply->chain);
        reply->chain_count = 1;
        fill_blob(reply->chain, suite->authentication == AUTHENTICATION_ECDSA ? 'e' : 'r', 8);
    }
    if (suite_lists_uses_curve(reply->suite))
        exchange->group = choose(server, &server->groups, hello->groups, hello->group_count);
    if (reply->version == VERSION_TLS_1_2 && suite_lists_is_signed(reply->suite))
        exchange->signature_algorithm =
            choose(server, &server->signatures, hello->signatures, hello->signature_count);
    if (suite->key_exchange == KEY_EXCHANGE_DHE) {
        fill_blob(&exchange->prime, '\x7f', 128);
        exchange->prime_bits = 1024;
    }
    reply->flight_complete = true;
}

static void take(const struct simulated_server *server, const struct hello *hello, uint16_t version,
                 struct hello_answer *answer)
{
    struct hello_reply *reply = &answer->reader.reply;
    struct code_list usable = {0};
    for (size_t i = 0; i < server->suites.count; i++)
        if (is_usable(server, version, server->suites.codes[i], hello))
            code_list_add(&usable, server->suites.codes[i]);
    uint16_t suite = choose(server, &usable, hello->suites, hello->suite_count);
    uint16_t group = choose(server, &server->groups, hello->groups, hello->group_count);
    if (suite == 0 || (version == VERSION_TLS_1_3 && group == 0)) {
        refuse(server, answer, HANDSHAKE_FAILURE);
        return;
    }
    answer->outcome = HELLO_TAKEN;
    reply->kind = version == VERSION_TLS_1_3 ? HELLO_REPLY_RETRY_REQUEST : HELLO_REPLY_SERVER_HELLO;
    reply->version = version;
    reply->suite = suite;
    if (version == VERSION_TLS_1_3)
        reply->group = group;
    else
        fill_flight(server, hello, reply);
    if (server->sentinel && version < VERSION_TLS_1_3 && has_version(server, VERSION_TLS_1_3))
        reply->downgrade = version == VERSION_TLS_1_2 ? DOWNGRADE_TO_TLS_1_2 : DOWNGRADE_BELOW_TLS_1_2;
}

static void answer_hello(const struct simulated_server *server, const struct hello *hello,
                         struct hello_answer *answer)
{
    static uint8_t bytes[HELLO_BYTES_MAX];
    uint16_t newest = hello->version_count > 0 ? hello->versions[0] : hello->version;
    uint16_t version = simulated_server_version(server, newest);
    size_t length = hello_build(hello, bytes, sizeof bytes);
    if (server->deaf_above_bytes > 0 && length > server->deaf_above_bytes)
        answer->outcome = HELLO_SILENT;
    else if (hello->version_count > 0 && !has_version(server, newest))
        refuse(server, answer, PROTOCOL_VERSION);
    else if (version == 0)
        refuse(server, answer, PROTOCOL_VERSION);
    else if (server->suites_max > 0 && hello->suite_count > server->suites_max)
        refuse(server, answer, HANDSHAKE_FAILURE);
    else if (hello->fallback_scsv && server->fallback_scsv
             && simulated_server_version(server, VERSION_TLS_1_3) > version)
        refuse(server, answer, INAPPROPRIATE_FALLBACK);
    else if (version > VERSION_SSL_3 && server->needs_name && hello->server_name == NULL)
        refuse(server, answer, HANDSHAKE_FAILURE);
    else if (server->refuses_strangers && hello->server_name != NULL
             && strcmp(hello->server_name, known_name) != 0)
        refuse(server, answer, UNRECOGNIZED_NAME);
    else
        take(server, hello, version, answer);
}

static bool is_turned_away(struct simulated_server *server, bool alone)
{
    struct simulated_throttle *throttle = &server->throttle;
    if (throttle->seed != 0 && !alone && rand_r(&throttle->seed) % 3 == 0)
        return true;
    if (throttle->serves == 0)
        return false;
    if (throttle->turns_away == 0)
        return server->connections >= throttle->serves;
    return server->connections % (throttle->serves + throttle->turns_away) >= throttle->serves;
}

static void turn_away(enum simulated_turn turn, struct hello_answer *answer)
{
    static const enum hello_outcome outcomes[SIMULATED_TURNS] = {
        [TURN_CLOSE] = HELLO_CLOSED, [TURN_RESET] = HELLO_CLOSED, [TURN_HANG] = HELLO_SILENT};
    answer->outcome = outcomes[turn];
    answer->reset = turn == TURN_RESET;
    if (turn == TURN_REJECT)
        answer->stop = (struct stop){.at = STEP_GREETING,
                                     .reason = STOP_REJECTED,
                                     .reply_code = 421,
                                     .detail = text_copy("421 4.7.0 too many connections")};
    else if (turn == TURN_REFUSE)
        answer->stop = (struct stop){.at = STEP_CONNECT, .reason = STOP_REFUSED};
}

static void answer_question(const struct simulated_server *server, const struct hello_question *question,
                            struct hello_answer *answer)
{
    if (question->hello != NULL) {
        answer_hello(server, question->hello, answer);
    } else if (server->ssl2) {
        answer->outcome = HELLO_TAKEN;
        answer->reader.reply.kind = HELLO_REPLY_SSL2_SERVER_HELLO;
        answer->reader.reply.cipher_kinds[0] = question->cipher_kinds[0];
        answer->reader.reply.cipher_kind_count = 1;
    } else {
        refuse(server, answer, PROTOCOL_VERSION);
    }
}

void simulated_server_ask(void *context, const struct hello_question *question, struct hello_answer *answer)
{
    struct simulated_server *server = context;
    bool busy = server->busy_every > 0 && server->connections % server->busy_every == 0;
    bool turned_away = is_turned_away(server, question->alone);
    bool over = server->limit > 0 && server->connections >= server->limit;
    server->connections++;
    if (busy || over) {
        turn_away(TURN_REJECT, answer);
        return;
    }
    answer->took_ms = server->answers_in_ms;
    if (turned_away)
        turn_away(server->throttle.turn, answer);
    else
        answer_question(server, question, answer);
}

bool simulated_server_shake_hands(void *context)
{
    struct simulated_server *server = context;
    server->handshakes++;
    server->showed_other_chain = server->showed_other_chain || server->has_other_key;
    return true;
}

bool simulated_server_keep_chain(void *context, const struct hello_reply *reply)
{
    struct simulated_server *server = context;
    if (reply->chain_count == 0 || server->lies_about_key)
        return false;
    server->showed_other_chain = true;
    return true;
}
