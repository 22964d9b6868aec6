/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The levels that inbound mail and submission should have at least. */
#include "assess/finding/phrase.h"
#include "assess/rules/expect/expected.h"
#include "base/list.h"
#include "facts/words.h"

/* A level that lies between two, as far as is known. Levels are in the order of their enum. */
struct level {
    int wanted;
    int at_least;
    int at_most;
};

static enum outcome outcome_of(const struct level *level)
{
    if (level->at_least >= level->wanted)
        return OUTCOME_HOLDS;
    return level->at_most < level->wanted ? OUTCOME_FAILS : OUTCOME_UNKNOWN;
}

/* "opportunistic", or "opportunistic to pinned" where it is not known. */
static struct phrase level_phrase(const struct words *words, const struct level *level)
{
    if (level->at_least == level->at_most)
        return phrase_format("%s", words_name(words, level->at_least));
    if (level->at_least == 0)
        return phrase_format("unknown");
    return phrase_format("unknown, from %s to %s", words_name(words, level->at_least),
                         words_name(words, level->at_most));
}

static void judge_level(struct assessment *assessment, const struct expected *expected,
                        const struct expect_item *item, const struct about *about, enum finding_id id,
                        const struct words *words, const struct level *level)
{
    expected_judge(assessment, expected, item, about, id, outcome_of(level),
                   "Expected: %s or better. Seen: %s.", words_name(words, level->wanted),
                   level_phrase(words, level).text);
}

/* What is unknown may be anything. */
static struct level inbound_level(const struct expect_item *item, enum inbound_level level,
                                  enum inbound_level at_least, enum inbound_level at_most)
{
    struct level made = {(int)item->inbound, (int)at_least, (int)at_most};
    if (level != INBOUND_UNKNOWN)
        made.at_least = made.at_most = (int)level;
    if (made.at_most == INBOUND_UNKNOWN)
        made.at_most = INBOUND_LEVEL_COUNT - 1;
    return made;
}

static struct level submission_level(const struct expect_item *item, enum submission_level level)
{
    bool known = level != SUBMISSION_LEVEL_UNKNOWN;
    return (struct level){(int)item->submission, known ? (int)level : 0,
                          known ? (int)level : SUBMISSION_LEVEL_COUNT - 1};
}

static void judge_domain(struct assessment *assessment, const struct expected *expected)
{
    const struct verdict *verdict = &assessment->verdict;
    const struct report *report = assessment->report;
    const struct about about = {.role = ROLE_MX, .domain = report->target.name};
    const struct expect_item *inbound = expected_for(expected, EXPECT_INBOUND, NULL, 0);
    const struct expect_item *submission = expected_for(expected, EXPECT_SUBMISSION, NULL, 0);
    if (inbound != NULL && report->domain != NULL) {
        struct level level =
            inbound_level(inbound, verdict->inbound, verdict->inbound_at_least, verdict->inbound_at_most);
        judge_level(assessment, expected, inbound, &about, FINDING_EXPECTATION_INBOUND_LEVEL,
                    &inbound_level_words, &level);
    }
    if (submission != NULL && report->domain != NULL) {
        struct level level = submission_level(submission, verdict->submission);
        judge_level(assessment, expected, submission, &about, FINDING_EXPECTATION_SUBMISSION_LEVEL,
                    &submission_level_words, &level);
    }
}

/* What is said of hosts alone. */
static const struct expect_item *for_host(const struct expected *expected, enum expectation_kind kind,
                                          const char *host)
{
    const struct expect_item *item = expected_for(expected, kind, host, 0);
    return item != NULL && item->host != NULL ? item : NULL;
}

static void judge_hosts(struct assessment *assessment, const struct expected *expected)
{
    const struct verdict *verdict = &assessment->verdict;
    for (size_t i = 0; i < verdict->inbound_host_count; i++) {
        const struct host_verdict *host = &verdict->inbound_hosts[i];
        const struct expect_item *item = for_host(expected, EXPECT_INBOUND, host->host);
        struct about about = {.role = ROLE_MX, .host = host->host};
        if (item == NULL)
            continue;
        struct level level = inbound_level(item, host->level, host->at_least, host->at_most);
        judge_level(assessment, expected, item, &about, FINDING_EXPECTATION_INBOUND_LEVEL_HOST,
                    &inbound_level_words, &level);
    }
    for (size_t i = 0; i < verdict->submission_host_count; i++) {
        const struct submission_verdict *host = &verdict->submission_hosts[i];
        const struct expect_item *item = for_host(expected, EXPECT_SUBMISSION, host->host);
        struct about about = {.role = ROLE_SUBMISSION, .host = host->host};
        if (item == NULL)
            continue;
        struct level level = submission_level(item, host->level);
        judge_level(assessment, expected, item, &about, FINDING_EXPECTATION_SUBMISSION_LEVEL_HOST,
                    &submission_level_words, &level);
    }
}

void expected_level_rules(struct assessment *assessment, const struct expected *expected)
{
    judge_domain(assessment, expected);
    judge_hosts(assessment, expected);
}
