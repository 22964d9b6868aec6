/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Algorithms, by their names. Families and curves are those of CycloneDX's cryptography-defs; what they have
 * no word for has none. */
#include "report/cyclonedx/algorithms.h"

#include "base/tls_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is not known is NULL, 0 or, of a level, -1. */
struct algorithm {
    const char *name;
    const char *primitive;
    const char *family;
    const char *parameter;
    const char *curve;
    const char *mode;
    const char *padding;
    int classical; /* bits that an attacker has to search */
    int quantum;   /* NIST's category */
};

/* What the beginning of a name says. */
struct prefix {
    const char *prefix;
    const char *family;
    const char *padding;
};

static const struct prefix ciphers[] = {
    {"AES-", "AES", NULL},         {"CHACHA20", "ChaCha20", NULL}, {"CAMELLIA-", "CAMELLIA", NULL},
    {"ARIA-", "ARIA", NULL},       {"3DES", "3DES", NULL},         {"DES-", "DES", NULL},
    {"RC4-", "RC4", NULL},         {"RC2-", "RC2", NULL},          {"IDEA-", "IDEA", NULL},
    {"SEED-", "SEED", NULL},       {"SM4-", "SM4", NULL},          {"GOST", "GOST", NULL},
    {"KUZNYECHIK-", "GOST", NULL}, {"MAGMA-", "GOST", NULL},       {NULL, NULL, NULL},
};

/* Of the schemes of TLS, and of certificates as GnuTLS names them. */
static const struct prefix signatures[] = {
    {"rsa_pss", "RSASSA-PSS", NULL},
    {"rsa_pkcs1", "RSASSA-PKCS1", "pkcs1v15"},
    {"ecdsa", "ECDSA", NULL},
    {"ed25519", "EdDSA", NULL},
    {"ed448", "EdDSA", NULL},
    {"dsa", "DSA", NULL},
    {"mldsa", "ML-DSA", NULL},
    {"gost", "GOST", NULL},
    {"sm2", "SM2", NULL},
    {"RSA-PSS", "RSASSA-PSS", NULL},
    {"RSA-", "RSASSA-PKCS1", "pkcs1v15"},
    {"ECDSA", "ECDSA", NULL},
    {"EdDSA", "EdDSA", NULL},
    {"DSA", "DSA", NULL},
    {"ML-DSA", "ML-DSA", NULL},
    {"GOST", "GOST", NULL},
    {NULL, NULL, NULL},
};

static struct prefix prefix_of(const struct prefix *table, const char *name)
{
    while (table->prefix != NULL && strncmp(name, table->prefix, strlen(table->prefix)) != 0)
        table++;
    return *table;
}

static void write_algorithm(struct cbom *cbom, const struct algorithm *algorithm, struct text_list *refs)
{
    struct json_write *json = &cbom->json;
    char *ref = text_format("algorithm:%s", algorithm->name);
    text_list_append(refs, ref);
    if (cbom_component(cbom, ref, "cryptographic-asset", algorithm->name)) {
        json_write_object(json, "cryptoProperties");
        json_write_text(json, "assetType", "algorithm");
        json_write_object(json, "algorithmProperties");
        json_write_text(json, "primitive", algorithm->primitive);
        json_write_text(json, "algorithmFamily", algorithm->family);
        json_write_text(json, "parameterSetIdentifier", algorithm->parameter);
        json_write_text(json, "ellipticCurve", algorithm->curve);
        json_write_text(json, "mode", algorithm->mode);
        json_write_text(json, "padding", algorithm->padding);
        if (algorithm->classical >= 0)
            json_write_integer(json, "classicalSecurityLevel", algorithm->classical);
        if (algorithm->quantum >= 0)
            json_write_integer(json, "nistQuantumSecurityLevel", algorithm->quantum);
        json_write_end(json);
        json_write_end(json);
        json_write_end(json);
    }
    free(ref);
}

/* Searching a key of AES is what NIST's categories 1, 3 and 5 are measured by. */
static int category_of_key(int bits)
{
    return bits >= 256 ? 5 : bits >= 192 ? 3 : bits >= 128 ? 1 : 0;
}

