/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A survey of TLS in full. */
#include "base/list.h"
#include "base/tls_names.h"
#include "facts/words.h"
#include "report/tls_lines.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *const order_phrases[PREFERENCE_COUNT] = {
    [PREFERENCE_UNKNOWN] = "",
    [PREFERENCE_SERVER] = ", in the server's order",
    [PREFERENCE_CLIENT] = ", in the client's order",
};

/* "TLS 1.2 (all, in the server's order): TLS_..., TLS_...". */
static void version(struct marked_lines *lines, const struct version_support *version)
{
    const char *name = version->version == 0 ? "?" : tls_names_version(version->version);
    if (version->accepted == ANSWER_YES) {
        struct text_list names = {0};
        for (size_t i = 0; i < version->cipher_suites.count; i++) {
            char *suite = tls_names_suite_text(version->cipher_suites.items[i]);
            text_list_append(&names, suite);
            free(suite);
        }
        char *suites = text_list_join(&names, ", ");
        text_list_free(&names);
        marked_lines_add(lines, MARK_NONE, name,
                         text_format("(%s%s) %s", version->complete ? "all" : "those tested",
                                     order_phrases[version->preference],
                                     suites[0] == '\0' ? "no suite known" : suites));
        free(suites);
        return;
    }
    marked_lines_add(lines, MARK_NONE, name,
                     text_format("%s%s%s", version->accepted == ANSWER_NO ? "not accepted" : "undecided",
                                 version->refused_with != NULL ? ": " : "",
                                 version->refused_with != NULL ? version->refused_with : ""));
}

static void algorithms(struct marked_lines *lines, const char *label, const struct algorithm_support *list,
                       size_t count, const char *order)
{
    static const char *const answers[] = {
        [ANSWER_UNKNOWN] = "undecided", [ANSWER_NO] = "not accepted", [ANSWER_YES] = "accepted"};
    static const enum answer in_order[] = {ANSWER_YES, ANSWER_NO, ANSWER_UNKNOWN};
    const char *shown = label;
    for (size_t i = 0; i < sizeof in_order / sizeof in_order[0]; i++) {
        struct text_list names = {0};
        for (size_t n = 0; n < count; n++)
            if (list[n].accepted == in_order[i] && list[n].name != NULL)
                text_list_append(&names, list[n].name);
        char *joined = text_list_join(&names, ", ");
        if (names.count > 0) {
            marked_lines_add(lines, MARK_NONE, shown,
                             text_format("%s%s: %s", answers[in_order[i]],
                                         in_order[i] == ANSWER_YES ? order : "", joined));
            shown = "";
        }
        free(joined);
        text_list_free(&names);
    }
}

static void features(struct marked_lines *lines, const struct tls_survey *survey)
{
    struct text_list parts = {0};
    for (size_t i = 0; i < survey->feature_count; i++) {
        const struct tls_feature_answer *answer = &survey->features[i];
        char *part =
            text_format("%s %s%s%s%s", words_name(&tls_feature_words, (int)answer->feature),
                        words_name(&answer_words, (int)answer->present), answer->detail != NULL ? " (" : "",
                        answer->detail != NULL ? answer->detail : "", answer->detail != NULL ? ")" : "");
        text_list_append(&parts, part);
        free(part);
    }
    if (parts.count > 0)
        marked_lines_add(lines, MARK_NONE, "features", text_list_join(&parts, ", "));
    text_list_free(&parts);
}

void tls_lines_details(struct marked_lines *lines, const struct tls_survey *survey)
{
    for (size_t i = 0; i < survey->version_count; i++)
        version(lines, &survey->versions[i]);
    algorithms(lines, "groups", survey->groups, survey->group_count, order_phrases[survey->group_preference]);
    algorithms(lines, "signatures", survey->signature_algorithms, survey->signature_algorithm_count, "");
    features(lines, survey);
    if (survey->client_certificate_authorities.count > 0)
        marked_lines_add(lines, MARK_NONE, "client CAs",
                         text_list_join(&survey->client_certificate_authorities, "; "));
    marked_lines_add(lines, MARK_NONE, "tested",
                     text_format("depth %s, %" PRId64 " connections",
                                 words_name(&tls_depth_words, (int)survey->depth), survey->connections));
}
