/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What four connections tell of servers as they are: all that the table says, and nothing untrue. */
#include "base/list.h"
#include "base/tls_names.h"
#include "probe/survey/survey_standard.h"
#include "simulated_survey.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* Versions, as simulated_server.h has them. */
enum { SSL_3 = 1, V1_0 = 2, V1_1 = 4, V1_2 = 8, V1_3 = 16, MODERN = V1_2 | V1_3, ALL = V1_0 | V1_1 | MODERN };

/* What a server has of suites up to TLS 1.2, as bits; each with an RSA and an ECDSA key if it has them. */
enum {
    GCM = 1,         /* ECDHE with AEAD */
    DHE_GCM = 2,     /* the same with DHE */
    CBC = 4,         /* ECDHE, CBC and SHA-1 */
    DHE_CBC = 8,     /* the same with DHE */
    STATIC = 16,     /* RSA key transport, AEAD and CBC */
    ANONYMOUS = 32,  /* with CBC and SHA-1 */
    TRIPLE_DES = 64, /* with ECDHE, with RSA key transport */
    RC4 = 128,       /* the same */
    USUAL = GCM | DHE_GCM | CBC | DHE_CBC | STATIC,
};

enum key { RSA = 1, ECDSA = 2, BOTH = 3 };

/* A kind of server that there is a lot of. */
struct typical {
    const char *name;
    unsigned versions;
    unsigned suites;
    enum key keys;
    enum key_type main_key;
    bool server_order;
    bool post_quantum;
    const char *known; /* after four connections: taken "+", not taken "-", unknown "?" */
};

