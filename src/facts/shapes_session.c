/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shapes of what the connections saw: see base/shape.h. */
#include "base/list.h"
#include "base/shape_table.h"
#include "base/tls_names.h"
#include "facts/endpoint.h"
#include "facts/shapes.h"
#include "facts/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct field certificate_fields[] = {
    VALUE(certificate, TEXT, subject, "RFC 4514."),
    VALUE(certificate, TEXT, issuer, "RFC 4514."),
    VALUE(certificate, TEXT, serial_hex, "Serial number."),
    VALUE(certificate, TEXT_LIST, dns_names, "subjectAltName dNSName."),
    VALUE(certificate, TEXT_LIST, ip_names, "subjectAltName iPAddress."),
    VALUE(certificate, BOOL, names_unread, "Not all names could be read."),
    VALUE(certificate, TEXT, not_before, "RFC 3339."),
    VALUE(certificate, TEXT, not_after, "RFC 3339."),
    NUMBER(certificate, not_before_unix_s, "The same as Unix time."),
    NUMBER(certificate, not_after_unix_s, "The same as Unix time."),
    OPEN_WORD(certificate, key_type, key_type_words, "RSA, ECDSA, ..."),
    NUMBER(certificate, key_bits, "Key size."),
    VALUE(certificate, TEXT, key_problem, "Set if the key is too large to verify anything with."),
    VALUE(certificate, TEXT, signature_algorithm, "As GnuTLS names it."),
    VALUE(certificate, BOOL, signature_is_weak, "Whether it uses MD5, SHA-1 or another broken hash."),
    BULKY(certificate, TEXT, der_base64, "The certificate itself."),
    VALUE(certificate, TEXT, sha256, "Of the certificate, hex."),
    VALUE(certificate, TEXT, spki_sha256, "Of the public key, hex."),
    VALUE(certificate, BOOL, self_signed, "Whether it is self-signed."),
    VALUE(certificate, BOOL, is_ca, "basicConstraints CA."),
    VALUE(certificate, TEXT_LIST, key_usage, "keyUsage; empty where it is not restricted."),
    VALUE(certificate, TEXT_LIST, purposes, "Extended key usage; empty where it is not restricted."),
    VALUE(certificate, TEXT, unreadable, "Why it cannot be parsed; then only bytes and hash are known."),
    NUMBER(certificate, path_place, "Its place on the certification path, from 1; null if it is not on it."),
};
SHAPE(certificate, "One certificate of the chain as sent.");

static const struct field name_check_fields[] = {
    VALUE(name_check, TEXT, name, "Name checked."),
    WORD(name_check, matches, answer_words, "RFC 9525."),
    VALUE(name_check, TEXT, matched, "subjectAltName that matched."),
};
SHAPE(name_check, "Whether the certificate is valid for a name.");

static const struct field path_flaw_fields[] = {
    WORD(path_flaw, kind, path_flaw_words, "RFC 5280 6."),
    INDEX(path_flaw, certificate, "Index of the certificate in the chain, from 0; null for none."),
    VALUE(path_flaw, TEXT, detail, "In words."),
};
SHAPE(path_flaw, "Why a certification path is not valid.");

static const struct field verification_fields[] = {
    WORD(verification, trusted, answer_words, "Whether there is a path to a trust anchor, dates aside."),
    VALUE(verification, TEXT_LIST, problems, "Why not."),
    PART(verification, LIST, flaws, path_flaw, "Why not, by kind."),
    VALUE(verification, TEXT, anchor, "Subject of the trust anchor that the path leads to."),
    WORD(verification, anchor_in_date, answer_words,
         "Whether that anchor is in date, which RFC 5280 does not require."),
    WORD(verification, found_simply, answer_words,
         "Whether GnuTLS trusts the chain as sent, without a search."),
    WORD(verification, openssl_takes, answer_words,
         "Whether OpenSSL takes the path that GnuTLS takes, dates left out."),
    VALUE(verification, TEXT, openssl_objection, "Why OpenSSL does not take it."),
    WORD(verification, in_date, answer_words,
         "Whether all certificates of the path were valid at the time of the scan."),
    PART(verification, LIST, names, name_check, "The host's name first."),
};
SHAPE(verification, "Separate answers about the chain.");

static const struct field tls_fields[] = {
    VALUE(tls, TEXT, server_name_sent, "SNI."),
    WORD(tls, completed, answer_words, "Whether the handshake was completed."),
    CODE(tls, CODE, alert, tls_alert_names, "Alert received."),
    CODE(tls, CODE, version, tls_version_names, "Protocol version."),
    CODE(tls, CODE, cipher_suite, tls_suite_names, "IANA name."),
    CODE(tls, CODE, group, tls_group_names, "Key exchange group."),
    CODE(tls, CODE, signature, tls_signature_names, "Handshake signature."),
    NUMBER(tls, key_exchange_bits, "Size of a finite-field Diffie-Hellman prime."),
    VOLATILE(tls, TEXT, key_share, "Hash of the server's public value in the key exchange, 128 bits."),
    VALUE(tls, TEXT, key_exchange_problem,
          "Set if the key exchange has numbers that are too large to compute with."),
    PART(tls, LIST, chain, certificate, "The certificates as sent, the server's own first."),
    VALUE(tls, INTEGER, certificates_sent,
          "Number of certificates sent; the chain has the first 16 and those on the path."),
    VALUE(tls, INTEGER, certificate_bytes, "Size of all certificates sent."),
    PART(tls, STRUCT, verification, verification, "Answers about the chain."),
    WORD(tls, ocsp_staple, ocsp_staple_words, "Stapled OCSP response."),
    WORD(tls, session_ticket, answer_words, "Whether a ticket was issued."),
    WORD(tls, resumed, answer_words, "Whether an earlier session was resumed, if that was tried."),
    WORD(tls, client_certificate_requested, answer_words,
         "Whether the server requested a client certificate."),
};
SHAPE(tls, "What one handshake showed.");

