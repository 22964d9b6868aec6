/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format checkmk: a local check of Checkmk (https://docs.checkmk.com/latest/en/localchecks.html): a line
 * for each target, whose state is a service of its own, and one for the run. */
#include "base/list.h"
#include "facts/words.h"
#include "report/format.h"
#include "report/level_words.h"
#include "report/overview.h"
#include "report/service_state.h"

#include <inttypes.h>
#include <stdlib.h>

/* Details behind the first line, which the agent sends whole; and of the words that are no targets. */
enum { DETAILS_MAX = 10, WORD_MAX_BYTES = 200 };

/* Before each further line of details, as it stands: backslash, n. */
static const char newline[] = "\\n";

static void write_metrics(FILE *out, const struct service_numbers *numbers)
{
    fprintf(out,
            "errors=%" PRId64 "|warnings=%" PRId64 "|unknown=%" PRId64 "|accepted=%" PRId64
            "|connections=%" PRId64,
            numbers->errors, numbers->warnings, numbers->unknown, numbers->accepted, numbers->connections);
    if (numbers->has_certificate)
        fprintf(out, "|certificate_days=%" PRId64, numbers->days_left);
}

static void write_details(FILE *out, const struct service_problems *problems)
{
    for (size_t i = 0; i < problems->count && i < DETAILS_MAX; i++)
        fprintf(out, "%s%s: %s", newline, words_name(&service_state_words, (int)problems->items[i].state),
                problems->items[i].text);
    if (problems->count > DETAILS_MAX)
        fprintf(out, "%sand %zu more", newline, problems->count - DETAILS_MAX);
}

static void checkmk_report(FILE *out, const struct report_options *options, const struct report *report)
{
    struct service_numbers numbers = {0};
    struct service_problems problems = service_problems_of(options, report);
    char *target = overview_name(&report->target);
    char *name = service_text(target, WORD_MAX_BYTES);
    service_numbers_add(&numbers, report);
    char *words = service_numbers_words(&numbers);
    fprintf(out, "%d \"mailsonde %s\" ", (int)service_state_of(options, report), name);
    write_metrics(out, &numbers);
    fprintf(out, " %s, delivery: %s, inbound: %s, submission: %s", words,
            level_words_delivery(report->verdict.delivery), level_words_inbound(report->verdict.inbound),
            level_words_submission(report->verdict.submission));
    write_details(out, &problems);
    putc('\n', out);
    service_problems_free(&problems);
    free(words);
    free(name);
    free(target);
}

/* The run is a service too: it is not OK where something was not looked at. */
static void write_run(const struct plain_out *out, const struct run *run, const char *text)
{
    bool whole = run->summary.complete && run->summary.input_errors == 0;
    plain_out_integer(out, whole ? SERVICE_OK : SERVICE_UNKNOWN);
    plain_out_text(out, " \"mailsonde\" targets=");
    plain_out_integer(out, run->summary.reports);
    plain_out_text(out, "|input_errors=");
    plain_out_integer(out, run->summary.input_errors);
    plain_out_text(out, " ");
    plain_out_text(out, text);
    plain_out_text(out, "\n");
}

static void checkmk_end(FILE *stream, const struct report_options *options, const struct run *run)
{
    const struct plain_out out = plain_out_to(stream);
    (void)options;
    write_run(&out, run,
              !run->summary.complete          ? "the run was interrupted"
              : run->summary.input_errors > 0 ? "an entry could not be used"
                                              : "all targets were looked at");
}

static void checkmk_break_off(const struct plain_out *out, const struct run *run)
{
    write_run(out, run, "out of memory: not every target was looked at");
}

const struct report_format report_format_checkmk = {
    .report = checkmk_report,
    .end = checkmk_end,
    .break_off = checkmk_break_off,
};
