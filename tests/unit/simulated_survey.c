/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Surveys of tables: see simulated_survey.h. */
#include "simulated_survey.h"

#include "base/list.h"
#include "base/shape.h"
#include "base/tls_names.h"
#include "facts/shapes.h"
#include "probe/survey/suite_lists.h"
#include "probe/survey/survey_deep.h"
#include "probe/survey/survey_facts.h"
#include "probe/survey/survey_standard.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* What the main handshake, which offers all from TLS 1.0 up, would have shown. */
static uint16_t main_version(const struct simulated_server *server)
{
    struct code_list suites;
    uint16_t version = simulated_server_version(server, VERSION_TLS_1_3);
    if (version < VERSION_TLS_1_0)
        return 0;
    simulated_server_suites(server, version, &suites);
    return suites.count > 0 ? version : 0;
}

struct tls_survey *simulated_survey_over(struct simulated_server *server,
                                         void (*ask)(void *, const struct hello_question *,
                                                     struct hello_answer *),
                                         enum tls_depth depth)
{
    struct certificate leaf = {.key_type = server->main_key};
    struct tls tls = {.server_name_sent = "mx.example",
                      .chain = &leaf,
                      .chain_count = server->main_key != KEY_TYPE_NONE ? 1 : 0};
    struct session session = {.tried = MODE_STARTTLS, .tls = &tls};
    struct endpoint endpoint = {.found = server->implicit_tls ? MODE_IMPLICIT_TLS : MODE_STARTTLS,
                                .sessions = &session,
                                .session_count = 1};
    struct survey *survey = allocate(1, sizeof *survey);
    uint16_t best = main_version(server);
    tls.completed = best != 0 ? ANSWER_YES : ANSWER_NO;
    tls.version = best;
    survey->wire = (struct survey_wire){.context = server,
                                        .ask = ask,
                                        .other_key = simulated_server_shake_hands,
                                        .keep_other_chain = simulated_server_keep_chain};
    survey_state_begin(survey, depth, &endpoint);
    survey->left = depth == DEPTH_DEEP ? SIZE_MAX : SURVEY_STANDARD_CONNECTIONS;
    if (depth == DEPTH_DEEP)
        survey_deep(survey);
    else
        survey_standard(survey);
    struct tls_survey *facts = survey_facts(survey);
    survey_state_free(survey);
    free(survey);
    return facts;
}

struct tls_survey *simulated_survey(struct simulated_server *server, enum tls_depth depth)
{
    return simulated_survey_over(server, simulated_server_ask, depth);
}

void simulated_survey_drop(struct tls_survey *facts)
{
    shape_clear(&tls_survey_shape, facts);
    free(facts);
}

const struct version_support *simulated_survey_version(const struct tls_survey *facts, uint32_t version)
{
    for (size_t i = 0; i < facts->version_count; i++)
        if (facts->versions[i].version == version)
            return &facts->versions[i];
    return NULL;
}

enum answer simulated_survey_weak(const struct tls_survey *facts, enum weak_class weak_class)
{
    return facts->weak_classes[weak_class].accepted;
}

/* Whether any suite from one version to another uses this key exchange, or needs this kind of key. */
static bool has_suite(const struct simulated_server *server, uint16_t oldest, uint16_t newest,
                      bool (*fits)(const struct tls_suite *, enum authentication), enum authentication key)
{
    for (uint16_t version = oldest; version <= newest; version++) {
        struct code_list suites;
        simulated_server_suites(server, version, &suites);
        for (size_t i = 0; i < suites.count; i++)
            if (fits(tls_names_suite(suites.codes[i]), key))
                return true;
    }
    return false;
}

static bool is_dhe(const struct tls_suite *suite, enum authentication key)
{
    (void)key;
    return suite->key_exchange == KEY_EXCHANGE_DHE;
}

static bool shows_key(const struct tls_suite *suite, enum authentication key)
{
    return suite->authentication == key
           && (suite->key_exchange == KEY_EXCHANGE_RSA || suite_lists_is_signed((uint16_t)suite->name.code));
}

static void expect_true_of_keys(const struct simulated_server *server, const struct tls_survey *facts,
                                unsigned seed)
{
    bool dhe = has_suite(server, VERSION_SSL_3, VERSION_TLS_1_2, is_dhe, AUTHENTICATION_NONE);
    if (facts->dh_accepted != ANSWER_UNKNOWN)
        cr_expect_eq(facts->dh_accepted == ANSWER_YES, dhe, "seed %u", seed);
    if (facts->other_key == KEY_TYPE_NONE)
        return;
    enum authentication key = facts->other_key == KEY_TYPE_RSA ? AUTHENTICATION_RSA : AUTHENTICATION_ECDSA;
    if (facts->other_key_accepted == ANSWER_YES)
        cr_expect(has_suite(server, VERSION_SSL_3, VERSION_TLS_1_2, shows_key, key), "seed %u", seed);
    else if (facts->other_key_accepted == ANSWER_NO)
        cr_expect_not(has_suite(server, VERSION_TLS_1_2, VERSION_TLS_1_2, shows_key, key), "seed %u", seed);
}

void simulated_survey_expect_true(const struct simulated_server *server, const struct tls_survey *facts,
                                  unsigned seed)
{
    unsigned classes = 0;
    for (size_t i = 0; i < facts->version_count; i++) {
        const struct version_support *version = &facts->versions[i];
        struct code_list suites;
        if (version->version == VERSION_SSL_2)
            continue;
        simulated_server_suites(server, (uint16_t)version->version, &suites);
        if (version->accepted != ANSWER_UNKNOWN)
            cr_expect_eq(version->accepted == ANSWER_YES, suites.count > 0, "seed %u, %s", seed,
                         tls_names_version(version->version));
        for (size_t n = 0; n < version->cipher_suites.count; n++) {
            const struct tls_suite *suite = tls_names_suite(version->cipher_suites.items[n]);
            cr_expect(code_list_has(&suites, (uint16_t)suite->name.code), "seed %u, %s", seed,
                      suite->name.name);
        }
        if (version->complete)
            cr_expect_eq(version->cipher_suites.count, suites.count, "seed %u, %s", seed,
                         tls_names_version(version->version));
    }
    for (uint16_t version = VERSION_SSL_3; version <= VERSION_TLS_1_3; version++) {
        struct code_list suites;
        simulated_server_suites(server, version, &suites);
        for (size_t i = 0; i < suites.count; i++)
            classes |= suite_lists_weak_classes(suites.codes[i]);
    }
    for (size_t i = 0; i < facts->weak_class_count; i++)
        if (facts->weak_classes[i].accepted == ANSWER_YES)
            cr_expect(classes & WEAK_BIT(i), "seed %u, class %zu", seed, i);
        else if (facts->weak_classes[i].accepted == ANSWER_NO)
            cr_expect((classes & WEAK_BIT(i) & ~WEAK_BIT(WEAK_NULL)) == 0, "seed %u, class %zu", seed, i);
    for (size_t i = 0; i < facts->group_count; i++)
        if (facts->groups[i].accepted == ANSWER_YES)
            cr_expect(code_list_has(&server->groups,
                                    (uint16_t)tls_names_find_group(facts->groups[i].name)->name.code),
                      "seed %u, %s", seed, facts->groups[i].name);
    expect_true_of_keys(server, facts, seed);
}
