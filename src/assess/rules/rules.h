/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rules, one file a topic. Each looks at facts and calls judge(); none of them changes a fact. */
#ifndef MAILSONDE_ASSESS_RULES_RULES_H
#define MAILSONDE_ASSESS_RULES_RULES_H

#include "assess/finding/judge.h"
#include "assess/view/view.h"

/* What works from here at all: port 25, the address families. */
void answering_rules(struct assessment *assessment);
void interrupted_rules(struct assessment *assessment);
void egress_rules(struct assessment *assessment);
void vantage_rules(struct assessment *assessment);

/* What this machine lacks to check certificates and signatures with. */
void own_trust_rules(struct assessment *assessment);

/* The resolver, and what DNSSEC says. */
void lookup_rules(struct assessment *assessment);

/* The domain's mail routing: RFC 5321 5.1, RFC 7505. */
void mx_rules(struct assessment *assessment);

/* Submission services in DNS: RFC 6186, RFC 8314 5.1. */
void srv_rules(struct assessment *assessment);

/* Signatures that rest on SHA-1: RFC 9905. */
void signed_zone_rules(struct assessment *assessment);

/* Who may issue certificates for the hosts: RFC 8659. */
void caa_rules(struct assessment *assessment);

/* What was left out of a target that is too large. */
void bounds_rules(struct assessment *assessment);

/* A host's names and look-ups; whether an MX can be reached at all. */
void host_rules(struct assessment *assessment, const struct host *host);

/* A host's addresses and families against one another: RFC 5321 5.2. */
void family_differs_rules(struct assessment *assessment, const struct host *host);

/* An address's range and reverse DNS. */
void address_rules(struct assessment *assessment, const struct address *address);

/* Why a port does not answer, or hangs up at once, or takes luck to connect to. */
void connect_rules(struct assessment *assessment, const struct port_view *port_view);

/* Whether something nearer than the host answered. */
void intercepted_rules(struct assessment *assessment, const struct port_view *port_view);

/* A handshake that hangs: RFC 4821, RFC 8201. */
void handshake_hang_rules(struct assessment *assessment, const struct port_view *port_view);

/* Greeting and EHLO: RFC 5321 3.1, 4.1.1.1, 4.5.3.2.1. */
void smtp_rules(struct assessment *assessment, const struct port_view *port_view);
void slow_rules(struct assessment *assessment, const struct port_view *port_view);

/* Implicit TLS or STARTTLS, and which of them the port is for: RFC 8314 3.3. */
void tls_mode_rules(struct assessment *assessment, const struct port_view *port_view);

/* The STARTTLS command and what it must change: RFC 3207. */
void starttls_rules(struct assessment *assessment, const struct port_view *port_view);

/* The sessions of one port against one another: RFC 3207 6. */
void sessions_differ_rules(struct assessment *assessment, const struct port_view *port_view);

/* The handshake: RFC 3207 4.1, RFC 9846. */
void tls_rules(struct assessment *assessment, const struct port_view *port_view);

/* Versions, suites and groups that the handshake agreed on or that the server takes besides: RFC 8996, RFC
 * 9325 4. */
void tls_accepted_rules(struct assessment *assessment, const struct port_view *port_view);

/* The server's public values of one handshake against another: RFC 9846 4.3.8. */
void key_share_rules(struct assessment *assessment, const struct port_view *port_view);

/* The certificate for clients that send no server name: RFC 7672 8.1, RFC 8461 7.1. */
void nameless_rules(struct assessment *assessment, const struct port_view *port_view);

/* What the survey asked of extensions and of hellos out of the ordinary. */
void tls_feature_rules(struct assessment *assessment, const struct port_view *port_view);

/* Weaknesses that have a name, as consequences of what the server takes. */
void weakness_rules(struct assessment *assessment, const struct port_view *port_view);

/* The given policy profiles; fills report->verdict.profiles too. */
void profile_rules(struct assessment *assessment, const struct port_view *port_view);

/* The certificates: RFC 5280, RFC 9525, RFC 9325 4.5. */
void certificate_rules(struct assessment *assessment, const struct port_view *port_view);

/* The findings about trust, dates and the form of the chain: RFC 5280 6. */
void certificate_path_rules(struct assessment *assessment, const struct about *about, const struct tls *tls,
                            int64_t now_unix_s);

/* Keys and primes too large to compute with. */
void key_limits_rules(struct assessment *assessment, const struct port_view *port_view);

/* AUTH mechanisms before and inside TLS: RFC 4954. */
void authentication_rules(struct assessment *assessment, const struct port_view *port_view);

/* What a submission port insists on: RFC 3207 4, RFC 6409 4.3. */
void submission_rules(struct assessment *assessment, const struct port_view *port_view);

/* What it does with those who step over the line: RFC 3207 6, RFC 4954 4. */
void enforcement_rules(struct assessment *assessment, const struct port_view *port_view);

/* What it says of recipients: VRFY, and mail for other domains (RFC 5321 3.5, 3.6.2, RFC 2505 2.1). */
void recipients_rules(struct assessment *assessment, const struct port_view *port_view);

/* A host's TLSA records by themselves: RFC 7671 5, 9, RFC 7672 2.2, 3.1. */
void dane_host_rules(struct assessment *assessment, const struct host *host);

/* Records that match nothing while others do: RFC 7671 8.1. */
void dane_rollover_rules(struct assessment *assessment, const struct host *host);

/* TLSA records against what the port did and showed: RFC 7671 5, 8, RFC 7672 2.2, 3.2, 8.1. */
void dane_rules(struct assessment *assessment, const struct port_view *port_view);

/* DANE across the MX hosts: RFC 7672 2.2.1. */
void dane_domain_rules(struct assessment *assessment);

/* Signs that a device on the path changes the dialogue, in one session. */
void tamper_rules(struct assessment *assessment, const struct port_view *port_view);

/* The same, in what several hosts have in common. */
void tamper_domain_rules(struct assessment *assessment);

/* Which submission ports there are: RFC 8314 3.3. */
void submission_domain_rules(struct assessment *assessment);

/* Whether senders could keep the promise of REQUIRETLS: RFC 8689 4.2.1. */
void requiretls_rules(struct assessment *assessment);

/* MTA-STS, as far as a sender gets: RFC 8461 3. */
void mta_sts_rules(struct assessment *assessment);

/* A valid policy against the mail hosts: RFC 8461 4. */
void mta_sts_host_rules(struct assessment *assessment, const struct mta_sts_policy *policy);

/* Reports about TLS: RFC 8460 3. */
void tls_rpt_rules(struct assessment *assessment);

/* What the user expects; looks at the verdict, so it comes after it. */
void expect_rules(struct assessment *assessment);

/* Marks the findings that the user accepts; comes after all that makes one. */
void accept_rules(struct assessment *assessment);

/* What opportunistic TLS leaves open; looks at the verdict, so it comes after it. */
void downgrade_rules(struct assessment *assessment);

#endif
