/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether certificates for the hosts can be renewed: RFC 8659. What CAA says binds authorities when they
 * issue, and says nothing of certificates that are there. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/port_view.h"
#include "assess/view/session_stage.h"
#include "infer/name_match.h"

#include <string.h>
#include <strings.h>

enum { FLAG_CRITICAL = 128 };

/* Authorities by the organization in their certificates, and the names by which CAA records know them, as
 * they publish them in their practice statements. Others are passed over. */
static const struct authority {
    const char *organization;
    const char *names[6];
} authorities[] = {
    {"Let's Encrypt", {"letsencrypt.org"}},
    {"Google Trust Services", {"pki.goog", "google.com"}},
    {"DigiCert",
     {"digicert.com", "www.digicert.com", "digicert.ne.jp", "symantec.com", "thawte.com", "rapidssl.com"}},
    {"Sectigo", {"sectigo.com", "comodoca.com", "comodo.com", "usertrust.com", "trust-provider.com"}},
    {"ZeroSSL", {"sectigo.com", "zerossl.com"}},
    {"GlobalSign", {"globalsign.com"}},
    {"Amazon", {"amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"}},
    {"Buypass", {"buypass.com", "buypass.no"}},
    {"Actalis", {"actalis.it"}},
    {"SwissSign", {"swisssign.com", "swisssign.net", "swissign.com"}},
    {"D-Trust", {"d-trust.net", "dtrust.de", "d-trust.de", "dtrust.net"}},
    {"GoDaddy", {"godaddy.com", "starfieldtech.com"}},
    {"Starfield", {"starfieldtech.com", "godaddy.com"}},
};

/* "CN=E7,O=Let's Encrypt,C=US" is of the authority whose name stands behind "O=". */
static const struct authority *authority_of(const char *issuer)
{
    for (const char *at = issuer; at != NULL && *at != '\0'; at = strchr(at, ',')) {
        at += *at == ',';
        at += strspn(at, " ");
        for (size_t i = 0; strncmp(at, "O=", 2) == 0 && i < sizeof authorities / sizeof authorities[0]; i++)
            if (strncasecmp(at + 2, authorities[i].organization, strlen(authorities[i].organization)) == 0)
                return &authorities[i];
    }
    return NULL;
}

static bool is_known_tag(const char *tag)
{
    static const char *const tags[] = {"issue", "issuewild",    "issuemail",   "issuevmc",
                                       "iodef", "contactemail", "contactphone"};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
        if (strcmp(tags[i], tag) == 0)
            return true;
    return false;
}

static size_t count_tag(const struct caa_set *set, const char *tag)
{
    size_t count = 0;
    for (size_t i = 0; i < set->record_count; i++)
        count += strcmp(set->records[i].tag, tag) == 0;
    return count;
}

/* Whether the value, up to its parameters, is one of the authority's names (RFC 8659 4.2). */
static bool names_authority(const char *value, const struct authority *authority)
{
    value += strspn(value, " ");
    size_t length = strcspn(value, "; ");
    for (size_t i = 0;
         i < sizeof authority->names / sizeof authority->names[0] && authority->names[i] != NULL; i++)
        if (strlen(authority->names[i]) == length && strncasecmp(authority->names[i], value, length) == 0)
            return true;
    return false;
}

/* RFC 8659 4.3: for a wildcard "issuewild" decides, where there is one. */
static bool allows(const struct caa_set *set, const struct authority *authority, bool wildcard)
{
    const char *tag = wildcard && count_tag(set, "issuewild") > 0 ? "issuewild" : "issue";
    bool allowed = count_tag(set, tag) == 0;
    for (size_t i = 0; i < set->record_count; i++) {
        const struct caa_record *record = &set->records[i];
        if ((record->flags & FLAG_CRITICAL) != 0 && !is_known_tag(record->tag))
            return false;
        allowed = allowed || (strcmp(record->tag, tag) == 0 && names_authority(record->value, authority));
    }
    return allowed;
}

/* "issue "ca.example; accounturi=..."" and the like. */
static struct phrase describe(const struct caa_set *set)
{
    struct text_list parts = {0};
    for (size_t i = 0; i < set->record_count; i++)
        text_list_append(&parts,
                         phrase_format("%s%s \"%s\"", set->records[i].tag,
                                       (set->records[i].flags & FLAG_CRITICAL) != 0 ? " (critical)" : "",
                                       set->records[i].value)
                             .text);
    struct phrase all = phrase_list(&parts, "none");
    text_list_free(&parts);
    return all;
}

