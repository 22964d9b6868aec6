/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * MTA-STS and TLS-RPT of each domain of a run, each in a fiber. */
#include "scan/policy_cache.h"

#include "base/list.h"
#include "discover/tls_rpt.h"
#include "facts/shapes.h"
#include "scan/shared_work.h"

#include <search.h>
#include <stdlib.h>
#include <strings.h>

/* Domains that are kept for later targets; the oldest goes first. Some KiB each. */
enum { KEPT_MAX = 1024 };

struct policy_slot {
    struct policy_cache *cache;
    char *domain;
    struct mta_sts mta_sts;
    struct tls_rpt tls_rpt;
    struct shared_work work;
    bool out_of_time; /* to a later target it is worth nothing */
    size_t users;     /* targets that have not taken their copy */
    struct policy_slot *younger;
};

struct policy_cache {
    struct fiber_pool *pool;
    struct resolver *resolver;
    const struct mta_sts_options *mta_sts;
    void *slots; /* tsearch(3) tree of struct policy_slot */
    struct policy_slot *oldest;
    struct policy_slot *youngest;
    size_t count;
};

struct policy_cache *policy_cache_new(struct fiber_pool *pool, struct resolver *resolver,
                                      const struct mta_sts_options *mta_sts)
{
    struct policy_cache *cache = allocate(1, sizeof *cache);
    cache->pool = pool;
    cache->resolver = resolver;
    cache->mta_sts = mta_sts;
    return cache;
}

static void free_slot(void *node)
{
    struct policy_slot *slot = node;
    shape_clear(&mta_sts_shape, &slot->mta_sts);
    shape_clear(&tls_rpt_shape, &slot->tls_rpt);
    free(slot->domain);
    free(slot);
}

void policy_cache_free(struct policy_cache *cache)
{
    if (cache == NULL)
        return;
    tdestroy(cache->slots, free_slot);
    free(cache);
}

static int compare_slots(const void *left, const void *right)
{
    return strcasecmp(((const struct policy_slot *)left)->domain,
                      ((const struct policy_slot *)right)->domain);
}

static void end_one(struct policy_slot *slot, struct fiber *fiber)
{
    slot->out_of_time = slot->out_of_time || fiber_target_is_cut(fiber);
    shared_work_end(&slot->work, fiber);
}

static void find_mta_sts(struct fiber *fiber, void *argument)
{
    struct policy_slot *slot = argument;
    shared_work_begin(&slot->work, fiber);
    mta_sts_discover(fiber, slot->cache->mta_sts, slot->domain, &slot->mta_sts);
    end_one(slot, fiber);
}

static void find_tls_rpt(struct fiber *fiber, void *argument)
{
    struct policy_slot *slot = argument;
    shared_work_begin(&slot->work, fiber);
    tls_rpt_discover(fiber, slot->cache->resolver, slot->domain, &slot->tls_rpt);
    end_one(slot, fiber);
}

static void fill_slot(struct policy_slot *slot)
{
    struct policy_cache *cache = slot->cache;
    slot->work = (struct shared_work){.pending = cache->mta_sts != NULL ? 2 : 1};
    fiber_spawn(cache->pool, find_tls_rpt, slot);
    if (cache->mta_sts != NULL)
        fiber_spawn(cache->pool, find_mta_sts, slot);
}

static void fill_again(struct policy_slot *slot)
{
    shape_clear(&mta_sts_shape, &slot->mta_sts);
    shape_clear(&tls_rpt_shape, &slot->tls_rpt);
    slot->out_of_time = false;
    fill_slot(slot);
}

static struct policy_slot *add_slot(struct policy_cache *cache, const char *domain)
{
    struct policy_slot *slot = allocate(1, sizeof *slot);
    slot->cache = cache;
    slot->domain = text_copy(domain);
    if (tsearch(slot, &cache->slots, compare_slots) == NULL)
        out_of_memory();
    if (cache->count > 0)
        cache->youngest->younger = slot;
    else
        cache->oldest = slot;
    cache->youngest = slot;
    cache->count++;
    fill_slot(slot);
    return slot;
}

/* Where nobody delivers there is nothing to protect. */
static bool takes_mail(const struct domain *domain)
{
    switch (domain->mail_route) {
    case ROUTE_NULL_MX:
    case ROUTE_NONE:
    case ROUTE_NO_DOMAIN:
        return false;
    default:
        return true;
    }
}

struct policy_slot *policy_cache_begin(struct policy_cache *cache, const struct fiber *fiber,
                                       const struct report *report)
{
    if (report->domain == NULL || !takes_mail(report->domain))
        return NULL;
    struct policy_slot key = {.domain = report->domain->name};
    void *node = tfind(&key, &cache->slots, compare_slots);
    struct policy_slot *slot =
        node != NULL ? *(struct policy_slot **)node : add_slot(cache, report->domain->name);
    if (slot->out_of_time && slot->work.finished && slot->users == 0)
        fill_again(slot);
    slot->users++;
    shared_work_want(&slot->work, fiber, FIBER_NEVER);
    return slot;
}

/* Drops the oldest slots beyond the bound; one that is in use stays, and with it the younger ones. */
static void drop_oldest(struct policy_cache *cache)
{
    while (cache->count > KEPT_MAX && cache->oldest->users == 0 && cache->oldest->work.finished) {
        struct policy_slot *slot = cache->oldest;
        cache->oldest = slot->younger;
        tdelete(slot, &cache->slots, compare_slots);
        free_slot(slot);
        cache->count--;
    }
}

/* What is not known yet is unknown to the target that is cut off. */
static void tell_cut_off(const struct fiber *fiber, const struct policy_slot *slot, struct domain *domain)
{
    if (domain->tls_rpt->lookup.status == DNS_NOT_ASKED) {
        domain->tls_rpt->lookup.status =
            fiber_cut_of(fiber) == FIBER_OUT_OF_TIME ? DNS_TIME_RAN_OUT : DNS_INTERRUPTED;
        text_replace(&domain->tls_rpt->lookup.name, text_format("_smtp._tls.%s", slot->domain));
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
    bool finished = shared_work_wait(&slot->work, fiber);
    struct domain *domain = report->domain;
    domain->tls_rpt = allocate(1, sizeof *domain->tls_rpt);
    shape_copy(&tls_rpt_shape, domain->tls_rpt, &slot->tls_rpt);
    if (cache->mta_sts != NULL) {
        domain->mta_sts = allocate(1, sizeof *domain->mta_sts);
        shape_copy(&mta_sts_shape, domain->mta_sts, &slot->mta_sts);
    }
    if (!finished)
        tell_cut_off(fiber, slot, domain);
    slot->users--;
    drop_oldest(cache);
}
