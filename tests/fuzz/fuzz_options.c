/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as a command line, a word a line. */
#include "checks.h"
#include "command/option_table.h"
#include "command/options.h"
#include "input.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Numbers are within the bounds that the table sets. */
static void check_numbers(const struct options *options)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        const int64_t *value = (const int64_t *)(const void *)((const char *)options + option->offset);
        if (option->type == OPTION_INTEGER || option->type == OPTION_SECONDS)
            fuzz_expect(*value >= option->minimum && *value <= option->maximum);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    struct text_list words = {0};
    text_list_append(&words, "mailsonde");
    for (char *word; words.count < 100 && (word = fuzz_line(&input)) != NULL; free(word))
        text_list_append(&words, word);
    struct options options;
    char *problem = NULL;
    bool good = options_parse((int)words.count, words.items, &options, &problem)
                && options_settle(&options, &problem);
    fuzz_expect(good == (problem == NULL));
    fuzz_expect_safe(problem);
    if (good)
        check_numbers(&options);
    options_free(&options);
    text_list_free(&words);
    free(problem);
    return 0;
}