static const struct host *host_named(const struct report *report, const char *name)
{
    for (size_t i = 0; i < report->host_count; i++)
        if (text_same_name(report->hosts[i].name, name))
            return &report->hosts[i];
    return NULL;
}

/* Whether it is the zone's name servers that fail: the addresses of the same name are there. */
static bool fails_by_itself(const struct report *report, const struct caa_set *set)
{
    enum dns_status status = set->lookup.status;
    const struct host *host = host_named(report, set->host);
    bool others = host != NULL ? host->a_lookup.status == DNS_OK || host->aaaa_lookup.status == DNS_OK
                               : report->domain != NULL && report->domain->mta_sts != NULL
                                     && report->domain->mta_sts->policy_addresses.count > 0;
    return others && (status == DNS_SERVFAIL || status == DNS_MALFORMED || status == DNS_REFUSED);
}

/* What is not known harms nobody before the next renewal. */
static void judge_failure(struct assessment *assessment, const struct about *about, const struct caa_set *set)
{
    struct about failing = *about;
    bool fails = fails_by_itself(assessment->report, set);
    failing.lenient = about->lenient || !fails;
    judge(assessment, &failing, FINDING_CAA_LOOKUP_FAILED, fails ? OUTCOME_FAILS : OUTCOME_UNKNOWN, "%s.",
          phrase_lookup(&set->lookup).text);
}

static void judge_lookup(struct assessment *assessment, const struct about *about, const struct caa_set *set)
{
    const struct dns_lookup *lookup = &set->lookup;
    const char *state = lookup->dnssec == DNSSEC_SECURE     ? "signed"
                        : lookup->dnssec == DNSSEC_INSECURE ? "not signed"
                                                            : "not known whether signed";
    if (lookup->dnssec == DNSSEC_BOGUS)
        judge(assessment, about, FINDING_CAA_LOOKUP_FAILED, OUTCOME_FAILS, "%s; signed wrongly (bogus): %s.",
              phrase_lookup(lookup).text,
              lookup->dnssec_detail != NULL ? lookup->dnssec_detail : "no reason is given");
    else if (dns_lookup_failed(lookup) || lookup->status == DNS_NOT_ASKED)
        judge_failure(assessment, about, set);
    else if (set->record_count > 0)
        judge(assessment, about, FINDING_CAA_LOOKUP_FAILED, OUTCOME_HOLDS, "CAA of %s, %s: %s.",
              lookup->name != NULL ? lookup->name : set->host, state, describe(set).text);
    else
        judge(assessment, about, FINDING_CAA_LOOKUP_FAILED, OUTCOME_HOLDS,
              "No CAA records: any authority may issue (%s).", state);
}

static void judge_issuer(struct assessment *assessment, const struct about *about, const struct caa_set *set,
                         const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    if (!session_stage_shows_chain(session) || session->tls->verification.trusted != ANSWER_YES)
        return;
    const struct certificate *leaf = &session->tls->chain[0];
    const struct authority *authority = authority_of(leaf->issuer);
    const char *name = name_match_certificate(leaf, set->host);
    if (authority == NULL || name == NULL)
        return;
    bool wildcard = name[0] == '*';
    judge(assessment, about, FINDING_CAA_ISSUER_EXCLUDED, outcome_unless(!allows(set, authority, wildcard)),
          "The certificate for %s is from \"%s\"; CAA of %s: %s.", name, authority->organization,
          set->lookup.name != NULL ? set->lookup.name : set->host, describe(set).text);
}

/* The first endpoint of the host with a certificate for it stands for all. */
static void judge_issuers(struct assessment *assessment, const struct about *about, const struct caa_set *set)
{
    const struct report *report = assessment->report;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        if (!text_same_name(endpoint->server_name, set->host)
            || !session_stage_shows_chain(endpoint_session(endpoint)))
            continue;
        judge_issuer(assessment, about, set, endpoint);
        return;
    }
}

void caa_rules(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    for (size_t i = 0; i < report->caa_set_count; i++) {
        const struct caa_set *set = &report->caa_sets[i];
        const struct host *host = host_named(report, set->host);
        struct about about = {.role = host != NULL ? port_view_host_role(report, host) : ROLE_MX,
                              .host = set->host};
        judge_lookup(assessment, &about, set);
        if (set->record_count > 0 && set->lookup.dnssec != DNSSEC_BOGUS)
            judge_issuers(assessment, &about, set);
    }
}
