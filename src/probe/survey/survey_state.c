/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Asking, within bounds. */
#include "probe/survey/survey_state.h"

#include "base/list.h"
#include "base/shape.h"
#include "base/tls_names.h"
#include "facts/shapes.h"
#include "probe/survey/suite_lists.h"

#include <stdlib.h>
#include <string.h>

/* How often a question is put before it is given up, and how many may remain without an answer before all
 * are. */
enum { TRIES_MAX = 4, SILENCES_IN_A_ROW_MAX = 2, SILENCES_MAX = 8 };

/* So much time of the server's own for one port. */
enum { SPENT_MS_MAX = 300000 };

/* RFC 6066 3. */
struct survey_version *survey_version(struct survey *survey, uint16_t version)
{
    if (version == VERSION_SSL_2)
        return &survey->versions[0];
    if (version < VERSION_SSL_3 || version > VERSION_TLS_1_3)
        return NULL;
    return &survey->versions[version - VERSION_SSL_3 + 1];
}

uint16_t survey_newest_taken(struct survey *survey, uint16_t newest)
{
    for (uint16_t version = newest; version >= VERSION_SSL_3; version--)
        if (survey_version(survey, version)->accepted == ANSWER_YES)
            return version;
    return 0;
}

struct hello_blob *survey_leaf(struct survey *survey, uint16_t code)
{
    const struct tls_suite *suite = tls_names_suite(code);
    return &survey->leaves[suite != NULL && suite->authentication == AUTHENTICATION_ECDSA];
}

struct hello survey_hello(const struct survey *survey, uint16_t version, const struct code_list *suites)
{
    struct hello hello = hello_offer(version, suites->codes, suites->count);
    if (version == VERSION_SSL_3)
        return hello;
    const struct code_list *groups = &survey->all_groups[version == VERSION_TLS_1_3];
    hello.groups = groups->codes;
    hello.group_count = groups->count;
    if (version >= VERSION_TLS_1_2) {
        hello.signatures = survey->all_signatures.codes;
        hello.signature_count = survey->all_signatures.count;
    }
    hello.server_name = survey->server_name;
    hello.status_request = true;
    hello.signed_certificate_timestamp = true;
    if (version == VERSION_TLS_1_3) {
        hello.psk_key_exchange_modes = true;
    } else {
        hello.encrypt_then_mac = true;
        hello.session_ticket = true;
    }
    return hello;
}

static void end(struct survey *survey, const struct stop *stop)
{
    survey->over = true;
    if (survey->limited != NULL)
        return;
    survey->limited = allocate(1, sizeof *survey->limited);
    shape_copy(&stop_shape, survey->limited, stop);
}

/* A server that drips its replies, each of them in time, could hold on to a survey for an hour. */
static void end_for_slowness(struct survey *survey)
{
    struct stop stop = {
        .at = STEP_HANDSHAKE, .reason = STOP_TIMED_OUT, .detail = "the server is too slow for more tests"};
    end(survey, &stop);
}

static void end_for_silence(struct survey *survey)
{
    struct stop stop = {.at = STEP_HANDSHAKE,
                        .reason = STOP_TIMED_OUT,
                        .detail = "the server no longer answers ClientHellos"};
    end(survey, &stop);
}

/* A ServerHello of a version or with a suite that the hello does not have (RFC 9846 4.2.3: the client gives
 * up): it shows what the server says, not what it takes. */
static bool is_unasked(const struct hello *hello, const struct hello_reply *reply)
{
    uint16_t newest = hello->version_count > 0 ? hello->versions[0] : hello->version;
    bool offered = false;
    for (size_t i = 0; i < hello->suite_count; i++)
        offered = offered || hello->suites[i] == reply->suite;
    return reply->version > newest || !offered;
}

/* What was served before is no longer. */
static void note_closed_early(struct hello_answer *answer)
{
    answer->outcome = HELLO_NOT_SENT;
    answer->stop = (struct stop){.at = STEP_HANDSHAKE,
                                 .reason = answer->reset ? STOP_RESET : STOP_CLOSED,
                                 .detail = text_copy("the server closes connections that it served before")};
}

