/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certification paths through chains as servers send them, and as no honest server does. */
#include "base/list.h"
#include "base/shape.h"
#include "facts/shapes.h"
#include "temporary_file.h"
#include "tls/certification_path.h"
#include "tls/chain.h"
#include "tls/chain_verdict.h"
#include "tls/name_load.h"
#include "tls/trust.h"

#include <criterion/criterion.h>
#include <gnutls/crypto.h>
#include <gnutls/x509-ext.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_S = 86400, HELD_MAX = 160 };

static const int64_t now_s = 1800000000;

struct holder {
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t certificate;
    gnutls_datum_t der;
    bool borrows_key;
};

/* What goes into a certificate; what is left out is sensible: a server's, for 60 more days. */
struct order {
    const char *name;
    bool is_ca;
    bool no_ca_flag;          /* an issuer without basicConstraints CA */
    int days_left;            /* 60 for 0 */
    const struct holder *key; /* the one to use again */
    int rsa_bits;             /* 0: ECDSA P-256 */
    bool p521;
    gnutls_digest_algorithm_t digest; /* SHA-256 for 0 */
    const char *purpose;              /* OID; serverAuth for NULL, on certificates that are no authority's */
    unsigned usage;                   /* keyUsage; none for 0 */
    int path_length;                  /* as allowed, plus one; 0: not restricted */
    const char *permitted;            /* DNS name constraint */
    const char *critical;             /* OID of a critical extension ... */
    const char *value;                /* ... and its DER, of less than 128 bytes; NULL of ASN.1 for NULL */
    bool no_key_ids;
    size_t name_count;      /* further names, "example" each; besides these only the subject is one */
    size_t permitted_count; /* DNS name constraints, "example" each */
};

static struct holder held[HELD_MAX];
static size_t held_count;

static void new_key(struct holder *holder, const struct order *order)
{
    cr_assert_geq(gnutls_x509_privkey_init(&holder->key), 0);
    gnutls_pk_algorithm_t kind = order->rsa_bits != 0 ? GNUTLS_PK_RSA : GNUTLS_PK_ECDSA;
    gnutls_ecc_curve_t curve = order->p521 ? GNUTLS_ECC_CURVE_SECP521R1 : GNUTLS_ECC_CURVE_SECP256R1;
    unsigned bits = order->rsa_bits != 0 ? (unsigned)order->rsa_bits : GNUTLS_CURVE_TO_BITS(curve);
    cr_assert_geq(gnutls_x509_privkey_generate(holder->key, kind, bits, 0), 0);
}

static void set_key_id(gnutls_x509_crt_t fresh, gnutls_x509_crt_t of,
                       int (*set)(gnutls_x509_crt_t, const void *, size_t))
{
    unsigned char id[64];
    size_t size = sizeof id;
    cr_assert_geq(gnutls_x509_crt_get_key_id(of, 0, id, &size), 0);
    cr_assert_geq(set(fresh, id, size), 0);
}

static void set_constraints(gnutls_x509_crt_t fresh, const char *permitted)
{
    gnutls_x509_name_constraints_t constraints;
    gnutls_datum_t name = {(unsigned char *)permitted, (unsigned)strlen(permitted)};
    cr_assert_geq(gnutls_x509_name_constraints_init(&constraints), 0);
    cr_assert_geq(gnutls_x509_name_constraints_add_permitted(constraints, GNUTLS_SAN_DNSNAME, &name), 0);
    cr_assert_geq(gnutls_x509_crt_set_name_constraints(fresh, constraints, 1), 0);
    gnutls_x509_name_constraints_deinit(constraints);
}

/* Puts tag and length (X.690 10.1) before what ends at `end`; where it begins then. */
static unsigned char *enclose(unsigned char *begin, const unsigned char *end, unsigned char tag)
{
    size_t length = (size_t)(end - begin), left = length;
    unsigned char *at = begin;
    do {
        *--at = left & 0xff;
        left >>= 8;
    } while (left > 0);
    if (length >= 0x80) {
        unsigned char form = (unsigned char)(0x80 | (begin - at));
        *--at = form;
    }
    *--at = tag;
    return at;
}

/* All at once: adding them one by one takes seconds. */
static void set_many(gnutls_x509_crt_t fresh, const char *oid, const char *element, size_t count,
                     bool as_constraints)
{
    enum { HEAD_BYTES = 16 };
    size_t length = strlen(element);
    unsigned char *bytes = allocate(HEAD_BYTES + count * length + 1, 1);
    unsigned char *begin = bytes + HEAD_BYTES, *end = begin;
    for (size_t i = 0; i < count; i++, end += length)
        memcpy(end, element, length);
    if (as_constraints)
        begin = enclose(begin, end, 0xa0);
    begin = enclose(begin, end, 0x30);
    cr_assert_geq(gnutls_x509_crt_set_extension_by_oid(fresh, oid, begin, (size_t)(end - begin), 0), 0);
    free(bytes);
}

