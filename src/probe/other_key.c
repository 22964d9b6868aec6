/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The certificate that a server with two keys shows to other clients. */
#include "probe/other_key.h"

#include "probe/dialogue.h"

#include <string.h>

/* The kind of key that has not been seen; TLS_KEYS_ANY where none has. */
static enum tls_keys unseen_keys(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    if (session == NULL || session->tls == NULL || session->tls->completed != ANSWER_YES
        || session->tls->chain_count == 0 || session->tls->chain[0].key_type == NULL)
        return TLS_KEYS_ANY;
    bool is_rsa = strncmp(session->tls->chain[0].key_type, "RSA", sizeof "RSA" - 1) == 0;
    return is_rsa ? TLS_KEYS_ECDSA : TLS_KEYS_RSA;
}

void other_key_probe(struct fiber *fiber, const struct probe_options *options, const struct dial_place *place,
                     struct endpoint *endpoint)
{
    struct dialogue dialogue;
    enum tls_keys keys = unseen_keys(endpoint);
    if (keys == TLS_KEYS_ANY)
        return;
    int64_t began_ms = fiber_now_ms(fiber);
    dialogue_init_further(&dialogue, fiber, options, place, endpoint, PURPOSE_OTHER_KEY);
    dialogue.tls_settings.keys = keys;
    dialogue_handshake(&dialogue);
    dialogue_end(&dialogue);
    endpoint->elapsed_ms += fiber_now_ms(fiber) - began_ms;
}
