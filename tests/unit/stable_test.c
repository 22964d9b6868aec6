/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The same servers scanned again: only volatile members differ, however the run's connections fell out. */
#include "base/list.h"
#include "base/text.h"
#include "command/options.h"
#include "command/run.h"
#include "demo/world.h"
#include "facts/shapes.h"
#include "report/report_lines.h"
#include "scan/scan.h"
#include "temporary_file.h"

#include <criterion/criterion.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What one run said, in the order of the targets. */
struct told {
    struct report *reports;
    size_t count;
};

/* The demo's world and its files. */
struct scene {
    struct world *world;
    char *records;
    char *ca;
};

static void *copy(void *context, const struct report *report)
{
    struct report *fresh = allocate(1, sizeof *fresh);
    (void)context;
    shape_copy(&report_shape, fresh, report);
    return fresh;
}

static void note(void *context, struct report *report, void *made)
{
    (void)context;
    (void)report;
    (void)made;
}

static bool keep(void *context, void *made)
{
    struct told *told = context;
    struct report *report = list_append(&told->reports, &told->count, sizeof *told->reports);
    *report = *(struct report *)made;
    free(made);
    return true;
}

static bool no_input_error(void *context, const struct input_error *error)
{
    (void)context;
    cr_assert_fail("%s: %s", error->word, error->problem);
    return false;
}

static void forget(struct told *told)
{
    for (size_t i = 0; i < told->count; i++)
        shape_clear(&report_shape, &told->reports[i]);
    free(told->reports);
}

/* The demo's domains, in a run with the options in `more`. */
static struct told scan(const struct scene *scene, const struct text_list *more)
{
    const struct world *world = scene->world;
    struct text_list words = {0};
    static const char *const fixed[] = {
        "mailsonde",         "--offline", "--records-signed", "--no-path", "--helo",        "client.example",
        "--connect-timeout", "3",         "--silence",        "2",         "--retry-after", "1"};
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        text_list_append(&words, fixed[i]);
    text_list_append(&words, "--records");
    text_list_append(&words, scene->records);
    text_list_append(&words, "--ca-file");
    text_list_append(&words, scene->ca);
    for (size_t i = 0; i < world_connect_to(world)->count; i++) {
        text_list_append(&words, "--connect-to");
        text_list_append(&words, world_connect_to(world)->items[i]);
    }
    for (size_t i = 0; i < more->count; i++)
        text_list_append(&words, more->items[i]);
    for (size_t i = 0; i < world_targets(world)->count; i++)
        text_list_append(&words, world_targets(world)->items[i]);

    struct options options;
    struct told told = {0};
    char *problem = NULL;
    cr_assert(options_parse((int)words.count, words.items, &options, &problem)
                  && options_settle(&options, &problem),
              "%s", problem);
    struct scan_options run = run_options(&options);
    run.in_order = true;
    run.pace = (struct pace){0};
    struct scan_events events = {.context = &told,
                                 .reports = {.make = copy, .note = note, .write = keep},
                                 .input_error = no_input_error};
    struct scan_end end;
    cr_assert(scan_run(&run, &events, &end), "%s", end.error);
    scan_end_free(&end);
    options_free(&options);
    text_list_free(&words);
    return told;
}

/* The id of a part that the first has and the other has not; NULL where the two have the same. */
static char *other_id(const struct report *first, const struct report *again)
{
    struct report_lines lines = report_lines_of(first, NULL, false);
    struct report_lines others = report_lines_of(again, NULL, false);
    char *id = NULL;
    for (size_t i = 0; id == NULL && i < lines.count; i++)
        if (i >= others.count || strcmp(lines.items[i].id, others.items[i].id) != 0)
            id = text_format("line %s %s", lines.items[i].kind, lines.items[i].id);
    report_lines_free(&others);
    report_lines_free(&lines);
    return id;
}

/* NULL, or where the two differ; the caller frees. */
static char *difference(const struct told *first, const struct told *again)
{
    cr_assert_eq(first->count, again->count);
    for (size_t i = 0; i < first->count; i++) {
        char *path = shape_difference(&report_shape, &first->reports[i], &again->reports[i]);
        if (path == NULL)
            path = other_id(&first->reports[i], &again->reports[i]);
        if (path != NULL) {
            char *where = text_format("%s: %s", first->reports[i].target.name, path);
            free(path);
            return where;
        }
    }
    return NULL;
}

/* A process that wants the only processor as much as this one does; stopped with stop_load(). */
static pid_t start_load(cpu_set_t *allowed)
{
    cpu_set_t one;
    int first = 0;
    cr_assert_eq(sched_getaffinity(0, sizeof *allowed, allowed), 0);
    while (!CPU_ISSET(first, allowed))
        first++;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    cr_assert_eq(sched_setaffinity(0, sizeof one, &one), 0);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    while (child == 0)
        if (getppid() == 1)
            _exit(0); /* the test has died */
    return child;
}

static void stop_load(pid_t child, const cpu_set_t *allowed)
{
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    cr_expect_eq(sched_setaffinity(0, sizeof *allowed, allowed), 0);
}

/* What changes who answers first. */
static const struct way {
    const char *words[2];
    bool loaded;
} ways[] = {
    {{"--max-targets", "1"}, false},
    {{"--threads", "3"}, false},
    {{"--max-connections", "3"}, false},
    {{"--max-connections-per-address", "64"}, true},
};

static struct told scan_in_way(const struct scene *scene, const char *depth, const struct way *way)
{
    struct text_list words = {0};
    cpu_set_t allowed;
    pid_t load = 0;
    text_list_append(&words, "--depth");
    text_list_append(&words, depth);
    for (size_t i = 0; way != NULL && i < sizeof way->words / sizeof way->words[0]; i++)
        text_list_append(&words, way->words[i]);
    if (way != NULL && way->loaded)
        load = start_load(&allowed);
    struct told told = scan(scene, &words);
    if (load > 0)
        stop_load(load, &allowed);
    text_list_free(&words);
    return told;
}

static void check_depth(const char *depth)
{
    char *error = NULL;
    struct world *world = world_start(time(NULL), &error);
    cr_assert_not_null(world, "%s", error);
    struct scene scene = {world, temporary_file(world_records(world)), temporary_file(world_ca_pem(world))};
    struct told first = scan_in_way(&scene, depth, NULL);
    cr_assert_eq(first.count, world_targets(world)->count);
    cr_assert_not_null(first.reports[0].endpoints[0].tls_survey, "nothing was scanned");
    cr_expect_not(shape_equal(&report_shape, &first.reports[0], &first.reports[1]));
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        struct told again = scan_in_way(&scene, depth, &ways[i]);
        char *differs = difference(&first, &again);
        if (differs != NULL) {
            /* A server that a busy machine did not let answer in time is another server: one scan of three
             * may be such a one. */
            struct told third = scan_in_way(&scene, depth, &ways[i]);
            char *from_first = difference(&first, &third);
            char *from_second = difference(&again, &third);
            cr_expect(from_first == NULL || from_second == NULL, "%s: %s differs, then %s", ways[i].words[0],
                      differs, from_first);
            free(from_first);
            free(from_second);
            forget(&third);
        }
        free(differs);
        forget(&again);
    }
    forget(&first);
    temporary_file_remove(scene.records);
    temporary_file_remove(scene.ca);
    world_free(world);
}

Test(stable, a_standard_scan_says_the_same_again)
{
    check_depth("standard");
}

Test(stable, a_deep_scan_says_the_same_again)
{
    check_depth("deep");
}