static const char *mode_of(const char *cipher)
{
    return strstr(cipher, "-GCM") != NULL                                     ? "gcm"
           : strstr(cipher, "-CCM") != NULL                                   ? "ccm"
           : strstr(cipher, "-CBC") != NULL                                   ? "cbc"
           : strstr(cipher, "-CTR") != NULL || strstr(cipher, "-CNT") != NULL ? "ctr"
                                                                              : NULL;
}

static void write_cipher(struct cbom *cbom, const struct tls_suite *suite, struct text_list *refs)
{
    char bits[16];
    if (suite->cipher == NULL || suite->bits == 0)
        return;
    snprintf(bits, sizeof bits, "%d", suite->bits);
    bool is_broken = (suite->classes & SUITE_RC4) != 0;
    write_algorithm(cbom,
                    &(struct algorithm){.name = suite->cipher,
                                        .primitive = suite->mode == CIPHER_MODE_AEAD     ? "ae"
                                                     : suite->mode == CIPHER_MODE_STREAM ? "stream-cipher"
                                                                                         : "block-cipher",
                                        .family = prefix_of(ciphers, suite->cipher).family,
                                        .parameter = bits,
                                        .mode = mode_of(suite->cipher),
                                        .classical = suite->bits,
                                        .quantum = is_broken ? 0 : category_of_key(suite->bits)},
                    refs);
}

/* The MAC of a suite that has one, or the hash that keys are derived with, which ends the name. Finding two
 * texts with the same SHA-256 or SHA-384 is what NIST's categories 2 and 4 are measured by. */
static void write_hash(struct cbom *cbom, const struct tls_suite *suite, struct text_list *refs)
{
    static const struct {
        const char *word;
        const char *hash;
        const char *family;
        const char *parameter;
        int quantum;
    } hashes[] = {{"SHA256", "SHA-256", "SHA-2", "256", 2},
                  {"SHA384", "SHA-384", "SHA-2", "384", 4},
                  {"SHA1", "SHA-1", "SHA-1", NULL, 0},
                  {"MD5", "MD5", "MD5", NULL, 0}};
    const char *last = strrchr(suite->name.name, '_');
    bool is_aead = suite->mode == CIPHER_MODE_AEAD;
    const char *word = is_aead ? (last != NULL ? last + 1 : "") : text_or_nothing(suite->mac);
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
        if (strcmp(word, hashes[i].word) != 0)
            continue;
        char *hmac = text_format("HMAC-%s", hashes[i].hash);
        struct algorithm mac = {
            .name = hmac, .primitive = "mac", .family = "HMAC", .classical = -1, .quantum = -1};
        struct algorithm hash = {.name = hashes[i].hash,
                                 .primitive = "hash",
                                 .family = hashes[i].family,
                                 .parameter = hashes[i].parameter,
                                 .classical = -1,
                                 .quantum = hashes[i].quantum};
        write_algorithm(cbom, is_aead ? &hash : &mac, refs);
        free(hmac);
    }
}

/* What a suite says of its key exchange; which group it is in is said by tlsGroups. */
static void write_key_exchange(struct cbom *cbom, const struct tls_suite *suite, struct text_list *refs)
{
    struct algorithm algorithm = {.primitive = "key-agree", .classical = -1};
    switch (suite->key_exchange) {
    case KEY_EXCHANGE_RSA:
    case KEY_EXCHANGE_RSA_PSK:
        algorithm.name = "RSAES-PKCS1";
        algorithm.primitive = "pke";
        algorithm.family = "RSAES-PKCS1";
        algorithm.padding = "pkcs1v15";
        break;
    case KEY_EXCHANGE_DH:
    case KEY_EXCHANGE_DHE:
    case KEY_EXCHANGE_DH_ANON:
    case KEY_EXCHANGE_DHE_PSK:
        algorithm.name = "FFDH";
        algorithm.family = "FFDH";
        break;
    case KEY_EXCHANGE_ECDH:
    case KEY_EXCHANGE_ECDHE:
    case KEY_EXCHANGE_ECDH_ANON:
    case KEY_EXCHANGE_ECDHE_PSK:
        algorithm.name = "ECDH";
        algorithm.family = "ECDH";
        break;
    case KEY_EXCHANGE_GOST:
        algorithm.name = "GOST-KX";
        algorithm.family = "GOST";
        break;
    default:
        return;
    }
    write_algorithm(cbom, &algorithm, refs);
}

