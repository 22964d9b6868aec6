/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each answer of a server shows beside that to the question: all of it is kept. */
#include "base/list.h"
#include "probe/other_key.h"
#include "probe/survey/survey_open.h"
#include "tls/der.h"
#include "tls/dh_prime.h"
#include "tls/key_limits.h"
#include "tls/key_share.h"

#include <stdlib.h>
#include <string.h>

enum { AUTHORITIES_MAX = 32, KEY_SHARES_MAX = 32 };

void survey_note_algorithm(struct survey_algorithms *algorithms, uint16_t code, enum answer accepted,
                           uint16_t version)
{
    size_t at = 0;
    while (at < algorithms->count && algorithms->items[at].code != code)
        at++;
    if (code == 0 || at == SURVEY_ALGORITHMS_MAX)
        return;
    struct survey_algorithm *item = &algorithms->items[at];
    if (at == algorithms->count) {
        algorithms->count++;
        *item = (struct survey_algorithm){.code = code};
    }
    if (item->accepted != ANSWER_YES)
        item->accepted = accepted;
    if (accepted == ANSWER_YES && (item->version == 0 || version < item->version))
        item->version = version;
}

enum answer survey_algorithm(const struct survey_algorithms *algorithms, uint16_t code)
{
    for (size_t i = 0; i < algorithms->count; i++)
        if (algorithms->items[i].code == code)
            return algorithms->items[i].accepted;
    return ANSWER_UNKNOWN;
}

void survey_order_algorithms(struct survey_algorithms *algorithms, const struct code_list *order)
{
    struct survey_algorithms *old = allocate(1, sizeof *old);
    *old = *algorithms;
    algorithms->count = 0;
    for (size_t i = 0; i < order->count; i++)
        for (size_t j = 0; j < old->count; j++)
            if (old->items[j].code == order->codes[i])
                algorithms->items[algorithms->count++] = old->items[j];
    for (size_t j = 0; j < old->count; j++)
        if (!code_list_has(order, old->items[j].code))
            algorithms->items[algorithms->count++] = old->items[j];
    free(old);
}

void survey_note_feature(struct survey *survey, enum tls_feature feature, enum answer present,
                         const char *detail)
{
    struct survey_feature *slot = &survey->features[feature];
    enum answer lasting = feature == FEATURE_DOWNGRADE_SENTINEL ? ANSWER_NO : ANSWER_YES;
    if (slot->present != ANSWER_UNKNOWN && (slot->present == lasting || present != lasting))
        return;
    slot->present = present;
    text_replace(&slot->detail, text_copy(detail));
}

static void note_version(struct survey *survey, const struct hello *hello, const struct hello_reply *reply)
{
    struct survey_version *slot = survey_version(survey, reply->version);
    uint16_t asked = hello->version_count > 0 ? hello->versions[0] : hello->version;
    slot->asked = true;
    slot->accepted = ANSWER_YES;
    code_list_add(&slot->suites, reply->suite);
    if (asked > reply->version) {
        char *version = tls_names_version_text(reply->version);
        char *with = text_format("answers with %s", version);
        survey_refuse_versions(survey, (uint16_t)(reply->version + 1), asked, with);
        free(with);
        free(version);
    }
}

static int64_t lesser_prime(int64_t known_bits, int64_t bits)
{
    return known_bits == 0 || bits < known_bits ? bits : known_bits;
}

/* A prime is shown by finite-field key exchange alone; the least one counts. OpenSSL answers anonymous suites
 * with a smaller one than others. */
static void note_prime(struct survey *survey, const struct hello_reply *reply)
{
    const struct hello_key_exchange *exchange = &reply->key_exchange;
    const struct tls_suite *suite = tls_names_suite(reply->suite);
    if (exchange->prime_bits == 0)
        return;
    if (suite != NULL && (suite->classes & SUITE_ANON) != 0) {
        survey->dh_anonymous_bits = lesser_prime(survey->dh_anonymous_bits, exchange->prime_bits);
        return;
    }
    if (survey->dh_bits == 0 || exchange->prime_bits < survey->dh_bits) {
        free(survey->dh_prime.name);
        survey->dh_prime.name =
            dh_prime_name(exchange->prime.bytes, exchange->prime.length, &survey->dh_prime.published);
    }
    survey->dh_bits = lesser_prime(survey->dh_bits, exchange->prime_bits);
}

static void note_key_share(struct survey *survey, const struct hello_reply *reply)
{
    char *hash = survey->key_shares.count < KEY_SHARES_MAX ? key_share_hash(reply) : NULL;
    if (hash != NULL)
        text_list_append(&survey->key_shares, hash);
    free(hash);
}

