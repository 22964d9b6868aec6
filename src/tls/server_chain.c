/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The certificates of one server made into facts: see tls/server_chain.h. */
#include "tls/server_chain.h"

#include "net/off_loop.h"
#include "tls/certification_path.h"
#include "tls/chain.h"

#include <string.h>

/* What a chain costs grows with the square of its length and of its keys, names and constraints, and those
 * take bytes. Real chains have two to five certificates of one or two kilobytes. */
enum { USUAL_CERTIFICATES = 6, USUAL_BYTES = 8 << 10 };

struct reading {
    struct tls_trust *trust;
    const struct server_chain *chain;
    int64_t now_unix_s;
    struct tls *tls;
};

static void read_all(void *argument)
{
    const struct reading *reading = argument;
    const struct server_chain *chain = reading->chain;
    chain_read(tls_trust_certificates(reading->trust), reading->tls, chain->certificates, chain->count,
               chain->server_name);
    tls_trust_verify(reading->trust, chain->certificates, chain->count, reading->now_unix_s, reading->tls);
    if (chain->staple != NULL)
        reading->tls->ocsp_staple =
            chain_staple(chain->certificates, chain->count, chain->staple, reading->now_unix_s);
}

static bool may_take_long(const struct server_chain *chain)
{
    size_t bytes = chain->staple != NULL ? chain->staple->size : 0;
    for (size_t i = 0; i < chain->count; i++)
        bytes += chain->certificates[i].size;
    return chain->count > USUAL_CERTIFICATES || bytes > USUAL_BYTES;
}

void server_chain_read(struct fiber *fiber, struct tls_trust *trust, const struct server_chain *chain,
                       int64_t now_unix_s, struct tls *tls)
{
    struct reading reading = {.trust = trust, .chain = chain, .now_unix_s = now_unix_s, .tls = tls};
    if (fiber != NULL && may_take_long(chain))
        off_loop_finish(fiber, read_all, &reading);
    else
        read_all(&reading);
}

void server_chain_read_pem(struct fiber *fiber, struct tls_trust *trust, const struct text_list *certificates,
                           const char *server_name, int64_t now_unix_s, struct tls *tls)
{
    gnutls_datum_t ders[PATH_SENT_MAX] = {0};
    struct server_chain chain = {.certificates = ders, .server_name = server_name};
    for (size_t i = 0; i < certificates->count && chain.count < PATH_SENT_MAX; i++) {
        char *text = certificates->items[i];
        gnutls_datum_t pem = {.data = (unsigned char *)text, .size = (unsigned)strlen(text)};
        if (gnutls_pem_base64_decode2("CERTIFICATE", &pem, &ders[chain.count]) >= 0)
            chain.count++;
    }
    if (chain.count > 0)
        server_chain_read(fiber, trust, &chain, now_unix_s, tls);
    for (size_t i = 0; i < chain.count; i++)
        gnutls_free(ders[i].data);
}
