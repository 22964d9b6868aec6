/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What one address and port did, connection by connection. */
#ifndef MAILSONDE_FACTS_ENDPOINT_H
#define MAILSONDE_FACTS_ENDPOINT_H

#include "base/answer.h"
#include "base/list.h"
#include "facts/host.h"
#include "facts/path.h"
#include "facts/tls.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The steps of a session, in the order of the wire. */
enum step {
    STEP_NONE,
    STEP_CONNECT,
    STEP_GREETING,
    STEP_EHLO,
    STEP_MAIL_BEFORE_TLS,
    STEP_AUTH_BEFORE_TLS,
    STEP_STARTTLS,
    STEP_HANDSHAKE,
    STEP_EHLO_TLS,
    STEP_MAIL_BEFORE_AUTH,
    STEP_RELAY,
    STEP_VRFY,
    STEP_QUIT,
    STEP_COUNT
};

/* Why a session stopped before its end. */
enum stop_reason {
    STOP_NONE,        /* it did not */
    STOP_REFUSED,     /* RST to SYN */
    STOP_TIMED_OUT,   /* nothing arrived in time */
    STOP_UNREACHABLE, /* an ICMP error came back */
    STOP_LOCAL,       /* this machine refused: no route, firewall, out of descriptors */
    STOP_RESET,       /* RST after the connection was made */
    STOP_CLOSED,      /* the server closed it without a reply */
    STOP_REJECTED,    /* an SMTP reply ended it: 421, 450, 454, 554, ... */
    STOP_PROTOCOL,    /* the data is not SMTP, or exceeds a bound */
    STOP_TLS_ALERT,   /* the server sent a fatal alert */
    STOP_TLS,         /* the handshake failed otherwise */
    STOP_NOT_TRIED,   /* there may be no more connections to the address: the server refuses them, or we do */
    STOP_INTERRUPTED, /* the run was interrupted at this end: what would have come is unknown */
    STOP_TIME_RAN_OUT, /* the same, because the time limit of the target was reached */
    STOP_EXCLUDED,     /* no connection was made: the address is on the list of --exclude */
    STOP_REASON_COUNT
};

/* Where and why a session stopped, and what was seen there. */
struct stop {
    enum step at;
    enum stop_reason reason;
    int64_t reply_code;      /* of STOP_REJECTED; else 0 */
    int64_t received_bytes;  /* bytes of an incomplete message that arrived at that step */
    char *system_error;      /* errno's name ("ECONNREFUSED"); NULL for none */
    char *detail;            /* the reply, the library's message, the first bytes */
    struct icmp_error *icmp; /* of STOP_UNREACHABLE, if the system shows it; else NULL */
};

/* Whether this end cut the session off, which says nothing about the server. */
bool stop_is_cut_off(enum stop_reason reason);

/* Whether it was cut off, or not begun because this end makes no connection to the address: in either case
 * nothing is known of the server. */
bool stop_is_untried(enum stop_reason reason);

struct timing {
    enum step step;
    int64_t elapsed_ms;
};

/* One SMTP reply, all its lines. Text from the wire is kept as base/text.h says. */
struct reply {
    int64_t code;
    char *enhanced_code;     /* "5.7.0" (RFC 2034); NULL for none */
    struct text_list lines;  /* without code, separator and CRLF; at most REPLY_MAX_LINES */
    bool truncated;          /* more was sent than is kept */
    int64_t first_line_ms;   /* from the command (or the connection) to the first line */
    int64_t slowest_line_ms; /* the longest time from the first byte of a line to its last */
    int64_t elapsed_ms;      /* ... to the last */
};

