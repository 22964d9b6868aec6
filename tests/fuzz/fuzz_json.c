/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any text as a file of saved reports: what is read is assessed and written, how,
 * its length decides. */
#include "base/list.h"
#include "checks.h"
#include "facts/report.h"
#include "facts/shapes.h"
#include "report/json_in.h"
#include "report/json_saved.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The whole text, and its first value, are read by the same rules. */
static void read_saved(const char *text, size_t size, bool whole)
{
    struct json_saved saved;
    bool good = json_saved_read(&saved, text, size, whole);
    fuzz_expect(good == (saved.problem == NULL));
    fuzz_expect(saved.is_json == (saved.line == 0));
    fuzz_expect(saved.used_bytes <= size && (saved.used_bytes > 0 || !saved.is_json));
    fuzz_expect_safe(saved.problem);
    fuzz_expect_safe_object(&run_shape, &saved.run);
    for (size_t i = 0; good && i < saved.run.report_count; i++) {
        fuzz_expect(saved.run.reports[i].finding_count == 0);
        fuzz_assess_and_write(&saved.run.reports[i], (unsigned)size);
    }
    json_saved_clear(&saved);
}

/* Each line of the text in turn, with the parts that came before it. */
static void read_lines(const char *text, size_t size)
{
    struct json_parts *parts = json_parts_new();
    for (size_t at = 0; at < size;) {
        const char *newline = memchr(text + at, '\n', size - at);
        size_t length = newline != NULL ? (size_t)(newline - text) - at : size - at;
        struct json_saved saved;
        bool good = json_saved_read_line(&saved, parts, text + at, length, true);
        fuzz_expect(good == (saved.problem == NULL));
        fuzz_expect_safe(saved.problem);
        fuzz_expect_safe_object(&run_shape, &saved.run);
        for (size_t i = 0; good && i < saved.run.report_count; i++)
            fuzz_assess_and_write(&saved.run.reports[i], (unsigned)size);
        json_saved_clear(&saved);
        at += length + 1;
    }
    json_parts_free(parts);
}

/* Without the members that every saved report has, too. */
static void read_object(const char *text, size_t size)
{
    struct report report;
    char *problem = json_in_object(&report_shape, &report, text, size);
    fuzz_expect_safe(problem);
    fuzz_expect_safe_object(&report_shape, &report);
    if (problem == NULL)
        fuzz_assess_and_write(&report, (unsigned)size);
    free(problem);
    shape_clear(&report_shape, &report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_saved((const char *)data, size, true);
    read_saved((const char *)data, size, false);
    read_object((const char *)data, size);
    read_lines((const char *)data, size);
    return 0;
}
