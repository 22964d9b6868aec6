/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shapes of what DNS and web servers said: see base/shape.h. */
#include "base/shape_table.h"
#include "facts/host.h"
#include "facts/mta_sts.h"
#include "facts/shapes.h"
#include "facts/words.h"

static const struct field dns_lookup_fields[] = {
    VALUE(dns_lookup, TEXT, name, "Name asked for, A-labels, no trailing dot."),
    VALUE(dns_lookup, TEXT, type, "Record type."),
    WORD(dns_lookup, status, dns_status_words, "How it ended."),
    USUAL_WORD(dns_lookup, source, dns_source_words, "The resolver, or the records given by the user."),
    VALUE(dns_lookup, TEXT, detail, "Why it failed, or what of the answer was left out."),
    VALUE(dns_lookup, TEXT_LIST, cname_chain, "Alias targets followed, in order."),
    WORD(dns_lookup, dnssec, dnssec_state_words, "What DNSSEC says about the answer."),
    VALUE(dns_lookup, TEXT, dnssec_detail, "Why it is bogus or unknown."),
    VALUE(dns_lookup, TEXT_LIST, signers, "Zones that signed the answer, where it was validated here."),
    VOLATILE_COUNT(dns_lookup, ttl_s, "Smallest TTL of the answer, in seconds."),
    VOLATILE_MS(dns_lookup, elapsed_ms, "Time it took."),
};
SHAPE(dns_lookup, "One DNS look-up and how it ended.");

static const struct field ds_record_fields[] = {
    VALUE(ds_record, INTEGER, key_tag, "Key tag."),
    VALUE(ds_record, INTEGER, algorithm, "DNSSEC algorithm number."),
    VALUE(ds_record, INTEGER, digest_type, "1: SHA-1, 2: SHA-256, 4: SHA-384."),
};
SHAPE(ds_record, "One DS record.");

static const struct field signed_zone_fields[] = {
    VALUE(signed_zone, TEXT, name, "The zone."),
    PART(signed_zone, STRUCT, lookup, dns_lookup, "Look-up of its DS records."),
    PART(signed_zone, LIST, records, ds_record, "Its DS records."),
};
SHAPE(signed_zone, "A zone that signed what the report rests on.");

static const struct field caa_record_fields[] = {
    VALUE(caa_record, INTEGER, flags, "128: critical."),
    VALUE(caa_record, TEXT, tag, "issue, issuewild, iodef, ..."),
    VALUE(caa_record, TEXT, value, "As published, parameters of RFC 8657 included."),
};
SHAPE(caa_record, "One CAA record.");

static const struct field caa_set_fields[] = {
    VALUE(caa_set, TEXT, host, "Host name that the records are for."),
    PART(caa_set, STRUCT, lookup, dns_lookup, "Look-up of the name where the search upwards ended."),
    PART(caa_set, LIST, records, caa_record, "As published; none where no name has any."),
};
SHAPE(caa_set, "Which authorities may issue certificates for a host (RFC 8659).");

static const struct field mx_record_fields[] = {
    VALUE(mx_record, INTEGER, preference, "Lower is tried first."),
    VALUE(mx_record, TEXT, exchange, "Host name; \".\" in a null MX."),
    USUAL_WORD(mx_record, kind, host_kind_words, "What kind of name it is."),
};
SHAPE(mx_record, "One MX record.");

static const struct field srv_record_fields[] = {
    VALUE(srv_record, INTEGER, priority, "Lower is tried first."),
    VALUE(srv_record, INTEGER, weight, "Share among equals."),
    VALUE(srv_record, INTEGER, port, "TCP port."),
    VALUE(srv_record, TEXT, target, "Host name; \".\" when the service is not offered."),
    USUAL_WORD(srv_record, kind, host_kind_words, "What kind of name it is."),
};
SHAPE(srv_record, "One SRV record.");

static const struct field srv_service_fields[] = {
    VALUE(srv_service, TEXT, service, "The label."),
    PART(srv_service, STRUCT, lookup, dns_lookup, "The look-up."),
    WORD(srv_service, offered, answer_words,
         "Whether the domain offers the service; no when its target is \".\"."),
    PART(srv_service, LIST, records, srv_record, "By priority."),
};
SHAPE(srv_service, "One SRV label of the domain.");

