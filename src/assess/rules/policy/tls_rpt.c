/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether somebody is told when TLS fails: RFC 8460 3. */
#include "assess/finding/phrase.h"
#include "assess/rules/policy/txt_version.h"
#include "assess/rules/rules.h"

void tls_rpt_rules(struct assessment *assessment)
{
    const struct domain *domain = assessment->report->domain;
    if (domain == NULL || domain->tls_rpt == NULL)
        return;
    const struct tls_rpt *tls_rpt = domain->tls_rpt;
    struct about about = {.role = ROLE_MX, .domain = domain->name};
    struct phrase lookup = phrase_lookup(&tls_rpt->lookup);
    bool is_bogus = tls_rpt->lookup.dnssec == DNSSEC_BOGUS;
    if (dns_lookup_failed(&tls_rpt->lookup) || tls_rpt->lookup.status == DNS_NOT_ASKED || is_bogus) {
        judge(assessment, &about, FINDING_TLS_RPT_ABSENT, OUTCOME_UNKNOWN, "%s%s.", lookup.text,
              is_bogus ? ", signed wrongly (bogus)" : "");
        return;
    }
    bool absent = tls_rpt->records.count == 0;
    judge(assessment, &about, FINDING_TLS_RPT_ABSENT, outcome_unless(absent), "%s.", lookup.text);
    if (absent)
        return;
    bool duplicate = tls_rpt->records.count > 1;
    struct phrase records = phrase_list(&tls_rpt->records, "none");
    judge(assessment, &about, FINDING_TLS_RPT_DUPLICATE, outcome_unless(duplicate), "%s.", records.text);
    if (duplicate)
        return;
    bool invalid = tls_rpt->problems.count > 0 || tls_rpt->rua.count == 0;
    judge(assessment, &about, FINDING_TLS_RPT_INVALID, outcome_unless(invalid), "%s%s%s", records.text,
          invalid ? ". " : ".", invalid ? phrase_list(&tls_rpt->problems, "There is no rua.").text : "");
    if (!invalid)
        judge(assessment, &about, FINDING_TLS_RPT_ODD,
              outcome_unless(txt_version_ends(tls_rpt->records.items[0], "v=TLSRPTv1")
                             == VERSION_ENDS_WITH_BLANK),
              "%s.", records.text);
}
