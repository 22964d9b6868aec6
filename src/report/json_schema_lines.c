/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The schema of the lines of --format jsonl, from the same shapes as that of a document. */
#include "base/list.h"
#include "facts/shapes.h"
#include "report/json_out.h"
#include "report/json_schema_build.h"

#include <stdlib.h>
#include <string.h>

/* Members of a shape, by name; a list that begins with NULL has all. */
struct members {
    const struct shape *shape;
    const char *const *names; /* NULL ends them */
    bool others;              /* those that are not named */
};

static const char *const all[] = {NULL};

static bool has(const struct members *members, const struct field *field)
{
    for (size_t i = 0; members->names[i] != NULL; i++)
        if (strcmp(members->names[i], field->name) == 0)
            return !members->others;
    return members->others;
}

static void add_members(json_t *object, const struct members *members)
{
    for (size_t i = 0; i < members->shape->field_count; i++) {
        const struct field *field = &members->shape->fields[i];
        if (has(members, field))
            json_schema_add(object, field->name, json_schema_member(field), !json_out_may_be_left_out(field));
    }
}

static json_t *line(const char *kind, bool has_id, const char *about)
{
    json_t *object = json_schema_object(about);
    json_schema_name_kind(object, kind, true);
    if (has_id)
        json_schema_add(object, "id", json_schema_about("string", "Unique among the lines of the kind."),
                        true);
    json_schema_add(object, "schema_version", json_schema_about("integer", "Version of this format."), true);
    return object;
}

static json_t *list_of(const struct shape *shape, const char *about)
{
    return json_schema_list(json_schema_reference(shape), about);
}

/* An object of the definitions, with these members; none of them has to be there. */
static json_t *define(json_t *definitions, const char *name, const struct members *members, const char *about)
{
    json_t *object = json_schema_object(about);
    for (size_t i = 0; i < members->shape->field_count; i++)
        if (has(members, &members->shape->fields[i]))
            json_schema_add(object, members->shape->fields[i].name,
                            json_schema_member(&members->shape->fields[i]), false);
    json_schema_set(definitions, name, object);
    return object;
}

/* --- parts -----------------------------------------------------------------------------------------------
 */

static const char *const reach_members[] = {"relay_over_ipv4", "relay_over_ipv6", "over_ipv4",
                                            "over_ipv6",       "shared_identity", NULL};
static const char *const limits[] = {"endpoints_max", "connections_max", "queries_max", "time_max_ms", NULL};

static void define_vantage(json_t *definitions)
{
    json_t *object = line(json_kind_vantage, true, "Where and how the scan ran, and its limits.");
    define(definitions, "line_vantage", &(struct members){&vantage_shape, reach_members, true},
           "What does not change in a run.");
    define(definitions, "line_limits", &(struct members){&bounds_shape, limits, false},
           "The limits of each target.");
    json_schema_add(object, "mailsonde_version", json_schema_about("string", "Version of the program."),
                    false);
    json_schema_add(object, "vantage", json_schema_defined("line_vantage"), true);
    json_schema_add(object, "bounds", json_schema_defined("line_limits"), true);
    json_schema_set(definitions, "vantage_line", object);
}

static void define_part(json_t *definitions, const char *name, const char *kind,
                        const struct members *members, const char *about)
{
    json_t *object = line(kind, true, about);
    add_members(object, members);
    json_schema_set(definitions, name, object);
}

static json_t *names_schema(const char *about)
{
    return list_of(&name_check_shape, about);
}

static void define_pointer(json_t *definitions)
{
    json_t *object = json_schema_object("An endpoint, and what belongs to the host's name.");
    json_t *otherwise = json_schema_object("The same of another session.");
    json_schema_add(otherwise, "session",
                    json_schema_about("integer", "Its index; that of the one without a name is the number of "
                                                 "sessions."),
                    true);
    json_schema_add(otherwise, "names", names_schema("Names checked."), true);
    json_schema_add(object, "id", json_schema_about("string", "Of the endpoint's line."), true);
    json_schema_add(object, "server_name",
                    json_schema_made(json_pack("{sss[ss]}", "description",
                                               "Host name it was probed for, if "
                                               "it is not the host's.",
                                               "type", "string", "null")),
                    false);
    json_schema_add(object, "server_name_sent",
                    json_schema_made(json_pack("{sss[ss]}", "description",
                                               "What * stands for in the endpoint's line, if it is not the "
                                               "server_name; null: for itself.",
                                               "type", "string", "null")),
                    false);
    json_schema_add(object, "names", names_schema("Whether the certificates are valid for these names."),
                    false);
    json_schema_add(object, "names_otherwise", json_schema_list(otherwise, "Sessions where that differs."),
                    false);
    json_schema_add(object, "tlsa_matches",
                    list_of(&tlsa_match_shape, "TLSA records against the chains served."), false);
    json_schema_set(definitions, "endpoint_pointer", object);
}

