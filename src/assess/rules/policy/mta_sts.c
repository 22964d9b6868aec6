/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * MTA-STS from the TXT record to a valid policy: how far a sender gets (RFC 8461 3). What the policy then
 * means for the mail hosts is in mta_sts_hosts.c. */
#include "assess/finding/phrase.h"
#include "assess/rules/policy/txt_version.h"
#include "assess/rules/rules.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

enum { DAY_S = 86400, WEEK_S = 7 * DAY_S };

/* About a minute, which RFC 8461 3.3 suggests. */
enum { SENDERS_WAIT_MS = 59 * 1000 };

static const char *or_none(const char *text)
{
    return text != NULL && *text != '\0' ? text : "no details";
}

/* The detail as a sentence's end. */
static struct phrase detail_of(const struct mta_sts *mta_sts)
{
    const char *detail = or_none(mta_sts->detail);
    return phrase_format("%s%s", detail, detail[strlen(detail) - 1] == '.' ? "" : ".");
}

static bool is_redirect(const struct mta_sts *mta_sts)
{
    return mta_sts->http_status >= 300 && mta_sts->http_status < 400;
}

/* Two records that count, against one that is not well formed. */
static bool is_duplicate(const struct mta_sts *mta_sts)
{
    return mta_sts->txt_records.count > 1
           && txt_version_ends(mta_sts->txt_records.items[0], "v=STSv1") != VERSION_ENDS_OTHERWISE;
}

static void judge_record(struct assessment *assessment, const struct about *about,
                         const struct mta_sts *mta_sts)
{
    struct phrase records = phrase_list(&mta_sts->txt_records, "none");
    bool invalid = mta_sts->status == MTA_STS_RECORD_INVALID;
    bool duplicate = invalid && is_duplicate(mta_sts);
    judge(assessment, about, FINDING_MTA_STS_RECORD_DUPLICATE, outcome_unless(duplicate), "%s: %s.",
          or_none(mta_sts->txt_lookup.name), records.text);
    if (!duplicate)
        judge(assessment, about, FINDING_MTA_STS_RECORD_INVALID, outcome_unless(invalid), "%s: %s%s%s",
              or_none(mta_sts->txt_lookup.name), records.text, invalid ? ". " : ".",
              invalid ? detail_of(mta_sts).text : "");
    if (!invalid && mta_sts->txt_records.count > 0)
        judge(assessment, about, FINDING_MTA_STS_RECORD_ODD,
              outcome_unless(txt_version_ends(mta_sts->txt_records.items[0], "v=STSv1")
                             == VERSION_ENDS_WITH_BLANK),
              "%s: %s.", or_none(mta_sts->txt_lookup.name), records.text);
}

/* One step of the fetch: it holds for whoever came further. */
struct rung {
    enum finding_id id;
    enum mta_sts_status failure;
    enum mta_sts_status passed_from; /* the first status that proves that it holds */
    bool needs_answer;               /* ... if there was an answer at all */
};

static const struct rung rungs[] = {
    {FINDING_MTA_STS_HOST_UNRESOLVED, MTA_STS_HOST_UNRESOLVED, MTA_STS_FETCH_FAILED, false},
    {FINDING_MTA_STS_WEBPKI_INVALID, MTA_STS_WEBPKI_INVALID, MTA_STS_HTTP_STATUS, true},
    {FINDING_MTA_STS_TOO_LARGE, MTA_STS_TOO_LARGE, MTA_STS_POLICY_INVALID, true},
    {FINDING_MTA_STS_TIMED_OUT, MTA_STS_TIMED_OUT, MTA_STS_POLICY_INVALID, true},
    {FINDING_MTA_STS_FETCH_FAILED, MTA_STS_FETCH_FAILED, MTA_STS_POLICY_INVALID, true},
    {FINDING_MTA_STS_POLICY_INVALID, MTA_STS_POLICY_INVALID, MTA_STS_POLICY_VALID, true},
};

static void judge_rung(struct assessment *assessment, const struct about *about,
                       const struct mta_sts *mta_sts, const struct rung *rung)
{
    const char *host = or_none(mta_sts->policy_host);
    /* Who waited less than senders do has not seen that it is too slow for them. */
    bool impatient = rung->failure == MTA_STS_TIMED_OUT && mta_sts->elapsed_ms < SENDERS_WAIT_MS;
    if (mta_sts->status == rung->failure)
        judge(assessment, about, rung->id, impatient ? OUTCOME_UNKNOWN : OUTCOME_FAILS, "%s: %s", host,
              detail_of(mta_sts).text);
    else if (mta_sts->status >= rung->passed_from && (mta_sts->http_status != 0 || !rung->needs_answer))
        judge(assessment, about, rung->id, OUTCOME_HOLDS, "%s gave %s.", host,
              mta_sts->http_status != 0 ? "an answer" : "no answer");
}

static void judge_http(struct assessment *assessment, const struct about *about,
                       const struct mta_sts *mta_sts)
{
    if (mta_sts->http_status == 0)
        return;
    bool redirect = is_redirect(mta_sts);
    judge(assessment, about, FINDING_MTA_STS_REDIRECT, outcome_unless(redirect), "Status %" PRId64 "%s%s.",
          mta_sts->http_status, mta_sts->redirect_to != NULL ? ", to " : "",
          mta_sts->redirect_to != NULL ? mta_sts->redirect_to : "");
    if (!redirect)
        judge(assessment, about, FINDING_MTA_STS_HTTP_STATUS, outcome_unless(mta_sts->http_status != 200),
              "Status %" PRId64 " from %s.", mta_sts->http_status, or_none(mta_sts->policy_host));
    if (mta_sts->http_status != 200)
        return;
    const char *type = mta_sts->content_type != NULL ? mta_sts->content_type : "";
    bool plain =
        strncasecmp(type, "text/plain", 10) == 0 && (type[10] == '\0' || type[10] == ';' || type[10] == ' ');
    judge(assessment, about, FINDING_MTA_STS_CONTENT_TYPE, outcome_unless(!plain), "Content-Type: %s.",
          *type != '\0' ? type : "none");
}