static const struct field tlsa_record_fields[] = {
    VALUE(tlsa_record, INTEGER, usage, "0 to 3."),
    VALUE(tlsa_record, INTEGER, selector, "0 the certificate, 1 its public key."),
    VALUE(tlsa_record, INTEGER, matching_type, "0 whole, 1 SHA-256, 2 SHA-512."),
    VALUE(tlsa_record, TEXT, data_hex, "Association data."),
    VALUE(tlsa_record, BOOL, usable, "For SMTP."),
    VALUE(tlsa_record, TEXT, unusable_because, "Why not."),
};
SHAPE(tlsa_record, "One TLSA record.");

static const struct field tlsa_set_fields[] = {
    VALUE(tlsa_set, TEXT, base_domain, "The host, or what it is an alias for."),
    VALUE(tlsa_set, INTEGER, port, "TCP port."),
    PART(tlsa_set, STRUCT, lookup, dns_lookup, "The look-up."),
    PART(tlsa_set, LIST, records, tlsa_record, "As published."),
    VALUE(tlsa_set, BOOL, unasked, "Whether senders do not query it, because the addresses are unsigned."),
};
SHAPE(tlsa_set, "The TLSA records of one port under one name.");

static const struct field tlsa_match_fields[] = {
    VALUE(tlsa_match, TEXT, base_domain, "Name the record stands under."),
    VALUE(tlsa_match, INTEGER, port, "TCP port it stands under."),
    VALUE(tlsa_match, INTEGER, usage, "Of the record."),
    VALUE(tlsa_match, INTEGER, selector, "Of the record."),
    VALUE(tlsa_match, INTEGER, matching_type, "Of the record."),
    VALUE(tlsa_match, TEXT, data_hex, "Of the record."),
    OPEN_WORD(tlsa_match, key_type, key_type_words, "Of the chain's own certificate."),
    WORD(tlsa_match, matches, answer_words, "Whether the record matches the chain."),
    INDEX(tlsa_match, certificate, "Which of the chain matched, from 0; null for none."),
    VALUE(tlsa_match, TEXT, problem, "Why it does not match."),
    VALUE(tlsa_match, TEXT, unsent_anchor,
          "The trust anchor of this machine that the record matches, if the server does not send it."),
    WORD(tlsa_match, unsent_anchor_issued, answer_words,
         "Whether the record would match if the server sent that anchor."),
};
SHAPE(tlsa_match, "One TLSA record against one chain that was served.");

static const struct field mta_sts_policy_fields[] = {
    VALUE(mta_sts_policy, TEXT, version, "STSv1."),
    VALUE(mta_sts_policy, TEXT, mode_word, "Mode as written."),
    WORD(mta_sts_policy, mode, mta_sts_mode_words, "Mode."),
    INDEX(mta_sts_policy, max_age_s, "As written; null where it is missing."),
    VALUE(mta_sts_policy, TEXT_LIST, mx, "Patterns."),
    VALUE(mta_sts_policy, TEXT_LIST, unknown_keys, "Keys that RFC 8461 does not define."),
    VALUE(mta_sts_policy, TEXT_LIST, problems, "Errors in the policy's syntax."),
};
SHAPE(mta_sts_policy, "An MTA-STS policy as parsed.");

