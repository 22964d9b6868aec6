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
    VALUE(target, INTEGER, port, "Port asked for; 0 for all."),
};
SHAPE(target, "What the user asked about.");

static const struct field vantage_fields[] = {
    VALUE(vantage, TEXT, helo_name, "Name given in EHLO."),
    VALUE(vantage, TEXT, resolver, "Resolver asked."),
    VALUE(vantage, TEXT_LIST, resolvers, "The name servers that it means, with the port where it is not 53."),
    VALUE(vantage, BOOL, offline, "Only the given records were asked."),
    VALUE(vantage, BOOL, ipv4, "IPv4 probed."),
    VALUE(vantage, BOOL, ipv6, "IPv6 probed."),
    WORD(vantage, trust_anchors, answer_words, "Whether this machine has trust anchors."),
    VALUE(vantage, TEXT, trust_anchors_detail, "Where they are from, or why there is none."),
    WORD(vantage, root_key, answer_words, "Whether its key of the DNS root is good to validate with."),
    VALUE(vantage, TEXT, root_key_detail, "Why not."),
    WORD(vantage, clock, answer_words, "Whether its time fits the signatures of the DNS root."),
    WORD(vantage, addresses, address_policy_words, "Addresses that DNS may lead to."),
    OPEN_WORD(vantage, cloud, provider_id_words, "Where the user says that this machine stands."),
    PART(vantage, STRUCT, relay_over_ipv4, reach, "Port 25 over IPv4, over the whole run."),
    PART(vantage, STRUCT, relay_over_ipv6, reach, "Port 25 over IPv6, over the whole run."),
    PART(vantage, STRUCT, over_ipv4, reach, "IPv4, over the whole run."),
    PART(vantage, STRUCT, over_ipv6, reach, "IPv6, over the whole run."),
    PART(vantage, STRUCT, shared_identity, shared_identity, "One server in the place of all on port 25."),
    PART(vantage, LIST, controls, control, "Places that the user knows to work."),
};
SHAPE(vantage, "From where and how it was looked at.");

static const struct field bounds_fields[] = {
    VALUE(bounds, INTEGER, endpoints_max, "Endpoints probed at most; 0 for no limit."),
    VALUE(bounds, INTEGER, endpoints_left_out, "Those that there are beyond it."),
    VALUE(bounds, INTEGER, connections_max, "Connections made at most; 0 for no limit."),
    VALUE(bounds, INTEGER, connections, "Made, or waited for."),
    VALUE(bounds, INTEGER, connections_left_out, "Wanted beyond it."),
    VALUE(bounds, INTEGER, queries_max, "DNS questions asked at most; 0 for no limit."),
    VALUE(bounds, INTEGER, queries, "Asked; what the run knew already is not among them."),
    VALUE(bounds, INTEGER, queries_left_out, "Wanted beyond it."),
    VALUE(bounds, INTEGER, time_max_ms, "Milliseconds that the target gets at most; 0 for no limit."),
};
SHAPE(bounds, "What the target might cost, and what was left out for it.");

static const struct field relaying_fields[] = {
    VALUE(relaying, TEXT, from, "Sender that was given."),
    VALUE(relaying, TEXT, to, "Recipient that was given."),
    PART(relaying, STRUCT, mx_lookup, dns_lookup, "MX look-up of the recipient's domain."),
    VALUE(relaying, TEXT_LIST, mx_hosts, "Hosts that take mail for the recipient."),
};
SHAPE(relaying, "What servers were asked about relaying with.");

