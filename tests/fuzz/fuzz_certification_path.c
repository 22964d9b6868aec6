/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chains put together from certificates that issue one another in all ways, in circles too: the first byte
 * says which of them are trust anchors, each other one which certificate was sent next. */
#include "certificates.h"
#include "checks.h"
#include "facts/shapes.h"
#include "input.h"
#include "tls/certification_path.h"
#include "tls/chain.h"
#include "tls/chain_verdict.h"

#include <stdint.h>
#include <string.h>

enum { ISSUED_MAX = 16, ANCHORS_MAX = 3, SENT_MAX = 48 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct {
    gnutls_x509_crt_t certificates[ISSUED_MAX]; /* the last is none, as one that cannot be parsed */
    gnutls_datum_t ders[ISSUED_MAX];
    gnutls_x509_crt_t anchors[ANCHORS_MAX];
    gnutls_datum_t anchor_names[ANCHORS_MAX];
    size_t count;
} issued;

struct sent {
    gnutls_x509_crt_t certificates[SENT_MAX];
    gnutls_datum_t ders[SENT_MAX];
    size_t count;
};

static gnutls_x509_crt_t issue(const char *name, gnutls_x509_privkey_t key, gnutls_x509_crt_t issuer,
                               gnutls_x509_privkey_t issuer_key, int days_left)
{
    bool is_authority = strchr(name, '.') == NULL;
    gnutls_x509_crt_t fresh = fuzz_certificate(name, key, is_authority, issuer, issuer_key, days_left);
    issued.certificates[issued.count] = fresh;
    issued.ders[issued.count++] = fuzz_certificate_der(fresh);
    return fresh;
}

static void set_anchor(size_t place, gnutls_x509_crt_t certificate)
{
    issued.anchors[place] = certificate;
    fuzz_expect(gnutls_x509_crt_get_raw_dn(certificate, &issued.anchor_names[place]) >= 0);
}

static void issue_all(void)
{
    static uint8_t garbage[] = {0x30, 0x03, 0x01, 0x01, 0xff};
    enum { ROOT, OTHER, A, B, NEW_A, SERVER, KEYS };
    gnutls_x509_privkey_t keys[KEYS];
    for (size_t i = 0; i < KEYS; i++)
        keys[i] = fuzz_key();
    gnutls_x509_crt_t root = issue("Root", keys[ROOT], NULL, NULL, 60);
    gnutls_x509_crt_t other = issue("Other Root", keys[OTHER], NULL, NULL, 60);
    gnutls_x509_crt_t a = issue("A", keys[A], root, keys[ROOT], 60);
    gnutls_x509_crt_t b = issue("B", keys[B], root, keys[ROOT], 60);
    issue("A", keys[A], b, keys[B], 60); /* a circle, with the next */
    issue("B", keys[B], a, keys[A], 60);
    issue("A", keys[A], root, keys[ROOT], -1);
    issue("A", keys[A], other, keys[OTHER], 60);
    issue("A", keys[NEW_A], root, keys[ROOT], 60); /* the same name, another key */
    issue("A", keys[NEW_A], NULL, NULL, 60);
    issue("Root", keys[ROOT], other, keys[OTHER], 60);
    issue("Other Root", keys[OTHER], root, keys[ROOT], 60);
    issue("mx.example.org", keys[SERVER], a, keys[A], 60);
    issue("mx.example.org", keys[SERVER], b, keys[B], -1);
    issue("mx.example.org", keys[SERVER], NULL, NULL, 60);
    issued.ders[issued.count++] = (gnutls_datum_t){garbage, sizeof garbage};
    for (size_t i = 0; i < KEYS; i++)
        gnutls_x509_privkey_deinit(keys[i]);
    set_anchor(0, root);
    set_anchor(1, other);
    set_anchor(2, b);
}

static bool is_good(const struct certification_path *path)
{
    return path->anchor != NULL && path->status == 0 && path->in_date;
}

static void check_path(const struct certification_path *path, const struct sent *sent,
                       const struct anchor_set *anchors)
{
    bool known = path->anchor == NULL;
    for (size_t i = 0; i < anchors->count; i++)
        known = known || anchors->certificates[i] == path->anchor;
    fuzz_expect(known);
    fuzz_expect(path->length <= PATH_LENGTH_MAX);
    fuzz_expect(path->length == 0 || path->places[0] == 0);
    for (size_t i = 0; i < path->length; i++) {
        fuzz_expect(path->places[i] < sent->count && sent->certificates[path->places[i]] != NULL);
        for (size_t n = 0; n < i; n++)
            fuzz_expect(path->places[n] != path->places[i]);
    }
}

/* What is sent besides a good path takes nothing from it, unless there is more than the search looks at. */
static void search(const struct sent *sent, const struct anchor_set *anchors)
{
    struct certification_path whole = {0}, half = {0};
    struct path_question question = {
        .sent = sent->certificates, .count = sent->count, .anchors = anchors, .now_unix_s = FUZZ_NOW_UNIX_S};
    certification_path_find(&question, &whole);
    check_path(&whole, sent, anchors);
    question.count = (sent->count + 1) / 2;
    certification_path_find(&question, &half);
    check_path(&half, sent, anchors);
    fuzz_expect(!is_good(&half) || is_good(&whole) || whole.gave_up);
}

static void judge(const struct sent *sent, const struct anchor_set *anchors)
{
    struct tls tls = {0};
    chain_read(NULL, &tls, sent->ders, sent->count, "mx.example.org");
    struct chain_verdict *verdict =
        chain_verdict_new(sent->ders, sent->count, anchors, NULL, FUZZ_NOW_UNIX_S);
    chain_verdict_tell(verdict, sent->ders, FUZZ_NOW_UNIX_S, &tls);
    chain_verdict_free(verdict);
    fuzz_expect_safe_object(&tls_shape, &tls);
    fuzz_expect(anchors->count > 0 || tls.verification.trusted != ANSWER_YES);
    shape_clear(&tls_shape, &tls);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    struct sent sent = {.count = 0};
    gnutls_x509_crt_t certificates[ANCHORS_MAX];
    gnutls_datum_t names[ANCHORS_MAX];
    struct anchor_set anchors = {.certificates = certificates, .names = names};
    if (issued.count == 0)
        issue_all();
    unsigned which = fuzz_byte(&input);
    for (size_t i = 0; i < ANCHORS_MAX; i++)
        if ((which >> i & 1) != 0) {
            certificates[anchors.count] = issued.anchors[i];
            names[anchors.count++] = issued.anchor_names[i];
        }
    while (sent.count < SENT_MAX && input.left > 0) {
        size_t choice = fuzz_byte(&input) % ISSUED_MAX;
        sent.certificates[sent.count] = issued.certificates[choice];
        sent.ders[sent.count++] = issued.ders[choice];
    }
    if (sent.count == 0)
        return 0;
    if (sent.certificates[0] != NULL)
        search(&sent, &anchors);
    judge(&sent, &anchors);
    return 0;
}