static const struct typical table[] = {
    {"modern, client's order", MODERN, USUAL, RSA, KEY_TYPE_RSA, false, false,
     "1.0- 1.1- 1.2+ 1.3+ bad- static+ cbc+ dhe? key- chain- pq-"},
    {"modern, server's order", MODERN, USUAL, RSA, KEY_TYPE_RSA, true, false,
     "1.0- 1.1- 1.2+ 1.3+ bad- static? cbc+ dhe? key- chain- pq-"},
    {"modern, post-quantum", MODERN, USUAL, RSA, KEY_TYPE_RSA, false, true,
     "1.0- 1.1- 1.2+ 1.3+ bad- static+ cbc+ dhe? key- chain- pq+"},
    {"Postfix, port 25", ALL, USUAL | ANONYMOUS, RSA, KEY_TYPE_RSA, false, false,
     "1.0+ 1.1+ 1.2+ 1.3+ null? anon+ export? des? rc4? 3des? static+ cbc+ dhe+ key? chain- pq-"},
    {"Postfix, 1.2 and up", MODERN, USUAL | ANONYMOUS, RSA, KEY_TYPE_RSA, false, false,
     "1.0- 1.1- 1.2+ 1.3+ null- anon+ export- des- rc4- 3des- static? cbc+ dhe? key- chain- pq-"},
    {"Postfix, 1.2 and up, both keys", MODERN, USUAL | ANONYMOUS, BOTH, KEY_TYPE_RSA, false, false,
     "1.0- 1.1- 1.2+ 1.3+ null- anon? export- des- rc4- 3des- static? cbc+ dhe? key+ chain+ pq-"},
    {"Postfix, ECDSA", MODERN, USUAL | ANONYMOUS, ECDSA, KEY_TYPE_ECDSA, false, false,
     "1.0- 1.1- 1.2+ 1.3+ null- anon+ export- des- rc4- 3des- static? cbc+ dhe- key- chain- pq-"},
    {"Exim with GnuTLS", ALL, USUAL, RSA, KEY_TYPE_RSA, false, false,
     "1.0+ 1.1+ 1.2+ 1.3+ bad? static+ cbc+ dhe+ key? chain- pq-"},
    {"Dovecot", MODERN, GCM | CBC, RSA, KEY_TYPE_RSA, false, false,
     "1.0- 1.1- 1.2+ 1.3+ bad- static? cbc+ dhe? key- chain- pq-"},
    {"Exchange Online", MODERN, GCM | DHE_GCM | CBC, RSA, KEY_TYPE_RSA, true, false,
     "1.0- 1.1- 1.2+ 1.3+ bad- static? cbc+ dhe? key- chain- pq-"},
    {"Exchange of old", V1_0 | V1_1 | V1_2, GCM | CBC | STATIC | TRIPLE_DES, RSA, KEY_TYPE_RSA, true, false,
     "1.0+ 1.1+ 1.2+ 1.3- null? anon? export? des? rc4? 3des+ static+ cbc+ dhe? key? chain- pq-"},
    {"Google", ALL, GCM | CBC | STATIC | TRIPLE_DES, BOTH, KEY_TYPE_ECDSA, true, true,
     "1.0+ 1.1+ 1.2+ 1.3+ bad? static+ cbc+ dhe? key+ chain+ pq+"},
    {"strict", MODERN, GCM, RSA, KEY_TYPE_RSA, true, false,
     "1.0- 1.1- 1.2+ 1.3+ bad- static- cbc- dhe? key- chain- pq-"},
    {"strict, client's order", MODERN, GCM, RSA, KEY_TYPE_RSA, false, false,
     "1.0- 1.1- 1.2+ 1.3+ bad- static- cbc- dhe? key- chain- pq-"},
    {"Mozilla intermediate", MODERN, GCM | DHE_GCM, RSA, KEY_TYPE_RSA, false, false,
     "1.0- 1.1- 1.2+ 1.3+ bad- static- cbc- dhe+ key- chain- pq-"},
    {"strict, ECDSA", MODERN, GCM, ECDSA, KEY_TYPE_ECDSA, true, false,
     "1.0- 1.1- 1.2+ 1.3+ bad- static- cbc- dhe- key- chain- pq-"},
    {"strict, both keys", MODERN, GCM, BOTH, KEY_TYPE_ECDSA, true, false,
     "1.0- 1.1- 1.2+ 1.3+ bad- static? cbc? dhe? key+ chain+ pq-"},
    {"both keys, server's order", MODERN, USUAL, BOTH, KEY_TYPE_ECDSA, true, false,
     "1.0- 1.1- 1.2+ 1.3+ bad- static? cbc? dhe? key+ chain+ pq-"},
    {"only TLS 1.3", V1_3, 0, RSA, KEY_TYPE_RSA, true, true,
     "1.0- 1.1- 1.2- 1.3+ bad- static- cbc- dhe- key? chain- pq+"},
    {"only TLS 1.3, both keys", V1_3, 0, BOTH, KEY_TYPE_RSA, true, true,
     "1.0- 1.1- 1.2- 1.3+ bad- static- cbc- dhe- key? chain+ pq+"},
    {"TLS 1.2 alone", V1_2, USUAL, RSA, KEY_TYPE_RSA, false, false,
     "1.0- 1.1- 1.2+ 1.3- bad- static+ cbc+ dhe+ key- chain- pq-"},
    {"TLS 1.0 to 1.2", V1_0 | V1_1 | V1_2, USUAL | TRIPLE_DES | RC4, RSA, KEY_TYPE_RSA, false, false,
     "1.0+ 1.1+ 1.2+ 1.3- null? anon? export? des? rc4+ 3des+ static+ cbc+ dhe+ key- chain- pq-"},
    {"TLS 1.0 alone", V1_0, USUAL | TRIPLE_DES | RC4, RSA, KEY_TYPE_RSA, false, false,
     "1.0+ 1.1- 1.2- 1.3- null? anon? export? des? rc4+ 3des+ static+ cbc+ dhe+ key? chain- pq-"},
};

/* A suite list of which some are taken: in the order that OpenSSL gives them. */
static const struct {
    unsigned part;
    enum key key;
    uint16_t codes[8];
} parts[] = {
    {ANONYMOUS, BOTH, {0xc019, 0x003a, 0xc018, 0x0034}},
    {GCM, ECDSA, {0xc02c, 0xcca9, 0xc02b}},
    {GCM, RSA, {0xc030, 0xcca8, 0xc02f}},
    {DHE_GCM, RSA, {0x009f, 0xccaa, 0x009e}},
    {CBC, ECDSA, {0xc024, 0xc023, 0xc00a, 0xc009}},
    {CBC, RSA, {0xc028, 0xc027, 0xc014, 0xc013}},
    {DHE_CBC, RSA, {0x006b, 0x0067, 0x0039, 0x0033}},
    {STATIC, RSA, {0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f}},
    {TRIPLE_DES, RSA, {0xc012, 0x000a}},
    {RC4, RSA, {0xc011, 0x0005}},
};

static void add_codes(struct code_list *list, const uint16_t *codes, size_t count)
{
    for (size_t i = 0; i < count && codes[i] != 0; i++)
        code_list_add(list, codes[i]);
}

