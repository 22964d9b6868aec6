/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of public keys in certificates. */
#ifndef MAILSONDE_FACTS_KEY_TYPE_H
#define MAILSONDE_FACTS_KEY_TYPE_H

enum key_type {
    KEY_TYPE_NONE, /* not known */
    KEY_TYPE_RSA,
    KEY_TYPE_RSA_PSS,
    KEY_TYPE_RSA_OAEP,
    KEY_TYPE_ECDSA,
    KEY_TYPE_ED25519,
    KEY_TYPE_ED448,
    KEY_TYPE_X25519,
    KEY_TYPE_X448,
    KEY_TYPE_DSA,
    KEY_TYPE_DH,
    KEY_TYPE_GOST_94,
    KEY_TYPE_GOST_2001,
    KEY_TYPE_GOST_2012_256,
    KEY_TYPE_GOST_2012_512,
    KEY_TYPE_ML_DSA_44,
    KEY_TYPE_ML_DSA_65,
    KEY_TYPE_ML_DSA_87,
    KEY_TYPE_ML_KEM_768,
    KEY_TYPE_ML_KEM_1024,
    KEY_TYPE_ML_DSA,          /* one of the three; what a survey can tell */
    KEY_TYPE_ECDSA_SECP192R1, /* ECDSA with a curve that few clients take; likewise */
    KEY_TYPE_ECDSA_SECP224R1,
    KEY_TYPE_ECDSA_SECP256K1,
    KEY_TYPE_ECDSA_BRAINPOOL, /* ECDSA with a Brainpool curve; likewise */
    KEY_TYPE_OTHER,           /* GnuTLS has no name for it, or one that is not in this list */
    KEY_TYPE_COUNT
};

/* "RSA", "ECDSA", "EdDSA (Ed25519)", ... as GnuTLS names it; NULL for KEY_TYPE_NONE. */
const char *key_type_name(enum key_type type);

#endif