static void note_key_exchange(struct survey *survey, const struct hello_reply *reply)
{
    const struct hello_key_exchange *exchange = &reply->key_exchange;
    uint16_t group = exchange->group != 0 ? exchange->group : reply->group;
    survey_note_algorithm(&survey->groups, group, ANSWER_YES, reply->version);
    survey_note_algorithm(&survey->signatures, exchange->signature_algorithm, ANSWER_YES, reply->version);
    note_prime(survey, reply);
    note_key_share(survey, reply);
    if (survey->key_exchange_problem == NULL)
        survey->key_exchange_problem =
            key_limits_dh_bits_problem((unsigned)exchange->prime_bits, (unsigned)exchange->generator_bits,
                                       (unsigned)exchange->public_bits);
}

static void note_authorities(struct survey *survey, const struct hello_certificate_request *request)
{
    for (size_t i = 0; i < request->name_count && survey->authorities.count < AUTHORITIES_MAX; i++) {
        char *name = der_name_text(request->names[i].bytes, request->names[i].length);
        if (!text_list_has(&survey->authorities, name))
            text_list_append(&survey->authorities, name);
        free(name);
    }
}

static enum answer whether(bool present)
{
    return present ? ANSWER_YES : ANSWER_NO;
}

static void note_certificate(struct survey *survey, const struct hello *hello,
                             const struct hello_reply *reply)
{
    if (reply->chain_count == 0)
        return;
    if ((survey_shows(survey, reply->suite) & SHOWS_OTHER_KEY) != 0)
        survey->other_key_accepted = ANSWER_YES;
    const struct hello_blob *leaf = &reply->chain[0];
    struct hello_blob *kept = survey_leaf(survey, reply->suite);
    if (kept->length == 0 && text_same(hello->server_name, survey->server_name)) {
        kept->bytes = allocate(leaf->length + 1, 1);
        if (leaf->length > 0)
            memcpy(kept->bytes, leaf->bytes, leaf->length);
        kept->length = leaf->length;
        bool scts = der_certificate_has(leaf->bytes, leaf->length, DER_OID_SCT_LIST);
        survey_note_feature(survey, FEATURE_SCT, whether(scts), scts ? "in the certificate" : NULL);
    }
    if (hello->signed_certificate_timestamp && reply->signed_certificate_timestamp)
        survey_note_feature(survey, FEATURE_SCT, ANSWER_YES, "in the ServerHello");
    if (hello->status_request && reply->flight_complete)
        survey_note_feature(survey, FEATURE_OCSP_STAPLE, whether(reply->certificate_status), NULL);
}

/* Of a server that can do TLS 1.3, RFC 9846 4.2.3 wants the sentinel in each hello of an older version. */
static void note_sentinel(struct survey *survey, const struct hello_reply *reply)
{
    static const char *const seen[] = {
        [DOWNGRADE_NONE] = "no sentinel",
        [DOWNGRADE_TO_TLS_1_2] = "the one for TLS 1.2",
        [DOWNGRADE_BELOW_TLS_1_2] = "the one for versions before TLS 1.2",
    };
    enum downgrade_sentinel right =
        reply->version == VERSION_TLS_1_2 ? DOWNGRADE_TO_TLS_1_2 : DOWNGRADE_BELOW_TLS_1_2;
    if (survey->best != VERSION_TLS_1_3 || reply->version < VERSION_TLS_1_0)
        return;
    char *version = tls_names_version_text(reply->version);
    char *detail = text_format("%s with %s", seen[reply->downgrade], version);
    survey_note_feature(survey, FEATURE_DOWNGRADE_SENTINEL, whether(reply->downgrade == right), detail);
    free(detail);
    free(version);
}

