/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A few questions that tell most. */
#include "probe/survey/survey_standard.h"

#include "base/tls_names.h"
#include "probe/survey/survey_keys.h"
#include "probe/survey/survey_open.h"
#include "probe/survey/survey_post_quantum.h"
#include "probe/survey/survey_uncommon.h"

#include <stdlib.h>

/* What a hello was refused with; the text is the caller's to free. */
struct refusal {
    char *text;
    bool for_version; /* it says so, and it is not for want of suites */
};

/* Asks with these suites; *version is the one that was negotiated. */
static enum answer ask(struct survey *survey, uint16_t newest, const struct code_list *suites,
                       uint16_t *version, struct refusal *refusal)
{
    struct hello_answer answer = {0};
    struct hello hello = survey_hello(survey, newest, suites);
    bool had_other_key = survey->other_key_accepted == ANSWER_YES;
    hello.deflate = true;
    enum answer taken = survey_ask(survey, &hello, &answer);
    if (!had_other_key && survey->other_key_accepted == ANSWER_YES && survey->wire.keep_other_chain != NULL
        && !survey->wire.keep_other_chain(survey->wire.context, &answer.reader.reply))
        survey->other_key_accepted = ANSWER_UNKNOWN;
    *version = answer.reader.reply.version;
    *refusal = (struct refusal){NULL, false};
    if (taken == ANSWER_NO)
        *refusal =
            (struct refusal){survey_refusal(&answer), answer.reader.reply.alert == ALERT_PROTOCOL_VERSION};
    hello_answer_free(&answer);
    return taken;
}

/* With all suites. A server that has none of the versions up to that of the hello cannot but refuse (RFC 5246
 * E.1). */
static bool ask_version(struct survey *survey, uint16_t newest)
{
    struct code_list suites;
    uint16_t version;
    struct refusal refusal;
    if (survey_version(survey, newest)->accepted != ANSWER_UNKNOWN)
        return false;
    survey_open_suites(survey, newest, 0, &suites);
    enum answer taken = ask(survey, newest, &suites, &version, &refusal);
    if (taken == ANSWER_NO)
        survey_refuse_versions(survey, VERSION_TLS_1_0, newest, refusal.text);
    free(refusal.text);
    return taken != ANSWER_UNKNOWN;
}

/* The version in which a hello of up to TLS 1.2 is negotiated, as far as is known; 0 where there is none. */
static uint16_t older_version(struct survey *survey)
{
    uint16_t version = survey->best != 0 && survey->best < VERSION_TLS_1_2 ? survey->best : VERSION_TLS_1_2;
    while (version >= VERSION_TLS_1_0 && survey_version(survey, version)->accepted == ANSWER_NO)
        version--;
    return version >= VERSION_TLS_1_0 ? version : 0;
}

/* What suites up to TLS 1.2 have shown. */
static unsigned shown(struct survey *survey)
{
    unsigned bits = 0;
    for (uint16_t version = VERSION_TLS_1_0; version <= VERSION_TLS_1_2; version++) {
        const struct code_list *suites = &survey_version(survey, version)->suites;
        for (size_t i = 0; i < suites->count; i++)
            bits |= survey_shows(survey, suites->codes[i]);
    }
    return bits;
}

/* Those of `open` that are likely to be refused, which settles all of them at once, whatever many servers
 * have left aside. One that takes the weak suites of its other key may take anonymous suites, which the hello
 * had behind those: Postfix does. */
static unsigned choose_rare(unsigned open, unsigned seen)
{
    unsigned rare = open & SHOWS_RARE;
    bool may_be_anonymous = (seen & SHOWS_OTHER_KEY) != 0 && (seen & WEAK_BIT(WEAK_CBC_SHA1)) != 0;
    if (may_be_anonymous && (rare & ~WEAK_BIT(WEAK_ANONYMOUS)) != 0)
        rare &= ~WEAK_BIT(WEAK_ANONYMOUS);
    return rare;
}

