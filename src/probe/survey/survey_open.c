/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which suites tell most. */
#include "probe/survey/survey_open.h"

#include "base/tls_names.h"

/* The places that suites are sorted into: a group for each bad class, worst first, then the other key,
 * anonymous suites, and the rest; those that show more at once first in each group. */
enum {
    GROUP_OTHER_KEY = WEAK_CLASS_COUNT,
    GROUP_ANONYMOUS,
    GROUP_USUAL,
    GROUPS,
    SHOWN_MAX = WEAK_CLASS_COUNT + 2,
};

/* A Diffie-Hellman prime counts where it is signed; a fixed key is that of another certificate. */
unsigned survey_shows(const struct survey *survey, uint16_t code)
{
    const struct tls_suite *suite = tls_names_suite(code);
    if (suite == NULL)
        return 0;
    bool of_other_key = survey->other_key != AUTHENTICATION_NONE && suite->authentication == survey->other_key
                        && (suite->key_exchange == KEY_EXCHANGE_RSA || suite_lists_is_signed(code));
    return suite_lists_weak_classes(code) | (suite->key_exchange == KEY_EXCHANGE_DHE ? SHOWS_DH : 0)
           | (of_other_key ? SHOWS_OTHER_KEY : 0);
}

unsigned survey_open(struct survey *survey, uint16_t newest)
{
    unsigned open = SHOWS_ALL & ~survey_version(survey, newest)->excluded;
    for (uint16_t version = VERSION_SSL_3; version < VERSION_TLS_1_3; version++) {
        const struct survey_version *slot = survey_version(survey, version);
        for (size_t i = 0; i < slot->suites.count; i++)
            open &= ~(survey_shows(survey, slot->suites.codes[i]) & WEAK_ALL);
    }
    if (survey->dh_bits > 0)
        open &= ~(unsigned)SHOWS_DH;
    if (survey->other_key == AUTHENTICATION_NONE || survey->other_key_accepted != ANSWER_UNKNOWN)
        open &= ~(unsigned)SHOWS_OTHER_KEY;
    return open;
}

static int group_of(unsigned shown)
{
    for (int weak_class = 0; weak_class < WEAK_CLASS_COUNT; weak_class++)
        if (weak_class != WEAK_ANONYMOUS && (shown & WEAK_BAD & WEAK_BIT(weak_class)) != 0)
            return weak_class;
    if ((shown & SHOWS_OTHER_KEY) != 0)
        return GROUP_OTHER_KEY;
    return (shown & WEAK_BIT(WEAK_ANONYMOUS)) != 0 ? GROUP_ANONYMOUS : GROUP_USUAL;
}

static int count_bits(unsigned bits)
{
    int count = 0;
    for (; bits != 0; bits &= bits - 1)
        count++;
    return count;
}

void survey_open_suites(struct survey *survey, uint16_t version, unsigned wanted, struct code_list *suites)
{
    struct code_list all;
    unsigned open = survey_open(survey, version);
    suite_lists_suites(version, 0, &all);
    suites->count = 0;
    for (int group = 0; group < GROUPS; group++)
        for (int shown = SHOWN_MAX; shown >= 0; shown--)
            for (size_t i = 0; i < all.count; i++) {
                unsigned shows = survey_shows(survey, all.codes[i]);
                if (group_of(shows & open) == group && count_bits(shows & open) == shown
                    && (wanted == 0 || (shows & wanted) != 0))
                    code_list_add(suites, all.codes[i]);
            }
}
