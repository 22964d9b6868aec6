/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking names of TLS up: by halves where the tables are in order, one by one for words. */
#include "base/tls_names.h"

#include "base/list.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int compare_codes(const void *key, const void *entry)
{
    /* Each entry begins with its struct tls_name, and that with its code. */
    uint32_t wanted = *(const uint32_t *)key, code = *(const uint32_t *)entry;
    return wanted < code ? -1 : wanted > code;
}

const struct tls_suite *tls_names_suite(uint32_t code)
{
    return bsearch(&code, tls_names_suites, tls_names_suite_count, sizeof tls_names_suites[0], compare_codes);
}

const struct tls_group *tls_names_group(uint32_t code)
{
    return bsearch(&code, tls_names_groups, tls_names_group_count, sizeof tls_names_groups[0], compare_codes);
}

const struct tls_name *tls_names_signature(uint32_t code)
{
    return bsearch(&code, tls_names_signatures, tls_names_signature_count, sizeof tls_names_signatures[0],
                   compare_codes);
}

const struct tls_name *tls_names_alert(uint32_t code)
{
    return bsearch(&code, tls_names_alerts, tls_names_alert_count, sizeof tls_names_alerts[0], compare_codes);
}

static const struct tls_name *version_of(uint32_t code)
{
    return bsearch(&code, tls_names_versions, tls_names_version_count, sizeof tls_names_versions[0],
                   compare_codes);
}

static bool is_called(const struct tls_name *entry, const char *name)
{
    return text_same_name(entry->name, name)
           || (entry->openssl != NULL && text_same_name(entry->openssl, name))
           || (entry->gnutls != NULL && text_same_name(entry->gnutls, name));
}

const struct tls_suite *tls_names_find_suite(const char *name)
{
    for (size_t i = 0; i < tls_names_suite_count; i++)
        if (is_called(&tls_names_suites[i].name, name))
            return &tls_names_suites[i];
    return NULL;
}

const struct tls_group *tls_names_find_group(const char *name)
{
    for (size_t i = 0; i < tls_names_group_count; i++)
        if (is_called(&tls_names_groups[i].name, name))
            return &tls_names_groups[i];
    return NULL;
}

const struct tls_name *tls_names_find_signature(const char *name)
{
    for (size_t i = 0; i < tls_names_signature_count; i++)
        if (is_called(&tls_names_signatures[i], name))
            return &tls_names_signatures[i];
    return NULL;
}

static char *text_of(const struct tls_name *entry, uint32_t code)
{
    return entry != NULL ? text_copy(entry->name) : text_format("0x%04X", (unsigned)code);
}

char *tls_names_suite_text(uint32_t code)
{
    const struct tls_suite *suite = tls_names_suite(code);
    return text_of(suite != NULL ? &suite->name : NULL, code);
}

char *tls_names_group_text(uint32_t code)
{
    const struct tls_group *group = tls_names_group(code);
    return text_of(group != NULL ? &group->name : NULL, code);
}

char *tls_names_signature_text(uint32_t code)
{
    return text_of(tls_names_signature(code), code);
}

char *tls_names_alert_text(uint32_t code)
{
    const struct tls_name *alert = tls_names_alert(code);
    return alert != NULL ? text_copy(alert->name) : text_format("alert %u", (unsigned)code);
}

char *tls_names_version_text(uint32_t code)
{
    return text_of(version_of(code), code);
}

const char *tls_names_version(uint32_t code)
{
    const struct tls_name *version = version_of(code);
    return version != NULL ? version->name : "TLS";
}

bool tls_names_version_is_old(uint32_t code)
{
    return code != 0 && code < VERSION_TLS_1_2;
}

/* "0x1A2B", which is how a code point without a name is written; 0 for anything else. */
static uint32_t number_of(const char *text)
{
    char *end;
    unsigned long code = strncmp(text, "0x", 2) == 0 ? strtoul(text + 2, &end, 16) : 0;
    return code > 0 && code <= UINT32_MAX && *end == '\0' ? (uint32_t)code : 0;
}