static const struct field mta_sts_fields[] = {
    WORD(mta_sts, status, mta_sts_status_words, "How far a sender gets with the policy."),
    PART(mta_sts, STRUCT, txt_lookup, dns_lookup, "Of _mta-sts."),
    VALUE(mta_sts, TEXT_LIST, txt_records, "Those that begin with v=STSv1."),
    VALUE(mta_sts, TEXT, id, "Of the record."),
    VALUE(mta_sts, TEXT, policy_host, "Where the policy is."),
    VALUE(mta_sts, TEXT_LIST, policy_addresses, "Of the policy host."),
    WORD(mta_sts, address_dnssec, dnssec_state_words, "What DNSSEC says about the addresses."),
    VALUE(mta_sts, TEXT_LIST, barred_addresses, "Other addresses of it, which are not connected to."),
    VOLATILE(mta_sts, TEXT, address, "Fetched from."),
    NUMBER(mta_sts, http_status, "Of the answer."),
    VALUE(mta_sts, TEXT, content_type, "Of the answer."),
    VALUE(mta_sts, TEXT, redirect_to, "Target of a redirect, which is not followed."),
    VALUE(mta_sts, TEXT, detail, "Why it failed."),
    VOLATILE_COUNT(mta_sts, elapsed_ms, "Time for fetching."),
    VALUE(mta_sts, TEXT, body, "The policy's text."),
    PART(mta_sts, OPTIONAL, policy, mta_sts_policy, "The policy."),
};
SHAPE(mta_sts, "What a domain publishes for MTA-STS.");

static const struct field tls_rpt_fields[] = {
    PART(tls_rpt, STRUCT, lookup, dns_lookup, "Of _smtp._tls."),
    VALUE(tls_rpt, TEXT_LIST, records, "Those that begin with v=TLSRPTv1."),
    VALUE(tls_rpt, TEXT_LIST, rua, "Where reports go."),
    VALUE(tls_rpt, TEXT_LIST, problems, "Errors in the record."),
};
SHAPE(tls_rpt, "What a domain publishes for TLS-RPT.");

static const struct field domain_fields[] = {
    VALUE(domain, TEXT, name, "A-labels."),
    VALUE(domain, TEXT, name_unicode, "U-labels."),
    WORD(domain, mail_route, mail_route_words, "How mail for the domain is routed."),
    PART(domain, STRUCT, mx_lookup, dns_lookup, "The MX look-up."),
    PART(domain, LIST, mx, mx_record, "By preference, then name."),
    PART(domain, LIST, services, srv_service, "Submission services looked for."),
    PART(domain, OPTIONAL, mta_sts, mta_sts, "MTA-STS."),
    PART(domain, OPTIONAL, tls_rpt, tls_rpt, "TLS-RPT."),
};
SHAPE(domain, "The mail domain as DNS describes it.");

static const struct field host_port_fields[] = {
    VALUE(host_port, INTEGER, port, "TCP port."),
    WORD(host_port, expected, port_mode_words, "The mode the port should speak."),
    VALUE(host_port, TEXT, because, "Why it is probed."),
};
SHAPE(host_port, "One port to probe on a host.");

static const struct field host_fields[] = {
    VALUE(host, TEXT, name, "A-labels, or an address."),
    VALUE(host, TEXT, name_unicode, "U-labels."),
    USUAL_WORD(host, kind, host_kind_words, "What kind of name it is."),
    VALUE(host, BOOL, is_mx, "Whether mail for the domain is routed to it."),
    NUMBER_IF(host, mx_preference, is_mx, "Preference of its MX record; null without one."),
    WORD(host, submission, submission_source_words, "Why it counts as a submission host."),
    VALUE(host, TEXT_LIST, services, "SRV labels that name it."),
    PART(host, STRUCT, a_lookup, dns_lookup, "IPv4 look-up."),
    PART(host, STRUCT, aaaa_lookup, dns_lookup, "IPv6 look-up."),
    VALUE(host, TEXT_LIST, addresses, "Each is an entry of the report's addresses."),
    PART(host, LIST, ports, host_port, "Ports probed."),
    PART(host, LIST, tlsa_sets, tlsa_set, "TLSA records."),
};
SHAPE(host, "A host that DNS or the user named.");

static const struct field address_fields[] = {
    VALUE(address, TEXT, address, "Presentation form."),
    VALUE(address, INTEGER, family, "4 or 6."),
    USUAL_WORD(address, scope, address_scope_words, "Special-purpose range it lies in."),
    WORD(address, barred, address_bar_words, "Why it is not connected to when DNS names it; null if it is."),
    PART(address, STRUCT, ptr_lookup, dns_lookup, "Reverse look-up."),
    VALUE(address, TEXT_LIST, ptr_names, "Names of the PTR records."),
    WORD(address, forward_confirmed, answer_words, "Whether a PTR name leads back to the address."),
};
SHAPE(address, "One address of a host.");
