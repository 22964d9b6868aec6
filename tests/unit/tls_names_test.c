/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The names of TLS: the tables are in order and whole, and classes say what RFCs say. */
#include "base/list.h"
#include "base/tls_names.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

static unsigned classes_of(const char *name)
{
    const struct tls_suite *suite = tls_names_find_suite(name);
    cr_assert(ne(ptr, (void *)suite, NULL), "%s", name);
    return suite->classes;
}

Test(tls_names, tables_are_in_the_order_of_their_codes)
{
    for (size_t i = 1; i < tls_names_suite_count; i++)
        cr_expect(lt(u32, tls_names_suites[i - 1].name.code, tls_names_suites[i].name.code));
    for (size_t i = 1; i < tls_names_group_count; i++)
        cr_expect(lt(u32, tls_names_groups[i - 1].name.code, tls_names_groups[i].name.code));
    for (size_t i = 1; i < tls_names_signature_count; i++)
        cr_expect(lt(u32, tls_names_signatures[i - 1].code, tls_names_signatures[i].code));
    for (size_t i = 1; i < tls_names_alert_count; i++)
        cr_expect(lt(u32, tls_names_alerts[i - 1].code, tls_names_alerts[i].code));
    for (size_t i = 1; i < tls_names_version_count; i++)
        cr_expect(lt(u32, tls_names_versions[i - 1].code, tls_names_versions[i].code));
}

Test(tls_names, every_registered_suite_is_there)
{
    size_t registered = 0;
    for (size_t i = 0; i < tls_names_suite_count; i++)
        registered += (tls_names_suites[i].classes & SUITE_UNREGISTERED) == 0
                      && tls_names_suites[i].name.code <= 0xffff;
    cr_expect(eq(sz, registered, 352));
}

Test(tls_names, every_suite_is_found_by_each_of_its_names)
{
    for (size_t i = 0; i < tls_names_suite_count; i++) {
        const struct tls_name *entry = &tls_names_suites[i].name;
        cr_expect(eq(ptr, (void *)tls_names_suite(entry->code), (void *)&tls_names_suites[i]));
        cr_expect(eq(ptr, (void *)tls_names_find_suite(entry->name), (void *)&tls_names_suites[i]), "%s",
                  entry->name);
        if (entry->openssl != NULL && entry->code <= 0xffff)
            cr_expect(eq(ptr, (void *)tls_names_find_suite(entry->openssl), (void *)&tls_names_suites[i]),
                      "%s", entry->openssl);
        if (entry->gnutls != NULL)
            cr_expect(eq(ptr, (void *)tls_names_find_suite(entry->gnutls), (void *)&tls_names_suites[i]),
                      "%s", entry->gnutls);
    }
}

