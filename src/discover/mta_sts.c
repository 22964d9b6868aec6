/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a domain says about MTA-STS, step by step as a sender finds out (RFC 8461 3). */
#include "discover/mta_sts.h"

#include "base/text.h"
#include "discover/lookup.h"
#include "discover/mta_sts_policy.h"
#include "discover/txt_fields.h"
#include "facts/shapes.h"
#include "infer/address_gate.h"
#include "tls/server_chain.h"
#include "tls/trust.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    POLICY_MAX_BYTES = 64 * 1024, /* RFC 8461 3.3 */
    BODY_KEPT_BYTES = 8 * 1024,
    ADDRESSES_MAX = 8,
    FAMILIES = 2,
    HTTPS_PORT = 443,
    HTTP_OK = 200,
    HTTP_FINAL = 200, /* below it more is to come (RFC 9110 15.2) */
};

static const char policy_path[] = "/.well-known/mta-sts.txt";

/* Always false, for a chain of steps that ends where one fails. */
static bool stop(struct mta_sts *mta_sts, enum mta_sts_status status, char *detail)
{
    mta_sts->status = status;
    text_replace(&mta_sts->detail, detail);
    return false;
}

/* Who validates gets no answer at all then (RFC 4035 5.5). */
static const char bogus[] = "the DNS answer fails DNSSEC validation (bogus)";

/* --- the record at _mta-sts.DOMAIN --- */