/* --- hosts and targets -----------------------------------------------------------------------------------
 */

static const char *const target_s[] = {"kind", "is_mx", "mx_preference", "submission", "services", NULL};

/* What a line has of the lists of a report. */
static void add_owned(json_t *object)
{
    json_schema_add(object, "endpoints",
                    json_schema_list(json_schema_defined("endpoint_pointer"), "What was seen at its ports."),
                    false);
    json_schema_add(object, "address_facts", list_of(&address_shape, "Its addresses."), false);
    json_schema_add(object, "paths", list_of(&path_shape, "Traces to its addresses."), false);
    json_schema_add(object, "caa_sets", list_of(&caa_set_shape, "CAA records, at depth deep."), false);
    json_schema_add(object, "profiles", list_of(&profile_verdict_shape, "Profiles over its endpoints."),
                    false);
}

static void define_host(json_t *definitions)
{
    json_t *object = line(json_kind_host, true, "A host, as all targets that lead to it share it.");
    add_members(object, &(struct members){&host_shape, target_s, true});
    add_owned(object);
    json_schema_add(object, "findings",
                    list_of(&finding_shape, "What fails or is unknown of the host and its ports; a subject "
                                            "without a domain is about the target's."),
                    true);
    json_schema_set(definitions, "host_line", object);

    json_t *pointer = define(definitions, "host_pointer", &(struct members){&host_shape, all, true},
                             "A host: with id, what it is to this target; without, all of it.");
    json_schema_add(pointer, "id", json_schema_about("string", "Of its line."), false);
    json_schema_add(pointer, "level", json_schema_about("string", "Inbound level of an MX host."), false);
}

/* Parts of the verdict with some of their members. */
static void define_verdict(json_t *definitions)
{
    static const char *const attacker[] = {"attacker", "inbound", "submission", NULL};
    static const char *const flag[] = {"kind", "host", NULL};
    static const char *const submission[] = {"host", "level", NULL};
    static const char *const client[] = {"host", "port", "mode", NULL};
    static const char *const main_finding[] = {"id", NULL};
    static const char *const apart[] = {"delivery_summary",
                                        "inbound_summary",
                                        "inbound_hosts",
                                        "attackers",
                                        "flags",
                                        "submission_hosts",
                                        "clients",
                                        "client_note",
                                        "submission_summary",
                                        "next_steps",
                                        "profiles",
                                        "path_summaries",
                                        "main_finding",
                                        NULL};
    const struct {
        const char *member;
        const char *name;
        struct members members;
        bool is_list;
    } parts[] = {
        {"attackers", "line_attacker", {&attacker_view_shape, attacker, false}, true},
        {"flags", "line_flag", {&verdict_flag_shape, flag, false}, true},
        {"submission_hosts", "line_submission", {&submission_verdict_shape, submission, false}, true},
        {"clients", "line_client", {&client_setting_shape, client, false}, true},
        {"main_finding", "line_main_finding", {&main_finding_shape, main_finding, false}, false},
    };
    json_t *object = json_schema_object("The verdict, without texts.");
    add_members(object, &(struct members){&verdict_shape, apart, true});
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        define(definitions, parts[i].name, &parts[i].members, parts[i].members.shape->about);
        json_t *reference = json_schema_defined(parts[i].name);
        json_schema_add(
            object, parts[i].member,
            parts[i].is_list ? json_schema_list(reference, parts[i].members.shape->about) : reference, false);
    }
    json_schema_set(definitions, "line_verdict", object);
}

static json_t *order_schema(void)
{
    return json_schema_made(json_pack("{sssss{ss}}", "description",
                                      "Where the items, in the order of the hosts, stand in a report; absent "
                                      "if that is their order.",
                                      "type", "array", "items", "type", "integer"));
}