void algorithms_of_suite(struct cbom *cbom, uint32_t code, struct text_list *refs)
{
    const struct tls_suite *suite = tls_names_suite(code);
    if (suite == NULL)
        return;
    write_key_exchange(cbom, suite, refs);
    write_cipher(cbom, suite, refs);
    write_hash(cbom, suite, refs);
}

/* Half of the bits of a curve; of primes what NIST SP 800-57 has a number for. */
static int strength_of_prime(int64_t bits)
{
    return bits == 1024    ? 80
           : bits == 2048  ? 112
           : bits == 3072  ? 128
           : bits == 7680  ? 192
           : bits == 15360 ? 256
                           : -1;
}

static int category_of_ml_kem(const char *name)
{
    return strstr(name, "MLKEM1024") != NULL  ? 5
           : strstr(name, "MLKEM768") != NULL ? 3
           : strstr(name, "MLKEM512") != NULL ? 1
                                              : -1;
}

static char *curve_of(const struct tls_group *group)
{
    const char *name = group->name.name;
    if (group->family == GROUP_MONTGOMERY)
        return text_copy(group->bits == 448 ? "other/Curve448" : "other/Curve25519");
    if (strncmp(name, "sec", 3) == 0)
        return text_format("secg/%s", name);
    if (strncmp(name, "brainpool", 9) == 0)
        return text_format("brainpool/%.*s", (int)strlen("brainpoolP256r1"), name);
    return NULL;
}

void algorithms_of_group(struct cbom *cbom, const char *name, struct text_list *refs)
{
    char bits[16];
    const struct tls_group *group = tls_names_find_group(name);
    if (group == NULL)
        return;
    struct algorithm algorithm = {
        .name = group->name.name, .primitive = "key-agree", .classical = group->bits / 2};
    char *curve = NULL;
    snprintf(bits, sizeof bits, "%d", group->bits);
    switch (group->family) {
    case GROUP_EC_PRIME:
    case GROUP_EC_BINARY:
    case GROUP_MONTGOMERY:
        algorithm.family = "ECDH";
        curve = curve_of(group);
        break;
    case GROUP_GOST:
        algorithm.family = "GOST";
        break;
    case GROUP_FFDHE:
        algorithm.family = "FFDH";
        algorithm.parameter = bits;
        algorithm.classical = strength_of_prime(group->bits);
        break;
    case GROUP_KEM:
        algorithm.family = "ML-KEM";
        algorithm.primitive = "kem";
        algorithm.parameter = bits;
        algorithm.classical = -1;
        algorithm.quantum = category_of_ml_kem(group->name.name);
        break;
    case GROUP_HYBRID:
        algorithm.primitive = "combiner";
        algorithm.classical = -1;
        algorithm.quantum = category_of_ml_kem(group->name.name);
        break;
    }
    algorithm.curve = curve;
    write_algorithm(cbom, &algorithm, refs);
    free(curve);
}

void algorithms_of_prime(struct cbom *cbom, int64_t bits, struct text_list *refs)
{
    char parameter[24];
    snprintf(parameter, sizeof parameter, "%lld", (long long)bits);
    char *name = text_format("FFDH-%s", parameter);
    write_algorithm(cbom,
                    &(struct algorithm){.name = name,
                                        .primitive = "key-agree",
                                        .family = "FFDH",
                                        .parameter = parameter,
                                        .classical = strength_of_prime(bits)},
                    refs);
    free(name);
}

/* ML-DSA's parameter set, where the name has one (FIPS 204). */
static void add_ml_dsa(struct algorithm *algorithm, const char *name)
{
    static const struct {
        const char *parameter;
        int quantum;
    } sets[] = {{"44", 2}, {"65", 3}, {"87", 5}};
    algorithm->quantum = -1;
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++)
        if (strstr(name, sets[i].parameter) != NULL) {
            algorithm->parameter = sets[i].parameter;
            algorithm->quantum = sets[i].quantum;
        }
}

