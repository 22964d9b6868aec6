/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The search for certification paths: see tls/certification_path.h. */
#include "tls/certification_path.h"

#include "base/list.h"
#include "tls/key_limits.h"
#include "tls/name_load.h"

#include <stdlib.h>
#include <string.h>

/* What one chain may cost: a hostile one branches without end. Real ones need a handful of each. ISSUERS_MAX
 * is how often a certificate of the right name is tried as the issuer of another, mostly by its signature. */
enum { ISSUERS_MAX = 400, STEPS_MAX = 600, VERDICTS_MAX = 48 };

const struct path_work path_work_max = {.tries_us = 50 * 1000, .verdicts_us = 25 * 1000};

enum { KEY_ID_BYTES = 32 };

enum edge { EDGE_UNKNOWN, EDGE_YES, EDGE_NO };

/* What makes one path worse than another; the sum counts, so a heavier fault outweighs all lighter ones. */
enum {
    FAULT_ANCHOR_OLD = 1,
    FAULT_WEAK_KEY = 2,
    FAULT_WEAK = 4,
    FAULT_OUT_OF_DATE = 8,
    FAULT_REFUSED = 16,
    FAULT_NO_ANCHOR = 32
};

struct search {
    const struct path_question *question;
    size_t count;
    gnutls_datum_t subjects[PATH_SENT_MAX];
    gnutls_datum_t issuers[PATH_SENT_MAX];
    unsigned char keys[PATH_SENT_MAX][KEY_ID_BYTES]; /* SHA-256 of the public keys; zero for none */
    struct name_load loads[PATH_SENT_MAX];
    bool in_date[PATH_SENT_MAX];
    bool is_anchor[PATH_SENT_MAX];
    unsigned char *edges; /* enum edge, count times count: whether one issued another */
    size_t stack[PATH_LENGTH_MAX];
    size_t depth;
    int issuers_left;
    int steps_left;
    int verdicts_left;
    struct path_work *work;
    struct path_work own_work;
    unsigned best_faults;
    struct certification_path *best;
};

/* --- anchors --- */

static gnutls_datum_t name_of(gnutls_x509_crt_t certificate)
{
    gnutls_datum_t name = {0};
    if (gnutls_x509_crt_get_raw_dn(certificate, &name) < 0)
        name = (gnutls_datum_t){0};
    return name;
}

struct anchor_set anchor_set_of_list(gnutls_x509_trust_list_t list)
{
    struct anchor_set anchors = {.owns = true};
    gnutls_x509_trust_list_iter_t iterator = NULL;
    gnutls_x509_crt_t certificate;
    size_t names = 0;
    while (gnutls_x509_trust_list_iter_get_ca(list, &iterator, &certificate) >= 0) {
        gnutls_x509_crt_t *kept = list_append(&anchors.certificates, &anchors.count, sizeof *kept);
        gnutls_datum_t *name = list_append(&anchors.names, &names, sizeof *name);
        *kept = certificate;
        *name = name_of(certificate);
    }
    return anchors;
}

struct anchor_set anchor_set_of_one(gnutls_x509_crt_t certificate)
{
    struct anchor_set anchors = {.certificates = allocate(1, sizeof(gnutls_x509_crt_t)),
                                 .names = allocate(1, sizeof(gnutls_datum_t)),
                                 .count = 1};
    anchors.certificates[0] = certificate;
    anchors.names[0] = name_of(certificate);
    return anchors;
}

void anchor_set_free(struct anchor_set *anchors)
{
    for (size_t i = 0; i < anchors->count; i++) {
        gnutls_free(anchors->names[i].data);
        if (anchors->owns)
            gnutls_x509_crt_deinit(anchors->certificates[i]);
    }
    free(anchors->certificates);
    free(anchors->names);
    *anchors = (struct anchor_set){0};
}

/* --- single questions --- */

