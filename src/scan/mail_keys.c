/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * MX records of many domains. Large providers give each customer names of its own for the same hosts, so the
 * set of names would not do. */
#include "scan/mail_keys.h"

#include "base/list.h"
#include "discover/dns_record.h"
#include "discover/records.h"
#include "discover/resolver.h"
#include "facts/shapes.h"

#include <stdlib.h>
#include <string.h>

/* The type of MX records (RFC 1035 3.2.2). */
enum { MX_TYPE = 15 };

struct mail_keys {
    const struct scan_options *options;
    struct records *records; /* NULL: none */
};

/* One look-up, on a fiber of its own. */
struct mail_key {
    struct resolver *resolver;
    const char *domain;
    char **result;
};

struct mail_keys *mail_keys_new(const struct scan_options *options, char **error)
{
    struct mail_keys *keys = allocate(1, sizeof *keys);
    keys->options = options;
    if (options->records_file == NULL || (keys->records = records_load(options->records_file, error)) != NULL)
        return keys;
    free(keys);
    return NULL;
}

void mail_keys_free(struct mail_keys *keys)
{
    if (keys == NULL)
        return;
    records_free(keys->records);
    free(keys);
}

/* "outlook.com" of "a-example.mail.protection.outlook.com", "example.co.uk" of "mx.example.co.uk": where
 * there are two short labels at the end, three. Where that is wrong, more domains wait in one queue. */
static char *provider_of(const char *host)
{
    enum { SHORT_LABEL = 3 };
    const char *dots[3] = {NULL};
    for (const char *at = strchr(host, '.'); at != NULL; at = strchr(at + 1, '.')) {
        dots[2] = dots[1];
        dots[1] = dots[0];
        dots[0] = at;
    }
    bool is_short =
        dots[1] != NULL && dots[0] - dots[1] - 1 <= SHORT_LABEL && strlen(dots[0] + 1) < SHORT_LABEL;
    const char *before = is_short ? dots[2] : dots[1];
    return text_copy(before != NULL ? before + 1 : host);
}

static void take_best(const struct dns_answer *answer, char **result)
{
    struct mx_record best = {0};
    for (size_t i = 0; answer != NULL && i < answer->record_count; i++) {
        struct mx_record mx;
        if (!dns_record_mx(&answer->records[i], &mx))
            continue;
        bool is_better = best.exchange == NULL || mx.preference < best.preference
                         || (mx.preference == best.preference && strcmp(mx.exchange, best.exchange) < 0);
        shape_clear(&mx_record_shape, is_better ? &best : &mx);
        if (is_better)
            best = mx;
    }
    if (best.exchange != NULL && best.kind != HOST_ROOT)
        *result = provider_of(best.exchange);
    shape_clear(&mx_record_shape, &best);
}

static void look_up(struct fiber *fiber, void *argument)
{
    const struct mail_key *key = argument;
    struct dns_query query = {0};
    resolver_start(key->resolver, &query, fiber, key->domain, MX_TYPE);
    resolver_wait(fiber, &query, 1);
    take_best(query.answer, key->result);
    dns_query_free(&query);
}

void mail_keys_look_up(const struct mail_keys *keys, const char *const *domains, size_t count, char **results)
{
    struct resolver_options options = keys->options->resolver;
    struct fiber_pool *pool = fiber_pool_new();
    struct mail_key *items = allocate(count, sizeof *items);
    char *error = NULL;
    options.records = keys->records;
    options.dnssec = DNSSEC_MODE_OFF;
    struct resolver *resolver = pool != NULL ? resolver_new(pool, &options, &error) : NULL;
    for (size_t i = 0; i < count; i++) {
        results[i] = NULL;
        items[i] = (struct mail_key){.resolver = resolver, .domain = domains[i], .result = &results[i]};
        if (resolver != NULL)
            fiber_spawn(pool, look_up, &items[i]);
    }
    if (resolver != NULL)
        fiber_pool_run(pool);
    resolver_free(resolver);
    fiber_pool_free(pool);
    free(items);
    free(error); /* without a resolver no target has a key; the scan tells why */
}