static void set_extensions(gnutls_x509_crt_t fresh, const struct order *order)
{
    if (order->name_count > 0)
        set_many(fresh, "2.5.29.17",
                 "\x82\x07"
                 "example",
                 order->name_count, false);
    if (order->permitted_count > 0)
        set_many(fresh, "2.5.29.30",
                 "\x30\x09\x82\x07"
                 "example",
                 order->permitted_count, true);
    if (!order->no_ca_flag)
        gnutls_x509_crt_set_basic_constraints(fresh, order->is_ca,
                                              order->path_length > 0 ? order->path_length - 1 : -1);
    if (!order->is_ca) {
        if (order->name_count == 0)
            cr_assert_geq(gnutls_x509_crt_set_subject_alt_name(fresh, GNUTLS_SAN_DNSNAME, order->name,
                                                               (unsigned)strlen(order->name), 0),
                          0);
        const char *purpose = order->purpose != NULL ? order->purpose : GNUTLS_KP_TLS_WWW_SERVER;
        cr_assert_geq(gnutls_x509_crt_set_key_purpose_oid(fresh, purpose, 0), 0);
    } else if (order->purpose != NULL) {
        cr_assert_geq(gnutls_x509_crt_set_key_purpose_oid(fresh, order->purpose, 0), 0);
    }
    if (order->usage != 0)
        cr_assert_geq(gnutls_x509_crt_set_key_usage(fresh, order->usage), 0);
    if (order->permitted != NULL)
        set_constraints(fresh, order->permitted);
    if (order->critical != NULL)
        cr_assert_geq(gnutls_x509_crt_set_extension_by_oid(
                          fresh, order->critical, order->value != NULL ? order->value : "\x05\x00",
                          order->value != NULL ? 2 + (size_t)order->value[1] : 2, 1),
                      0);
}

/* A certificate that `issuer` signs, or itself where that is NULL; freed when the test ends. */
static struct holder *make(const struct order *order, const struct holder *issuer)
{
    cr_assert_lt(held_count, HELD_MAX);
    struct holder *holder = &held[held_count++];
    unsigned char serial[8];
    gnutls_x509_crt_t fresh;
    *holder = (struct holder){0};
    if (order->key != NULL) {
        holder->key = order->key->key;
        holder->borrows_key = true;
    } else {
        new_key(holder, order);
    }
    cr_assert_geq(gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial), 0);
    serial[0] = (unsigned char)((serial[0] & 0x7f) | 0x40);
    cr_assert_geq(gnutls_x509_crt_init(&fresh), 0);
    holder->certificate = fresh;
    int days = order->days_left != 0 ? order->days_left : 60;
    gnutls_x509_crt_set_version(fresh, 3);
    gnutls_x509_crt_set_serial(fresh, serial, sizeof serial);
    gnutls_x509_crt_set_activation_time(fresh, (time_t)(now_s - 30 * DAY_S));
    gnutls_x509_crt_set_expiration_time(fresh, (time_t)(now_s + (int64_t)days * DAY_S));
    gnutls_x509_crt_set_dn_by_oid(fresh, GNUTLS_OID_X520_COMMON_NAME, 0, order->name,
                                  (unsigned)strlen(order->name));
    cr_assert_geq(gnutls_x509_crt_set_key(fresh, holder->key), 0);
    set_extensions(fresh, order);
    const struct holder *signer = issuer != NULL ? issuer : holder;
    if (!order->no_key_ids) {
        set_key_id(fresh, fresh, gnutls_x509_crt_set_subject_key_id);
        set_key_id(fresh, signer->certificate, gnutls_x509_crt_set_authority_key_id);
    }
    gnutls_digest_algorithm_t digest = order->digest != 0 ? order->digest : GNUTLS_DIG_SHA256;
    cr_assert_geq(gnutls_x509_crt_sign2(fresh, signer->certificate, signer->key, digest, 0), 0);
    cr_assert_geq(gnutls_x509_crt_export2(fresh, GNUTLS_X509_FMT_DER, &holder->der), 0);
    return holder;
}

static void drop_all(void)
{
    for (size_t i = 0; i < held_count; i++) {
        gnutls_x509_crt_deinit(held[i].certificate);
        if (!held[i].borrows_key)
            gnutls_x509_privkey_deinit(held[i].key);
        gnutls_free(held[i].der.data);
    }
    held_count = 0;
}

/* Trust in `first`, and in `second` where it is not NULL. */
static struct tls_trust *trust_in(const struct holder *first, const struct holder *second)
{
    struct text_list pems = {0};
    const struct holder *const anchors[] = {first, second};
    for (size_t i = 0; i < 2 && anchors[i] != NULL; i++) {
        gnutls_datum_t pem;
        cr_assert_geq(gnutls_x509_crt_export2(anchors[i]->certificate, GNUTLS_X509_FMT_PEM, &pem), 0);
        text_list_append(&pems, (const char *)pem.data);
        gnutls_free(pem.data);
    }
    char *text = text_list_join(&pems, ""), *error = NULL;
    char *name = temporary_file_of(text, strlen(text));
    struct tls_trust *trust = tls_trust_new(name, &error);
    cr_assert_not_null(trust, "%s", error);
    temporary_file_remove(name);
    free(text);
    text_list_free(&pems);
    return trust;
}

