/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The formats of reports. Each row is a format: its enumerator FORMAT_..., its name for --format, which also
 * ends the name of its struct report_format (report/format.h), and its description for --help. */
#ifndef MAILSONDE_REPORT_FORMATS_H
#define MAILSONDE_REPORT_FORMATS_H

#include "base/shape.h"

#include <stdbool.h>

#define REPORT_FORMATS(FORMAT)                                                                               \
    FORMAT(TEXT, text, "for people")                                                                         \
    FORMAT(JSON, json, "one document")                                                                       \
    FORMAT(JSONL, jsonl, "lines: what targets share once, each target as it is done, last a summary")        \
    FORMAT(HTML, html, "a page for browser and printer")                                                     \
    FORMAT(MARKDOWN, markdown, "for the summary of a CI job")                                                \
    FORMAT(CSV, csv, "for spreadsheets, one line a finding")                                                 \
    FORMAT(TAP, tap, "the Test Anything Protocol, a test a target with a subtest a finding")                 \
    FORMAT(SARIF, sarif, "SARIF 2.1.0, for code scanning")                                                   \
    FORMAT(JUNIT, junit, "JUnit XML, a test suite for each target")                                          \
    FORMAT(GITHUB, github, "annotations of a GitHub workflow, in its log")                                   \
    FORMAT(GITLAB, gitlab, "a Code Quality report of GitLab")                                                \
    FORMAT(NAGIOS, nagios, "a plugin of Nagios or Icinga, whose exit statuses the program has then")         \
    FORMAT(PROMETHEUS, prometheus, "metrics for the textfile collector of Prometheus's node exporter")       \
    FORMAT(CHECKMK, checkmk, "a local check of Checkmk, a service a target")                                 \
    FORMAT(CYCLONEDX, cyclonedx, "a CycloneDX 1.7 inventory of the cryptography (CBOM)")                     \
    FORMAT(SUGGEST, suggest, "the records and settings that would raise a level")

enum output_format {
#define FORMAT_ENUMERATOR(NAME, word, about) FORMAT_##NAME,
    REPORT_FORMATS(FORMAT_ENUMERATOR)
#undef FORMAT_ENUMERATOR
        OUTPUT_FORMAT_COUNT
};

extern const struct words output_format_words;

/* Whether each report is a line of its own, which can be read before the others are there. */
bool output_format_is_lines(enum output_format format);

#endif