static uint32_t version_code(const char *text)
{
    for (size_t i = 0; i < tls_names_version_count; i++)
        if (text_same(tls_names_versions[i].name, text))
            return tls_names_versions[i].code;
    return number_of(text);
}

static uint32_t suite_code(const char *text)
{
    const struct tls_suite *suite = tls_names_find_suite(text);
    return suite != NULL ? suite->name.code : number_of(text);
}

/* As GnuTLS calls it. */
static char *library_text_of(const struct tls_name *entry, uint32_t code)
{
    return entry != NULL && entry->gnutls != NULL ? text_copy(entry->gnutls) : text_of(entry, code);
}

static char *group_text(uint32_t code)
{
    const struct tls_group *group = tls_names_group(code);
    return library_text_of(group != NULL ? &group->name : NULL, code);
}

/* Newer GnuTLS says X25519-MLKEM768. */
static uint32_t group_code(const char *text)
{
    const struct tls_group *group = tls_names_find_group(text);
    const char *hyphen = group == NULL ? strchr(text, '-') : NULL;
    if (hyphen != NULL) {
        char *joined = text_format("%.*s%s", (int)(hyphen - text), text, hyphen + 1);
        group = tls_names_find_group(joined);
        free(joined);
    }
    return group != NULL ? group->name.code : number_of(text);
}

static const char any_brainpool[] = "a Brainpool curve";

static char *uncommon_group_text(uint32_t code)
{
    return code == GROUP_ANY_BRAINPOOL ? text_copy(any_brainpool) : tls_names_group_text(code);
}

static uint32_t uncommon_group_code(const char *text)
{
    return strcmp(text, any_brainpool) == 0 ? GROUP_ANY_BRAINPOOL : group_code(text);
}

/* GnuTLS's names for ECDSA before TLS 1.3. */
static const struct tls_name any_curve[] = {
    {SIGNATURE_ANY_CURVE | 0x0403, "ECDSA-SHA256", NULL, NULL},
    {SIGNATURE_ANY_CURVE | 0x0503, "ECDSA-SHA384", NULL, NULL},
    {SIGNATURE_ANY_CURVE | 0x0603, "ECDSA-SHA512", NULL, NULL},
};

enum { ANY_CURVE_COUNT = sizeof any_curve / sizeof any_curve[0] };

static char *signature_text(uint32_t code)
{
    for (size_t i = 0; i < ANY_CURVE_COUNT; i++)
        if (any_curve[i].code == code)
            return text_copy(any_curve[i].name);
    return library_text_of(tls_names_signature(code), code);
}

static uint32_t signature_code(const char *text)
{
    for (size_t i = 0; i < ANY_CURVE_COUNT; i++)
        if (text_same_name(any_curve[i].name, text))
            return any_curve[i].code;
    const struct tls_name *signature = tls_names_find_signature(text);
    return signature != NULL ? signature->code : number_of(text);
}

static char *alert_text(uint32_t code)
{
    return tls_names_alert_text(code - ALERT_CAME);
}

static uint32_t alert_code(const char *text)
{
    static const char unnamed[] = "alert ";
    for (size_t i = 0; i < tls_names_alert_count; i++)
        if (text_same(tls_names_alerts[i].name, text))
            return ALERT_CAME + tls_names_alerts[i].code;
    if (strncmp(text, unnamed, sizeof unnamed - 1) != 0)
        return 0;
    const char *number = text + sizeof unnamed - 1;
    size_t digits = strspn(number, "0123456789");
    bool fits = digits > 0 && digits < 10 && number[digits] == '\0';
    return fits ? ALERT_CAME + (uint32_t)strtoul(number, NULL, 10) : 0;
}

const struct code_names tls_version_names = {tls_names_version_text, version_code};
const struct code_names tls_suite_names = {tls_names_suite_text, suite_code};
const struct code_names tls_group_names = {group_text, group_code};
const struct code_names tls_uncommon_group_names = {uncommon_group_text, uncommon_group_code};
const struct code_names tls_signature_names = {signature_text, signature_code};
const struct code_names tls_alert_names = {alert_text, alert_code};
