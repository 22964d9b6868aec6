/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts made of any bytes, assessed and written; the first byte says how it is written. */
#include "checks.h"
#include "facts/report.h"
#include "facts/shapes.h"
#include "input.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    struct report report = {0};
    unsigned choice = fuzz_byte(&input);
    fuzz_object(&input, &report_shape, &report);
    fuzz_assess_and_write(&report, choice);
    shape_clear(&report_shape, &report);
    return 0;
}
