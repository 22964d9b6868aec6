/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The clock's part in the facts. It is known at the end of the run alone, as DNSSEC is validated beside the
 * probing. */
#include "scan/clock_doubt.h"

#include "base/text.h"

static const char doubt[] = "this machine's clock may be wrong";

static void doubt_chain(struct tls *tls)
{
    struct verification *verification = &tls->verification;
    if (verification->in_date == ANSWER_UNKNOWN && verification->anchor_in_date == ANSWER_UNKNOWN)
        return;
    verification->in_date = verification->anchor_in_date = ANSWER_UNKNOWN;
    text_list_append(&verification->problems, doubt);
}

static void doubt_policy(struct mta_sts *mta_sts)
{
    if (mta_sts->status != MTA_STS_WEBPKI_INVALID)
        return;
    mta_sts->status = MTA_STS_UNKNOWN;
    char *detail = text_format("the policy host's certificate could not be checked: %s (%s)", doubt,
                               mta_sts->detail != NULL ? mta_sts->detail : "no details");
    text_replace(&mta_sts->detail, detail);
}

void clock_doubt_tell(struct report *report)
{
    if (report->vantage.clock != ANSWER_NO)
        return;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        for (size_t n = 0; n < report->endpoints[i].session_count; n++)
            if (report->endpoints[i].sessions[n].tls != NULL)
                doubt_chain(report->endpoints[i].sessions[n].tls);
        if (report->endpoints[i].nameless != NULL && report->endpoints[i].nameless->tls != NULL)
            doubt_chain(report->endpoints[i].nameless->tls);
    }
    if (report->domain != NULL && report->domain->mta_sts != NULL)
        doubt_policy(report->domain->mta_sts);
}