/* How a line of a reply breaks RFC 5321. */
enum reply_fault_kind {
    REPLY_FAULT_NO_REPLY,     /* it is no reply line: no three digits, no separator after them (4.2.1) */
    REPLY_FAULT_AFTER_END,    /* it came right behind the last line of the reply, before a command was sent
                                 (4.2.1) */
    REPLY_FAULT_CODE_DIFFERS, /* its code is not that of the lines before it (4.2.1) */
    REPLY_FAULT_BARE_LF,      /* it ends in LF without CR (2.3.8) */
    REPLY_FAULT_CONTROL,      /* it has a control character, such as a CR that no LF follows (2.3.8, 4.2.1) */
    REPLY_FAULT_OTHER_CODE,   /* it is a greeting, with another 2xx than 220 (4.2) */
    REPLY_FAULT_GREETING,     /* a greeting (220) more than the session has, in front of the reply to EHLO: in
                                 clear or, behind STARTTLS, inside TLS (3.1; RFC 3207 4.2) */
    REPLY_FAULT_KIND_COUNT
};

struct reply_fault {
    enum step at;
    enum reply_fault_kind kind;
    char *line; /* as it came */
};

struct ehlo_keyword {
    char *keyword;    /* upper case */
    char *parameters; /* what follows; NULL for nothing */
};

struct ehlo {
    char *verb; /* "EHLO", or "HELO" when EHLO was not understood */
    struct reply reply;
    char *domain;                  /* the first word of the reply's first line (RFC 5321 4.1.1.1) */
    struct ehlo_keyword *keywords; /* from the second line on */
    size_t keyword_count;
    struct text_list auth_mechanisms; /* upper case, from AUTH and the old AUTH= form */
};

struct starttls {
    enum answer offered;
    char *masked_as;     /* the keyword that stands where STARTTLS should, "XXXXXXXA"; NULL for none */
    struct reply *reply; /* to the command, which is sent whether or not it is offered; NULL when not sent */
    char
        *bytes_after_reply; /* bytes that followed the 220 in clear, never used (RFC 3207 6); NULL for none */
};

enum direction { FROM_SERVER, FROM_CLIENT, ABOUT_CONNECTION, DIRECTION_COUNT };

struct transcript_line {
    int64_t at_ms; /* since the connection was begun */
    enum direction direction;
    bool encrypted;
    char *text;
};

/* What a connection was made for. */
enum session_purpose {
    PURPOSE_MAIN,              /* the main dialogue, which collects most facts */
    PURPOSE_OTHER_KEY,         /* the handshake again, with the other of RSA and ECDSA alone */
    PURPOSE_INJECTION,         /* a command in the same segment as STARTTLS (CVE-2011-0411) */
    PURPOSE_INJECTION_CONTROL, /* the same without that command, for comparison */
    PURPOSE_MAIL,              /* MAIL before TLS, which changes what some servers say to STARTTLS after it */
    PURPOSE_AUTH, /* AUTH before TLS, after which some servers accept nothing else; MAIL before it, if that
                     was refused */
    PURPOSE_FAILED_HANDSHAKE, /* what the server does after a handshake that failed */
    PURPOSE_RESUMPTION,       /* a handshake, and another that goes on from it */
    PURPOSE_WITHOUT_SNI,      /* the main dialogue again without a server name, which may have been refused */
    PURPOSE_SMALL_SEGMENTS,   /* the dialogue again in small segments, after a handshake that hung */
    PURPOSE_SURVEY,           /* a hello made by hand, which did not get to TLS: the first such one alone */
    PURPOSE_AGAIN,      /* the main dialogue up to the handshake once more: whether what failed always does */
    PURPOSE_RECIPIENTS, /* what the server says of recipients: RCPT for a foreign domain, VRFY */
    SESSION_PURPOSE_COUNT
};

