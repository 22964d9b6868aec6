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

const struct code_names tls_version_names = {tls_names_version_text, version_code};
const struct code_names tls_suite_names = {tls_names_suite_text, suite_code};
