/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certificates that came in clear (RFC 5246 7.4.2). */
#include "tls/hello_facts.h"

#include "base/list.h"
#include "base/tls_names.h"
#include "tls/server_chain.h"

#include <stdlib.h>

static void read_chain(struct fiber *fiber, const struct hello_reply *reply,
                       const struct tls_settings *settings, const char *server_name, struct tls *tls)
{
    gnutls_datum_t *certificates = allocate(reply->chain_count, sizeof *certificates);
    for (size_t i = 0; i < reply->chain_count; i++)
        certificates[i] = (gnutls_datum_t){reply->chain[i].bytes, (unsigned)reply->chain[i].length};
    const gnutls_datum_t staple = {reply->ocsp_response.bytes, (unsigned)reply->ocsp_response.length};
    const struct server_chain chain = {.certificates = certificates,
                                       .count = reply->chain_count,
                                       .staple = staple.size > 0 ? &staple : NULL,
                                       .server_name = server_name};
    server_chain_read(fiber, settings->trust, &chain, settings->now_unix_s, tls);
    free(certificates);
}

void hello_facts(struct fiber *fiber, const struct hello_reply *reply, const struct tls_settings *settings,
                 const char *server_name, struct tls *tls)
{
    const struct hello_key_exchange *exchange = &reply->key_exchange;
    tls->version = reply->version;
    tls->cipher_suite = reply->suite;
    tls->group = tls_names_group(exchange->group) != NULL ? exchange->group : 0;
    tls->signature =
        tls_names_signature(exchange->signature_algorithm) != NULL ? exchange->signature_algorithm : 0;
    tls->key_exchange_bits = exchange->prime_bits;
    if (reply->flight_complete)
        tls->client_certificate_requested = reply->certificate_request.present ? ANSWER_YES : ANSWER_NO;
    if (reply->chain_count > 0)
        read_chain(fiber, reply, settings, server_name, tls);
}
