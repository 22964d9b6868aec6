/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sections of the HTML report, in the order of report/html/html.c. A section without content writes
 * nothing. Ids are made of the number of the report, so that they are unique in the document. */
#ifndef MAILSONDE_REPORT_HTML_SECTIONS_H
#define MAILSONDE_REPORT_HTML_SECTIONS_H

#include "facts/report.h"
#include "report/overview.h"

#include <stdbool.h>
#include <stdio.h>

/* All targets of a run, a row each, with links to their reports. */
void html_overview(FILE *out, const struct overview *overview);

/* The faults of all targets, each once. */
void html_faults(FILE *out, const struct overview *overview);

/* Delivery and the levels; who reads what; the MX hosts where they differ. */
void html_verdict(FILE *out, const struct report *report);
void html_attackers(FILE *out, const struct report *report);
void html_hosts(FILE *out, const struct report *report);

/* Host by address by port. */
void html_matrix(FILE *out, const struct report *report, size_t number);

/* Why ports do not answer; what else does not hold: faults, what is undecided, notes, what is accepted. */
void html_diagnoses(FILE *out, const struct report *report, size_t number);
void html_findings(FILE *out, const struct report *report, size_t number);

/* What holds, folded. */
void html_passed(FILE *out, const struct report *report);

/* What would raise a level, and how to set up a mail client. */
void html_next_steps(FILE *out, const struct report *report);
void html_clients(FILE *out, const struct report *report);

/* What the levels rest on, and how DNS routes mail. */
void html_status(FILE *out, const struct report *report);
void html_route(FILE *out, const struct report *report);

/* How long each certificate lasts. */
void html_certificates(FILE *out, const struct report *report);

/* Which TLS each port accepts, and its grade in the policy profiles; in full where `verbose`. */
void html_tls(FILE *out, const struct report *report, bool verbose);

/* How long each step of a connection took. */
void html_timings(FILE *out, const struct report *report);

/* The paths that were traced: a line for each, and in full. */
void html_path_verdict(FILE *out, const struct report *report);
void html_paths(FILE *out, const struct report *report);

/* Each connection with what was said. */
void html_connections(FILE *out, const struct report *report);

/* TLSA records, and which of them match. */
void html_tlsa(FILE *out, const struct report *report);

/* When and from where the report was made, in a line; and how, with its bounds. */
void html_vantage(FILE *out, const struct report *report);
void html_conditions(FILE *out, const struct report *report);

#endif