static struct tls judge_ders(struct tls_trust *trust, const gnutls_datum_t *ders, size_t count)
{
    struct tls tls = {0};
    chain_read(NULL, &tls, ders, count, "mx.example");
    tls_trust_verify(trust, ders, count, now_s, &tls);
    return tls;
}

/* The chain ends with NULL. */
static struct tls judge(struct tls_trust *trust, const struct holder *const *chain)
{
    gnutls_datum_t ders[HELD_MAX];
    size_t count = 0;
    while (chain[count] != NULL) {
        ders[count] = chain[count]->der;
        count++;
    }
    return judge_ders(trust, ders, count);
}

#define JUDGE(trust, ...) judge(trust, (const struct holder *const[]){__VA_ARGS__, NULL})

static void expect_good(struct tls tls, const char *what, size_t path_length)
{
    size_t on_path = 0;
    for (size_t i = 0; i < tls.chain_count; i++) {
        on_path += tls.chain[i].path_place > 0;
        if (tls.chain[i].path_place > 0)
            cr_expect_geq(tls.chain[i].not_after_unix_s, now_s, "%s", what);
    }
    cr_expect_eq(tls.verification.trusted, ANSWER_YES, "%s: %s", what,
                 tls.verification.problems.count > 0 ? tls.verification.problems.items[0] : "");
    cr_expect_eq(tls.verification.in_date, ANSWER_YES, "%s", what);
    cr_expect_eq(tls.verification.flaw_count, 0, "%s", what);
    cr_expect_eq(tls.chain[0].path_place, 1, "%s", what);
    cr_expect_eq(on_path, path_length, "%s: %zu on the path", what, on_path);
    shape_clear(&tls_shape, &tls);
}

static void expect_flaw(struct tls tls, enum path_flaw_kind kind, int certificate)
{
    cr_expect_eq(tls.verification.trusted, ANSWER_NO);
    cr_assert_eq(tls.verification.flaw_count, 1, "%d: %zu flaws", (int)kind, tls.verification.flaw_count);
    cr_expect_eq(tls.verification.flaws[0].kind, kind, "%d instead of %d: %s",
                 (int)tls.verification.flaws[0].kind, (int)kind, tls.verification.flaws[0].detail);
    cr_expect_eq(tls.verification.flaws[0].certificate, certificate, "%s: of %d",
                 tls.verification.flaws[0].detail, (int)tls.verification.flaws[0].certificate);
    shape_clear(&tls_shape, &tls);
}

TestSuite(certification_path, .fini = drop_all);

/* A root, an intermediate, a server's certificate, and all that may lie around them. */
struct world {
    struct holder *root, *intermediate, *leaf;
    struct holder *junk[16];
    size_t junk_count;
};

static void add_junk(struct world *world, const struct order *order, const struct holder *issuer)
{
    world->junk[world->junk_count++] = make(order, issuer);
}

static void make_world(struct world *world)
{
    *world = (struct world){0};
    world->root = make(&(struct order){.name = "Root", .is_ca = true, .days_left = 900}, NULL);
    world->intermediate = make(&(struct order){.name = "Intermediate", .is_ca = true}, world->root);
    world->leaf = make(&(struct order){.name = "mx.example"}, world->intermediate);
    struct holder *old_root = make(&(struct order){.name = "Old Root", .is_ca = true, .days_left = -9}, NULL);
    struct holder *stranger = make(&(struct order){.name = "Root", .is_ca = true}, NULL);
    world->junk[world->junk_count++] = old_root;
    world->junk[world->junk_count++] = stranger; /* the root's name, another key */
    world->junk[world->junk_count++] = world->root;
    world->junk[world->junk_count++] = world->leaf;
    world->junk[world->junk_count++] = world->intermediate;
    /* The root, cross-signed by one that has expired, in date and not. */
    add_junk(world, &(struct order){.name = "Root", .is_ca = true, .key = world->root, .days_left = -5},
             old_root);
    add_junk(world, &(struct order){.name = "Root", .is_ca = true, .key = world->root}, stranger);
    /* The intermediate before its renewal; with SHA-1; from somebody else; with another key. */
    add_junk(
        world,
        &(struct order){.name = "Intermediate", .is_ca = true, .key = world->intermediate, .days_left = -1},
        world->root);
    add_junk(
        world,
        &(struct order){
            .name = "Intermediate", .is_ca = true, .key = world->intermediate, .digest = GNUTLS_DIG_SHA1},
        world->root);
    add_junk(world, &(struct order){.name = "Intermediate", .is_ca = true, .key = world->intermediate},
             stranger);
    add_junk(world, &(struct order){.name = "Intermediate", .is_ca = true}, world->root);
    add_junk(world, &(struct order){.name = "other.example", .days_left = -40}, world->intermediate);
    /* A second way from the intermediate to the root, which looks good and runs out further up. */
    add_junk(world, &(struct order){.name = "Middle", .is_ca = true, .days_left = -3}, world->root);
    add_junk(world, &(struct order){.name = "Intermediate", .is_ca = true, .key = world->intermediate},
             world->junk[world->junk_count - 1]);
}