/* One connection. */
static void put_once(struct survey *survey, const struct hello_question *question,
                     struct hello_answer *answer)
{
    struct hello_question now = *question;
    now.more = survey->more;
    hello_answer_free(answer);
    survey->wire.ask(survey->wire.context, &now, answer);
    if (question->known && answer->outcome == HELLO_CLOSED)
        note_closed_early(answer);
    bool begun = answer->outcome != HELLO_NOT_SENT || !stop_is_untried(answer->stop.reason);
    survey->connections += begun;
    survey->left -= begun && answer->outcome != HELLO_NOT_SENT;
    survey->spent_ms += answer->took_ms;
    survey->silences += answer->outcome == HELLO_SILENT;
    if (survey->silences >= SILENCES_MAX)
        end_for_silence(survey);
    if (answer->outcome == HELLO_TAKEN && question->hello != NULL
        && is_unasked(question->hello, &answer->reader.reply))
        answer->outcome = HELLO_STRANGE;
}

static bool may_ask(struct survey *survey)
{
    if (!survey->over && survey->spent_ms >= SPENT_MS_MAX)
        end_for_slowness(survey);
    return !survey->over && survey->left > 0;
}

/* A hello that did not reach the server for the `tries`th time, counted from 0. */
static void note_turned_away(struct survey *survey, const struct hello_answer *answer, int tries)
{
    const struct stop *stop = &answer->stop;
    bool for_good =
        stop_is_untried(stop->reason) || (stop->reason == STOP_REJECTED && stop->reply_code >= 500);
    if (for_good || tries == TRIES_MAX - 1)
        end(survey, &answer->stop);
}

enum service { SERVICE_UNKNOWN, SERVICE_GOES_ON, SERVICE_INTERRUPTED };

/* Whether the server takes what it took before: at once, or only after it had turned connections away. */
static enum service ask_what_is_known(struct survey *survey)
{
    struct hello_answer answer = {0};
    struct code_list suites;
    enum service service = SERVICE_UNKNOWN;
    uint16_t version = survey->best != 0 ? survey->best : survey_newest_taken(survey, VERSION_TLS_1_3);
    if (version == 0)
        return service;
    suite_lists_suites(version, 0, &suites);
    struct hello hello = survey_hello(survey, version, &suites);
    struct hello_question question = {.hello = &hello, .known = true};
    answer.outcome = HELLO_NOT_SENT;
    for (int tries = 0; answer.outcome == HELLO_NOT_SENT && tries < TRIES_MAX && may_ask(survey); tries++) {
        put_once(survey, &question, &answer);
        if (answer.outcome == HELLO_NOT_SENT)
            note_turned_away(survey, &answer, tries);
        else if (answer.outcome == HELLO_TAKEN)
            service = tries == 0 ? SERVICE_GOES_ON : SERVICE_INTERRUPTED;
    }
    hello_answer_free(&answer);
    return service;
}

/* Where TLS begins at once a connection that is turned away ends as one does whose hello is; and a RST may
 * come from before the server. */
static bool is_doubtful(const struct survey *survey, const struct hello_answer *answer)
{
    return survey->implicit_tls || answer->reset;
}

/* What a connection tells that the server ended in answer to a hello. Servers, and those before them, end
 * connections for how many there are at one time, too, which is why a doubtful hello is put again alone, and
 * for how many there were of late, which is why one that was taken is put before that and after. After
 * STARTTLS, SMTP had been served to its end: where few questions may be asked, that is enough. */
static enum answer answer_of_close(struct survey *survey, struct hello_question *question,
                                   const struct hello_answer *answer, bool *again)
{
    bool doubtful = is_doubtful(survey, answer);
    if (!doubtful && survey->depth != DEPTH_DEEP)
        return ANSWER_NO;
    enum service service = ask_what_is_known(survey);
    if (service == SERVICE_GOES_ON && (!doubtful || question->alone))
        return ANSWER_NO;
    *again = service != SERVICE_UNKNOWN;
    question->alone = doubtful && service == SERVICE_GOES_ON;
    return ANSWER_UNKNOWN;
}

