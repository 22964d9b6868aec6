/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What has to be mended first: see assess/verdict/mend.h. */
#include "assess/verdict/mend.h"

#include "assess/finding/phrase.h"
#include "assess/view/certificate.h"
#include "assess/view/cipher.h"
#include "assess/view/session_stage.h"
#include "assess/view/tls_offer.h"
#include "assess/view/view.h"
#include "base/place_index.h"
#include "base/tls_names.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void say_once(struct text_list *list, const char *text)
{
    if (!text_list_has(list, text))
        text_list_append(list, text);
}

static const char *or_unknown(const char *text)
{
    return text != NULL ? text : "unknown";
}

/* What the certificate itself shows. Nobody relies on the signature of one that signed itself. */
static void add_own(struct text_list *why, const struct certificate *own)
{
    const struct text_list *purposes = &own->purposes;
    if (own->unreadable != NULL)
        return;
    if (certificate_key_is_weak(own))
        say_once(why, phrase_format("the key (%s, %" PRId64 " bits) is too small",
                                    or_unknown(key_type_name(own->key_type)), own->key_bits)
                          .text);
    if (own->signature_is_weak && !own->self_signed)
        say_once(
            why,
            phrase_format("the certificate is signed with %s", or_unknown(own->signature_algorithm)).text);
    if (purposes->count > 0 && !text_list_has(purposes, "serverAuth")
        && !text_list_has(purposes, "anyExtendedKeyUsage"))
        say_once(why, "the certificate is not for TLS servers");
}

/* A server that only decrypts with its key needs no other (RFC 5246 7.4.2). */
static void add_key_usage(struct text_list *why, const struct tls *tls)
{
    const struct certificate *own = &tls->chain[0];
    if (own->unreadable == NULL && !cipher_is_rsa(tls->cipher_suite) && own->key_usage.count > 0
        && !text_list_has(&own->key_usage, "digitalSignature"))
        say_once(why, "the certificate's keyUsage lacks digitalSignature");
}

/* What only a rule tells, because it takes a clock or more than one fact. */
static const struct {
    enum finding_id id;
    const char *why;
    enum severity least; /* milder ones are no reason to wait with anything */
    bool is_certificate;
} told[] = {
    {FINDING_CERTIFICATE_EXPIRED, "the certificate has expired", SEVERITY_INFO, true},
    {FINDING_CERTIFICATE_EXPIRES_SOON, "the certificate expires soon", SEVERITY_INFO, true},
    {FINDING_CERTIFICATE_REVOKED, "the certificate is revoked", SEVERITY_INFO, true},
    {FINDING_TLS_CIPHER_BROKEN, "cipher suites without encryption or with broken encryption",
     SEVERITY_WARNING, false},
    {FINDING_WEAKNESS_FREAK, "RSA EXPORT suites", SEVERITY_WARNING, false},
    {FINDING_WEAKNESS_LOGJAM, "Diffie-Hellman with a prime of 1024 bits or less", SEVERITY_WARNING, false},
    {FINDING_TLS_RENEGOTIATION_INSECURE, "insecure renegotiation (RFC 5746)", SEVERITY_WARNING, false},
};

enum { TOLD_COUNT = sizeof told / sizeof told[0] };

/* By address and port: for each of `told`, a bit. */
struct mend_index {
    struct place_index places;
    unsigned *bits;
    size_t count;
};

static unsigned told_bit(const struct finding *finding)
{
    for (size_t i = 0; i < TOLD_COUNT; i++)
        if (finding->id == told[i].id && finding->severity >= told[i].least)
            return 1U << i;
    return 0;
}

static void add_bit(struct mend_index *index, const struct subject *subject, unsigned bit)
{
    ptrdiff_t at = place_index_find(&index->places, subject->address, subject->port);
    if (at != PLACE_NONE) {
        index->bits[at] |= bit;
        return;
    }
    place_index_put(&index->places, subject->address, subject->port, index->count);
    unsigned *bits = list_append(&index->bits, &index->count, sizeof *bits);
    *bits = bit;
}

struct mend_index *mend_index_new(const struct assessment *assessment)
{
    struct mend_index *index = allocate(1, sizeof *index);
    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct finding *finding = &assessment->findings[i];
        unsigned bit = finding->outcome == OUTCOME_FAILS ? told_bit(finding) : 0;
        if (bit != 0 && finding->subject.address != NULL)
            add_bit(index, &finding->subject, bit);
    }
    return index;
}

void mend_index_free(struct mend_index *index)
{
    place_index_free(&index->places);
    free(index->bits);
    free(index);
}

static void add_told(struct mend *mend, const struct mend_index *index, const struct endpoint *endpoint)
{
    ptrdiff_t at = place_index_find(&index->places, endpoint->address, endpoint->port);
    for (size_t i = 0; at != PLACE_NONE && i < TOLD_COUNT; i++)
        if ((index->bits[at] & 1U << i) != 0)
            say_once(told[i].is_certificate ? &mend->certificate : &mend->tls, told[i].why);
}

static void add_endpoint(struct mend *mend, const struct assessment *assessment,
                         const struct endpoint *endpoint)
{
    const struct tls_offer *offer = &view_port(assessment->view, endpoint)->offer;
    for (size_t i = 0; i < endpoint->session_count; i++) {
        const struct tls *tls = endpoint->sessions[i].tls;
        if (!session_stage_shows_chain(&endpoint->sessions[i]))
            continue;
        add_own(&mend->certificate, &tls->chain[0]);
        add_key_usage(&mend->certificate, tls);
    }
    add_told(mend, assessment->mend_index, endpoint);
    for (int i = 0; i < TLS_OFFER_VERSIONS; i++)
        if (tls_offer_versions[i] <= VERSION_SSL_3
            && tls_offer_version(offer, tls_offer_versions[i]) == ANSWER_YES)
            say_once(&mend->tls, tls_names_version(tls_offer_versions[i]));
}

struct mend mend_of(const struct assessment *assessment, const struct host *host, int64_t port)
{
    struct mend mend = {{0}, {0}};
    for (size_t i = 0; i < host->addresses.count; i++) {
        const struct endpoint *endpoint =
            report_endpoint(assessment->report, host, host->addresses.items[i], port);
        if (endpoint != NULL)
            add_endpoint(&mend, assessment, endpoint);
    }
    return mend;
}

void mend_clear(struct mend *mend)
{
    text_list_free(&mend->certificate);
    text_list_free(&mend->tls);
}