Test(certification_path, junk_of_every_kind_by_itself)
{
    struct world world;
    make_world(&world);
    struct tls_trust *trust = trust_in(world.root, NULL);
    expect_good(JUDGE(trust, world.leaf, world.intermediate), "alone", 2);
    for (size_t i = 0; i < world.junk_count; i++) {
        char what[32];
        snprintf(what, sizeof what, "junk %zu", i);
        expect_good(JUDGE(trust, world.leaf, world.intermediate, world.junk[i]), what, 2);
        expect_good(JUDGE(trust, world.leaf, world.junk[i], world.intermediate), what, 2);
    }
    tls_trust_free(trust);
}

/* Whatever is put around a good path, in any order, the first excepted: its verdict stays. */
Test(certification_path, nothing_sent_besides_changes_the_verdict_of_a_good_path)
{
    enum { ROUNDS = 150 };
    struct world world;
    make_world(&world);
    struct tls_trust *trust = trust_in(world.root, NULL);
    gnutls_datum_t garbage = {(unsigned char *)"garbage", 7};
    unsigned random = 12345; /* the same on every run */
    for (int round = 0; round < ROUNDS; round++) {
        gnutls_datum_t chain[20] = {world.leaf->der, world.intermediate->der};
        size_t count = 2;
        for (size_t i = 0; i < world.junk_count; i++)
            if ((random = random * 1103515245 + 12345) >> 16 & 1)
                chain[count++] = world.junk[i]->der;
        if (round % 7 == 0)
            chain[count++] = garbage;
        for (size_t i = count; i-- > 2;) {
            random = random * 1103515245 + 12345;
            size_t other = 1 + (random >> 16) % i;
            gnutls_datum_t swapped = chain[i];
            chain[i] = chain[other];
            chain[other] = swapped;
        }
        char what[32];
        snprintf(what, sizeof what, "round %d", round);
        expect_good(judge_ders(trust, chain, count), what, 2);
    }
    tls_trust_free(trust);
}

Test(certification_path, an_intermediate_at_the_end_of_a_bundle)
{
    struct world world;
    make_world(&world);
    struct tls_trust *trust = trust_in(world.root, NULL);
    const struct holder *chain[HELD_MAX] = {world.leaf};
    size_t count = 1;
    while (count < 40) {
        char name[32];
        snprintf(name, sizeof name, "Authority %zu", count);
        chain[count++] = make(&(struct order){.name = name, .is_ca = true}, NULL);
    }
    chain[count++] = world.intermediate;
    struct tls tls = judge(trust, chain);
    cr_expect_eq(tls.certificates_sent, 41);
    cr_expect_eq(tls.chain_count, CHAIN_KEPT_MAX + 1);
    cr_expect_str_eq(tls.chain[CHAIN_KEPT_MAX].subject, "CN=Intermediate");
    cr_expect_eq(tls.verification.found_simply, ANSWER_NO);
    expect_good(tls, "bundle", 2);
    tls_trust_free(trust);
}

/* More than are looked at: the issuer may be among the rest. */
Test(certification_path, what_was_not_looked_at_is_not_missing)
{
    struct world world;
    make_world(&world);
    struct tls_trust *trust = trust_in(world.root, NULL);
    gnutls_datum_t chain[PATH_SENT_MAX + 2];
    for (size_t i = 0; i < PATH_SENT_MAX + 2; i++)
        chain[i] = i == 0 ? world.leaf->der : world.junk[0]->der;
    chain[PATH_SENT_MAX + 1] = world.intermediate->der;
    struct tls tls = judge_ders(trust, chain, PATH_SENT_MAX + 2);
    cr_expect_eq(tls.verification.trusted, ANSWER_UNKNOWN);
    cr_expect_eq(tls.verification.flaw_count, 0);
    shape_clear(&tls_shape, &tls);
    tls_trust_free(trust);
}

