/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as a file of targets. */
#include "checks.h"
#include "discover/target_source.h"
#include "facts/shapes.h"
#include "input.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *path = fuzz_file(data, size);
    char *word = text_format("@%s", path);
    const char *words[] = {word};
    struct target_source *source = target_source_new(words, 1, size % 2 == 1);
    enum target_step step;
    size_t steps = 0;
    do {
        struct target target = {0};
        struct input_error error = {0};
        step = target_source_next(source, &target, &error);
        fuzz_expect(step != TARGET_WAIT);
        fuzz_expect((step == TARGET_READ) == (target.name != NULL));
        fuzz_expect((step == TARGET_BAD) == (error.problem != NULL));
        fuzz_expect_safe_object(&target_shape, &target);
        fuzz_expect_safe_object(&input_error_shape, &error);
        shape_clear(&target_shape, &target);
        shape_clear(&input_error_shape, &error);
        fuzz_expect(++steps <= size + 2); /* at most one for each line, what is wrong with all, and the end */
    } while (step != TARGET_END);
    fuzz_expect(steps >= 2);
    struct text_list rest = {0};
    target_source_list_rest(source, &rest);
    text_list_free(&rest);
    target_source_free(source);
    free(word);
    fuzz_file_free(path);
    return 0;
}
