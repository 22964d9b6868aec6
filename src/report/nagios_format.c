/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format nagios: the output of a plugin for Nagios, Icinga and the like
 * (https://www.monitoring-plugins.org/doc/guidelines.html): one line with numbers behind a "|", then the
 * worst problems. The state is the exit status of the program, which is Nagios's with this format. */
#include "base/list.h"
#include "facts/words.h"
#include "report/format.h"
#include "report/level_words.h"
#include "report/overview.h"
#include "report/service_state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Nagios reads 8 KiB of a plugin; a problem has 300 bytes and a name. */
enum { PROBLEMS_MAX = 16, NAME_MAX_BYTES = 100 };

struct problem {
    enum service_state state;
    char *target;
    char *text;
};

struct gathered {
    struct service_numbers numbers;
    char *target;                          /* the first */
    char *levels;                          /* its own */
    struct problem problems[PROBLEMS_MAX]; /* the worst of all, in the order of comes_first() */
    size_t problem_count;
    int64_t problems_left_out;
};

/* The same whatever order the reports come in. */
static bool comes_first(const struct problem *one, const struct problem *other)
{
    if (one->state != other->state)
        return service_state_worse(one->state, other->state) == one->state;
    int order = strcmp(one->target, other->target);
    return order != 0 ? order < 0 : strcmp(one->text, other->text) < 0;
}

static void free_problem(struct problem *problem)
{
    free(problem->target);
    free(problem->text);
}

/* Takes its texts over. Allocates nothing, so that the list is whole at any time. */
static void add_problem(struct gathered *gathered, struct problem problem)
{
    size_t at = gathered->problem_count;
    while (at > 0 && comes_first(&problem, &gathered->problems[at - 1]))
        at--;
    struct problem left_out = problem;
    bool full = gathered->problem_count == PROBLEMS_MAX;
    if (at < PROBLEMS_MAX) {
        left_out = gathered->problems[PROBLEMS_MAX - 1];
        size_t moved = gathered->problem_count - at - full;
        memmove(&gathered->problems[at + 1], &gathered->problems[at], moved * sizeof problem);
        gathered->problems[at] = problem;
    }
    gathered->problem_count += !full;
    gathered->problems_left_out += full;
    if (full)
        free_problem(&left_out);
}

static void nagios_report(FILE *out, const struct report_options *options, const struct report *report,
                          void *context)
{
    struct gathered *gathered = context;
    const struct verdict *verdict = &report->verdict;
    struct service_problems problems = service_problems_of(options, report);
    char *whole_name = overview_name(&report->target);
    char *name = service_text(whole_name, NAME_MAX_BYTES);
    (void)out;
    service_numbers_add(&gathered->numbers, report);
    for (size_t i = 0; i < problems.count; i++) {
        struct problem problem = {.state = problems.items[i].state,
                                  .target = text_copy(name),
                                  .text = text_copy(problems.items[i].text)};
        add_problem(gathered, problem);
    }
    if (gathered->target == NULL) {
        gathered->levels =
            text_format("delivery: %s, inbound: %s, submission: %s", level_words_delivery(verdict->delivery),
                        level_words_inbound(verdict->inbound), level_words_submission(verdict->submission));
        gathered->target = text_copy(name);
    }
    service_problems_free(&problems);
    free(name);
    free(whole_name);
}

static void add_number(const struct plain_out *out, const char *label, int64_t value)
{
    plain_out_text(out, " ");
    plain_out_text(out, label);
    plain_out_text(out, "=");
    plain_out_integer(out, value);
}

/* https://www.monitoring-plugins.org/doc/guidelines.html#AEN197; U is a number that is not known. */
static void write_numbers(const struct plain_out *out, const struct run *run,
                          const struct service_numbers *numbers)
{
    plain_out_text(out, " |");
    add_number(out, "errors", numbers->errors);
    add_number(out, "warnings", numbers->warnings);
    add_number(out, "unknown", numbers->unknown);
    add_number(out, "accepted", numbers->accepted);
    add_number(out, "targets", run->summary.reports);
    add_number(out, "connections", numbers->connections);
    add_number(out, "time", run->summary.elapsed_ms);
    plain_out_text(out, "ms");
    if (numbers->has_certificate)
        add_number(out, "certificate_days", numbers->days_left);
    else
        plain_out_text(out, " certificate_days=U");
}

static void write_problems(const struct plain_out *out, const struct gathered *gathered)
{
    for (size_t i = 0; i < gathered->problem_count; i++) {
        const struct problem *problem = &gathered->problems[i];
        plain_out_text(out, words_name(&service_state_words, (int)problem->state));
        plain_out_text(out, ": ");
        plain_out_text(out, problem->target);
        plain_out_text(out, ": ");
        plain_out_text(out, problem->text);
        plain_out_text(out, "\n");
    }
    if (gathered->problems_left_out == 0)
        return;
    plain_out_text(out, "and ");
    plain_out_integer(out, gathered->problems_left_out);
    plain_out_text(out, " more\n");
}

static void write_targets(const struct plain_out *out, const struct run *run, const struct gathered *gathered)
{
    if (run->summary.reports == 1 && gathered->target != NULL) {
        plain_out_text(out, gathered->target);
        return;
    }
    plain_out_integer(out, run->summary.reports);
    plain_out_text(out, " targets");
}

/* Why not all was looked at; NULL where it was. */
static const char *shortfall(const struct run *run, bool out_of_memory)
{
    return out_of_memory                   ? "out of memory"
           : !run->summary.complete        ? "interrupted"
           : run->summary.input_errors > 0 ? "an entry could not be used"
           : run->summary.reports == 0     ? "there was no target"
                                           : NULL;
}

/* The numbers in words need no allocation here. */
static void write_count(const struct plain_out *out, int64_t count, const char *one, const char *many)
{
    if (count == 0)
        return;
    plain_out_text(out, ", ");
    plain_out_integer(out, count);
    plain_out_text(out, count == 1 ? one : many);
}

static void write_all(const struct plain_out *out, const struct run *run, const struct gathered *gathered,
                      bool out_of_memory)
{
    const struct service_numbers *numbers = &gathered->numbers;
    int64_t status = run->summary.exit_status;
    bool known = status >= 0 && status < SERVICE_STATE_COUNT;
    const char *why = shortfall(run, out_of_memory);
    plain_out_text(out, "MAILSONDE ");
    plain_out_text(out, words_name(&service_state_words, known ? (int)status : SERVICE_UNKNOWN));
    plain_out_text(out, " - ");
    write_targets(out, run, gathered);
    write_count(out, numbers->errors, " error", " errors");
    write_count(out, numbers->warnings, " warning", " warnings");
    write_count(out, numbers->unknown, " unknown", " unknown");
    if (why != NULL) {
        plain_out_text(out, ", ");
        plain_out_text(out, why);
    }
    if (gathered->problem_count > 0) {
        plain_out_text(out, ": ");
        if (run->summary.reports != 1) {
            plain_out_text(out, gathered->problems[0].target);
            plain_out_text(out, ": ");
        }
        plain_out_text(out, gathered->problems[0].text);
    } else if (gathered->levels != NULL && run->summary.reports == 1) {
        plain_out_text(out, ", ");
        plain_out_text(out, gathered->levels);
    }
    write_numbers(out, run, numbers);
    plain_out_text(out, "\n");
    write_problems(out, gathered);
}

static void nagios_end(FILE *stream, const struct report_options *options, const struct run *run,
                       void *gathered)
{
    const struct plain_out out = plain_out_to(stream);
    (void)options;
    write_all(&out, run, gathered, false);
}

static void nagios_break_off(const struct plain_out *out, const struct run *run, const void *gathered)
{
    write_all(out, run, gathered, true);
}

static void nagios_clear(void *context)
{
    struct gathered *gathered = context;
    for (size_t i = 0; i < gathered->problem_count; i++)
        free_problem(&gathered->problems[i]);
    free(gathered->target);
    free(gathered->levels);
}

static const struct report_gathering gathering = {
    .size = sizeof(struct gathered),
    .report = nagios_report,
    .end = nagios_end,
    .break_off = nagios_break_off,
    .clear = nagios_clear,
};

const struct report_format report_format_nagios = {.gathering = &gathering};
