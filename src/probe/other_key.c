/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The certificate that a server with two keys shows to other clients. */
#include "probe/other_key.h"

#include "probe/dialogue.h"

static bool is_rsa(enum key_type type)
{
    return type == KEY_TYPE_RSA || type == KEY_TYPE_RSA_PSS || type == KEY_TYPE_RSA_OAEP;
}

enum tls_keys other_key_unseen(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    if (session == NULL || session->tls == NULL || session->tls->completed != ANSWER_YES
        || session->tls->chain_count == 0 || session->tls->chain[0].key_type == KEY_TYPE_NONE)
        return TLS_KEYS_ANY;
    return is_rsa(session->tls->chain[0].key_type) ? TLS_KEYS_ECDSA : TLS_KEYS_RSA;
}

bool other_key_is_shown(const struct endpoint *endpoint, const struct tls *tls)
{
    enum key_type type = tls->chain_count > 0 ? tls->chain[0].key_type : KEY_TYPE_NONE;
    enum tls_keys unseen = other_key_unseen(endpoint);
    if (type == KEY_TYPE_NONE || unseen == TLS_KEYS_ANY)
        return false;
    return unseen == TLS_KEYS_RSA ? is_rsa(type) : type == KEY_TYPE_ECDSA;
}

enum answer other_key_found(const struct endpoint *endpoint)
{
    enum answer found = ANSWER_UNKNOWN;
    for (size_t i = 0; i < endpoint->session_count; i++) {
        const struct session *session = &endpoint->sessions[i];
        if (session->purpose != PURPOSE_OTHER_KEY || session->tls == NULL)
            continue;
        if (other_key_is_shown(endpoint, session->tls))
            return ANSWER_YES;
        if (session->stop.reason == STOP_TLS_ALERT)
            found = ANSWER_NO;
    }
    return found;
}

/* TLS_KEYS_ANY, no kind at all, for a type that a handshake cannot leave out. */
static enum tls_keys kind_of(enum key_type type)
{
    static const enum tls_keys kinds[KEY_TYPE_COUNT] = {
        [KEY_TYPE_RSA] = TLS_KEYS_RSA,     [KEY_TYPE_RSA_PSS] = TLS_KEYS_RSA_PSS,
        [KEY_TYPE_ECDSA] = TLS_KEYS_ECDSA, [KEY_TYPE_ED25519] = TLS_KEYS_ED25519,
        [KEY_TYPE_ED448] = TLS_KEYS_ED448,
    };
    return kinds[type];
}

/* The kinds that no handshake showed; TLS_KEYS_ANY where that cannot be told, or there is none left. */
static enum tls_keys kinds_unseen(const struct endpoint *endpoint)
{
    unsigned unseen = TLS_KEYS_COUNT - 1;
    for (size_t i = 0; i < endpoint->session_count; i++) {
        const struct tls *tls = endpoint->sessions[i].tls;
        if (tls != NULL && tls->chain_count > 0)
            unseen &= ~(unsigned)kind_of(tls->chain[0].key_type);
    }
    return unseen == TLS_KEYS_COUNT - 1 ? TLS_KEYS_ANY : (enum tls_keys)unseen;
}

static void ask(struct fiber *fiber, const struct probe_options *options, const struct dial_place *place,
                struct endpoint *endpoint, enum tls_keys keys)
{
    struct dialogue dialogue;
    dialogue_init_further(&dialogue, fiber, options, place, endpoint, PURPOSE_OTHER_KEY);
    dialogue.tls_settings.keys = keys;
    dialogue.dial_options.minor = probe_is_slow(endpoint);
    dialogue.dial_options.begin_by_ms = probe_begin_by_ms(options, endpoint);
    dialogue_handshake(&dialogue);
    dialogue_end(&dialogue);
}

void other_key_probe(struct fiber *fiber, const struct probe_options *options, const struct dial_place *place,
                     struct endpoint *endpoint)
{
    enum tls_keys keys = other_key_unseen(endpoint);
    if (keys == TLS_KEYS_RSA)
        keys = TLS_KEYS_RSA | TLS_KEYS_RSA_PSS;
    int64_t began_ms = fiber_now_ms(fiber);
    if (keys != TLS_KEYS_ANY)
        ask(fiber, options, place, endpoint, keys);
    endpoint->elapsed_ms += fiber_now_ms(fiber) - began_ms;
}

void other_key_probe_all(struct fiber *fiber, const struct probe_options *options,
                         const struct dial_place *place, struct endpoint *endpoint)
{
    int64_t began_ms = fiber_now_ms(fiber);
    if (other_key_unseen(endpoint) == TLS_KEYS_ANY)
        return;
    enum tls_keys asked, left = kinds_unseen(endpoint);
    do {
        asked = left;
        if (asked != TLS_KEYS_ANY)
            ask(fiber, options, place, endpoint, asked);
        left = kinds_unseen(endpoint);
    } while (left != asked && left != TLS_KEYS_ANY);
    endpoint->elapsed_ms += fiber_now_ms(fiber) - began_ms;
}