/* What a ServerHello up to TLS 1.2 answers to what was offered. */
static void note_features(struct survey *survey, const struct hello *hello, const struct hello_reply *reply)
{
    const struct tls_suite *suite = tls_names_suite(reply->suite);
    bool cbc = suite != NULL && suite->mode == CIPHER_MODE_CBC;
    if (hello->renegotiation_info || hello->renegotiation_scsv)
        survey_note_feature(survey, FEATURE_SECURE_RENEGOTIATION, whether(reply->renegotiation_info), NULL);
    if (hello->deflate)
        survey_note_feature(survey, FEATURE_COMPRESSION, whether(reply->compression != 0), NULL);
    survey_note_feature(survey, FEATURE_SESSION_ID, whether(reply->session_id.length > 0), NULL);
    if (reply->version < VERSION_TLS_1_0)
        return;
    if (hello->extended_master_secret)
        survey_note_feature(survey, FEATURE_EXTENDED_MASTER_SECRET, whether(reply->extended_master_secret),
                            NULL);
    if (hello->encrypt_then_mac && cbc)
        survey_note_feature(survey, FEATURE_ENCRYPT_THEN_MAC, whether(reply->encrypt_then_mac), NULL);
    if (hello->session_ticket)
        survey_note_feature(survey, FEATURE_SESSION_TICKET, whether(reply->session_ticket), NULL);
    if (hello->heartbeat)
        survey_note_feature(survey, FEATURE_HEARTBEAT, whether(reply->heartbeat), NULL);
}

void survey_note(struct survey *survey, const struct hello *hello, const struct hello_reply *reply)
{
    if (reply->version < VERSION_SSL_3 || reply->version > VERSION_TLS_1_3)
        return;
    note_version(survey, hello, reply);
    note_key_exchange(survey, reply);
    note_authorities(survey, &reply->certificate_request);
    note_certificate(survey, hello, reply);
    if (reply->version == VERSION_TLS_1_3)
        return;
    note_sentinel(survey, reply);
    note_features(survey, hello, reply);
}

static void note_main_algorithms(struct survey *survey, const struct tls *tls)
{
    struct survey_version *slot = survey_version(survey, survey->best);
    slot->asked = true;
    slot->accepted = ANSWER_YES;
    if (tls_names_suite(tls->cipher_suite) != NULL && tls->cipher_suite != 0)
        code_list_add(&slot->suites, (uint16_t)tls->cipher_suite);
    if (tls_names_group(tls->group) != NULL)
        survey_note_algorithm(&survey->groups, (uint16_t)tls->group, ANSWER_YES, survey->best);
    if (tls_names_signature(tls->signature) != NULL)
        survey_note_algorithm(&survey->signatures, (uint16_t)tls->signature, ANSWER_YES, survey->best);
    /* The handshake had offered all up to TLS 1.3. */
    char *with = text_format("answers with %s", tls_names_version(tls->version));
    survey_refuse_versions(survey, (uint16_t)(survey->best + 1), VERSION_TLS_1_3, with);
    free(with);
}

static void note_main_certificate(struct survey *survey, const struct tls *tls)
{
    if (tls->chain_count == 0)
        return;
    const char *leaf = tls->chain[0].der_base64;
    survey_note_feature(survey, FEATURE_MUST_STAPLE,
                        whether(der_base64_certificate_has(leaf, DER_OID_TLS_FEATURE)), NULL);
    if (der_base64_certificate_has(leaf, DER_OID_SCT_LIST))
        survey_note_feature(survey, FEATURE_SCT, ANSWER_YES, "in the certificate");
    survey_note_feature(survey, FEATURE_OCSP_STAPLE, whether(tls->ocsp_staple != OCSP_NONE), NULL);
}

static void begin_other_key(struct survey *survey, const struct endpoint *endpoint)
{
    static const enum authentication kinds[TLS_KEYS_COUNT] = {
        [TLS_KEYS_RSA] = AUTHENTICATION_RSA, [TLS_KEYS_ECDSA] = AUTHENTICATION_ECDSA};
    survey->other_key = kinds[other_key_unseen(endpoint)];
    survey->other_key_accepted = other_key_found(endpoint);
}

void survey_state_begin(struct survey *survey, enum tls_depth depth, const struct endpoint *endpoint)
{
    const struct session *main = endpoint_session(endpoint);
    const struct tls *tls = main->tls;
    survey->depth = depth;
    survey->server_name = tls->server_name_sent;
    survey->implicit_tls = endpoint->found == MODE_IMPLICIT_TLS;
    survey->best = tls->completed == ANSWER_YES ? (uint16_t)tls->version : 0;
    suite_lists_groups(VERSION_TLS_1_2, &survey->all_groups[0]);
    suite_lists_groups(VERSION_TLS_1_3, &survey->all_groups[1]);
    suite_lists_signatures(&survey->all_signatures);
    if (survey->best == 0)
        return;
    begin_other_key(survey, endpoint);
    note_main_algorithms(survey, tls);
    note_main_certificate(survey, tls);
    if (tls->session_ticket != ANSWER_UNKNOWN)
        survey_note_feature(survey, FEATURE_SESSION_TICKET, tls->session_ticket, NULL);
}
