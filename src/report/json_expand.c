/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From lines to a report. The file may come from anybody: what is not of the type that it should be stays as
 * it is, for the reader of the report to tell. */
#include "report/json_expand.h"

#include "base/list.h"
#include "base/text.h"
#include "facts/shapes.h"
#include "report/json_lookups.h"
#include "report/json_out.h"
#include "report/json_value.h"
#include "report/line_endpoint.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Beyond these the lines are not what this program wrote: their pointers make much of little. */
enum { EXPANDED_MAX_BYTES = 256 << 20, NAMES_MAX = 1 << 20 };

enum { SHOWN_BYTES = 120 };

static const char pointer_key[] = "pointer";

struct expanding {
    struct json_parts *parts;
    size_t room;
    json_t *report;
    json_t *certificates; /* that were added, by hash */
    char *problem;
};

/* --- jansson ---------------------------------------------------------------------------------------------
 */

static json_t *made(json_t *value)
{
    if (value == NULL)
        out_of_memory();
    return value;
}

/* Takes the value over. */
static void set(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, made(value)) != 0)
        out_of_memory();
}

/* A copy of the object with the members of another, which come first. */
static json_t *merged(const json_t *object, const json_t *over)
{
    json_t *copy =
        json_is_object(object) ? made(json_copy((json_t *)(uintptr_t)object)) : made(json_object());
    if (json_is_object(over) && json_object_update(copy, (json_t *)(uintptr_t)over) != 0)
        out_of_memory();
    return copy;
}

/* The list of the report with that key, which it gets where it has none. */
static json_t *list_of(struct expanding *expanding, const char *key)
{
    json_t *list = json_object_get(expanding->report, key);
    if (list == NULL) {
        list = made(json_array());
        set(expanding->report, key, list);
    }
    return list;
}

/* Takes the value over. */
static void append(json_t *list, json_t *value)
{
    if (json_array_append_new(list, made(value)) != 0)
        out_of_memory();
}

/* --- parts -----------------------------------------------------------------------------------------------
 */

static bool fail(struct expanding *expanding, char *problem)
{
    if (expanding->problem == NULL)
        expanding->problem = problem;
    else
        free(problem);
    return false;
}

/* A reference of the caller's own; NULL where the part is missing. */
static json_t *find(struct expanding *expanding, const char *kind, const char *id)
{
    size_t bytes = 0;
    json_t *part = expanding->parts != NULL ? json_parts_get(expanding->parts, kind, id, &bytes) : NULL;
    if (part == NULL) {
        char *shown = text_from_wire(id, strlen(id), SHOWN_BYTES);
        fail(expanding, text_format("the line of the %s %s is not there before this one; give the whole file "
                                    "that --format jsonl wrote",
                                    kind, shown));
        free(shown);
        return NULL;
    }
    if (bytes > expanding->room) {
        fail(expanding, text_copy("so many pointers to so much are in no line of a scan; give a file that "
                                  "--format jsonl wrote"));
        json_decref(part);
        return NULL;
    }
    expanding->room -= bytes;
    return part;
}

/* --- certificates ----------------------------------------------------------------------------------------
 */

/* A chain has of a certificate with a line the hash and its place. */
static bool is_reference(const json_t *certificate)
{
    size_t own = json_object_get(certificate, "path_place") != NULL ? 2 : 1;
    return json_string_value(json_object_get(certificate, "sha256")) != NULL
           && json_object_size(certificate) == own;
}

static bool add_chain(struct expanding *expanding, const json_t *session)
{
    const json_t *chain = json_object_get(json_object_get(session, "tls"), "chain");
    for (size_t i = 0; i < json_array_size(chain); i++) {
        const json_t *certificate = json_array_get(chain, i);
        const char *sha256 = json_string_value(json_object_get(certificate, "sha256"));
        if (!is_reference(certificate) || json_object_get(expanding->certificates, sha256) != NULL)
            continue;
        json_t *part = find(expanding, json_kind_certificate, sha256);
        if (part == NULL)
            return false;
        append(list_of(expanding, "certificates"), part);
        set(expanding->certificates, sha256, json_true());
    }
    return true;
}

static bool add_certificates(struct expanding *expanding, const json_t *endpoint)
{
    const json_t *sessions = json_object_get(endpoint, "sessions");
    for (size_t i = 0; i < json_array_size(sessions); i++)
        if (!add_chain(expanding, json_array_get(sessions, i)))
            return false;
    return add_chain(expanding, json_object_get(endpoint, "nameless"));
}

/* --- endpoints and hosts ---------------------------------------------------------------------------------
 */

