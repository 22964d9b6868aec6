/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What hellos offer. */
#include "probe/survey/suite_lists.h"

#include "base/tls_names.h"

static bool has_static_key(const struct tls_suite *suite)
{
    return suite->key_exchange == KEY_EXCHANGE_RSA || suite->key_exchange == KEY_EXCHANGE_DH
           || suite->key_exchange == KEY_EXCHANGE_ECDH;
}

unsigned suite_lists_weak_classes(uint32_t code)
{
    const struct tls_suite *suite = tls_names_suite(code);
    if (suite == NULL)
        return 0;
    return ((suite->classes & SUITE_NULL) != 0 ? WEAK_BIT(WEAK_NULL) : 0)
           | ((suite->classes & SUITE_ANON) != 0 ? WEAK_BIT(WEAK_ANONYMOUS) : 0)
           | ((suite->classes & SUITE_EXPORT) != 0 ? WEAK_BIT(WEAK_EXPORT) : 0)
           | ((suite->classes & SUITE_DES) != 0 ? WEAK_BIT(WEAK_DES) : 0)
           | ((suite->classes & SUITE_RC4) != 0 ? WEAK_BIT(WEAK_RC4) : 0)
           | ((suite->classes & SUITE_3DES) != 0 ? WEAK_BIT(WEAK_3DES) : 0)
           | (has_static_key(suite) ? WEAK_BIT(WEAK_STATIC_KEY) : 0)
           | ((suite->classes & SUITE_CBC_SHA1) != 0 ? WEAK_BIT(WEAK_CBC_SHA1) : 0);
}

static bool can_be_picked(const struct tls_suite *suite, uint16_t version)
{
    if (suite->name.code > UINT16_MAX || (suite->classes & (SUITE_SIGNAL | SUITE_PSK)) != 0
        || suite->first_version > version
        || (suite->first_version == VERSION_TLS_1_3) != (version == VERSION_TLS_1_3))
        return false;
    switch (suite->key_exchange) {
    case KEY_EXCHANGE_ANY:
    case KEY_EXCHANGE_RSA:
    case KEY_EXCHANGE_DH:
    case KEY_EXCHANGE_DHE:
    case KEY_EXCHANGE_DH_ANON:
    case KEY_EXCHANGE_ECDH:
    case KEY_EXCHANGE_ECDHE:
    case KEY_EXCHANGE_ECDH_ANON:
    case KEY_EXCHANGE_GOST:
        return true;
    default:
        return false;
    }
}

/* 0 for the worst. */
static int rank(unsigned classes)
{
    int worst = 0;
    while (worst < WEAK_CLASS_COUNT && (classes & WEAK_BIT(worst)) == 0)
        worst++;
    return worst;
}

void suite_lists_suites(uint16_t version, unsigned classes, struct code_list *list)
{
    list->count = 0;
    for (int wanted = 0; wanted <= WEAK_CLASS_COUNT; wanted++)
        for (size_t i = 0; i < tls_names_suite_count; i++) {
            const struct tls_suite *suite = &tls_names_suites[i];
            unsigned weak = suite_lists_weak_classes(suite->name.code);
            if (rank(weak) == wanted && (classes == 0 || (weak & classes) != 0)
                && can_be_picked(suite, version))
                code_list_add(list, (uint16_t)suite->name.code);
        }
}

bool suite_lists_uses_curve(uint16_t code)
{
    const struct tls_suite *suite = tls_names_suite(code);
    return suite != NULL
           && (suite->key_exchange == KEY_EXCHANGE_ECDHE || suite->key_exchange == KEY_EXCHANGE_ECDH_ANON);
}

bool suite_lists_is_signed(uint16_t code)
{
    const struct tls_suite *suite = tls_names_suite(code);
    return suite != NULL
           && (suite->key_exchange == KEY_EXCHANGE_ECDHE || suite->key_exchange == KEY_EXCHANGE_DHE);
}

static bool is_post_quantum(const struct tls_group *group)
{
    return group->family == GROUP_HYBRID || group->family == GROUP_KEM;
}

/* RFC 9846 4.3.7 took most curves out, RFC 8734 gave Brainpool's code points of their own. */
static bool goes_with(const struct tls_group *group, uint16_t version)
{
    static const uint16_t both[] = {0x0017, 0x0018, 0x0019, 0x001d, 0x001e, 0x0029};
    static const uint16_t only_tls_1_3[] = {0x001f, 0x0020, 0x0021};
    bool in_both = false;
    bool in_tls_1_3 = group->family == GROUP_FFDHE || group->family == GROUP_GOST || is_post_quantum(group);
    for (size_t i = 0; i < sizeof both / sizeof both[0]; i++)
        in_both = in_both || both[i] == group->name.code;
    for (size_t i = 0; i < sizeof only_tls_1_3 / sizeof only_tls_1_3[0]; i++)
        in_tls_1_3 = in_tls_1_3 || only_tls_1_3[i] == group->name.code;
    if (version == VERSION_TLS_1_3)
        return in_both || in_tls_1_3;
    return (in_both || !in_tls_1_3) && group->name.code < 0xff01;
}

/* Largest and oddest first; what servers put first comes last. */
void suite_lists_groups(uint16_t version, struct code_list *list)
{
    list->count = 0;
    for (size_t i = 0; i < tls_names_group_count; i++)
        if (goes_with(&tls_names_groups[i], version) && !is_post_quantum(&tls_names_groups[i]))
            code_list_add(list, (uint16_t)tls_names_groups[i].name.code);
    code_list_reverse(list);
    static const uint16_t last[] = {0x001e, 0x0019, 0x0018, 0x0017, 0x001d};
    for (size_t i = 0; i < sizeof last / sizeof last[0]; i++) {
        code_list_remove(list, last[i]);
        code_list_add(list, last[i]);
    }
    struct code_list post_quantum;
    suite_lists_post_quantum(&post_quantum);
    if (version == VERSION_TLS_1_3)
        code_list_add_all(list, &post_quantum);
}

void suite_lists_post_quantum(struct code_list *list)
{
    list->count = 0;
    for (size_t i = 0; i < tls_names_group_count; i++)
        if (is_post_quantum(&tls_names_groups[i]))
            code_list_add(list, (uint16_t)tls_names_groups[i].name.code);
    code_list_reverse(list);
}

void suite_lists_signatures(struct code_list *list)
{
    list->count = 0;
    for (size_t i = 0; i < tls_names_signature_count; i++)
        code_list_add(list, (uint16_t)tls_names_signatures[i].code);
}