/* The alert that is about the server's own name, which says nothing of versions and suites. */
static bool is_about_the_name(const struct survey *survey, const struct hello *hello,
                              const struct hello_answer *answer)
{
    const struct hello_reply *reply = &answer->reader.reply;
    return answer->outcome == HELLO_REFUSED && reply->kind == HELLO_REPLY_ALERT
           && reply->alert == ALERT_UNRECOGNIZED_NAME && hello != NULL && hello->server_name != NULL
           && text_same(hello->server_name, survey->server_name);
}

enum answer survey_put(struct survey *survey, const struct hello_question *question,
                       struct hello_answer *answer)
{
    struct hello_question now = *question;
    struct hello nameless;
    int silences = 0;
    bool again = true;
    for (int tries = 0; again && tries < TRIES_MAX && may_ask(survey); tries++) {
        enum answer taken = ANSWER_UNKNOWN;
        put_once(survey, &now, answer);
        if (is_about_the_name(survey, now.hello, answer)) {
            survey->server_name = NULL; /* from here on no hello has it */
            nameless = *now.hello;
            nameless.server_name = NULL;
            now.hello = &nameless;
            continue;
        }
        switch (answer->outcome) {
        case HELLO_TAKEN:
            return ANSWER_YES;
        case HELLO_REFUSED:
            return ANSWER_NO;
        case HELLO_CLOSED:
            taken = answer_of_close(survey, &now, answer, &again);
            if (taken != ANSWER_UNKNOWN)
                return taken;
            break;
        case HELLO_STRANGE:
            return ANSWER_UNKNOWN;
        case HELLO_SILENT:
            again = ++silences < SILENCES_IN_A_ROW_MAX;
            break;
        case HELLO_NOT_SENT:
            note_turned_away(survey, answer, tries);
            break;
        }
    }
    return ANSWER_UNKNOWN;
}

bool survey_hangs(struct survey *survey, const struct hello *hello)
{
    struct hello_answer answer = {0};
    struct hello_question question = {.hello = hello, .extent = HELLO_REPLY_FLIGHT};
    if (!may_ask(survey))
        return false;
    put_once(survey, &question, &answer);
    bool hangs = answer.outcome == HELLO_SILENT;
    hello_answer_free(&answer);
    return hangs;
}

enum answer survey_ask(struct survey *survey, const struct hello *hello, struct hello_answer *answer)
{
    struct hello_question question = {.hello = hello, .extent = HELLO_REPLY_FLIGHT};
    enum answer taken = survey_put(survey, &question, answer);
    if (taken == ANSWER_YES)
        survey_note(survey, hello, &answer->reader.reply);
    return taken;
}

char *survey_refusal(const struct hello_answer *answer)
{
    const struct hello_reply *reply = &answer->reader.reply;
    if (answer->outcome == HELLO_CLOSED)
        return text_copy("closed");
    if (reply->kind == HELLO_REPLY_SSL2_ERROR)
        return text_format("SSL 2.0 error %u", reply->ssl2_error);
    return tls_names_alert_text(reply->alert);
}

void survey_refuse_versions(struct survey *survey, uint16_t oldest, uint16_t newest, const char *with)
{
    for (uint16_t version = oldest; version <= newest; version++) {
        struct survey_version *slot = survey_version(survey, version);
        if (slot == NULL || slot->accepted == ANSWER_YES)
            continue;
        slot->asked = true;
        slot->accepted = ANSWER_NO;
        if (slot->refused_with == NULL)
            slot->refused_with = text_copy(with);
    }
}

void survey_state_free(struct survey *survey)
{
    for (size_t i = 0; i < SURVEY_VERSIONS; i++)
        free(survey->versions[i].refused_with);
    for (size_t i = 0; i < TLS_FEATURE_COUNT; i++)
        free(survey->features[i].detail);
    codes_free(&survey->ssl2_cipher_kinds);
    text_list_free(&survey->authorities);
    text_list_free(&survey->key_shares);
    free(survey->leaves[0].bytes);
    free(survey->leaves[1].bytes);
    free(survey->dh_prime.name);
    free(survey->key_exchange_problem);
    if (survey->limited != NULL)
        shape_clear(&stop_shape, survey->limited);
    free(survey->limited);
}
