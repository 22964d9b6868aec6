/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All questions, in their order. */
#include "probe/survey/survey_deep.h"

#include "probe/survey/suite_lists.h"
#include "probe/survey/survey_features.h"
#include "probe/survey/survey_groups.h"
#include "probe/survey/survey_keys.h"
#include "probe/survey/survey_suites.h"
#include "probe/survey/survey_uncommon.h"

/* The main handshake offers TLS 1.3: where it got less, the server has none. */
static void ask_tls_1_3(struct survey *survey)
{
    struct code_list groups;
    if (survey->best == 0 || survey->best == VERSION_TLS_1_3) {
        survey_tls_1_3(survey);
        return;
    }
    suite_lists_post_quantum(&groups);
    survey_refuse_groups(survey, &groups);
}

/* Each version from TLS 1.2 down; each hello is answered with the newest version that is left. */
static void ask_older(struct survey *survey)
{
    uint16_t newest = VERSION_TLS_1_2;
    if (survey->best != 0 && survey->best < newest)
        newest = survey->best;
    while (newest >= VERSION_TLS_1_0 && !survey->over) {
        uint16_t version = survey_suites(survey, newest);
        bool none_older = version == 0 && survey_version(survey, newest)->accepted == ANSWER_NO;
        if (version == VERSION_SSL_3)
            return;
        newest = none_older ? VERSION_SSL_3 : (uint16_t)((version != 0 ? version : newest) - 1);
    }
    if (!survey->over)
        survey_suites(survey, VERSION_SSL_3);
}

/* First those of which nobody knows how many there will be, and last those that are asked in any case: so a
 * connection that is made ahead has its use. */
void survey_deep(struct survey *survey)
{
    size_t resumption = survey_wants_resumption(survey);
    survey->more = 1 + resumption;
    ask_tls_1_3(survey);
    ask_older(survey);
    survey_groups(survey);
    survey_large_hello(survey);
    survey_rest(survey);
    survey_ml_dsa(survey);
    survey_uncommon(survey);
    survey->more = resumption;
    if (!survey->over)
        survey_ssl2(survey);
    survey->more = 0;
    survey_resumption(survey);
    survey_reasons(survey);
    if (!survey->over && survey->wire.other_key != NULL)
        survey->wire.other_key(survey->wire.context);
}
