/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What look-ups ask for, by where they stand. */
#include "report/json_lookups.h"

#include "base/address.h"
#include "base/list.h"
#include "facts/mta_sts.h"
#include "facts/report.h"
#include "facts/shapes.h"

#include <stddef.h>
#include <stdlib.h>

static const char mta_sts_prefix[] = "_mta-sts", tls_rpt_prefix[] = "_smtp._tls";

/* --- names -----------------------------------------------------------------------------------------------
 */

/* Each is NULL where a part of it is; the caller frees. */

static char *below(const char *label, const char *name)
{
    return label != NULL && name != NULL ? text_format("%s.%s", label, name) : NULL;
}

static char *tlsa_name(int64_t port, const char *base_domain)
{
    return base_domain != NULL ? text_format("_%lld._tcp.%s", (long long)port, base_domain) : NULL;
}

static char *reverse_name(const char *text)
{
    struct ip_address address;
    return text != NULL && address_parse(text, &address) ? address_reverse_name(&address) : NULL;
}

/* --- writing ---------------------------------------------------------------------------------------------
 */

/* What the look-up asks for; false where the place does not say. The caller frees *name. */
static bool expected(const struct field *field, const void *object, const char *domain, char **name,
                     const char **type)
{
    *name = NULL;
    *type = "TXT";
    if (field_is_of(field, &domain_shape)) {
        *name = text_copy(((const struct domain *)object)->name);
        *type = "MX";
    } else if (field_is_of(field, &srv_service_shape)) {
        *name = below(((const struct srv_service *)object)->service, domain);
        *type = "SRV";
    } else if (field_is_of(field, &mta_sts_shape)) {
        *name = below(mta_sts_prefix, domain);
    } else if (field_is_of(field, &tls_rpt_shape)) {
        *name = below(tls_rpt_prefix, domain);
    } else if (field_is_of(field, &host_shape)) {
        *name = text_copy(((const struct host *)object)->name);
        *type = field->offset == offsetof(struct host, a_lookup) ? "A" : "AAAA";
    } else if (field_is_of(field, &tlsa_set_shape)) {
        const struct tlsa_set *set = object;
        *name = tlsa_name(set->port, set->base_domain);
        *type = "TLSA";
    } else if (field_is_of(field, &address_shape)) {
        *name = reverse_name(((const struct address *)object)->address);
        *type = "PTR";
    }
    return *name != NULL;
}

/* Nothing for what is expected; null is said, since it is not. */
static void write_unexpected(struct json_write *json, const char *key, char **value, const char *wanted)
{
    if (*value == NULL)
        json_write_null(json, key);
    else if (text_same(*value, wanted))
        *value = NULL;
}

bool json_lookups_write(struct json_write *json, const struct json_style *style, const struct field *field,
                        const void *object)
{
    char *name;
    const char *type;
    if (field->type != FIELD_STRUCT || field->shape != &dns_lookup_shape
        || !expected(field, object, style->context, &name, &type))
        return false;
    struct dns_lookup lookup = *(const struct dns_lookup *)field_place_const(field, object); /* shallow */
    json_write_object(json, field->name);
    write_unexpected(json, "name", &lookup.name, name);
    write_unexpected(json, "type", &lookup.type, type);
    json_out_members(json, style, &dns_lookup_shape, &lookup, NULL);
    json_write_end(json);
    free(name);
    return true;
}

/* --- reading ---------------------------------------------------------------------------------------------
 */

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void set_missing(json_t *lookup, const char *key, const char *value)
{
    if (json_object_get(lookup, key) == NULL && json_object_set_new(lookup, key, json_string(value)) != 0)
        out_of_memory();
}

/* `name` is freed. */
static void restore(const json_t *object, const char *key, char *name, const char *type)
{
    json_t *lookup = json_object_get(object, key);
    if (json_is_object(lookup) && name != NULL) {
        set_missing(lookup, "name", name);
        set_missing(lookup, "type", type);
    }
    free(name);
}

static void restore_domain(const json_t *domain)
{
    const json_t *services = json_object_get(domain, "services");
    const char *name = text_of(domain, "name");
    restore(domain, "mx_lookup", text_copy(name), "MX");
    restore(json_object_get(domain, "mta_sts"), "txt_lookup", below(mta_sts_prefix, name), "TXT");
    restore(json_object_get(domain, "tls_rpt"), "lookup", below(tls_rpt_prefix, name), "TXT");
    for (size_t i = 0; i < json_array_size(services); i++) {
        const json_t *service = json_array_get(services, i);
        restore(service, "lookup", below(text_of(service, "service"), name), "SRV");
    }
}

static void restore_host(const json_t *host)
{
    const json_t *sets = json_object_get(host, "tlsa_sets");
    restore(host, "a_lookup", text_copy(text_of(host, "name")), "A");
    restore(host, "aaaa_lookup", text_copy(text_of(host, "name")), "AAAA");
    for (size_t i = 0; i < json_array_size(sets); i++) {
        const json_t *set = json_array_get(sets, i);
        int64_t port = (int64_t)json_integer_value(json_object_get(set, "port"));
        restore(set, "lookup", tlsa_name(port, text_of(set, "base_domain")), "TLSA");
    }
}

void json_lookups_restore(json_t *report)
{
    const json_t *hosts = json_object_get(report, "hosts"), *addresses = json_object_get(report, "addresses");
    restore_domain(json_object_get(report, "domain"));
    for (size_t i = 0; i < json_array_size(hosts); i++)
        restore_host(json_array_get(hosts, i));
    for (size_t i = 0; i < json_array_size(addresses); i++) {
        const json_t *address = json_array_get(addresses, i);
        restore(address, "ptr_lookup", reverse_name(text_of(address, "address")), "PTR");
    }
}