static const struct field icmp_error_fields[] = {
    VALUE(icmp_error, INTEGER, family, "4: ICMP, 6: ICMPv6."),
    VALUE(icmp_error, INTEGER, type, "Type."),
    VALUE(icmp_error, INTEGER, code, "Code."),
    VALUE(icmp_error, TEXT, sender, "Who sent it, if the system shows it."),
};
SHAPE(icmp_error, "An ICMP message that answered a SYN.");

static const struct field stop_fields[] = {
    WORD(stop, at, step_words, "The step."),
    WORD(stop, reason, stop_reason_words, "The reason."),
    NUMBER(stop, reply_code, "SMTP reply code of a rejection."),
    VOLATILE_COUNT(stop, received_bytes, "Bytes received at that step, of an incomplete message."),
    VALUE(stop, TEXT, system_error, "errno name."),
    VOLATILE(stop, TEXT, detail, "What was seen."),
    PART(stop, OPTIONAL, icmp, icmp_error, "The ICMP error that came back."),
};
SHAPE(stop, "Where and why a session ended early.");

static const struct field timing_fields[] = {
    WORD(timing, step, step_words, "The step."),
    VOLATILE_COUNT(timing, elapsed_ms, "Milliseconds."),
};
SHAPE(timing, "How long a step took.");

static const struct field reply_fields[] = {
    NUMBER(reply, code, "Three digits."),
    VALUE(reply, TEXT, enhanced_code, "RFC 2034."),
    VOLATILE(reply, TEXT_LIST, lines, "Text of each line."),
    VALUE(reply, BOOL, truncated, "Whether the server sent more than is kept."),
    VOLATILE_MS(reply, first_line_ms, "Until the first line; 0 may be any time below a second."),
    VOLATILE_MS(reply, slowest_line_ms,
                "The longest time from the first byte of a line to its last; 0 likewise."),
    VOLATILE_MS(reply, elapsed_ms, "Until the last; 0 likewise."),
};
SHAPE(reply, "One SMTP reply.");

static const struct field reply_fault_fields[] = {
    WORD(reply_fault, at, step_words, "Step of the session."),
    WORD(reply_fault, kind, reply_fault_kind_words, "How the line breaks RFC 5321."),
    VOLATILE(reply_fault, TEXT, line, "The line as it came."),
};
SHAPE(reply_fault, "A line of a reply that breaks RFC 5321.");

static const struct field ehlo_keyword_fields[] = {
    VALUE(ehlo_keyword, TEXT, keyword, "Upper case."),
    VALUE(ehlo_keyword, TEXT, parameters, "What follows it."),
};
SHAPE(ehlo_keyword, "One keyword of an EHLO reply.");

static const struct field ehlo_fields[] = {
    VALUE(ehlo, TEXT, verb, "EHLO or HELO."),
    PART(ehlo, STRUCT, reply, reply, "As it came."),
    VALUE(ehlo, TEXT, domain, "Name the server gives itself."),
    PART(ehlo, LIST, keywords, ehlo_keyword, "From the second line on."),
    VALUE(ehlo, TEXT_LIST, auth_mechanisms, "Of the AUTH keyword."),
};
SHAPE(ehlo, "The reply to EHLO.");

static const struct field starttls_fields[] = {
    WORD(starttls, offered, answer_words, "Whether EHLO lists it."),
    VALUE(starttls, TEXT, masked_as, "Keyword that stands in its place."),
    PART(starttls, OPTIONAL, reply, reply, "To the command."),
    VOLATILE(starttls, TEXT, bytes_after_reply, "Bytes that followed the reply in clear; never used."),
};
SHAPE(starttls, "STARTTLS: the offer and the command.");

static const struct field transcript_line_fields[] = {
    VOLATILE(transcript_line, INTEGER, at_ms, "Since the connection began."),
    WORD(transcript_line, direction, direction_words, "Who said it."),
    VALUE(transcript_line, BOOL, encrypted, "Inside TLS."),
    VOLATILE(transcript_line, TEXT, text, "What was said."),
};
SHAPE(transcript_line, "One line of the dialogue.");

