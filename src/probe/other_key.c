/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The certificate that a server with two keys shows to other clients. */
#include "probe/other_key.h"

#include "probe/dialogue.h"

#include <string.h>

static bool is_rsa(const char *key_type)
{
    return strncmp(key_type, "RSA", sizeof "RSA" - 1) == 0;
}

enum tls_keys other_key_unseen(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    if (session == NULL || session->tls == NULL || session->tls->completed != ANSWER_YES
        || session->tls->chain_count == 0 || session->tls->chain[0].key_type == NULL)
        return TLS_KEYS_ANY;
    return is_rsa(session->tls->chain[0].key_type) ? TLS_KEYS_ECDSA : TLS_KEYS_RSA;
}

bool other_key_is_shown(const struct endpoint *endpoint, const struct tls *tls)
{
    const char *key_type = tls->chain_count > 0 ? tls->chain[0].key_type : NULL;
    enum tls_keys unseen = other_key_unseen(endpoint);
    if (key_type == NULL || unseen == TLS_KEYS_ANY)
        return false;
    return unseen == TLS_KEYS_RSA ? is_rsa(key_type) : strcmp(key_type, "ECDSA") == 0;
}

enum answer other_key_found(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session_for(endpoint, PURPOSE_OTHER_KEY);
    if (session == NULL || session->tls == NULL)
        return ANSWER_UNKNOWN;
    if (other_key_is_shown(endpoint, session->tls))
        return ANSWER_YES;
    return session->stop.reason == STOP_TLS_ALERT ? ANSWER_NO : ANSWER_UNKNOWN;
}

void other_key_probe(struct fiber *fiber, const struct probe_options *options, const struct dial_place *place,
                     struct endpoint *endpoint)
{
    struct dialogue dialogue;
    enum tls_keys keys = other_key_unseen(endpoint);
    if (keys == TLS_KEYS_ANY)
        return;
    int64_t began_ms = fiber_now_ms(fiber);
    dialogue_init_further(&dialogue, fiber, options, place, endpoint, PURPOSE_OTHER_KEY);
    dialogue.tls_settings.keys = keys;
    dialogue.dial_options.minor = probe_is_slow(endpoint);
    dialogue.dial_options.begin_by_ms = probe_begin_by_ms(options, endpoint);
    dialogue_handshake(&dialogue);
    dialogue_end(&dialogue);
    endpoint->elapsed_ms += fiber_now_ms(fiber) - began_ms;
}