/* Every authority is cross-signed by every other, under one name: paths without number. */
Test(certification_path, a_maze_costs_little)
{
    enum { AUTHORITIES = 8 };
    struct holder *root = make(&(struct order){.name = "Root", .is_ca = true}, NULL);
    struct holder *maze[AUTHORITIES], *leaf;
    gnutls_datum_t chain[PATH_SENT_MAX];
    size_t count = 1;
    for (size_t i = 0; i < AUTHORITIES; i++)
        maze[i] = make(&(struct order){.name = "Maze", .is_ca = true, .no_key_ids = true}, NULL);
    leaf = make(&(struct order){.name = "mx.example", .no_key_ids = true}, maze[0]);
    for (size_t i = 0; i < AUTHORITIES; i++)
        for (size_t n = 0; n < AUTHORITIES; n++)
            if (i != n)
                chain[count++] =
                    make(&(struct order){.name = "Maze", .is_ca = true, .key = maze[i], .no_key_ids = true},
                         maze[n])
                        ->der;
    chain[0] = leaf->der;
    struct tls_trust *trust = trust_in(root, NULL);
    struct tls tls = judge_ders(trust, chain, count);
    cr_expect_eq(tls.verification.trusted, ANSWER_UNKNOWN, "not everything was tried");
    shape_clear(&tls_shape, &tls);
    tls_trust_free(trust);
}

Test(certification_path, of_two_anchors_of_one_name_one_leads_on)
{
    struct world world;
    make_world(&world);
    struct holder *stranger = world.junk[1]; /* "Root" too */
    struct tls_trust *trust = trust_in(stranger, world.root);
    expect_good(JUDGE(trust, world.leaf, world.intermediate), "the second anchor", 2);
    tls_trust_free(trust);
    trust = trust_in(world.root, stranger);
    expect_good(JUDGE(trust, world.leaf, world.intermediate), "the first anchor", 2);
    tls_trust_free(trust);
    /* The same key and name twice, one of them out of date: the one in date counts. */
    struct holder *old =
        make(&(struct order){.name = "Root", .is_ca = true, .key = world.root, .days_left = -1}, NULL);
    trust = trust_in(old, world.root);
    struct tls tls = JUDGE(trust, world.leaf, world.intermediate);
    cr_expect_eq(tls.verification.anchor_in_date, ANSWER_YES);
    expect_good(tls, "two of one key", 2);
    tls_trust_free(trust);
    trust = trust_in(old, NULL);
    tls = JUDGE(trust, world.leaf, world.intermediate);
    cr_expect_eq(tls.verification.anchor_in_date, ANSWER_NO);
    expect_good(tls, "an anchor out of date", 2);
    tls_trust_free(trust);
}

Test(certification_path, the_cross_sign_leads_on_where_the_own_root_is_not_trusted)
{
    struct world world;
    make_world(&world);
    struct holder *elder = make(&(struct order){.name = "Elder", .is_ca = true}, NULL);
    struct holder *cross = make(&(struct order){.name = "Root", .is_ca = true, .key = world.root}, elder);
    struct tls_trust *trust = trust_in(elder, NULL);
    expect_good(JUDGE(trust, world.leaf, world.intermediate, world.root, cross), "cross last", 3);
    expect_good(JUDGE(trust, world.leaf, cross, world.root, world.intermediate), "cross first", 3);
    tls_trust_free(trust);
}

Test(certification_path, trusted_itself_and_by_its_issuer_alone)
{
    struct world world;
    make_world(&world);
    struct holder *own = make(&(struct order){.name = "mx.example"}, NULL);
    struct tls_trust *trust = trust_in(own, NULL);
    expect_good(JUDGE(trust, own), "self-signed and trusted", 1);
    tls_trust_free(trust);
    trust = trust_in(world.intermediate, NULL);
    expect_good(JUDGE(trust, world.leaf), "the intermediate is the anchor", 1);
    expect_good(JUDGE(trust, world.leaf, world.intermediate, world.root), "and is sent", 1);
    tls_trust_free(trust);
}

Test(certification_path, no_signer)
{
    struct world world;
    make_world(&world);
    struct holder *own = make(&(struct order){.name = "mx.example"}, NULL);
    struct tls_trust *trust = trust_in(world.junk[0], NULL);
    expect_flaw(JUDGE(trust, world.leaf), PATH_FLAW_NO_ANCHOR, 0);
    expect_flaw(JUDGE(trust, own), PATH_FLAW_NO_ANCHOR, 0);
    expect_flaw(JUDGE(trust, world.leaf, world.intermediate), PATH_FLAW_NO_ANCHOR, 1);
    expect_flaw(JUDGE(trust, world.leaf, world.root, world.intermediate), PATH_FLAW_NO_ANCHOR, 1);
    tls_trust_free(trust);
}

