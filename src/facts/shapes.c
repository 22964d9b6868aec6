/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shapes of the report as a whole, and of a run: see base/shape.h. */
#include "facts/shapes.h"

#include "base/shape_table.h"
#include "facts/report.h"
#include "facts/run.h"
#include "facts/words.h"

static const struct field target_fields[] = {
    VALUE(target, TEXT, word, "As typed."),
    WORD(target, kind, target_kind_words, "What it is."),
    VALUE(target, TEXT, name, "A-labels, or an address."),
    VALUE(target, TEXT, name_unicode, "U-labels."),
    NUMBER(target, port, "Port asked for; null for all."),
    VALUE(target, TEXT, source,
          "The list that named it: a file's name, - for standard input, null for the command line."),
    NUMBER(target, line, "Line in the source; null for the command line."),
};
SHAPE(target, "What the user asked about.");

static const struct field vantage_fields[] = {
    VALUE(vantage, TEXT, helo_name, "Name given in EHLO."),
    VALUE(vantage, TEXT, resolver, "Resolver asked."),
    VALUE(vantage, TEXT_LIST, resolvers, "The name servers behind it, with the port if it is not 53."),
    VALUE(vantage, BOOL, offline, "Only the records file was used."),
    VALUE(vantage, BOOL, ipv4, "IPv4 probed."),
    VALUE(vantage, BOOL, ipv6, "IPv6 probed."),
    WORD(vantage, trust_anchors, answer_words, "Whether this machine has trust anchors."),
    VALUE(vantage, TEXT, trust_anchors_detail, "Their source, or why there are none."),
    WORD(vantage, root_key, answer_words, "Whether its DNSSEC root key can validate answers."),
    VALUE(vantage, TEXT, root_key_detail, "Why not."),
    WORD(vantage, clock, answer_words,
         "Whether its clock lies within the validity of the root's signatures."),
    WORD(vantage, addresses, address_policy_words, "Addresses from DNS that connections are made to."),
    OPEN_WORD(vantage, cloud, provider_id_words, "The provider given with --cloud."),
    PART(vantage, STRUCT, relay_over_ipv4, reach, "What the whole run reached on port 25 over IPv4."),
    PART(vantage, STRUCT, relay_over_ipv6, reach, "What the whole run reached on port 25 over IPv6."),
    PART(vantage, STRUCT, over_ipv4, reach, "What the whole run reached over IPv4."),
    PART(vantage, STRUCT, over_ipv6, reach, "What the whole run reached over IPv6."),
    PART(vantage, STRUCT, shared_identity, shared_identity,
         "What all servers show on port 25, if it belongs to none of them."),
    PART(vantage, LIST, controls, control, "The hosts given with --control."),
};
SHAPE(vantage, "Where and how the scan ran.");

static const struct field bounds_fields[] = {
    NUMBER(bounds, endpoints_max, "Endpoints probed at most; null for no limit."),
    COUNT(bounds, endpoints_left_out, "Endpoints beyond the limit, not probed."),
    NUMBER(bounds, connections_max, "Connections made at most; null for no limit."),
    VOLATILE(bounds, INTEGER, connections, "Connections made or waited for."),
    COUNT(bounds, connections_left_out, "What was left out beyond the limit."),
    NUMBER(bounds, queries_max, "DNS questions asked at most; null for no limit."),
    VOLATILE(bounds, INTEGER, queries, "Queries sent; answers that the run had already are not counted."),
    COUNT(bounds, queries_left_out, "What was left out beyond the limit."),
    NUMBER(bounds, time_max_ms, "Time limit for the target in milliseconds; null for no limit."),
};
SHAPE(bounds, "The limits of the target, and what was left out because of them.");

static const struct field relaying_fields[] = {
    VALUE(relaying, TEXT, from, "The sender, from --relay-from."),
    VALUE(relaying, TEXT, to, "The recipient, from --relay-to."),
    PART(relaying, STRUCT, mx_lookup, dns_lookup, "MX look-up of the recipient's domain."),
    VALUE(relaying, TEXT_LIST, mx_hosts, "MX hosts of the recipient's domain."),
};
SHAPE(relaying, "Sender and recipient of the relaying test.");