static void judge_barred(struct assessment *assessment, const struct about *about,
                         const struct mta_sts *mta_sts)
{
    if (mta_sts->barred_addresses.count > 0)
        judge(assessment, about, FINDING_MTA_STS_HOST_NOT_ASKED, OUTCOME_FAILS, "%s: %s.",
              or_none(mta_sts->policy_host), phrase_list(&mta_sts->barred_addresses, "none").text);
}

static void judge_oddities(struct assessment *assessment, const struct about *about,
                           const struct mta_sts_policy *policy)
{
    struct phrase problems = phrase_list(&policy->problems, "Every line is valid.");
    judge(assessment, about, FINDING_MTA_STS_POLICY_ODD, outcome_unless(policy->problems.count > 0), "%s",
          problems.text);
}

static void judge_mode(struct assessment *assessment, const struct about *about,
                       const struct mta_sts_policy *policy)
{
    const char *mode = or_none(policy->mode_word);
    judge(assessment, about, FINDING_MTA_STS_MODE_NONE, outcome_unless(policy->mode == MTA_STS_MODE_NONE),
          "mode: %s.", mode);
    if (policy->mode == MTA_STS_MODE_NONE)
        return;
    judge(assessment, about, FINDING_MTA_STS_TESTING, outcome_unless(policy->mode == MTA_STS_MODE_TESTING),
          "mode: %s.", mode);
    struct about of_age = *about;
    of_age.lenient = policy->max_age_s >= DAY_S;
    judge(assessment, &of_age, FINDING_MTA_STS_SHORT_MAX_AGE, outcome_unless(policy->max_age_s < WEEK_S),
          "max_age: %" PRId64 " s, about %" PRId64 " days.", policy->max_age_s, policy->max_age_s / DAY_S);
}

/* Whether there is a record that more can be said about. */
static bool judge_presence(struct assessment *assessment, const struct about *about,
                           const struct mta_sts *mta_sts)
{
    struct phrase lookup = phrase_lookup(&mta_sts->txt_lookup);
    bool unknown = mta_sts->status == MTA_STS_UNKNOWN;
    bool is_bogus = mta_sts->txt_lookup.dnssec == DNSSEC_BOGUS;
    if (unknown && (mta_sts->txt_records.count == 0 || is_bogus)) {
        judge(assessment, about, FINDING_MTA_STS_ABSENT, OUTCOME_UNKNOWN, "%s%s.", lookup.text,
              is_bogus ? ", signed wrongly (bogus)" : "");
        return false;
    }
    bool absent = mta_sts->status == MTA_STS_ABSENT;
    bool others = absent && mta_sts->detail != NULL; /* records that are there, and none of them meant */
    judge(assessment, about, FINDING_MTA_STS_ABSENT, outcome_unless(absent), "%s%s%s.", lookup.text,
          others ? "; " : "", others ? mta_sts->detail : "");
    bool met = mta_sts->address != NULL; /* the policy host, whose certificate could not be checked */
    if (unknown)
        judge(assessment, about, met ? FINDING_MTA_STS_WEBPKI_INVALID : FINDING_MTA_STS_HOST_UNRESOLVED,
              OUTCOME_UNKNOWN, "%s", detail_of(mta_sts).text);
    if (unknown && met)
        judge(assessment, about, FINDING_MTA_STS_HOST_UNRESOLVED, OUTCOME_HOLDS, "%s answered.",
              or_none(mta_sts->policy_host));
    return (!unknown || met) && mta_sts->status != MTA_STS_ABSENT;
}

static void judge_announced(struct assessment *assessment, const struct about *about,
                            const struct mta_sts *mta_sts)
{
    if (mta_sts->status == MTA_STS_ABSENT && mta_sts->policy != NULL)
        judge(assessment, about, FINDING_MTA_STS_NOT_ANNOUNCED, OUTCOME_FAILS,
              "https://%s/.well-known/mta-sts.txt has a policy in mode %s; %s.",
              or_none(mta_sts->policy_host), or_none(mta_sts->policy->mode_word),
              phrase_lookup(&mta_sts->txt_lookup).text);
    else if (mta_sts->status != MTA_STS_UNKNOWN)
        judge(assessment, about, FINDING_MTA_STS_NOT_ANNOUNCED, OUTCOME_HOLDS, "%s.",
              phrase_lookup(&mta_sts->txt_lookup).text);
}

void mta_sts_rules(struct assessment *assessment)
{
    const struct domain *domain = assessment->report->domain;
    if (domain == NULL || domain->mta_sts == NULL)
        return;
    const struct mta_sts *mta_sts = domain->mta_sts;
    struct about about = {.role = ROLE_MX, .domain = domain->name};
    judge_barred(assessment, &about, mta_sts);
    judge_announced(assessment, &about, mta_sts);
    if (!judge_presence(assessment, &about, mta_sts))
        return;
    judge_record(assessment, &about, mta_sts);
    for (size_t i = 0; i < sizeof rungs / sizeof rungs[0]; i++)
        judge_rung(assessment, &about, mta_sts, &rungs[i]);
    judge_http(assessment, &about, mta_sts);
    if (mta_sts->status != MTA_STS_POLICY_VALID || mta_sts->policy == NULL)
        return;
    judge_oddities(assessment, &about, mta_sts->policy);
    judge_mode(assessment, &about, mta_sts->policy);
    mta_sts_host_rules(assessment, mta_sts->policy);
}
