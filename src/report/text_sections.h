/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sections of the report for people, in the order of report/text.c. A section without content writes
 * nothing; all others, except the headline, begin with an empty line. */
#ifndef MAILSONDE_REPORT_TEXT_SECTIONS_H
#define MAILSONDE_REPORT_TEXT_SECTIONS_H

#include "facts/report.h"
#include "report/overview.h"
#include "report/page.h"

#include <stdbool.h>

/* The target. */
void text_title(const struct page *page, const struct report *report);

/* The verdict on it; unless it is to be quiet, and who reads what, and the MX hosts where they differ. */
void text_headline(const struct page *page, const struct report *report,
                   const struct report_options *options);

/* All targets of a run, a line each. */
void text_overview(const struct page *page, const struct overview *overview);

/* How DNS routes mail, and which hosts take submissions. */
void text_route(const struct page *page, const struct report *report);

/* All that was found about them. */
void text_policies(const struct page *page, const struct report *report);

/* Host by address by port; of many, those with a fault first unless `verbose`. */
void text_matrix(const struct page *page, const struct report *report, bool verbose);

/* Which TLS each port accepts, and its grade in the policy profiles; with `verbose` in full. */
void text_tls(const struct page *page, const struct report *report, bool verbose);

/* What would raise a level, with the very lines; in short, the first of them where the level is bad. */
void text_next_steps(const struct page *page, const struct report *report, bool verbose);

/* How to set up a mail client; with `verbose` why. */
void text_clients(const struct page *page, const struct report *report, bool verbose);

/* The ways that were traced, each with its table, with `verbose` port by port; and what a trace cannot show,
 * in a sentence or `in_full`. */
void text_paths(const struct page *page, const struct report *report, bool verbose, bool in_full);

/* The hosts to which no way was traced for want of an address. */
void text_path_missing(const struct page *page, const struct report *report);

/* A line for each of them. */
void text_path_headline(const struct page *page, const struct report *report);

/* The routers of one of them, and how far the packets for each port get. */
void text_path_table(const struct page *page, const struct report *report, const struct path *path);

/* The findings that say why a port cannot be reached, in short. */
void text_diagnoses(const struct page *page, const struct report *report);

/* The findings in short: those, what is wrong, notes, what is undecided. */
void text_problems(const struct page *page, const struct report *report);

/* A line for each finding that the user accepts. */
void text_accepted(const struct page *page, const struct report *report);

/* How many findings the short report leaves out; nothing for none. */
void text_left_out(const struct page *page, const struct report *report);

/* All of them in full, and what holds. */
void text_findings(const struct page *page, const struct report *report);

/* The status lines: DNSSEC and TLSA, MTA-STS, TLS-RPT, the first certificate to expire. */
void text_status(const struct page *page, const struct report *report);

/* Each TLSA record, and whether it matches what each address shows. */
void text_dane(const struct page *page, const struct report *report);

/* Each connection with its timings, certificates and transcript. */
void text_details(const struct page *page, const struct report *report);

#endif
