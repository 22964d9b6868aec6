/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A report as monitoring systems see it (Nagios, Icinga, Checkmk): a state, numbers, and short texts. */
#ifndef MAILSONDE_REPORT_SERVICE_STATE_H
#define MAILSONDE_REPORT_SERVICE_STATE_H

#include "facts/report.h"
#include "report/report_writer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The numbers that these systems have for them
 * (https://www.monitoring-plugins.org/doc/guidelines.html#PLUGINRETURNCODES). */
enum service_state { SERVICE_OK, SERVICE_WARNING, SERVICE_CRITICAL, SERVICE_UNKNOWN, SERVICE_STATE_COUNT };

/* "OK", "WARNING", ... */
extern const struct words service_state_words;

/* The more important of two: critical before warning before unknown before ok. */
enum service_state service_state_worse(enum service_state one, enum service_state other);

/* An error that counts is critical, all else that counts a warning, what is unknown and counts unknown.
 * Unless
 * --fail-on was given, a warning that does not count is a warning too. A report of nothing is unknown. */
enum service_state service_state_of(const struct report_options *options, const struct report *report);

struct service_problem {
    enum service_state state;
    char *text; /* of service_text() */
};

/* Worst first; free with service_problems_free(). */
struct service_problems {
    struct service_problem *items;
    size_t count;
};

/* What the state of the report is for; findings that say the same of several subjects are one. */
struct service_problems service_problems_of(const struct report_options *options,
                                            const struct report *report);

void service_problems_free(struct service_problems *problems);

struct service_numbers {
    int64_t errors; /* findings */
    int64_t warnings;
    int64_t unknown;
    int64_t accepted;
    int64_t connections;
    bool has_certificate;
    int64_t days_left; /* of the certificate that expires first; negative where it has expired */
};

/* Adds those of one report. */
void service_numbers_add(struct service_numbers *numbers, const struct report *report);

/* "2 errors, 1 warning, 3 unknown"; "no problem". The caller frees. */
char *service_numbers_words(const struct service_numbers *numbers);

/* `text`, of which at most `limit` bytes are kept, without the characters that mean something to a plugin's
 * output (|), to a shell or printf that a notification passes through ($ ` \ " '), to a page that shows it
 * (< > &), and to Checkmk, which marks states by "(!)". The caller frees. */
char *service_text(const char *text, size_t limit);

#endif