Test(certification_path, each_reason_by_its_kind)
{
    static const struct {
        struct order intermediate, leaf;
        enum path_flaw_kind kind;
        int certificate;
    } rows[] = {
        {{.is_ca = true}, {.purpose = GNUTLS_KP_TLS_WWW_CLIENT}, PATH_FLAW_PURPOSE, 0},
        {{.is_ca = true, .purpose = GNUTLS_KP_TLS_WWW_CLIENT}, {0}, PATH_FLAW_PURPOSE, 1},
        {{.is_ca = true, .no_ca_flag = true}, {0}, PATH_FLAW_NOT_CA, 1},
        {{.is_ca = true, .usage = GNUTLS_KEY_CRL_SIGN}, {0}, PATH_FLAW_ISSUER_KEY_USAGE, 1},
        {{.is_ca = true, .permitted = "elsewhere.example"}, {0}, PATH_FLAW_NAME_CONSTRAINTS, 1},
        {{.is_ca = true, .digest = GNUTLS_DIG_SHA1}, {0}, PATH_FLAW_WEAK, -1},
        {{.is_ca = true}, {.digest = GNUTLS_DIG_SHA1}, PATH_FLAW_WEAK, -1},
        {{.is_ca = true}, {.critical = "1.2.3.4.5"}, PATH_FLAW_CRITICAL_EXTENSION, -1},
    };
    struct holder *root = make(&(struct order){.name = "Root", .is_ca = true}, NULL);
    struct tls_trust *trust = trust_in(root, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct order intermediate = rows[i].intermediate, leaf = rows[i].leaf;
        intermediate.name = "Intermediate";
        leaf.name = "mx.example";
        struct holder *issuer = make(&intermediate, root);
        expect_flaw(JUDGE(trust, make(&leaf, issuer), issuer), rows[i].kind, rows[i].certificate);
    }
    tls_trust_free(trust);
}

/* Subtrees: those of a directory name, CN=X, that no certificate here has. */
#define CONSTRAINTS "2.5.29.30"
#define PERMITTED_X "\x30\x14\xa0\x12\x30\x10\xa4\x0e\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01X"

