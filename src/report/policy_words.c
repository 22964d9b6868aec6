/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * MTA-STS and TLS-RPT in words. */
#include "report/policy_words.h"

#include "base/list.h"

#include <inttypes.h>
#include <stdlib.h>

enum { DAY_S = 86400 };

/* What stands in the way, as the beginning of a sentence. */
static const char *const status_phrases[] = {
    [MTA_STS_UNKNOWN] = "undecided",
    [MTA_STS_ABSENT] = "none",
    [MTA_STS_RECORD_INVALID] = "not in force, the record is invalid",
    [MTA_STS_HOST_UNRESOLVED] = "not in force, the policy host has no address",
    [MTA_STS_FETCH_FAILED] = "not in force, the policy cannot be fetched",
    [MTA_STS_WEBPKI_INVALID] = "not in force, the policy host's certificate is not valid",
    [MTA_STS_HTTP_STATUS] = "not in force, the policy host sends no policy",
    [MTA_STS_TOO_LARGE] = "not in force, the policy is too large",
    [MTA_STS_TIMED_OUT] = "the policy did not arrive in time",
    [MTA_STS_POLICY_INVALID] = "not in force, the policy is invalid",
    [MTA_STS_POLICY_VALID] = "",
};
_Static_assert(sizeof status_phrases / sizeof status_phrases[0] == MTA_STS_STATUS_COUNT,
               "a phrase for each status");

static const char *or_dash(const char *text)
{
    return text == NULL || text[0] == '\0' ? "-" : text;
}

static char *policy_line(const struct mta_sts_policy *policy)
{
    char *hosts = text_list_join(&policy->mx, ", ");
    char *age = policy->max_age_s % DAY_S == 0 ? text_format("%" PRId64 " days", policy->max_age_s / DAY_S)
                                               : text_format("%" PRId64 " s", policy->max_age_s);
    char *line = text_format("%s, max_age %s: %s", or_dash(policy->mode_word), age, or_dash(hosts));
    free(age);
    free(hosts);
    return line;
}

char *policy_words_mta_sts(const struct mta_sts *mta_sts)
{
    if (mta_sts->status == MTA_STS_POLICY_VALID && mta_sts->policy != NULL)
        return policy_line(mta_sts->policy);
    if (mta_sts->status == MTA_STS_ABSENT && mta_sts->policy != NULL)
        return text_format(
            "not in force, the policy host serves a policy (mode %s), but its TXT record is missing",
            or_dash(mta_sts->policy->mode_word));
    bool has_detail = mta_sts->detail != NULL && mta_sts->detail[0] != '\0';
    return text_format("%s%s%s", status_phrases[mta_sts->status], has_detail ? ": " : "",
                       has_detail ? mta_sts->detail : "");
}

char *policy_words_tls_rpt(const struct tls_rpt *tls_rpt)
{
    if (tls_rpt->records.count > 1)
        return text_format("%zu records, but only one is allowed", tls_rpt->records.count);
    if (tls_rpt->rua.count > 0)
        return text_list_join(&tls_rpt->rua, ", ");
    if (tls_rpt->records.count == 1)
        return text_list_join(&tls_rpt->problems, " ");
    return text_copy(dns_is_definite(tls_rpt->lookup.status) ? "none" : "undecided: DNS gave no answer");
}
