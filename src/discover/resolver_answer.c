/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes of what the records, the name servers and the validator say of one question. */
#include "discover/resolver_answer.h"

#include "base/list.h"
#include "base/text.h"
#include "discover/lookup.h"
#include "discover/special_use.h"

#include <stdlib.h>
#include <string.h>

/* Puts the first `count` aliases of `before` in front of the answer's own. */
static void prepend_aliases(struct dns_answer *answer, const struct dns_answer *before, size_t count)
{
    struct text_list chain = {0};
    for (size_t i = 0; i < count; i++)
        text_list_append(&chain, before->cname_chain.items[i]);
    for (size_t i = 0; i < answer->cname_chain.count; i++)
        text_list_append(&chain, answer->cname_chain.items[i]);
    bool empty = answer->record_count == 0 && answer->cname_chain.count == 0;
    if (count > 0 && (empty || before->ttl_s < answer->ttl_s))
        answer->ttl_s = before->ttl_s;
    text_list_free(&answer->cname_chain);
    answer->cname_chain = chain;
}

/* An alias in the resolver's answer may lead to a name that the records know better. */
static void let_records_take_over(struct resolver_entry *entry, const struct records *records)
{
    const struct text_list *chain = &entry->answer.cname_chain;
    for (size_t i = 0; records != NULL && i < chain->count; i++) {
        struct dns_answer better;
        if (records_answer(records, chain->items[i], entry->type, &better)) {
            prepend_aliases(&better, &entry->answer, i + 1);
            dns_answer_free(&entry->answer);
            entry->answer = better;
            entry->source = DNS_FROM_RECORDS;
            return;
        }
        dns_answer_free(&better);
    }
}

const char *resolver_answer_asked_name(const struct resolver_entry *entry)
{
    const struct text_list *chain = &entry->known.cname_chain;
    return chain->count > 0 ? chain->items[chain->count - 1] : entry->name;
}

void resolver_answer_read(const struct resolver_entry *entry, const struct nameserver_result *result,
                          struct dns_answer *answer)
{
    if (result->status == DNS_OK) {
        dns_message_read(result->message, result->message_bytes, resolver_answer_asked_name(entry),
                         entry->type, answer);
        return;
    }
    *answer = (struct dns_answer){.status = result->status};
    answer->detail = text_copy(result->detail);
}

bool resolver_answer_is_bad(enum dns_status status)
{
    return status == DNS_SERVFAIL || status == DNS_REFUSED || status == DNS_MALFORMED
           || status == DNS_TRUNCATED;
}

bool resolver_answer_is_silence(enum dns_status status)
{
    return status == DNS_TIMEOUT || status == DNS_UNREACHABLE;
}

void resolver_answer_keep(struct resolver_entry *entry, struct dns_answer *answer)
{
    if (resolver_answer_is_silence(answer->status) && resolver_answer_is_bad(entry->answer.status)) {
        dns_answer_free(answer);
        return;
    }
    dns_answer_free(&entry->answer);
    entry->answer = *answer;
}

void resolver_answer_set_dnssec(struct resolver_entry *entry, enum dnssec_state state, const char *detail)
{
    entry->dnssec = state;
    text_replace(&entry->dnssec_detail, text_copy(detail));
}

/* What the resolver's AD flag makes of its own answer. */
static void read_flag(struct resolver_entry *entry)
{
    if (!dns_is_definite(entry->answer.status))
        resolver_answer_set_dnssec(entry, DNSSEC_UNKNOWN, "no answer that could have an AD flag");
    else if (entry->answer.authenticated)
        resolver_answer_set_dnssec(entry, DNSSEC_SECURE, NULL);
}

/* Whether the response that was validated is the better one. No signature vouches for the records of an
 * unsigned zone: there the name servers' own answer is taken, since libunbound's queries do not have their
 * letters in random case. (They could: but where a server loses the case, libunbound wants several answers
 * that are the same to the last record, and gives up where addresses vary.) Only what the name servers leave
 * open, such as an alias that they do not follow, is libunbound's to say. */
static bool prefers_validated(const struct resolver_entry *entry)
{
    const struct dns_answer *answer = &entry->answer;
    return entry->dnssec == DNSSEC_SECURE || !dns_is_definite(answer->status)
           || (answer->status != DNS_OK && answer->cname_chain.count > 0);
}

/* The root's signatures say that there is no "test" or "local"; a resolver that says so by itself has none of
 * them, which looks like forgery. A name that is there is another matter: somebody has delegated it. */
static void excuse_special_use(struct resolver_entry *entry)
{
    const char *zone = special_use_zone(resolver_answer_asked_name(entry));
    bool denied = entry->answer.status == DNS_NXDOMAIN || entry->answer.status == DNS_NODATA;
    if (entry->dnssec != DNSSEC_BOGUS || zone == NULL || !denied)
        return;
    char *detail = text_format("names below \"%s\" are for local use: your resolver answers by itself, "
                               "without signatures",
                               zone);
    resolver_answer_set_dnssec(entry, DNSSEC_UNKNOWN, detail);
    free(detail);
}

void resolver_answer_conclude(struct resolver_entry *entry, const struct records *records)
{
    excuse_special_use(entry);
    if (entry->has_validated && prefers_validated(entry)) {
        dns_answer_free(&entry->answer);
        entry->answer = entry->validated_answer;
        memset(&entry->validated_answer, 0, sizeof entry->validated_answer);
    }
    if (entry->by_flag)
        read_flag(entry);
    if (entry->alias_checked && lookup_weaker(entry->alias_dnssec, entry->dnssec))
        resolver_answer_set_dnssec(entry, entry->alias_dnssec, entry->alias_detail);
    if (entry->asked) {
        let_records_take_over(entry, records);
        prepend_aliases(&entry->answer, &entry->known, entry->known.cname_chain.count);
    }
}

void resolver_answer_take_validated(struct resolver_entry *entry, const struct validation *validation)
{
    if (validation->message == NULL)
        return;
    dns_message_read(validation->message, validation->message_bytes, resolver_answer_asked_name(entry),
                     entry->type, &entry->validated_answer);
    entry->has_validated = dns_is_definite(entry->validated_answer.status);
    if (!entry->has_validated)
        resolver_answer_set_dnssec(entry, DNSSEC_UNKNOWN, "the validated response cannot be parsed");
}

bool resolver_answer_is_withheld(const struct dns_answer *answer, const struct exclusions *exclusions)
{
    for (size_t i = 0; exclusions != NULL && i < answer->cname_chain.count; i++)
        if (exclusions_have_name(exclusions, answer->cname_chain.items[i]))
            return true;
    return false;
}

bool resolver_answer_withhold(struct resolver_entry *entry, const struct exclusions *exclusions)
{
    if (!resolver_answer_is_withheld(&entry->answer, exclusions))
        return false;
    struct dns_answer withheld = {.status = DNS_EXCLUDED, .cname_chain = entry->answer.cname_chain};
    entry->answer.cname_chain = (struct text_list){0};
    dns_answer_free(&entry->answer);
    entry->answer = withheld;
    resolver_answer_set_dnssec(entry, DNSSEC_UNKNOWN, NULL);
    return true;
}