/* Which of `open` to ask for: a suite that is taken says nothing of the others. A strict server refuses
 * whatever is weak, and whatever wants the key that it does not have; good suites with Diffie-Hellman, which
 * strict servers have, come last. A server that takes some of it is asked for what is rare. Where versions
 * older than TLS 1.2 are taken, few hellos can rule out nothing, and whatever weak suite is taken is news. */
static unsigned choose(struct survey *survey, unsigned open)
{
    unsigned seen = shown(survey) & (WEAK_ALL | SHOWS_OTHER_KEY);
    unsigned wanted = seen == 0 ? open & ~(unsigned)SHOWS_DH : choose_rare(open, seen);
    if (survey_newest_taken(survey, VERSION_TLS_1_1) != 0)
        wanted = (open & WEAK_LEGACY) != 0 ? open & WEAK_ALL : open;
    if (wanted == 0)
        return open;
    /* Such suites want an RSA key. */
    bool no_dh = survey->other_key == AUTHENTICATION_RSA && (wanted & SHOWS_OTHER_KEY) != 0;
    return wanted | (no_dh ? open & SHOWS_DH : 0);
}

/* Asks for something that is open; false when there is no more to learn. */
static bool ask_open(struct survey *survey)
{
    struct code_list suites;
    uint16_t newest = older_version(survey);
    uint16_t version;
    struct refusal refusal;
    if (newest == 0)
        return false;
    unsigned wanted = choose(survey, survey_open(survey, newest));
    if (wanted == 0)
        return false;
    survey_open_suites(survey, newest, wanted, &suites);
    enum answer taken = ask(survey, newest, &suites, &version, &refusal);
    if (refusal.for_version)
        survey_refuse_versions(survey, VERSION_TLS_1_0, newest, refusal.text);
    free(refusal.text);
    if (taken == ANSWER_NO)
        survey_version(survey, newest)->excluded |= wanted;
    return taken != ANSWER_UNKNOWN;
}

/* The handshake tells of TLS 1.3, too; but the hellos tell as much, and more beside it, where an older
 * version is taken. */
static bool ask_other_key(struct survey *survey)
{
    uint16_t older = older_version(survey);
    bool ruled_out = older != 0 && (survey_version(survey, older)->excluded & SHOWS_OTHER_KEY) != 0;
    if (survey->other_key == AUTHENTICATION_NONE || survey->other_key_accepted != ANSWER_UNKNOWN || ruled_out
        || survey->wire.other_key == NULL || !survey->wire.other_key(survey->wire.context))
        return false;
    survey->left--;
    return true;
}

/* False when there is no more to learn. Which version takes what is left comes before what is left. */
static bool ask_rest(struct survey *survey)
{
    bool weak_open = (survey_open(survey, VERSION_TLS_1_2) & ~SHOWS_DH) != 0;
    return (!weak_open && ask_version(survey, VERSION_TLS_1_2)) || ask_open(survey)
           || ask_version(survey, VERSION_TLS_1_2) || ask_other_key(survey);
}

void survey_standard(struct survey *survey)
{
    if (survey->best == 0) /* no handshake of ours: what would it take? */
        ask_version(survey, VERSION_TLS_1_2);
    if (survey->best == 0 || survey->best > VERSION_TLS_1_1)
        ask_version(survey, VERSION_TLS_1_1);
    survey_uncommon(survey);
    if (survey->wants_every_key) {
        survey_post_quantum(survey);
        survey_ml_dsa(survey);
        ask_open(survey);
    } else {
        ask_open(survey);
        survey_post_quantum(survey);
    }
    if (survey_version(survey, VERSION_TLS_1_1)->accepted == ANSWER_YES)
        ask_version(survey, VERSION_TLS_1_0);
    bool more = true;
    while (more && survey->left > 0 && !survey->over)
        more = ask_rest(survey);
}