static void begin(const struct typical *typical, struct simulated_server *server)
{
    static const uint16_t suites_1_3[] = {0x1302, 0x1303, 0x1301};
    static const uint16_t hybrid[] = {0x11ec}, groups[] = {0x001d, 0x0017, 0x0018};
    static const uint16_t signatures[] = {0x0403, 0x0804, 0x0401};
    *server = (struct simulated_server){.versions = typical->versions,
                                        .server_order = typical->server_order,
                                        .main_key = typical->main_key,
                                        .has_other_key = typical->keys == BOTH,
                                        .sentinel = true};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if ((typical->suites & parts[i].part) != 0
            && (parts[i].part == ANONYMOUS || (typical->keys & parts[i].key) != 0))
            add_codes(&server->suites, parts[i].codes, sizeof parts[i].codes / sizeof parts[i].codes[0]);
    add_codes(&server->suites, suites_1_3, sizeof suites_1_3 / sizeof suites_1_3[0]);
    add_codes(&server->groups, hybrid, typical->post_quantum ? 1 : 0);
    add_codes(&server->groups, groups, sizeof groups / sizeof groups[0]);
    add_codes(&server->signatures, signatures, sizeof signatures / sizeof signatures[0]);
}

static void add_word(struct text_list *words, const char *word, enum answer answer)
{
    static const char *const signs[] = {[ANSWER_UNKNOWN] = "?", [ANSWER_NO] = "-", [ANSWER_YES] = "+"};
    char *text = text_format("%s%s", word, signs[answer]);
    text_list_append(words, text);
    free(text);
}

/* One word where all bad classes are alike, else one for each. */
static void add_classes(struct text_list *words, const struct tls_survey *facts)
{
    static const char *const names[WEAK_CLASS_COUNT] = {"null", "anon", "export", "des",
                                                        "rc4",  "3des", "static", "cbc"};
    bool alike = true;
    for (int i = WEAK_NULL; i <= WEAK_3DES; i++)
        alike = alike && facts->weak_classes[i].accepted == facts->weak_classes[WEAK_NULL].accepted;
    if (alike)
        add_word(words, "bad", facts->weak_classes[WEAK_NULL].accepted);
    for (int i = alike ? WEAK_STATIC_KEY : WEAK_NULL; i < WEAK_CLASS_COUNT; i++)
        add_word(words, names[i], facts->weak_classes[i].accepted);
}

static enum answer post_quantum(const struct tls_survey *facts)
{
    for (size_t i = 0; i < facts->group_count; i++)
        if (strcmp(facts->groups[i].name, "X25519MLKEM768") == 0)
            return facts->groups[i].accepted;
    return ANSWER_UNKNOWN;
}

/* "TLS1.2+ bad- static? ...": the caller frees. */
static char *words_of(const struct tls_survey *facts, const struct simulated_server *server)
{
    static const uint32_t versions[] = {VERSION_TLS_1_0, VERSION_TLS_1_1, VERSION_TLS_1_2, VERSION_TLS_1_3};
    struct text_list words = {0};
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        const struct version_support *version = simulated_survey_version(facts, versions[i]);
        add_word(&words, tls_names_version(versions[i]) + sizeof "TLS " - 1,
                 version != NULL ? version->accepted : ANSWER_UNKNOWN);
    }
    add_classes(&words, facts);
    add_word(&words, "dhe", facts->dh_accepted);
    add_word(&words, "key", facts->other_key_accepted);
    add_word(&words, "chain", server->showed_other_chain ? ANSWER_YES : ANSWER_NO);
    add_word(&words, "pq", post_quantum(facts));
    char *text = text_list_join(&words, " ");
    text_list_free(&words);
    return text;
}

Test(survey_standard, four_connections_tell_what_the_table_says)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct simulated_server server;
        begin(&table[i], &server);
        struct tls_survey *facts = simulated_survey(&server, DEPTH_STANDARD);
        char *words = words_of(facts, &server);
        size_t connections = server.connections + server.handshakes;
        cr_expect_str_eq(words, table[i].known, "%s, %zu connections: %s", table[i].name, connections, words);
        cr_expect_leq(connections, SURVEY_STANDARD_CONNECTIONS, "%s", table[i].name);
        simulated_survey_expect_true(&server, facts, (unsigned)i);
        free(words);
        simulated_survey_drop(facts);
    }
}

Test(survey_standard, a_suite_with_the_chain_of_another_key_shows_no_key)
{
    struct simulated_server server;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        begin(&table[i], &server);
        server.lies_about_key = true;
        struct tls_survey *facts = simulated_survey(&server, DEPTH_STANDARD);
        cr_expect_neq(facts->other_key_accepted, ANSWER_YES, "%s", table[i].name);
        cr_expect_leq(server.connections + server.handshakes, SURVEY_STANDARD_CONNECTIONS);
        simulated_survey_drop(facts);
    }
}