/* OpenSSL 3.0 and 3.5 were asked for each. */
Test(certification_path, what_openssl_refuses_and_gnutls_takes)
{
    static const struct {
        struct order root, intermediate, leaf;
        const char *objection; /* NULL: none */
    } rows[] = {
        {{0}, {0}, {0}, NULL},
        {{0}, {0}, {.purpose = GNUTLS_KP_ANY}, "\"CN=mx.example\": its extended key usage has no serverAuth"},
        {{.purpose = GNUTLS_KP_TLS_WWW_CLIENT},
         {0},
         {0},
         "\"CN=Root\": its extended key usage has no serverAuth"},
        {{0}, {.purpose = GNUTLS_KP_TLS_WWW_SERVER}, {0}, NULL},
        {{0},
         {0},
         {.critical = "1.3.6.1.5.5.7.1.24", .value = "\x30\x03\x02\x01\x05"},
         "\"CN=mx.example\": its extension 1.3.6.1.5.5.7.1.24 is marked critical"},
        {{0},
         {.critical = "1.3.6.1.5.5.7.1.1"},
         {0},
         "\"CN=Intermediate\": its extension 1.3.6.1.5.5.7.1.1 is marked critical"},
        {{0}, {0}, {.critical = "2.5.29.31"}, NULL},
        {{0},
         {.critical = CONSTRAINTS, .value = PERMITTED_X},
         {0},
         "\"CN=Intermediate\": its name constraints do not allow the subject \"CN=mx.example\""},
        {{0}, {.critical = CONSTRAINTS, .value = PERMITTED_X}, {.name = "X"}, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct order orders[] = {rows[i].root, rows[i].intermediate, rows[i].leaf};
        orders[0].is_ca = orders[1].is_ca = true;
        orders[0].name = "Root";
        orders[1].name = "Intermediate";
        orders[2].name = orders[2].name != NULL ? orders[2].name : "mx.example";
        struct holder *root = make(&orders[0], NULL), *issuer = make(&orders[1], root);
        struct tls_trust *trust = trust_in(root, NULL);
        struct tls tls = JUDGE(trust, make(&orders[2], issuer), issuer);
        cr_expect_eq(tls.verification.trusted, ANSWER_YES, "row %zu", i);
        cr_expect_eq(tls.verification.openssl_takes, answer_of(rows[i].objection == NULL), "row %zu", i);
        cr_expect(text_same(tls.verification.openssl_objection, rows[i].objection)
                      || (rows[i].objection == NULL && tls.verification.openssl_objection == NULL),
                  "row %zu: %s", i, tls.verification.openssl_objection);
        shape_clear(&tls_shape, &tls);
        tls_trust_free(trust);
    }
}

Test(certification_path, more_authorities_than_allowed)
{
    struct holder *root = make(&(struct order){.name = "Root", .is_ca = true}, NULL);
    struct holder *upper = make(&(struct order){.name = "Upper", .is_ca = true, .path_length = 1}, root);
    struct holder *lower = make(&(struct order){.name = "Lower", .is_ca = true}, upper);
    struct holder *leaf = make(&(struct order){.name = "mx.example"}, lower);
    struct tls_trust *trust = trust_in(root, NULL);
    expect_flaw(JUDGE(trust, leaf, lower, upper), PATH_FLAW_LENGTH, 2);
    expect_good(JUDGE(trust, make(&(struct order){.name = "mx.example"}, upper), upper), "one is allowed", 2);
    tls_trust_free(trust);
}

Test(certification_path, a_signature_that_is_not_the_issuers)
{
    struct world world;
    make_world(&world);
    struct tls_trust *trust = trust_in(world.root, NULL);
    gnutls_datum_t chain[] = {world.leaf->der, world.intermediate->der};
    unsigned char *changed = allocate(world.leaf->der.size, 1);
    memcpy(changed, world.leaf->der.data, world.leaf->der.size);
    changed[world.leaf->der.size - 3] ^= 1; /* in the signature's second number */
    chain[0].data = changed;
    expect_flaw(judge_ders(trust, chain, 2), PATH_FLAW_SIGNATURE, 0);
    free(changed);
    tls_trust_free(trust);
}

/* Which of several good ones: strong before weak, in date before both. */
Test(certification_path, a_weak_or_expired_way_is_taken_where_there_is_no_other)
{
    struct world world;
    make_world(&world);
    struct tls_trust *trust = trust_in(world.root, NULL);
    struct tls tls = JUDGE(trust, world.leaf, world.junk[7]); /* expired intermediate alone */
    cr_expect_eq(tls.verification.trusted, ANSWER_YES);
    cr_expect_eq(tls.verification.in_date, ANSWER_NO);
    shape_clear(&tls_shape, &tls);
    expect_flaw(JUDGE(trust, world.leaf, world.junk[8]), PATH_FLAW_WEAK, -1);
    tls_trust_free(trust);
}

Test(certification_path, keys_and_usages_as_they_are)
{
    struct order order = {.name = "mx.example",
                          .p521 = true,
                          .purpose = GNUTLS_KP_TLS_WWW_CLIENT,
                          .usage = GNUTLS_KEY_KEY_ENCIPHERMENT | GNUTLS_KEY_DATA_ENCIPHERMENT};
    struct holder *own = make(&order, NULL);
    struct tls_trust *trust = trust_in(own, NULL);
    struct tls tls = JUDGE(trust, own);
    cr_expect_eq(tls.chain[0].key_bits, 521);
    cr_expect(text_list_has(&tls.chain[0].purposes, "clientAuth"));
    cr_expect_eq(tls.chain[0].key_usage.count, 2);
    cr_expect(text_list_has(&tls.chain[0].key_usage, "keyEncipherment"));
    shape_clear(&tls_shape, &tls);
    tls_trust_free(trust);
}

static struct tls judge_changed(const struct holder *leaf, const char *from, const char *to, size_t length,
                                struct tls_trust *trust, const struct holder *issuer)
{
    gnutls_datum_t chain[] = {leaf->der, issuer->der};
    unsigned char *changed = allocate(leaf->der.size, 1);
    memcpy(changed, leaf->der.data, leaf->der.size);
    unsigned char *place = memmem(changed, leaf->der.size, from, length);
    cr_assert_not_null(place);
    memcpy(place, to, length);
    chain[0].data = changed;
    struct tls tls = judge_ders(trust, chain, 2);
    free(changed);
    return tls;
}

/* Nothing is known of it but that: no dates, no names, no trust. */
Test(certification_path, a_certificate_that_cannot_be_parsed)
{
    struct world world;
    make_world(&world);
    struct tls_trust *trust = trust_in(world.root, NULL);
    /* Its extended key usage becomes a second subjectAltName. */
    struct tls tls = judge_changed(world.leaf, "\x55\x1d\x25", "\x55\x1d\x11", 3, trust, world.intermediate);
    cr_expect_not_null(tls.chain[0].unreadable);
    cr_expect_null(tls.chain[0].not_after);
    cr_expect_eq(tls.verification.trusted, ANSWER_UNKNOWN);
    cr_expect_eq(tls.verification.in_date, ANSWER_UNKNOWN);
    cr_expect_eq(tls.verification.names[0].matches, ANSWER_UNKNOWN);
    cr_expect_eq(tls.verification.problems.count, 1);
    cr_expect_eq(tls.verification.flaw_count, 0);
    shape_clear(&tls_shape, &tls);
    /* A dNSName whose length leaves the extension. */
    tls =
        judge_changed(world.leaf, "\x82\x0amx.example", "\x82\x7fmx.example", 12, trust, world.intermediate);
    cr_expect(tls.chain[0].names_unread);
    cr_expect_eq(tls.verification.names[0].matches, ANSWER_UNKNOWN);
    shape_clear(&tls_shape, &tls);
    tls_trust_free(trust);
}

Test(certification_path, without_anchors_nobody_is_accused)
{
    struct world world;
    make_world(&world);
    gnutls_datum_t chain[] = {world.leaf->der, world.intermediate->der};
    struct anchor_set none = {0};
    const struct holder *own = make(&(struct order){.name = "mx.example"}, NULL);
    struct tls tls = {0};
    chain_read(NULL, &tls, chain, 2, "mx.example");
    struct chain_verdict *verdict = chain_verdict_new(chain, 2, &none, NULL, now_s);
    chain_verdict_tell(verdict, chain, now_s, &tls);
    cr_expect_eq(tls.verification.trusted, ANSWER_UNKNOWN);
    cr_expect_eq(tls.verification.in_date, ANSWER_YES);
    chain_verdict_free(verdict);
    shape_clear(&tls_shape, &tls);
    chain_read(NULL, &tls, &own->der, 1, "mx.example");
    verdict = chain_verdict_new(&own->der, 1, &none, NULL, now_s);
    chain_verdict_tell(verdict, &own->der, now_s, &tls);
    cr_expect_eq(tls.verification.trusted, ANSWER_NO, "it vouches for itself");
    chain_verdict_free(verdict);
    shape_clear(&tls_shape, &tls);
}

/* A leaf below `authorities` of them, one above the other, below a trusted root. */
static struct tls judge_load(size_t names, size_t permitted, size_t authorities)
{
    struct holder *root = make(&(struct order){.name = "root.example", .is_ca = true}, NULL);
    const struct holder *chain[8] = {NULL};
    const struct holder *issuer = root;
    for (size_t i = authorities; i > 0; i--)
        chain[i] = issuer =
            make(&(struct order){.name = "ca.example", .is_ca = true, .permitted_count = permitted}, issuer);
    chain[0] = make(&(struct order){.name = "mx.example", .name_count = names}, issuer);
    struct name_load load = name_load_of(chain[0]->certificate);
    cr_expect_eq(load.names, names);
    load = name_load_of(chain[1]->certificate);
    cr_expect(load.names == 0 && load.subtrees == permitted && load.permitted == permitted);
    struct tls_trust *trust = trust_in(root, NULL);
    struct tls tls = judge(trust, chain);
    tls_trust_free(trust);
    return tls;
}

/* Thousands of each, and a few that are multiplied with each other. */
Test(certification_path, names_and_constraints_have_a_bound_of_work)
{
    const struct {
        size_t names, permitted, authorities;
        enum answer trusted;
    } rows[] = {
        {100, 20, 2, ANSWER_YES},        {1000, 200, 1, ANSWER_YES},  {4000, 0, 1, ANSWER_YES},
        {5000, 5000, 1, ANSWER_UNKNOWN}, {1, 100, 3, ANSWER_UNKNOWN}, {1, 5000, 2, ANSWER_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tls tls = judge_load(rows[i].names, rows[i].permitted, rows[i].authorities);
        cr_expect_eq(tls.verification.trusted, rows[i].trusted, "row %zu: %d %s", i, tls.verification.trusted,
                     tls.verification.problems.count > 0 ? tls.verification.problems.items[0] : "");
        cr_expect_eq(tls.verification.flaw_count, 0, "row %zu", i);
        shape_clear(&tls_shape, &tls);
    }
}

Test(certification_path, what_a_simple_client_finds_is_open_where_it_would_take_long)
{
    struct world world;
    make_world(&world);
    struct tls_trust *trust = trust_in(world.root, NULL);
    struct holder *many = make(&(struct order){.name = "other.example", .name_count = 6000}, NULL);
    struct tls tls = JUDGE(trust, world.leaf, world.intermediate, many, many);
    cr_expect_eq(tls.verification.found_simply, ANSWER_UNKNOWN);
    expect_good(tls, "beside many names", 2);
    tls = JUDGE(trust, world.leaf, world.intermediate);
    cr_expect_eq(tls.verification.found_simply, ANSWER_YES);
    shape_clear(&tls_shape, &tls);
    tls_trust_free(trust);
}

/* A clock that has local time where UTC belongs makes no certificate early. */
Test(certification_path, a_certificate_that_begins_in_some_hours)
{
    struct world world;
    make_world(&world);
    struct tls_trust *trust = trust_in(world.root, NULL);
    gnutls_datum_t chain[] = {world.leaf->der, world.intermediate->der};
    const struct {
        int64_t now_s;
        enum answer in_date;
    } rows[] = {{now_s - 30 * DAY_S - 60, ANSWER_UNKNOWN},
                {now_s - 30 * DAY_S - 14 * 3600, ANSWER_UNKNOWN},
                {now_s - 31 * DAY_S, ANSWER_NO},
                {now_s - 30 * DAY_S + 60, ANSWER_YES},
                {now_s + 60 * DAY_S + 1, ANSWER_NO}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tls tls = {0};
        chain_read(NULL, &tls, chain, 2, "mx.example");
        tls_trust_verify(trust, chain, 2, rows[i].now_s, &tls);
        cr_expect_eq(tls.verification.in_date, rows[i].in_date, "row %zu", i);
        shape_clear(&tls_shape, &tls);
    }
    tls_trust_free(trust);
}
