/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as words that name targets, one a line, each as a domain and as a host: what is read is plain,
 * and names the same when it is read again. */
#include "checks.h"
#include "discover/target.h"
#include "facts/shapes.h"
#include "input.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_again(const struct target *target)
{
    struct target again = {0};
    char *problem = target_parse(target->name, target->kind == TARGET_HOST, &again);
    fuzz_expect(problem == NULL);
    fuzz_expect(text_same(again.name, target->name));
    shape_clear(&target_shape, &again);
}

static void read_word(const char *word, bool as_host)
{
    struct target target = {0};
    char *problem = target_parse(word, as_host, &target);
    fuzz_expect((problem == NULL) == (target.name != NULL));
    fuzz_expect_safe(problem);
    fuzz_expect_safe_object(&target_shape, &target);
    fuzz_expect(target.port >= 0 && target.port <= 65535);
    if (problem == NULL)
        read_again(&target);
    for (const char *c = target.name; c != NULL && *c != '\0'; c++)
        fuzz_expect((unsigned char)*c > ' ' && (unsigned char)*c < 0x7f);
    shape_clear(&target_shape, &target);
    free(problem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    for (char *word; (word = fuzz_line(&input)) != NULL; free(word)) {
        read_word(word, false);
        read_word(word, true);
    }
    return 0;
}