static const struct field session_fields[] = {
    WORD(session, purpose, session_purpose_words, "What the connection was made for."),
    WORD(session, tried, port_mode_words, "Mode the client used."),
    PART(session, STRUCT, stop, stop, "Where it ended early."),
    VOLATILE(session, TEXT, local_address, "Address of this machine."),
    WORD(session, tells_senders, answer_words, "Whether this system distinguishes an ICMP error from a RST."),
    VOLATILE_NUMBER(session, connect_us, "Microseconds from the first SYN to its answer."),
    VOLATILE_COUNT(session, syn_retransmissions, "SYNs sent again."),
    PART(session, LIST, timings, timing, "Steps begun."),
    VOLATILE(session, TEXT, first_bytes, "What the server sent, if the mode does not expect it."),
    PART(session, OPTIONAL, unfinished, reply, "The incomplete reply at which the session stopped."),
    PART(session, LIST, reply_faults, reply_fault, "Lines that break RFC 5321, the first of each kind."),
    PART(session, OPTIONAL, greeting, reply, "The greeting."),
    PART(session, OPTIONAL, ehlo, ehlo, "Before TLS."),
    PART(session, OPTIONAL, lhlo, reply, "To LHLO, where neither EHLO nor HELO is understood."),
    PART(session, OPTIONAL, mail_before_tls, reply, "To MAIL before TLS, on submission ports."),
    PART(session, OPTIONAL, auth_before_tls, reply, "To AUTH before TLS, without credentials."),
    PART(session, STRUCT, starttls, starttls, "STARTTLS."),
    COUNT(session, tls_commands, "Commands sent inside TLS to count the replies to them."),
    PART(session, LIST, tls_replies, reply, "All replies inside TLS where they are counted."),
    PART(session, OPTIONAL, injected, reply,
         "To a command sent in one packet with STARTTLS, read inside TLS."),
    PART(session, OPTIONAL, after_failed_handshake, reply, "To NOOP in clear after a handshake that failed."),
    PART(session, OPTIONAL, tls, tls, "The handshake."),
    PART(session, OPTIONAL, ehlo_tls, ehlo, "Inside TLS."),
    PART(session, OPTIONAL, mail_before_auth, reply, "To MAIL inside TLS without AUTH, on submission ports."),
    PART(session, OPTIONAL, relay_mail, reply, "To MAIL from the sender of --relay-from, without a login."),
    PART(session, OPTIONAL, relay_rcpt, reply, "To RCPT for the recipient of --relay-to; no DATA follows."),
    PART(session, OPTIONAL, vrfy, reply, "To VRFY postmaster."),
    PART(session, OPTIONAL, quit, reply, "To QUIT."),
    BULKY_PART(session, LIST, transcript, transcript_line, "The dialogue."),
};
SHAPE(session, "One connection.");

static const struct field dialled_fields[] = {
    VALUE(dialled, TEXT, address, "Where to."),
    VALUE(dialled, INTEGER, port, "TCP port."),
};
SHAPE(dialled, "Where connections went in place of the endpoint's own address and port.");

/* "127.0.0.1:2525", "[2001:db8::1]:2525" */
static char *write_dialled(const void *object)
{
    const struct dialled *dialled = object;
    if (dialled->address == NULL)
        return dialled->port != 0 ? text_format(":%" PRId64, dialled->port) : NULL;
    bool bare = *dialled->address != '\0' && strpbrk(dialled->address, ":[]") == NULL;
    return text_format(bare ? "%s:%" PRId64 : "[%s]:%" PRId64, dialled->address, dialled->port);
}

static void read_dialled(void *object, const char *text)
{
    struct dialled *dialled = object;
    const char *colon = strrchr(text, ':');
    size_t length = colon != NULL ? (size_t)(colon - text) : strlen(text);
    bool bracketed = length >= 2 && text[0] == '[' && text[length - 1] == ']';
    dialled->port = colon != NULL ? strtoll(colon + 1, NULL, 10) : 0;
    if (length > 0)
        dialled->address = text_copy_bytes(text + bracketed, length - (bracketed ? 2 : 0));
}

static const struct written dialled_written = {write_dialled, read_dialled};

static const struct field endpoint_fields[] = {
    VALUE(endpoint, TEXT, address, "Address."),
    VALUE(endpoint, INTEGER, port, "TCP port."),
    VALUE(endpoint, TEXT, server_name, "Host name it was probed for."),
    WRITTEN(endpoint, connect_to, dialled, dialled_written, "The place that --connect-to gave instead."),
    WORD(endpoint, expected, port_mode_words, "Mode the port should speak."),
    WORD(endpoint, found, port_mode_words, "Mode it speaks."),
    VOLATILE(endpoint, INTEGER, connections,
             "TCP connections begun, those of a survey and of a trace included."),
    VOLATILE(endpoint, INTEGER, elapsed_ms, "Time for all of them."),
    PART(endpoint, LIST, sessions, session, "By purpose, those for one purpose in order."),
    PART(endpoint, OPTIONAL, nameless, session, "A handshake without a server name, beside the others."),
    PART(endpoint, LIST, tlsa_matches, tlsa_match, "TLSA records against the chains served."),
    PART(endpoint, OPTIONAL, tls_survey, tls_survey, "Which TLS it accepts, as tested beyond the sessions."),
};
SHAPE(endpoint, "What one address and port did.");