static const struct field report_fields[] = {
    VALUE(report, INTEGER, schema_version, "Version of this format."),
    VALUE(report, TEXT, mailsonde_version, "Version of the program."),
    VOLATILE(report, TEXT, started_at, "RFC 3339, UTC."),
    VOLATILE(report, INTEGER, started_at_unix_ms, "The same as Unix time."),
    VOLATILE(report, INTEGER, elapsed_ms, "Time the scan took."),
    WORD(report, ended, report_end_words,
         "Whether the scan of the target was completed; what is missing is unknown."),
    PART(report, STRUCT, target, target, "What was asked."),
    PART(report, STRUCT, vantage, vantage, "Where and how the scan ran."),
    PART(report, STRUCT, bounds, bounds, "Limits."),
    PART(report, OPTIONAL, relaying, relaying, "Absent if relaying was not tested."),
    PART(report, OPTIONAL, domain, domain, "Absent for hosts and addresses."),
    PART(report, LIST, hosts, host, "MX hosts by preference, then submission hosts."),
    PART(report, LIST, addresses, address, "The addresses of the hosts."),
    PART(report, LIST, signed_zones, signed_zone, "Zones that signed the answers."),
    PART(report, LIST, caa_sets, caa_set, "CAA records for the hosts, at depth deep."),
    PART(report, LIST, endpoints, endpoint, "What was seen at each address and port."),
    PART(report, LIST, paths, path, "Traces to addresses with a port that could not be reached."),
    PART(report, STRUCT, verdict, verdict, "The verdict, as in the headline."),
    PART(report, STRUCT, counts, finding_counts, "The findings in numbers."),
    PART(report, LIST, findings, finding, "Worst first."),
};
SHAPE_WITH_INDEX(report, "Everything about one target.", offsetof(struct report, index));

static const struct field input_error_fields[] = {
    VALUE(input_error, TEXT, source,
          "Where the entry is from: a file's name, - for standard input, null for the command line."),
    NUMBER(input_error, line, "Line in the source; null for the command line."),
    VALUE(input_error, TEXT, word, "As typed; null for a file of saved reports."),
    VALUE(input_error, TEXT, problem, "What is wrong with it."),
};
SHAPE(input_error, "An entry that is not a target, or a part of a saved report that cannot be used.");

static const struct field run_summary_fields[] = {
    VALUE(run_summary, BOOL, complete, "Whether the run was completed."),
    VALUE(run_summary, TEXT_LIST, unfinished,
          "Targets that were not scanned or not completed. A list that was not read to its end is named by "
          "its source."),
    VOLATILE(run_summary, INTEGER, elapsed_ms, "Time the run took."),
    VOLATILE(run_summary, INTEGER, longest_stall_ms,
             "The longest processor time, in milliseconds, during which no connection was served."),
    VOLATILE(run_summary, INTEGER, stalls, "How often that was a second or more."),
    VALUE(run_summary, INTEGER, reports, "Targets reported on."),
    VALUE(run_summary, INTEGER, errors, "Findings that fail with severity error."),
    VALUE(run_summary, INTEGER, warnings, "Findings that fail with severity warning."),
    VALUE(run_summary, INTEGER, infos, "Findings that fail with severity info."),
    VALUE(run_summary, INTEGER, unknown, "Findings that are undecided."),
    VALUE(run_summary, INTEGER, holds, "Requirements that hold."),
    VALUE(run_summary, INTEGER, accepted, "Findings that fail or are undecided, and that the user accepts."),
    VALUE(run_summary, INTEGER, input_errors, "Entries that are not targets."),
    VALUE(run_summary, INTEGER, repeated, "Entries that repeat a target, which is scanned once."),
    VALUE(run_summary, INTEGER, exit_status, "Exit status of the program."),
    WORD(run_summary, egress_blocked_over_ipv4, answer_words,
         "Whether port 25 over IPv4 is blocked from here; then nothing is known about that port at any IPv4 "
         "address."),
    WORD(run_summary, egress_blocked_over_ipv6, answer_words, "The same over IPv6."),
};
SHAPE(run_summary, "The run in numbers.");

static const struct field run_settings_fields[] = {
    VALUE(run_settings, TEXT, command, "scan, path, assess or demo."),
    VALUE(
        run_settings, TEXT_LIST, options,
        "The options as given, by their long names: of the command line, then of the environment and files."),
    VALUE(run_settings, TEXT, depth, "How much of each server's TLS is tested."),
    VALUE(run_settings, TEXT, resolver, "The resolver as given, or system; null if none is asked."),
    VALUE(run_settings, TEXT, dnssec, "Who validates DNSSEC: the mode of --dnssec."),
    VALUE(run_settings, TEXT, dnssec_anchor, "The file with the key of the DNS root, or system."),
    VALUE(run_settings, TEXT, trust_anchors, "The file with the trust anchors for TLS, or system."),
    VALUE(run_settings, TEXT_LIST, profiles, "The policy profiles, as given."),
};
SHAPE(run_settings, "How the program was called; null where the command has nothing to do with it.");

static const struct field run_fields[] = {
    VALUE(run, INTEGER, schema_version, "Version of this format."),
    VALUE(run, TEXT, mailsonde_version, "Version of the program."),
    VOLATILE(run, TEXT, started_at, "RFC 3339, UTC."),
    PART(run, STRUCT, settings, run_settings, "How the program was called."),
    PART(run, LIST, reports, report, "One for each target, in the order of completion."),
    PART(run, LIST, input_errors, input_error, "Entries that are not targets."),
    PART(run, STRUCT, summary, run_summary, "The run in numbers."),
};
SHAPE(run, "Everything about one run of the program.");