static bool same_name(const gnutls_datum_t *a, const gnutls_datum_t *b)
{
    return a->data != NULL && b->data != NULL && a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

bool path_certificate_in_date(gnutls_x509_crt_t certificate, int64_t now_unix_s)
{
    return now_unix_s >= (int64_t)gnutls_x509_crt_get_activation_time(certificate)
           && now_unix_s <= (int64_t)gnutls_x509_crt_get_expiration_time(certificate);
}

bool path_signs_itself(gnutls_x509_crt_t certificate)
{
    unsigned status = GNUTLS_CERT_INVALID;
    unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_ALLOW_BROKEN
                     | GNUTLS_VERIFY_DISABLE_CA_SIGN | GNUTLS_VERIFY_ALLOW_ANY_X509_V1_CA_CRT;
    return gnutls_x509_crt_check_issuer(certificate, certificate) != 0 && key_limits_allow(&certificate, 1)
           && gnutls_x509_crt_verify(certificate, &certificate, 1, flags, &status) >= 0 && status == 0;
}

static bool key_is_weak(gnutls_x509_crt_t certificate)
{
    unsigned bits = 0;
    int algorithm = gnutls_x509_crt_get_pk_algorithm(certificate, &bits);
    bool finite = algorithm == GNUTLS_PK_RSA || algorithm == GNUTLS_PK_RSA_PSS || algorithm == GNUTLS_PK_DSA;
    return finite && bits < 2048;
}

/* Leaves `key_id` zero for a key that cannot be read. */
static void read_key_id(gnutls_x509_crt_t certificate, unsigned char key_id[static KEY_ID_BYTES])
{
    size_t size = KEY_ID_BYTES;
    if (gnutls_x509_crt_get_key_id(certificate, GNUTLS_KEYID_USE_SHA256, key_id, &size) < 0)
        memset(key_id, 0, KEY_ID_BYTES);
}

static bool same_key(const struct search *search, size_t a, size_t b)
{
    static const unsigned char none[KEY_ID_BYTES];
    return memcmp(search->keys[a], none, KEY_ID_BYTES) != 0
           && memcmp(search->keys[a], search->keys[b], KEY_ID_BYTES) == 0;
}

/* False where there is no time for that any more. */
static bool spend(struct search *search, int64_t *left_us, int64_t cost_us)
{
    if (*left_us < cost_us) {
        search->best->gave_up = true;
        return false;
    }
    *left_us -= cost_us;
    return true;
}

/* What GnuTLS takes to verify that `issuer` signed the certificate `below` of those that were sent. */
static int64_t cost_us(const struct search *search, size_t below, gnutls_x509_crt_t issuer)
{
    const struct name_load loads[] = {search->loads[below], name_load_of(issuer)};
    return key_limits_cost_us(issuer) + name_load_cost_us(loads, 2);
}

/* Whether `issuer`, which has the right name, signed the certificate `below`: name, key identifiers where
 * both have one, and signature. *differs is set where all but the signature fits. */
static bool issued(struct search *search, size_t below, gnutls_x509_crt_t issuer, bool *differs)
{
    gnutls_x509_crt_t certificate = search->question->sent[below];
    unsigned status = GNUTLS_CERT_INVALID | GNUTLS_CERT_SIGNER_NOT_FOUND;
    unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS
                     | GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1
                     | GNUTLS_VERIFY_DISABLE_CA_SIGN | GNUTLS_VERIFY_ALLOW_ANY_X509_V1_CA_CRT;
    if (search->issuers_left == 0) {
        search->best->gave_up = true;
        return false;
    }
    search->issuers_left--;
    if (gnutls_x509_crt_check_issuer(certificate, issuer) == 0 || !key_limits_allow(&issuer, 1)
        || !spend(search, &search->work->tries_us, cost_us(search, below, issuer)))
        return false;
    if (gnutls_x509_crt_verify(certificate, &issuer, 1, flags, &status) < 0)
        return false;
    if ((status & GNUTLS_CERT_SIGNATURE_FAILURE) != 0)
        *differs = true;
    return (status & (GNUTLS_CERT_SIGNATURE_FAILURE | GNUTLS_CERT_SIGNER_NOT_FOUND)) == 0;
}

static bool sent_issued(struct search *search, size_t below, size_t above, bool *differs)
{
    unsigned char *edge = &search->edges[below * search->count + above];
    if (*edge == EDGE_UNKNOWN)
        *edge = issued(search, below, search->question->sent[above], differs) ? EDGE_YES : EDGE_NO;
    return *edge == EDGE_YES;
}

/* --- paths --- */

static unsigned verdict(const struct search *search, gnutls_x509_crt_t anchor)
{
    gnutls_x509_crt_t certificates[PATH_LENGTH_MAX];
    gnutls_x509_trust_list_t anchors;
    gnutls_typed_vdata_st purpose = {.type = GNUTLS_DT_KEY_PURPOSE_OID,
                                     .data = (unsigned char *)GNUTLS_KP_TLS_WWW_SERVER};
    unsigned status = GNUTLS_CERT_INVALID;
    unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS;
    if (search->question->allow_weak)
        flags |= GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1;
    for (size_t i = 0; i < search->depth; i++)
        certificates[i] = search->question->sent[search->stack[i]];
    if (gnutls_x509_trust_list_init(&anchors, 1) < 0)
        return status;
    if (gnutls_x509_trust_list_add_cas(anchors, &anchor, 1, 0) != 1
        || gnutls_x509_trust_list_verify_crt2(anchors, certificates, (unsigned)search->depth, &purpose, 1,
                                              flags, &status, NULL)
               < 0)
        status = GNUTLS_CERT_INVALID;
    gnutls_x509_trust_list_deinit(anchors, 0);
    return status;
}

static bool stack_in_date(const struct search *search)
{
    for (size_t i = 0; i < search->depth; i++)
        if (!search->in_date[search->stack[i]])
            return false;
    return true;
}

static bool stack_has_weak_key(const struct search *search)
{
    for (size_t i = 0; i < search->depth; i++)
        if (key_is_weak(search->question->sent[search->stack[i]]))
            return true;
    return false;
}

static void keep(struct search *search, const struct certification_path *path, unsigned faults)
{
    bool better =
        faults < search->best_faults
        || (faults == search->best_faults && path->anchor == NULL && path->length > search->best->length);
    if (!better)
        return;
    bool gave_up = search->best->gave_up;
    *search->best = *path;
    search->best->gave_up = gave_up;
    search->best_faults = faults;
}

static struct certification_path path_of_stack(const struct search *search)
{
    struct certification_path path = {
        .length = search->depth, .in_date = stack_in_date(search), .anchor_in_date = true};
    memcpy(path.places, search->stack, sizeof path.places);
    return path;
}

/* What GnuTLS takes to verify the whole path. */
static int64_t path_cost_us(const struct search *search, gnutls_x509_crt_t anchor)
{
    struct name_load loads[PATH_LENGTH_MAX + 1];
    int64_t keys_us = key_limits_cost_us(anchor);
    for (size_t i = 0; i < search->depth; i++) {
        loads[i] = search->loads[search->stack[i]];
        keys_us += i > 0 ? key_limits_cost_us(search->question->sent[search->stack[i]]) : 0;
    }
    loads[search->depth] = name_load_of(anchor);
    return keys_us + name_load_cost_us(loads, search->depth + 1);
}

static void keep_complete(struct search *search, gnutls_x509_crt_t anchor)
{
    const unsigned weak = GNUTLS_CERT_INVALID | GNUTLS_CERT_INSECURE_ALGORITHM;
    if (search->verdicts_left == 0
        || !spend(search, &search->work->verdicts_us, path_cost_us(search, anchor))) {
        search->best->gave_up = true;
        return;
    }
    search->verdicts_left--;
    struct certification_path path = path_of_stack(search);
    path.anchor = anchor;
    path.status = verdict(search, anchor);
    path.anchor_in_date = path_certificate_in_date(anchor, search->question->now_unix_s);
    unsigned faults = path.in_date ? 0 : FAULT_OUT_OF_DATE;
    faults |= path.anchor_in_date ? 0 : FAULT_ANCHOR_OLD;
    faults |= stack_has_weak_key(search) ? FAULT_WEAK_KEY : 0;
    if (path.status != 0)
        faults |=
            (path.status & ~weak) == 0 && path.status != GNUTLS_CERT_INVALID ? FAULT_WEAK : FAULT_REFUSED;
    keep(search, &path, faults);
}

static void keep_partial(struct search *search, bool differs)
{
    struct certification_path path = path_of_stack(search);
    path.signature_differs = differs;
    keep(search, &path, FAULT_NO_ANCHOR | (path.in_date ? 0u : FAULT_OUT_OF_DATE));
}

static bool done(const struct search *search)
{
    return search->best_faults == 0 || search->steps_left == 0;
}

/* A name and key that is on the path already leads nowhere new (RFC 4158 2.4.2). */
static bool would_loop(const struct search *search, size_t place)
{
    for (size_t i = 0; i < search->depth; i++)
        if (search->stack[i] == place
            || (same_name(&search->subjects[search->stack[i]], &search->subjects[place])
                && same_key(search, search->stack[i], place)))
            return true;
    return false;
}

/* Whether an anchor is above the last certificate of the stack. */
static bool try_anchors(struct search *search, bool *differs)
{
    const struct anchor_set *anchors = search->question->anchors;
    size_t last = search->stack[search->depth - 1];
    gnutls_x509_crt_t certificate = search->question->sent[last];
    bool found = false;
    for (size_t i = 0; i < anchors->count && !done(search); i++) {
        bool itself =
            search->is_anchor[last] && gnutls_x509_crt_equals(certificate, anchors->certificates[i]);
        if (!itself
            && (!same_name(&search->issuers[last], &anchors->names[i])
                || !issued(search, last, anchors->certificates[i], differs)))
            continue;
        found = true;
        keep_complete(search, anchors->certificates[i]);
    }
    return found;
}

static void explore(struct search *search);

/* Whether a certificate that was sent is above the last of the stack; those in date, or the others. */
static bool try_sent(struct search *search, bool in_date, bool *differs)
{
    const gnutls_x509_crt_t *sent = search->question->sent;
    size_t last = search->stack[search->depth - 1];
    bool found = false;
    for (size_t i = 1; i < search->count && !done(search); i++) {
        if (sent[i] == NULL || search->is_anchor[i]
            || !same_name(&search->issuers[last], &search->subjects[i]) || search->in_date[i] != in_date
            || would_loop(search, i) || !sent_issued(search, last, i, differs))
            continue;
        found = true;
        search->stack[search->depth++] = i;
        explore(search);
        search->depth--;
    }
    return found;
}

/* All paths that begin as the stack does. Recursion ends at PATH_LENGTH_MAX. */
static void explore(struct search *search)
{
    bool differs = false;
    search->steps_left--;
    bool leads_on = try_anchors(search, &differs);
    if (search->depth == PATH_LENGTH_MAX) {
        search->best->gave_up = search->best->gave_up || !leads_on;
    } else {
        leads_on = try_sent(search, true, &differs) || leads_on;
        leads_on = try_sent(search, false, &differs) || leads_on;
    }
    if (!leads_on)
        keep_partial(search, differs);
}

static void open_search(struct search *search)
{
    const struct path_question *question = search->question;
    for (size_t i = 0; i < search->count; i++) {
        gnutls_x509_crt_t certificate = question->sent[i];
        if (certificate == NULL)
            continue;
        search->subjects[i] = name_of(certificate);
        search->loads[i] = name_load_of(certificate);
        search->in_date[i] = path_certificate_in_date(certificate, question->now_unix_s);
        read_key_id(certificate, search->keys[i]);
        if (gnutls_x509_crt_get_raw_issuer_dn(certificate, &search->issuers[i]) < 0)
            search->issuers[i] = (gnutls_datum_t){0};
        for (size_t n = 0; n < question->anchors->count && !search->is_anchor[i]; n++)
            search->is_anchor[i] = same_name(&search->subjects[i], &question->anchors->names[n])
                                   && gnutls_x509_crt_equals(certificate, question->anchors->certificates[n]);
    }
}

void certification_path_find(const struct path_question *question, struct certification_path *path)
{
    struct search *search = allocate(1, sizeof *search);
    *path = (struct certification_path){0};
    search->question = question;
    search->count = question->count < PATH_SENT_MAX ? question->count : PATH_SENT_MAX;
    search->edges = allocate(search->count * search->count, 1);
    search->issuers_left = ISSUERS_MAX;
    search->steps_left = STEPS_MAX;
    search->verdicts_left = VERDICTS_MAX;
    search->own_work = path_work_max;
    search->work = question->work != NULL ? question->work : &search->own_work;
    search->best_faults = ~0u;
    search->best = path;
    open_search(search);
    search->depth = 1; /* the stack holds the first, the server's own */
    explore(search);
    path->gave_up = search->best_faults != 0 && (path->gave_up || search->steps_left == 0);
    for (size_t i = 0; i < search->count; i++) {
        gnutls_free(search->subjects[i].data);
        gnutls_free(search->issuers[i].data);
    }
    free(search->edges);
    free(search);
}