char *mta_sts_record_id(const char *record, struct text_list *problems)
{
    static const char alphanumeric[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t before = problems->count;
    char *id = txt_field(record, "id", problems);
    if (id == NULL) {
        text_list_append(problems, "The record has no id.");
    } else if (*id == '\0' || strlen(id) > 32 || strspn(id, alphanumeric) != strlen(id)) {
        struct text_list one = {0}, shown = {0};
        text_list_append(&one, id);
        txt_records_show(&one, &shown); /* it may have TABs */
        char *problem = text_format("The id is not 1 to 32 letters and digits: \"%s\".", shown.items[0]);
        text_list_append(problems, problem);
        free(problem);
        text_list_free(&one);
        text_list_free(&shown);
    } else if (problems->count == before) {
        return id;
    }
    free(id);
    return NULL;
}

static bool read_record(struct mta_sts *mta_sts, const char *record)
{
    struct text_list problems = {0};
    mta_sts->id = mta_sts_record_id(record, &problems);
    if (mta_sts->id == NULL)
        stop(mta_sts, MTA_STS_RECORD_INVALID, text_list_join(&problems, " "));
    text_list_free(&problems);
    return mta_sts->id != NULL;
}

/* Of a name that has records, and none that is meant for MTA-STS. */
static char *describe_others(const struct txt_records *records)
{
    struct text_list shown = {0};
    txt_records_show(&records->others, &shown);
    char *text = shown.count > 0
                     ? text_format("the TXT record \"%s\" there is not an MTA-STS record", shown.items[0])
                     : NULL;
    text_list_free(&shown);
    return text;
}

static bool judge_records(struct mta_sts *mta_sts, const struct txt_records *records)
{
    size_t exact = records->exact.count;
    txt_records_show(exact > 0 ? &records->exact : &records->inexact, &mta_sts->txt_records);
    switch (mta_sts->txt_lookup.status) {
    case DNS_OK:
    case DNS_NODATA:
    case DNS_NXDOMAIN:
        break;
    default:
        return stop(mta_sts, MTA_STS_UNKNOWN, text_copy("DNS gave no answer about the TXT record"));
    }
    /* A record that is not vouched for is there for senders that do not validate alone; a denial that is not
     * leaves none to either kind. */
    if (mta_sts->txt_lookup.dnssec == DNSSEC_BOGUS && mta_sts->txt_records.count > 0)
        return stop(mta_sts, MTA_STS_UNKNOWN, text_copy(bogus));
    if (mta_sts->txt_records.count == 0)
        return stop(mta_sts, MTA_STS_ABSENT, describe_others(records));
    if (exact == 0) {
        const char *why = txt_beginning_problem(records->inexact.items[0]);
        return stop(mta_sts, MTA_STS_RECORD_INVALID,
                    text_format("The record does not begin with \"v=STSv1;\", so senders ignore it.%s%s",
                                why != NULL ? " " : "", why != NULL ? why : ""));
    }
    if (exact > 1)
        return stop(
            mta_sts, MTA_STS_RECORD_INVALID,
            text_format("There are %zu records that begin with \"v=STSv1;\", but only one is allowed.",
                        exact));
    return read_record(mta_sts, records->exact.items[0]);
}

static bool find_record(struct fiber *fiber, const struct mta_sts_options *options, const char *domain,
                        struct mta_sts *mta_sts)
{
    struct dns_query query = {0};
    struct txt_records records = {0};
    char *name = text_format("_mta-sts.%s", domain);
    resolver_start_validated(options->resolver, &query, fiber, name, DNS_TYPE_TXT);
    resolver_wait(fiber, &query, 1);
    lookup_take(&query, &mta_sts->txt_lookup);
    txt_records_read(query.answer, "v=STSv1", &records);
    dns_query_free(&query);
    free(name);
    bool found = judge_records(mta_sts, &records);
    txt_records_free(&records);
    return found;
}

/* --- the policy host --- */

/* Takes the addresses that a query found, those apart that DNS may not lead to; how it ended. */
static enum dns_status take_addresses(const struct dns_query *query, bool wanted, enum address_policy policy,
                                      struct mta_sts *mta_sts)
{
    struct text_list found = {0};
    bool is_bogus = query->lookup.dnssec == DNSSEC_BOGUS;
    mta_sts->address_dnssec = lookup_weaker(query->lookup.dnssec, mta_sts->address_dnssec)
                                  ? query->lookup.dnssec
                                  : mta_sts->address_dnssec;
    bool typed = query->lookup.source == DNS_FROM_RECORDS;
    if (wanted && !is_bogus)
        lookup_list_addresses(query->answer, ADDRESSES_MAX, &found);
    for (size_t i = 0; i < found.count; i++) {
        bool barred = !typed && address_text_barred(found.items[i], policy) != BAR_NONE;
        text_list_append(barred ? &mta_sts->barred_addresses : &mta_sts->policy_addresses, found.items[i]);
    }
    text_list_free(&found);
    return is_bogus ? DNS_SERVFAIL : query->lookup.status;
}

/* Only where DNS denies both families the host has no address; else we do not know of one. */
static bool judge_host(struct mta_sts *mta_sts, const enum dns_status *statuses, const char *alias_of)
{
    if (mta_sts->barred_addresses.count > 0)
        return stop(
            mta_sts, MTA_STS_UNKNOWN,
            text_format("DNS leads %s only to addresses that are not connected to", mta_sts->policy_host));
    bool denied = true;
    bool found = false, excluded = false;
    for (size_t i = 0; i < FAMILIES; i++) {
        denied = denied && (statuses[i] == DNS_NODATA || statuses[i] == DNS_NXDOMAIN);
        found = found || statuses[i] == DNS_OK;
        excluded = excluded || statuses[i] == DNS_EXCLUDED;
    }
    if (excluded)
        return stop(mta_sts, MTA_STS_UNKNOWN,
                    text_format("%s is %s", mta_sts->policy_host, exclusions_words));
    if (denied && alias_of != NULL)
        return stop(mta_sts, MTA_STS_HOST_UNRESOLVED,
                    text_format("%s is an alias (CNAME) of %s, which has no address", mta_sts->policy_host,
                                alias_of));
    if (denied)
        return stop(mta_sts, MTA_STS_HOST_UNRESOLVED, text_format("%s has no address", mta_sts->policy_host));
    return stop(mta_sts, MTA_STS_UNKNOWN,
                text_format(found ? "%s has addresses of the other family only"
                                  : "DNS gave no answer about the addresses of %s",
                            mta_sts->policy_host));
}

static bool find_host(struct fiber *fiber, const struct mta_sts_options *options, struct mta_sts *mta_sts)
{
    static const uint16_t types[FAMILIES] = {DNS_TYPE_AAAA, DNS_TYPE_A};
    const bool wanted[FAMILIES] = {options->ipv6, options->ipv4};
    struct dns_query queries[FAMILIES] = {0};
    enum dns_status statuses[FAMILIES];
    char *alias_of = NULL;
    mta_sts->address_dnssec = DNSSEC_SECURE; /* until an answer is weaker */
    for (size_t i = 0; i < FAMILIES; i++)
        resolver_start_validated(options->resolver, &queries[i], fiber, mta_sts->policy_host, types[i]);
    resolver_wait(fiber, queries, FAMILIES);
    for (size_t i = 0; i < FAMILIES; i++) {
        statuses[i] = take_addresses(&queries[i], wanted[i], options->addresses, mta_sts);
        const struct text_list *chain = &queries[i].lookup.cname_chain;
        if (chain->count > 0)
            text_replace(&alias_of, text_copy(chain->items[chain->count - 1]));
        dns_query_free(&queries[i]);
    }
    struct connect_to_place place = connect_to_find(options->connect_to, mta_sts->policy_host, HTTPS_PORT);
    if (mta_sts->policy_addresses.count > 0 || strcasecmp(place.host, mta_sts->policy_host) != 0) {
        free(alias_of);
        return true;
    }
    judge_host(mta_sts, statuses, alias_of);
    free(alias_of);
    return false;
}

/* --- the policy --- */

/* What a sender finds wrong with the certificate, whatever its issuer is (RFC 9525 6); NULL for nothing. */
static char *leaf_problem(const struct tls *tls, int64_t now_s)
{
    const struct certificate *leaf = &tls->chain[0];
    if (leaf->unreadable != NULL) /* by GnuTLS: others may be able to */
        return NULL;
    if (leaf->key_problem != NULL)
        return text_format("the certificate has an %s, which mailsonde does not process", leaf->key_problem);
    if (leaf->not_after_unix_s < now_s)
        return text_format("the certificate expired %s", leaf->not_after);
    if (leaf->not_before_unix_s > now_s && tls->verification.in_date == ANSWER_NO)
        return text_format("the certificate is not valid before %s", leaf->not_before);
    if (tls->verification.name_count > 0 && tls->verification.names[0].matches == ANSWER_NO) {
        char *names = text_list_join(&leaf->dns_names, ", ");
        char *problem =
            text_format("the certificate is for another name: %s", *names != '\0' ? names : "none");
        free(names);
        return problem;
    }
    return NULL;
}

/* What is wrong with what the certificate rests on; NULL for nothing, or nothing that is known. */
static char *issuer_problem(const struct tls *tls)
{
    const struct verification *verification = &tls->verification;
    const char *issuer = tls->chain[0].issuer != NULL ? tls->chain[0].issuer : "";
    if (verification->trusted == ANSWER_NO) {
        char *why = text_list_join(&verification->problems, "; ");
        char *problem = text_format(
            verification->anchor == NULL
                ? "the certificate, issued by \"%s\", leads to no trust anchor (%s)"
                : "the certificate, issued by \"%s\", leads to a trust anchor but is not valid (%s)",
            issuer, why);
        free(why);
        return problem;
    }
    if (verification->in_date == ANSWER_NO)
        return text_format(
            "the certificate, issued by \"%s\", depends on one that is expired or not yet valid", issuer);
    return NULL;
}

/* What keeps us from saying that a certificate without a known problem is good; NULL for nothing. */
static char *certificate_doubt(const struct tls *tls)
{
    const struct verification *verification = &tls->verification;
    if (verification->trusted == ANSWER_YES && verification->in_date == ANSWER_YES
        && verification->name_count > 0 && verification->names[0].matches == ANSWER_YES)
        return NULL;
    char *why = text_list_join(&verification->problems, "; ");
    char *doubt =
        text_format("the policy host's certificate could not be checked%s%s", *why != '\0' ? ": " : "", why);
    free(why);
    return doubt;
}

/* Whether a sender would believe what the host says (RFC 8461 3.3). */
static bool judge_certificate(struct fiber *fiber, const struct mta_sts_options *options,
                              struct mta_sts *mta_sts, const struct https_answer *answer)
{
    struct tls tls = {0};
    server_chain_read_pem(fiber, options->trust, &answer->chain, mta_sts->policy_host, options->now_unix_s,
                          &tls);
    bool good = false;
    char *text = NULL;
    if (tls.chain_count == 0)
        stop(mta_sts, answer->outcome == HTTPS_TIMED_OUT ? MTA_STS_TIMED_OUT : MTA_STS_FETCH_FAILED,
             text_copy(answer->detail != NULL ? answer->detail : "the host sent no certificate"));
    else if ((text = leaf_problem(&tls, options->now_unix_s)) != NULL
             || (text = issuer_problem(&tls)) != NULL)
        stop(mta_sts, MTA_STS_WEBPKI_INVALID, text);
    else if ((text = certificate_doubt(&tls)) != NULL)
        stop(mta_sts, MTA_STS_UNKNOWN, text);
    else
        good = true;
    shape_clear(&tls_shape, &tls);
    return good;
}

static bool parse_policy(struct mta_sts *mta_sts, const struct https_answer *answer)
{
    const char *body = answer->body != NULL ? answer->body : "";
    mta_sts->policy = allocate(1, sizeof *mta_sts->policy);
    mta_sts->body = text_from_wire(body, answer->body_bytes, BODY_KEPT_BYTES);
    if (!mta_sts_policy_parse(body, answer->body_bytes, mta_sts->policy))
        return stop(mta_sts, MTA_STS_POLICY_INVALID, text_list_join(&mta_sts->policy->problems, " "));
    mta_sts->status = MTA_STS_POLICY_VALID;
    return true;
}

/* The order in which a sender stumbles: certificate, status, size and time, text. */
bool mta_sts_judge_answer(struct fiber *fiber, const struct mta_sts_options *options, struct mta_sts *mta_sts,
                          const struct https_answer *answer)
{
    if (answer->outcome == HTTPS_INTERRUPTED || answer->outcome == HTTPS_NOT_TRIED)
        return stop(mta_sts, MTA_STS_UNKNOWN, text_copy(answer->detail));
    if (!judge_certificate(fiber, options, mta_sts, answer))
        return false;
    mta_sts->http_status = answer->http_status >= HTTP_FINAL ? answer->http_status : 0;
    mta_sts->content_type = text_copy(answer->content_type);
    mta_sts->redirect_to = text_copy(answer->redirect_to);
    if (answer->http_status >= HTTP_FINAL && answer->http_status != HTTP_OK)
        return stop(mta_sts, MTA_STS_HTTP_STATUS,
                    text_format("the HTTP status is %lld, not 200", (long long)answer->http_status));
    switch (answer->outcome) {
    case HTTPS_TOO_LARGE:
        return stop(mta_sts, MTA_STS_TOO_LARGE, text_copy(answer->detail));
    case HTTPS_TIMED_OUT:
        return stop(mta_sts, MTA_STS_TIMED_OUT, text_copy(answer->detail));
    case HTTPS_ANSWERED:
        return parse_policy(mta_sts, answer);
    case HTTPS_INTERRUPTED:
    case HTTPS_NOT_TRIED:
    case HTTPS_NO_CONNECTION:
        break;
    }
    return stop(mta_sts, MTA_STS_FETCH_FAILED, text_copy(answer->detail));
}

/* Returns false for an address that is excluded. */
static bool add_address(const struct mta_sts_options *options, const char *address,
                        struct text_list *addresses)
{
    bool excluded = budget_excludes(options->budget, address);
    if (!excluded)
        text_list_append(addresses, address);
    return !excluded;
}

/* The addresses to connect to in place of the policy host's own; *port changes with them. False when some are
 * left out because they are excluded. */
static bool reroute(const struct mta_sts_options *options, const struct mta_sts *mta_sts, int64_t *port,
                    struct text_list *addresses)
{
    struct connect_to_place place = connect_to_find(options->connect_to, mta_sts->policy_host, HTTPS_PORT);
    *port = place.port;
    if (strcasecmp(place.host, mta_sts->policy_host) != 0)
        return add_address(options, place.host, addresses);
    bool all = true;
    for (size_t i = 0; i < mta_sts->policy_addresses.count; i++)
        all = add_address(options, mta_sts->policy_addresses.items[i], addresses) && all;
    return all;
}

/* The connection counts against the address's budget like any other. */
static void fetch(struct fiber *fiber, const struct mta_sts_options *options, struct mta_sts *mta_sts)
{
    static const struct budget_wait forever = {.deadline_ms = FIBER_NEVER, .unpaced = true};
    struct text_list addresses = {0};
    struct https_answer answer = {0};
    struct https_request request = {.host = mta_sts->policy_host,
                                    .path = policy_path,
                                    .trust = options->trust,
                                    .contact = options->contact,
                                    .now_unix_s = options->now_unix_s,
                                    .addresses = &addresses,
                                    .connect_timeout_ms = options->connect_timeout_ms,
                                    .timeout_ms = options->timeout_ms,
                                    .max_bytes = POLICY_MAX_BYTES};
    bool all = reroute(options, mta_sts, &request.port, &addresses);
    if (addresses.count == 0) {
        stop(mta_sts, MTA_STS_UNKNOWN, text_copy(exclusions_words));
        return;
    }
    bool slot = budget_acquire(options->budget, fiber, addresses.items[0], &forever);
    if (!slot && !fiber_is_cut(fiber)) {
        char *why = budget_spent(options->budget, fiber, addresses.items[0]);
        stop(mta_sts, MTA_STS_UNKNOWN, why != NULL ? why : text_copy("no connection is allowed"));
        text_list_free(&addresses);
        return;
    }
    bool descriptor = budget_acquire_descriptor(options->budget, fiber, &forever);
    int64_t began_ms = fiber_now_ms(fiber);
    https_get(options->https, fiber, &request, &answer); /* which asks nobody where there is no place */
    mta_sts->elapsed_ms = fiber_now_ms(fiber) - began_ms;
    if (descriptor)
        budget_release_descriptor(options->budget);
    if (slot)
        budget_release(options->budget, addresses.items[0]);
    mta_sts->address = text_copy(answer.address != NULL ? answer.address : addresses.items[0]);
    if (answer.outcome == HTTPS_INTERRUPTED)
        text_replace(&answer.detail, text_format("%s before the policy was fetched", fiber_cut_words(fiber)));
    if (all || answer.address != NULL)
        mta_sts_judge_answer(fiber, options, mta_sts, &answer);
    else
        stop(mta_sts, MTA_STS_UNKNOWN,
             text_format("%s; other addresses are %s", text_or_nothing(answer.detail), exclusions_words));
    https_answer_free(&answer);
    text_list_free(&addresses);
}

/* A policy that is served although no record announces it: senders never look, so only what is plainly there
 * counts, and all else is nobody's fault. */
static void look_for_unannounced(struct fiber *fiber, const struct mta_sts_options *options,
                                 struct mta_sts *mta_sts)
{
    struct mta_sts served = {.policy_host = text_copy(mta_sts->policy_host)};
    if (find_host(fiber, options, &served) && served.policy_addresses.count > 0)
        fetch(fiber, options, &served);
    if (served.status == MTA_STS_POLICY_VALID) {
        served.status = MTA_STS_ABSENT;
        text_replace(&served.detail, text_copy(mta_sts->detail));
        served.txt_lookup = mta_sts->txt_lookup;
        served.txt_records = mta_sts->txt_records;
        memset(&mta_sts->txt_lookup, 0, sizeof mta_sts->txt_lookup);
        memset(&mta_sts->txt_records, 0, sizeof mta_sts->txt_records);
        shape_clear(&mta_sts_shape, mta_sts);
        *mta_sts = served;
        return;
    }
    shape_clear(&mta_sts_shape, &served);
}

void mta_sts_discover(struct fiber *fiber, const struct mta_sts_options *options, const char *domain,
                      struct mta_sts *mta_sts)
{
    mta_sts->policy_host = text_format("mta-sts.%s", domain);
    if (find_record(fiber, options, domain, mta_sts) && find_host(fiber, options, mta_sts))
        fetch(fiber, options, mta_sts);
    else if (mta_sts->status == MTA_STS_ABSENT)
        look_for_unannounced(fiber, options, mta_sts);
}