static const struct field report_fields[] = {
    VALUE(report, INTEGER, schema_version, "Version of this format."),
    VALUE(report, TEXT, mailsonde_version, "Version of the program."),
    VALUE(report, TEXT, started_at, "RFC 3339, UTC."),
    VALUE(report, INTEGER, started_at_unix_ms, "The same as Unix time."),
    VALUE(report, INTEGER, elapsed_ms, "Time the scan took."),
    WORD(report, ended, report_end_words,
         "Whether the target was looked at to the end; what was cut off is unknown."),
    PART(report, STRUCT, target, target, "What was asked."),
    PART(report, STRUCT, vantage, vantage, "From where."),
    PART(report, STRUCT, bounds, bounds, "What it might cost."),
    PART(report, OPTIONAL, relaying, relaying, "Absent where relaying was not asked about."),
    PART(report, OPTIONAL, domain, domain, "Absent for hosts and addresses."),
    PART(report, LIST, hosts, host, "MX hosts by preference, then submission hosts."),
    PART(report, LIST, addresses, address, "Of the hosts."),
    PART(report, LIST, endpoints, endpoint, "Address and port."),
    PART(report, LIST, paths, path, "To addresses with a port that could not be reached."),
    PART(report, STRUCT, verdict, verdict, "The headline."),
    PART(report, LIST, findings, finding, "Worst first."),
};
SHAPE_WITH_INDEX(report, "Everything about one target.", offsetof(struct report, index));

static const struct field input_error_fields[] = {
    VALUE(input_error, TEXT, source,
          "Where the word stood: a file's name, - for standard input, null for the command line."),
    VALUE(input_error, INTEGER, line, "Line in the source; 0 for the command line."),
    VALUE(input_error, TEXT, word, "As typed; null for a file of saved reports."),
    VALUE(input_error, TEXT, problem, "What is wrong with it."),
};
SHAPE(input_error, "A word that is no target, or what in a file of saved reports cannot be used.");

static const struct field run_summary_fields[] = {
    VALUE(run_summary, BOOL, complete, "Whether the run came to its end; false when it was cut short."),
    VALUE(
        run_summary, TEXT_LIST, unfinished,
        "Targets that were not, or not to the end, looked at. Of a list that was being read, the list's name "
        "stands for what was still to come."),
    VALUE(run_summary, INTEGER, elapsed_ms, "Time the run took."),
    VALUE(
        run_summary, INTEGER, longest_stall_ms,
        "The longest time that the program computed at a stretch while all connections waited, in processor "
        "time."),
    VALUE(run_summary, INTEGER, stalls, "How often it did so for a second or more."),
    VALUE(run_summary, INTEGER, reports, "Targets reported on."),
    VALUE(run_summary, INTEGER, errors, "Findings that fail with severity error."),
    VALUE(run_summary, INTEGER, warnings, "Findings that fail with severity warning."),
    VALUE(run_summary, INTEGER, infos, "Findings that fail with severity info."),
    VALUE(run_summary, INTEGER, unknown, "Requirements that could not be told."),
    VALUE(run_summary, INTEGER, holds, "Requirements that hold."),
    VALUE(run_summary, INTEGER, input_errors, "Words that are no target."),
    VALUE(run_summary, INTEGER, repeated, "Words that named a target again, which was looked at once."),
    VALUE(run_summary, INTEGER, exit_status, "The program's, which is the worst of all reports and errors."),
    WORD(run_summary, egress_blocked_over_ipv4, answer_words,
         "Whether this end kept the run from port 25 over IPv4: then nothing is known of that port at any "
         "IPv4 address."),
    WORD(run_summary, egress_blocked_over_ipv6, answer_words, "The same over IPv6."),
};
SHAPE(run_summary, "The run in numbers.");

static const struct field run_fields[] = {
    VALUE(run, INTEGER, schema_version, "Version of this format."),
    VALUE(run, TEXT, mailsonde_version, "Version of the program."),
    VALUE(run, TEXT, started_at, "RFC 3339, UTC."),
    PART(run, LIST, reports, report, "One a target, in the order in which they were done."),
    PART(run, LIST, input_errors, input_error, "Words that are no target."),
    PART(run, STRUCT, summary, run_summary, "The run in numbers."),
};
SHAPE(run, "Everything about one run of the program.");