/* The curve that the name of a signature has in it. */
static const char *curve_in(const char *name)
{
    static const struct {
        const char *part;
        const char *curve;
    } curves[] = {{"25519", "other/Ed25519"},
                  {"d448", "other/Ed448"},
                  {"secp256r1", "secg/secp256r1"},
                  {"secp384r1", "secg/secp384r1"},
                  {"secp521r1", "secg/secp521r1"},
                  {"brainpoolP256r1", "brainpool/brainpoolP256r1"},
                  {"brainpoolP384r1", "brainpool/brainpoolP384r1"},
                  {"brainpoolP512r1", "brainpool/brainpoolP512r1"}};
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++)
        if (strstr(name, curves[i].part) != NULL)
            return curves[i].curve;
    return NULL;
}

void algorithms_of_signature(struct cbom *cbom, const char *name, struct text_list *refs)
{
    if (name == NULL || strcmp(name, "unknown") == 0)
        return;
    struct prefix prefix = prefix_of(signatures, name);
    struct algorithm algorithm = {.name = name,
                                  .primitive = "signature",
                                  .family = prefix.family,
                                  .padding = prefix.padding,
                                  .curve = curve_in(name),
                                  .classical = -1,
                                  .quantum = prefix.family != NULL ? 0 : -1};
    if (text_same(prefix.family, "ML-DSA"))
        add_ml_dsa(&algorithm, name);
    write_algorithm(cbom, &algorithm, refs);
}

void algorithms_of_key(struct cbom *cbom, enum key_type type, int64_t bits, struct text_list *refs)
{
    static const struct {
        const char *family;
        const char *primitive;
        bool is_prime; /* its strength is that of a prime, else of a curve */
    } types[KEY_TYPE_COUNT] = {
        [KEY_TYPE_RSA] = {NULL, "pke", true},
        [KEY_TYPE_RSA_PSS] = {"RSASSA-PSS", "signature", true},
        [KEY_TYPE_RSA_OAEP] = {"RSAES-OAEP", "pke", true},
        [KEY_TYPE_ECDSA] = {"ECDSA", "signature", false},
        [KEY_TYPE_ED25519] = {"EdDSA", "signature", false},
        [KEY_TYPE_ED448] = {"EdDSA", "signature", false},
        [KEY_TYPE_DSA] = {"DSA", "signature", true},
        [KEY_TYPE_DH] = {"FFDH", "key-agree", true},
        [KEY_TYPE_X25519] = {"ECDH", "key-agree", false},
        [KEY_TYPE_X448] = {"ECDH", "key-agree", false},
        [KEY_TYPE_GOST_2001] = {"GOST", "signature", false},
        [KEY_TYPE_GOST_2012_256] = {"GOST", "signature", false},
        [KEY_TYPE_GOST_2012_512] = {"GOST", "signature", false},
        [KEY_TYPE_ML_DSA_44] = {"ML-DSA", "signature", false},
        [KEY_TYPE_ML_DSA_65] = {"ML-DSA", "signature", false},
        [KEY_TYPE_ML_DSA_87] = {"ML-DSA", "signature", false},
    };
    if (types[type].primitive == NULL)
        return;
    char parameter[24];
    bool is_ml_dsa = text_same(types[type].family, "ML-DSA");
    snprintf(parameter, sizeof parameter, "%lld", (long long)bits);
    char *name =
        is_ml_dsa ? text_copy(key_type_name(type)) : text_format("%s-%s", key_type_name(type), parameter);
    struct algorithm algorithm = {.name = name,
                                  .primitive = types[type].primitive,
                                  .family = types[type].family,
                                  .parameter = bits > 0 ? parameter : NULL,
                                  .classical =
                                      types[type].is_prime ? strength_of_prime(bits) : (int)(bits / 2)};
    if (is_ml_dsa) {
        algorithm.classical = -1;
        add_ml_dsa(&algorithm, name);
    }
    write_algorithm(cbom, &algorithm, refs);
    free(name);
}