Test(tls_names, names_of_three_parties)
{
    const struct tls_suite *suite = tls_names_suite(0xC02F);
    cr_assert(ne(ptr, (void *)suite, NULL));
    cr_expect(eq(str, (char *)suite->name.name, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
    cr_expect(eq(str, (char *)suite->name.openssl, "ECDHE-RSA-AES128-GCM-SHA256"));
    cr_expect(eq(str, (char *)suite->name.gnutls, "TLS_ECDHE_RSA_AES_128_GCM_SHA256"));
    cr_expect(eq(str, (char *)tls_names_group(23)->name.openssl, "prime256v1"));
    cr_expect(eq(str, (char *)tls_names_group(23)->name.gnutls, "SECP256R1"));
    cr_expect(eq(str, (char *)tls_names_signature(0x0804)->gnutls, "RSA-PSS-RSAE-SHA256"));
    cr_expect(eq(u32, tls_names_find_group("P-256") == NULL ? 0 : 1, 0));
    cr_expect(eq(u32, tls_names_find_group("X25519MLKEM768")->name.code, 0x11EC));
}

Test(tls_names, what_suites_are_made_of)
{
    const struct tls_suite *suite = tls_names_find_suite("TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA");
    cr_assert(ne(ptr, (void *)suite, NULL));
    cr_expect(eq(int, (int)suite->key_exchange, KEY_EXCHANGE_DHE));
    cr_expect(eq(int, (int)suite->authentication, AUTHENTICATION_RSA));
    cr_expect(eq(str, (char *)suite->cipher, "3DES-CBC"));
    cr_expect(eq(int, suite->bits, 112));
    cr_expect(eq(int, (int)suite->mode, CIPHER_MODE_CBC));
    cr_expect(eq(str, (char *)suite->mac, "SHA1"));
    cr_expect(eq(int, suite->first_version, VERSION_SSL_3));
    cr_expect(eq(int, tls_names_suite(0x1301)->first_version, VERSION_TLS_1_3));
    cr_expect(eq(int, tls_names_suite(0xC02F)->first_version, VERSION_TLS_1_2));
    cr_expect(eq(int, tls_names_suite(0xC013)->first_version, VERSION_TLS_1_0));
    cr_expect(eq(int, tls_names_suite(0x020080)->bits, 40));
    cr_expect(eq(int, tls_names_suite(0x020080)->first_version, VERSION_SSL_2));
}

Test(tls_names, classes)
{
    struct {
        const char *suite;
        unsigned classes;
    } rows[] = {
        {"TLS_RSA_WITH_NULL_SHA", SUITE_NULL | SUITE_STATIC_RSA},
        {"TLS_DH_anon_EXPORT_WITH_RC4_40_MD5", SUITE_ANON | SUITE_EXPORT | SUITE_RC4 | SUITE_FORWARD_SECRET},
        {"TLS_RSA_WITH_3DES_EDE_CBC_SHA", SUITE_3DES | SUITE_SMALL_BLOCK | SUITE_STATIC_RSA | SUITE_CBC_SHA1},
        {"TLS_RSA_EXPORT_WITH_DES40_CBC_SHA",
         SUITE_EXPORT | SUITE_DES | SUITE_SMALL_BLOCK | SUITE_STATIC_RSA | SUITE_CBC_SHA1},
        {"TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5",
         SUITE_EXPORT | SUITE_DES | SUITE_SMALL_BLOCK | SUITE_STATIC_RSA},
        {"TLS_RSA_WITH_IDEA_CBC_SHA", SUITE_DES | SUITE_SMALL_BLOCK | SUITE_STATIC_RSA | SUITE_CBC_SHA1},
        {"TLS_DH_RSA_WITH_AES_128_CBC_SHA", SUITE_CBC_SHA1},
        {"TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", SUITE_FORWARD_SECRET},
        {"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", SUITE_FORWARD_SECRET | SUITE_AEAD},
        {"TLS_AES_128_GCM_SHA256", SUITE_FORWARD_SECRET | SUITE_AEAD},
        {"TLS_SHA256_SHA256", SUITE_FORWARD_SECRET | SUITE_NULL},
        {"TLS_PSK_WITH_AES_256_GCM_SHA384", SUITE_PSK | SUITE_AEAD},
        {"TLS_RSA_EXPORT1024_WITH_RC4_56_SHA",
         SUITE_EXPORT | SUITE_RC4 | SUITE_STATIC_RSA | SUITE_UNREGISTERED},
        {"TLS_FALLBACK_SCSV", SUITE_SIGNAL},
        {"TLS_EMPTY_RENEGOTIATION_INFO_SCSV", SUITE_SIGNAL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect(eq(u32, classes_of(rows[i].suite), rows[i].classes), "%s", rows[i].suite);
}

Test(tls_names, texts)
{
    struct {
        char *text;
        const char *expected;
    } rows[] = {
        {tls_names_suite_text(0x1301), "TLS_AES_128_GCM_SHA256"},
        {tls_names_suite_text(0xABCD), "0xABCD"},
        {tls_names_group_text(29), "x25519"},
        {tls_names_group_text(0x1A1A), "0x1A1A"},
        {tls_names_signature_text(0x0603), "ecdsa_secp521r1_sha512"},
        {tls_names_alert_text(40), "handshake_failure"},
        {tls_names_alert_text(99), "alert 99"},
        {tls_names_version_text(VERSION_TLS_1_0), "TLS 1.0"},
        {tls_names_version_text(0x0305), "0x0305"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_expect(eq(str, rows[i].text, (char *)rows[i].expected));
        free(rows[i].text);
    }
    cr_expect(eq(ptr, (void *)tls_names_find_suite("TLS_NONE"), NULL));
}

Test(tls_names, of_facts_both_ways)
{
    static const struct {
        const struct code_names *names;
        uint32_t code;
        const char *text;
    } rows[] = {
        {&tls_group_names, 29, "X25519"},
        {&tls_group_names, 0x11EC, "X25519MLKEM768"},
        {&tls_group_names, 0x1A1A, "0x1A1A"},
        {&tls_uncommon_group_names, 0x0201, "MLKEM768"},
        {&tls_uncommon_group_names, 29, "x25519"},
        {&tls_uncommon_group_names, GROUP_ANY_BRAINPOOL, "a Brainpool curve"},
        {&tls_signature_names, 0x0403, "ECDSA-SECP256R1-SHA256"},
        {&tls_signature_names, SIGNATURE_ANY_CURVE | 0x0403, "ECDSA-SHA256"},
        {&tls_signature_names, 0x0804, "RSA-PSS-RSAE-SHA256"},
        {&tls_signature_names, 0x0905, "mldsa65"},
        {&tls_alert_names, ALERT_CAME + ALERT_CLOSE_NOTIFY, "close_notify"},
        {&tls_alert_names, ALERT_CAME + ALERT_UNRECOGNIZED_NAME, "unrecognized_name"},
        {&tls_alert_names, ALERT_CAME + 99, "alert 99"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *text = rows[i].names->text(rows[i].code);
        cr_expect(eq(str, text, (char *)rows[i].text));
        cr_expect(eq(u32, rows[i].names->code(text), rows[i].code), "%s", text);
        free(text);
    }
    cr_expect(eq(u32, tls_group_names.code("X25519-MLKEM768"), 0x11EC), "as newer GnuTLS says");
    cr_expect(eq(u32, tls_alert_names.code("no_such_alert"), 0));
    cr_expect(eq(u32, tls_alert_names.code("alert x"), 0));
}