static void define_domain(json_t *definitions)
{
    static const char *const own[] = {"started_at", "started_at_unix_ms", "elapsed_ms", "ended",
                                      "target",     "relaying",           "domain",     "counts",
                                      NULL};
    static const char *const filtered[] = {"id", "outcome", "severity", "subject", "accepted", NULL};
    static const char *const orders[] = {"endpoint_order", "address_order", "path_order", "caa_set_order"};
    json_t *object = line(json_kind_domain, true, "One target, and pointers to its parts.");
    add_members(object, &(struct members){&report_shape, own, false});
    define(definitions, "line_reach", &(struct members){&vantage_shape, reach_members, false},
           "What the run had reached by then.");
    define(definitions, "line_bounds", &(struct members){&bounds_shape, limits, true},
           "What the target has used of its limits.");
    define(definitions, "line_finding", &(struct members){&finding_shape, filtered, false},
           "A finding about the domain; the subject is there if it is more than that.");
    json_t *zone = define(definitions, "zone_pointer", &(struct members){&signed_zone_shape, all, true},
                          "A signed zone: with id, its line has it.");
    json_schema_add(zone, "id", json_schema_about("string", "Of its line."), false);
    define_verdict(definitions);
    json_schema_add(object, "vantage", json_schema_about("string", "The id of its line."), true);
    json_schema_add(object, "reach", json_schema_defined("line_reach"), true);
    json_schema_add(object, "bounds", json_schema_defined("line_bounds"), true);
    json_schema_add(object, "hosts", json_schema_list(json_schema_defined("host_pointer"), "Its hosts."),
                    false);
    json_schema_add(object, "signed_zones",
                    json_schema_list(json_schema_defined("zone_pointer"), "Zones that signed the answers."),
                    false);
    add_owned(object);
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++)
        json_schema_add(object, orders[i], order_schema(), false);
    json_schema_add(object, "verdict", json_schema_defined("line_verdict"), true);
    json_schema_add(object, "findings",
                    json_schema_list(json_schema_defined("line_finding"),
                                     "What fails or is unknown of the domain itself."),
                    true);
    json_schema_set(definitions, "domain_line", object);
}

/* --- the rest --------------------------------------------------------------------------------------------
 */

/* The members of a shape up to the list of reports, all of which are written. */
static void add_whole(json_t *object, const struct shape *shape)
{
    for (size_t i = 0; i < shape->field_count && shape->fields[i].shape != &report_shape; i++)
        if (strcmp(shape->fields[i].name, "schema_version") != 0)
            json_schema_add(object, shape->fields[i].name, json_schema_member(&shape->fields[i]), true);
}

static void define_summary(json_t *definitions)
{
    json_t *summary = line(json_kind_summary, false, "The last line: the run, and the run in numbers.");
    add_whole(summary, &run_shape);
    add_whole(summary, &run_summary_shape);
    json_schema_set(definitions, "summary_line", summary);
}

/* A schema for what is of that kind, and another for the rest. */
static json_t *by_kind(const char *kind, const char *definition, json_t *otherwise)
{
    return json_schema_made(json_pack("{s{s{s{ss}}s[s]}soso}", "if", "properties", "kind", "const", kind,
                                      "required", "kind", "then", json_schema_defined(definition), "else",
                                      otherwise));
}

json_t *json_schema_lines(json_t *definitions, json_t *otherwise)
{
    static const char *const endpoint_apart[] = {"server_name", "tlsa_matches", NULL};
    static const char *const texts_apart[] = {"id", NULL};
    const struct {
        const char *kind;
        const char *definition;
    } kinds[] = {
        {json_kind_input_error, "input_error"},      {json_kind_summary, "summary_line"},
        {json_kind_catalogue, "catalogue_line"},     {json_kind_zone, "zone_line"},
        {json_kind_certificate, "certificate_line"}, {json_kind_vantage, "vantage_line"},
        {json_kind_endpoint, "endpoint_line"},       {json_kind_host, "host_line"},
        {json_kind_domain, "domain_line"},
    };
    define_vantage(definitions);
    define_part(definitions, "certificate_line", json_kind_certificate,
                &(struct members){&certificate_shape, all, true}, "One certificate; the id is its SHA-256.");
    define_part(definitions, "endpoint_line", json_kind_endpoint,
                &(struct members){&endpoint_shape, endpoint_apart, true},
                "What was seen at an address and port, under whatever name. In server_name_sent * stands for "
                "the name.");
    define_part(definitions, "zone_line", json_kind_zone, &(struct members){&signed_zone_shape, all, true},
                "A signed zone.");
    define_part(definitions, "catalogue_line", json_kind_catalogue,
                &(struct members){&finding_texts_shape, texts_apart, true},
                "What is said of a finding, whose id this is.");
    define_pointer(definitions);
    define_host(definitions);
    define_domain(definitions);
    define_summary(definitions);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        otherwise = by_kind(kinds[i].kind, kinds[i].definition, otherwise);
    return otherwise;
}