/* `host_name` is NULL in the domain's line. */
static bool add_endpoint(struct expanding *expanding, const json_t *pointer, const json_t *host_name)
{
    const char *id = json_string_value(json_object_get(pointer, "id"));
    if (id == NULL)
        return fail(expanding, text_copy("endpoints: an item without an id; give a file that --format jsonl "
                                         "wrote"));
    json_t *part = find(expanding, json_kind_endpoint, id);
    if (part == NULL)
        return false;
    const json_t *server_name = json_object_get(pointer, "server_name");
    const json_t *matches = json_object_get(pointer, "tlsa_matches");
    json_t *endpoint = merged(part, NULL);
    json_decref(part);
    if (server_name == NULL)
        server_name = host_name;
    if (server_name != NULL)
        set(endpoint, "server_name", json_incref((json_t *)(uintptr_t)server_name));
    if (matches != NULL)
        set(endpoint, "tlsa_matches", json_incref((json_t *)(uintptr_t)matches));
    set(endpoint, pointer_key, json_incref((json_t *)(uintptr_t)pointer));
    append(list_of(expanding, "endpoints"), endpoint);
    return add_certificates(expanding, endpoint);
}

static void add_all(struct expanding *expanding, const char *key, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        append(list_of(expanding, key), json_incref(json_array_get(list, i)));
}

/* What a host's line has of the report's lists, or what the domain's has. */
static bool add_owned(struct expanding *expanding, const json_t *owner, const json_t *host_name)
{
    const json_t *endpoints = json_object_get(owner, "endpoints");
    for (size_t i = 0; i < json_array_size(endpoints); i++)
        if (!add_endpoint(expanding, json_array_get(endpoints, i), host_name))
            return false;
    add_all(expanding, "addresses", json_object_get(owner, "address_facts"));
    add_all(expanding, "paths", json_object_get(owner, "paths"));
    add_all(expanding, "caa_sets", json_object_get(owner, "caa_sets"));
    return true;
}

/* The pointed-at object and what the pointer adds; the item itself where it points nowhere. NULL where the
 * part is missing. */
static json_t *resolved(struct expanding *expanding, const json_t *item, const char *kind)
{
    const char *id = json_string_value(json_object_get(item, "id"));
    if (id == NULL)
        return made(json_incref((json_t *)(uintptr_t)item));
    json_t *part = find(expanding, kind, id);
    if (part == NULL)
        return NULL;
    json_t *bare = merged(part, NULL);
    json_object_del(bare, "kind"); /* the line's: that of a host is in the pointer */
    json_t *whole = merged(bare, item);
    json_decref(bare);
    json_decref(part);
    return whole;
}

static bool add_host(struct expanding *expanding, const json_t *item)
{
    json_t *host = resolved(expanding, item, json_kind_host);
    if (host == NULL)
        return false;
    append(list_of(expanding, "hosts"), host);
    return add_owned(expanding, host, json_object_get(host, "name"));
}

static bool add_hosts(struct expanding *expanding, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!add_host(expanding, json_array_get(list, i)))
            return false;
    return true;
}

static bool add_zones(struct expanding *expanding, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *zone = resolved(expanding, json_array_get(list, i), json_kind_zone);
        if (zone == NULL)
            return false;
        append(list_of(expanding, "signed_zones"), zone);
    }
    return true;
}

static bool add_vantage(struct expanding *expanding, const json_t *line)
{
    const char *id = json_string_value(json_object_get(line, "vantage"));
    if (id == NULL)
        return fail(expanding,
                    text_copy("no vantage, so this is no line of a scan; give a file that --format jsonl "
                              "wrote"));
    json_t *part = find(expanding, json_kind_vantage, id);
    if (part == NULL)
        return false;
    const json_t *version = json_object_get(part, "mailsonde_version");
    if (version != NULL)
        set(expanding->report, "mailsonde_version", json_incref((json_t *)(uintptr_t)version));
    set(expanding->report, "vantage",
        merged(json_object_get(part, "vantage"), json_object_get(line, "reach")));
    set(expanding->report, "bounds",
        merged(json_object_get(part, "bounds"), json_object_get(line, "bounds")));
    json_decref(part);
    return true;
}

/* --- order -----------------------------------------------------------------------------------------------
 */

/* Puts the items of a list of the report to the places that `order` gives them. */
static bool put_in_order(struct expanding *expanding, const char *key, const json_t *order)
{
    json_t *list = json_object_get(expanding->report, key);
    size_t count = json_array_size(list);
    if (order == NULL)
        return true;
    json_t **items = allocate(count, sizeof(json_t *));
    bool good = json_array_size(order) == count;
    for (size_t i = 0; good && i < count; i++) {
        json_int_t place = json_integer_value(json_array_get(order, i));
        good = place >= 0 && (size_t)place < count && items[place] == NULL;
        if (good)
            items[place] = json_array_get(list, i);
    }
    json_t *ordered = made(json_array());
    for (size_t i = 0; good && i < count; i++)
        append(ordered, json_incref(items[i]));
    free(items);
    if (!good) {
        json_decref(ordered);
        return fail(expanding, text_format("%s: their order is none; was the file changed after mailsonde "
                                           "wrote it?",
                                           key));
    }
    set(expanding->report, key, ordered);
    return true;
}

