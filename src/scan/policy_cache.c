/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * MTA-STS and TLS-RPT of each domain of a run, each in a fiber. */
#include "scan/policy_cache.h"

#include "base/list.h"
#include "discover/dns_name.h"
#include "discover/tls_rpt.h"
#include "facts/shapes.h"
#include "infer/promise.h"
#include "scan/store.h"

#include <stdlib.h>

/* Domains that are kept for later targets. Some KiB each. */
enum { KEPT_MAX = 1024 };

struct policy_slot {
    struct store_item item; /* its key is the domain */
    struct policy_cache *cache;
    struct mta_sts mta_sts;
    struct tls_rpt tls_rpt;
};

struct policy_cache {
    struct store store; /* of slots */
    struct resolver *resolver;
    const struct mta_sts_options *mta_sts;
};

static void clear_slot(struct lru_entry *entry)
{
    struct policy_slot *slot = (struct policy_slot *)entry;
    shape_clear(&mta_sts_shape, &slot->mta_sts);
    shape_clear(&tls_rpt_shape, &slot->tls_rpt);
}

struct policy_cache *policy_cache_new(struct fiber_pool *pool, struct resolver *resolver,
                                      const struct mta_sts_options *mta_sts)
{
    struct policy_cache *cache = allocate(1, sizeof *cache);
    cache->store = (struct store){
        .pool = pool,
        .time_max_ms = FIBER_NEVER,
        .items = {.entry_bytes = sizeof(struct policy_slot), .unused_max = KEPT_MAX, .clear = clear_slot}};
    cache->resolver = resolver;
    cache->mta_sts = mta_sts;
    return cache;
}

void policy_cache_free(struct policy_cache *cache)
{
    if (cache == NULL)
        return;
    store_free(&cache->store);
    free(cache);
}

/* What was cut off is worth nothing to a later target. */
static void end_part(struct policy_slot *slot, const struct fiber *fiber)
{
    if (fiber_target_is_cut(fiber))
        store_forget(&slot->item);
}

static void find_mta_sts(struct fiber *fiber, void *item)
{
    struct policy_slot *slot = item;
    mta_sts_discover(fiber, slot->cache->mta_sts, slot->item.entry.key, &slot->mta_sts);
    end_part(slot, fiber);
}

static void find_tls_rpt(struct fiber *fiber, void *item)
{
    struct policy_slot *slot = item;
    tls_rpt_discover(fiber, slot->cache->resolver, slot->item.entry.key, &slot->tls_rpt);
    end_part(slot, fiber);
}

struct policy_slot *policy_cache_begin(struct policy_cache *cache, const struct fiber *fiber,
                                       const struct report *report)
{
    if (report->domain == NULL || !promise_takes_mail(report->domain))
        return NULL;
    char *domain = dns_name_normal(report->domain->name);
    struct policy_slot *slot = (struct policy_slot *)store_ask(&cache->store, fiber, domain);
    free(domain);
    if (slot->item.begun)
        return slot;
    slot->cache = cache;
    store_work(&slot->item, find_tls_rpt);
    if (cache->mta_sts != NULL)
        store_work(&slot->item, find_mta_sts);
    return slot;
}

/* What is not known yet is unknown to the target that is cut off. */
static void tell_cut_off(const struct fiber *fiber, const struct policy_slot *slot, struct domain *domain)
{
    if (domain->tls_rpt->lookup.status == DNS_NOT_ASKED) {
        domain->tls_rpt->lookup.status =
            fiber_cut_of(fiber) == FIBER_OUT_OF_TIME ? DNS_TIME_RAN_OUT : DNS_INTERRUPTED;
        text_replace(&domain->tls_rpt->lookup.name, text_format("_smtp._tls.%s", slot->item.entry.key));
        text_replace(&domain->tls_rpt->lookup.type, text_copy("TXT"));
    }
    if (domain->mta_sts != NULL && domain->mta_sts->status == MTA_STS_UNKNOWN
        && domain->mta_sts->detail == NULL)
        domain->mta_sts->detail = text_copy(fiber_cut_words(fiber));
}

void policy_cache_wait(struct policy_cache *cache, struct fiber *fiber, struct policy_slot *slot,
                       struct report *report)
{
    if (slot == NULL)
        return;
    bool finished = store_wait(&slot->item, fiber);
    struct domain *domain = report->domain;
    domain->tls_rpt = allocate(1, sizeof *domain->tls_rpt);
    shape_copy(&tls_rpt_shape, domain->tls_rpt, &slot->tls_rpt);
    if (cache->mta_sts != NULL) {
        domain->mta_sts = allocate(1, sizeof *domain->mta_sts);
        shape_copy(&mta_sts_shape, domain->mta_sts, &slot->mta_sts);
    }
    if (!finished)
        tell_cut_off(fiber, slot, domain);
    store_release(&slot->item);
}
