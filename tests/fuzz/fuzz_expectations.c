/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any text as the file of --expect, up to a NUL; facts made of what is behind it are held against it. What is
 * written of these facts is such a file, too. */
#include "assess/assess.h"
#include "checks.h"
#include "command/expectation_file.h"
#include "command/expectation_use.h"
#include "command/expectation_write.h"
#include "facts/shapes.h"
#include "input.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_items(const struct expectations *expectations)
{
    for (size_t i = 0; i < expectations->count; i++) {
        fuzz_expect_safe(expectations->items[i].domain);
        fuzz_expect_safe(expectations->items[i].host);
        char *line = expectation_line_of(&expectations->items[i]);
        fuzz_expect_safe(line);
        free(line);
    }
    for (size_t i = 0; i < expectations->accept_rule_count; i++) {
        fuzz_expect(expectations->accept_rules[i].id != FINDING_NONE);
        fuzz_expect_safe_object(&acceptance_shape, &expectations->accept_rules[i].acceptance);
    }
}

static void check_report(const struct expectations *expectations, struct report *report)
{
    struct policy policy = policy_default;
    struct expectation_use use = expectation_use_begin(expectations);
    policy.expectations = expectations;
    assess_report(report, &policy);
    for (size_t i = 0; i < report->finding_count; i++) {
        fuzz_expect_safe_object(&finding_shape, &report->findings[i]);
        fuzz_expect(report->findings[i].accepted == NULL || report->findings[i].outcome != OUTCOME_HOLDS);
    }
    expectation_use_add(&use, report);
    struct text_list remarks = expectation_use_remarks(&use);
    fuzz_expect_safe_list(&remarks);
    text_list_free(&remarks);
    expectation_use_free(&use);
}

/* What is written can be read, and is met: nothing of it fails. */
static void check_written(struct report *report)
{
    struct text_list problems = {0};
    struct expectation_set set;
    struct policy policy = policy_default;
    char *section = expectation_section_of(report);
    fuzz_expect(expectation_set_parse(&set, "written", section, strlen(section), &problems));
    policy.expectations = &set.expectations;
    assess_report(report, &policy);
    for (size_t i = 0; i < report->finding_count; i++)
        fuzz_expect(report->findings[i].line == 0 || report->findings[i].outcome != OUTCOME_FAILS
                    || report->findings[i].severity == SEVERITY_INFO);
    expectation_set_free(&set);
    text_list_free(&problems);
    free(section);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *mark = size > 0 ? memchr(data, '\0', size) : NULL;
    size_t length = mark != NULL ? (size_t)(mark - data) : size;
    struct fuzz_input input = {mark != NULL ? mark + 1 : NULL, mark != NULL ? size - length - 1 : 0};
    struct text_list problems = {0};
    struct expectation_set set;
    bool good = expectation_set_parse(&set, "fuzzed", (const char *)data, length, &problems);
    fuzz_expect(good == (problems.count == 0));
    fuzz_expect(problems.count <= EXPECTATION_FAULTS_MAX + 2);
    fuzz_expect_safe_list(&problems);
    if (good)
        check_items(&set.expectations);
    if (good && mark != NULL) {
        struct report report = {0};
        fuzz_object(&input, &report_shape, &report);
        check_report(&set.expectations, &report);
        check_written(&report);
        shape_clear(&report_shape, &report);
    }
    expectation_set_free(&set);
    text_list_free(&problems);
    return 0;
}
