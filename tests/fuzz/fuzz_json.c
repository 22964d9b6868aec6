/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any text as JSON of a report and of a run: what is read is assessed and written, how,
 * its length decides. */
#include "checks.h"
#include "facts/shapes.h"
#include "report/json_in.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct report report;
    struct run run;
    char *problem = json_in_report(&report, (const char *)data, size);
    fuzz_expect_safe(problem);
    fuzz_expect_safe_object(&report_shape, &report);
    if (problem == NULL)
        fuzz_assess_and_write(&report, (unsigned)size);
    free(problem);
    shape_clear(&report_shape, &report);
    problem = json_in_run(&run, (const char *)data, size);
    fuzz_expect_safe(problem);
    fuzz_expect_safe_object(&run_shape, &run);
    free(problem);
    shape_clear(&run_shape, &run);
    return 0;
}