/* --- all of it -------------------------------------------------------------------------------------------
 */

/* Lists whose items a line has elsewhere. */
static const char *const gathered[] = {"hosts",    "addresses",    "endpoints",    "paths",
                                       "caa_sets", "signed_zones", "certificates", "vantage"};

static bool expand(struct expanding *expanding, const json_t *line)
{
    for (size_t i = 0; i < sizeof gathered / sizeof gathered[0]; i++)
        json_object_del(expanding->report, gathered[i]);
    return add_vantage(expanding, line) && add_hosts(expanding, json_object_get(line, "hosts"))
           && add_owned(expanding, line, NULL) && add_zones(expanding, json_object_get(line, "signed_zones"))
           && put_in_order(expanding, "endpoints", json_object_get(line, "endpoint_order"))
           && put_in_order(expanding, "addresses", json_object_get(line, "address_order"))
           && put_in_order(expanding, "paths", json_object_get(line, "path_order"))
           && put_in_order(expanding, "caa_sets", json_object_get(line, "caa_set_order"));
}

json_t *json_expand(const json_t *line, struct json_parts *parts, char **problem)
{
    struct expanding expanding = {.parts = parts,
                                  .room = EXPANDED_MAX_BYTES,
                                  .report = merged(line, NULL),
                                  .certificates = made(json_object())};
    bool good = expand(&expanding, line);
    json_decref(expanding.certificates);
    if (!good) {
        json_decref(expanding.report);
        *problem = expanding.problem;
        return NULL;
    }
    json_lookups_restore(expanding.report);
    return expanding.report;
}

/* --- what belongs to names -------------------------------------------------------------------------------
 */

struct naming {
    struct report *report;
    size_t room; /* for name checks */
    char *problem;
};

static void clear_names(struct verification *verification)
{
    for (size_t i = 0; i < verification->name_count; i++)
        shape_clear(&name_check_shape, &verification->names[i]);
    free(verification->names);
    verification->names = NULL;
    verification->name_count = 0;
}

static bool read_names(struct naming *naming, const json_t *list, struct verification *verification)
{
    clear_names(verification);
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct name_check *check =
            list_append(&verification->names, &verification->name_count, sizeof *verification->names);
        if (naming->room == 0)
            naming->problem = text_copy("so many names are in no line of a scan");
        else
            naming->problem =
                json_value_read(json_array_get(list, i), &name_check_shape, check, JSON_READ_FACTS);
        if (naming->problem != NULL)
            return false;
        naming->room--;
    }
    return true;
}

static struct tls *handshake(struct endpoint *endpoint, json_int_t index)
{
    struct session *session = endpoint->nameless;
    if (index >= 0 && (size_t)index < endpoint->session_count)
        session = &endpoint->sessions[index];
    else if (index < 0 || (size_t)index != endpoint->session_count)
        return NULL;
    return session != NULL ? session->tls : NULL;
}

static bool name(struct naming *naming, struct endpoint *endpoint, const json_t *pointer)
{
    const json_t *name_sent = json_object_get(pointer, "server_name_sent"); /* null: none was taken out */
    const char *given = json_string_value(name_sent);
    const char *sent = given != NULL && text_is_safe(given) ? given : endpoint->server_name;
    for (json_int_t i = 0; (size_t)i <= endpoint->session_count; i++) {
        struct tls *tls = handshake(endpoint, i);
        if (tls == NULL)
            continue;
        if (!json_is_null(name_sent) && text_same(tls->server_name_sent, line_endpoint_name_sent))
            text_replace(&tls->server_name_sent, text_copy(sent));
        if (tls->chain_count > 0
            && !read_names(naming, json_object_get(pointer, "names"), &tls->verification))
            return false;
    }
    const json_t *otherwise = json_object_get(pointer, "names_otherwise");
    for (size_t i = 0; i < json_array_size(otherwise); i++) {
        const json_t *item = json_array_get(otherwise, i);
        struct tls *tls = handshake(endpoint, json_integer_value(json_object_get(item, "session")));
        if (tls != NULL && !read_names(naming, json_object_get(item, "names"), &tls->verification))
            return false;
    }
    return true;
}

bool json_expand_names(const json_t *value, struct report *report, char **problem)
{
    const json_t *endpoints = json_object_get(value, "endpoints");
    struct naming naming = {.report = report, .room = NAMES_MAX};
    bool good = true;
    for (size_t i = 0; good && i < report->endpoint_count; i++)
        good =
            name(&naming, &report->endpoints[i], json_object_get(json_array_get(endpoints, i), pointer_key));
    *problem = naming.problem;
    return good;
}