/* One connection, from SYN to QUIT. */
struct session {
    enum session_purpose purpose;
    enum port_mode tried; /* MODE_STARTTLS or MODE_IMPLICIT_TLS */
    struct stop stop;
    char *local_address; /* this end's; NULL when there was no connection to begin */
    enum answer
        tells_senders;  /* whether this system distinguishes an ICMP error from a RST, and shows its sender */
    int64_t connect_us; /* from the first SYN to its answer, whatever it was; 0 for none */
    int64_t syn_retransmissions; /* SYNs that were sent again before the answer, or before giving up */
    struct timing *timings;      /* of the steps that were begun, in order */
    size_t timing_count;
    char *first_bytes;        /* of what the server sent when that was not what the mode expects; else NULL */
    struct reply *unfinished; /* what came of the reply at the step where the session stopped, when its last
                                 line did not: no reply, and never judged as one. With code 0 not even the
                                 first line was complete, and lines has what there is of it */
    struct reply_fault *reply_faults; /* the first of each kind */
    size_t reply_fault_count;
    struct reply *greeting;
    struct ehlo *ehlo;  /* before TLS */
    struct reply *lhlo; /* to LHLO (RFC 2033 4.1), where neither EHLO nor HELO is understood; else NULL */
    struct reply *mail_before_tls; /* to MAIL on a submission port, then RSET; no RCPT ever */
    struct reply *auth_before_tls; /* to AUTH with a mechanism and no credentials, ended by "*" */
    struct starttls starttls;
    int64_t tls_commands; /* sent inside TLS to count the replies to them: EHLO, QUIT (infer/injection.h) */
    struct reply *tls_replies; /* all that came inside TLS then, in order */
    size_t tls_reply_count;
    struct reply
        *injected; /* to the command sent in one packet with STARTTLS, read inside TLS; NULL for none */
    struct reply *after_failed_handshake; /* to NOOP in clear */
    struct tls *tls;
    struct ehlo *ehlo_tls; /* inside TLS */
    struct reply *mail_before_auth;
    struct reply *relay_mail; /* to MAIL FROM the sender of --relay-from, without a login */
    struct reply *relay_rcpt; /* to RCPT TO the recipient of --relay-to, then RSET; no DATA ever */
    struct reply *vrfy;       /* to VRFY postmaster */
    struct reply *quit;
    struct transcript_line *transcript;
    size_t transcript_count;
    enum step now_at; /* where it is while it goes on, else STEP_NONE; no report has it */
};

struct tls_survey;

/* Where connections went in place of the endpoint's own address and port. */
struct dialled {
    char *address; /* NULL: they did not */
    int64_t port;
};

struct endpoint {
    char *address;
    int64_t port;
    char *server_name;         /* the host name that was probed for: SNI and first name checked */
    struct dialled connect_to; /* where --connect-to led instead; zeroed when connected to as it is */
    enum port_mode expected;
    enum port_mode found;
    int64_t connections; /* TCP connections that were begun, for whatever: sessions, a survey, a trace */
    int64_t elapsed_ms;
    int64_t began_at_ms;      /* of the clock of net/fiber.h; no report has it */
    struct session *sessions; /* in order: see endpoint_session() */
    size_t session_count;
    size_t session_room;      /* how many there may be before they move, while it is probed */
    struct session *nameless; /* a handshake without a server name, at depth deep, where one with it was made;
                                 apart from the sessions, since its certificate is not the name's. NULL for
                                 none */
    struct tlsa_match *tlsa_matches; /* each record against each chain that was served */
    size_t tlsa_match_count;
    struct tls_survey *tls_survey; /* NULL when none was made */
};

/* The session that tells most about the endpoint: the last main one that matches what was found, else the
 * first main one; in its place the one without a server name where only that came to TLS. NULL when there is
 * none. */
const struct session *endpoint_session(const struct endpoint *endpoint);

/* The session in which the server ended the handshake because of the server name: without one TLS works. NULL
 * when it takes the name, or nothing is known. */
const struct session *endpoint_name_refused(const struct endpoint *endpoint);

/* Whether the time for the target was over before all was asked. */
bool endpoint_is_out_of_time(const struct endpoint *endpoint);

/* The reply to MAIL before TLS, whichever session asked; NULL for none. */
const struct reply *endpoint_mail_before_tls(const struct endpoint *endpoint);

/* The session made for `purpose`, NULL for none. */
const struct session *endpoint_session_for(const struct endpoint *endpoint, enum session_purpose purpose);

/* The EHLO keyword (any case), NULL when it is not listed or `ehlo` is NULL. */
const struct ehlo_keyword *ehlo_find(const struct ehlo *ehlo, const char *keyword);

#endif
