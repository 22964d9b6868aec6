/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts for tests: a domain where all is well, and ways to spoil it. */
#ifndef MAILSONDE_TESTS_FACTS_BUILDER_H
#define MAILSONDE_TESTS_FACTS_BUILDER_H

#include "facts/report.h"

/* The time of every report made here. */
#define FACTS_NOW_S ((int64_t)1800000000)

enum { FACTS_DAY_S = 86400 };

/* Fills a zeroed report with example.org:
 *
 *   mx1.example.org   MX 10, 192.0.2.10 and 2001:db8::10, port 25 with STARTTLS, 465, 587 and 2525 refused
 *   mx2.example.org   MX 20, 192.0.2.20, the same
 *   mail.example.org  by SRV, 192.0.2.30, port 465 with implicit TLS, 587 with STARTTLS, 25 and 2525 refused
 *
 * with good certificates, PTR records, and both SRV services published; nothing is signed, and there is
 * neither MTA-STS nor TLS-RPT. */
void facts_good(struct report *report);

/* The same without MTA-STS and TLS-RPT: nothing but STARTTLS. */
void facts_opportunistic(struct report *report);

/* The same with smtp.example.org as a guess, 192.0.2.40, in place of mail.example.org and of the SRV records.
 */
void facts_guess(struct report *report);

void facts_clear(struct report *report);

struct host *facts_host(struct report *report, const char *name);
struct address *facts_address(struct report *report, const char *address);
struct endpoint *facts_endpoint(struct report *report, const char *address, int64_t port);

/* The first session of the endpoint. */
struct session *facts_session(struct report *report, const char *address, int64_t port);

/* Replaces what the endpoint did by a whole session in `mode`. */
void facts_open(struct report *report, const char *address, int64_t port, enum port_mode mode);

/* Replaces what the endpoint did by a session that stopped there and then, and forgets what came later. */
void facts_stop(struct report *report, const char *address, int64_t port, enum step step,
                enum stop_reason reason);

/* Makes the first session one that the reply ended at the greeting or at EHLO. */
void facts_refuse(struct report *report, const char *address, int64_t port, enum step step, int64_t code,
                  const char *text);

/* Gives the domain a valid MTA-STS policy in that mode for four weeks that lists its MX hosts. */
void facts_policy(struct report *report, enum mta_sts_mode mode);

/* Signs the addresses of the host and gives it a TLSA record 3 1 1 on port 25 that matches what its endpoints
 * serve as `matches` says. */
void facts_matched(struct report *report, const char *host, enum answer matches);

/* Adds a session to the endpoint that was made for `purpose`; earlier pointers to sessions are no longer
 * valid. */
struct session *facts_add_session(struct report *report, const char *address, int64_t port,
                                  enum session_purpose purpose);

/* The server ends TLS for its name, and is fine without. */
void facts_refuse_name(struct report *report, const char *address, int64_t port);

/* The same with TLS, in which these replies came to EHLO and QUIT: codes, and EHLO for the main session's. */
void facts_add_counted(struct report *report, const char *address, int64_t port, enum session_purpose purpose,
                       const char *replies);

/* A fresh reply; the caller owns it. */
struct reply *facts_reply(int64_t code, const char *text);

/* Frees *reply, if any, and puts a fresh one there. */
void facts_set_reply(struct reply **reply, int64_t code, const char *text);

void facts_add_keyword(struct ehlo *ehlo, const char *keyword, const char *parameters);
void facts_drop_keywords(struct ehlo *ehlo);
void facts_drop_keyword(struct ehlo *ehlo, const char *keyword);

/* Gives the host a securely signed TLSA set for port 25 under its own name, if it has none yet, and adds a
 * record to it that is usable where its usage is 2 or 3. */
struct tlsa_set *facts_tlsa(struct report *report, const char *host, int usage, int selector,
                            int matching_type, const char *data_hex);

/* The good domain with DANE: signed MX records, and at both MX hosts "3 1 1 KEY", which matches at every
 * address.
 */
void facts_good_dane(struct report *report);

/* Adds to the host's records, as facts_tlsa(), and to its addresses on port 25 what became of it for each
 * key. */
void facts_record(struct report *report, const char *host, int usage, int selector, int matching_type,
                  const char *data_hex, enum answer matches);

/* Adds a trace to the address without ports: from 198.51.100.254 by the gateway 10.0.0.1. */
struct path *facts_path(struct report *report, const char *address);

/* Adds a port to the trace that ended so, having met with the routers 1 to `last`: hop 1 is 10.0.0.1, hop n
 * is 198.51.100.n with the name rN.example.net. Earlier pointers to ports are no longer valid. */
struct path_port *facts_path_port(struct path *path, int64_t port, enum path_end end, int64_t end_hop,
                                  int64_t last);

/* A fresh ICMP error; the caller owns it. */
struct icmp_error *facts_icmp(int64_t family, int64_t type, int64_t code, const char *sender);

/* Makes a look-up one that ended so; records are left alone. */
void facts_lookup(struct dns_lookup *lookup, const char *type, const char *name, enum dns_status status);

#endif
