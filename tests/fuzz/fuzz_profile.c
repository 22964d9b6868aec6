/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any text as the file of a policy profile, in which suites are then looked up. */
#include "assess/rules/policy/profile_match.h"
#include "checks.h"
#include "command/profile_file.h"
#include "facts/shapes.h"
#include "input.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void match(const struct text_list *patterns)
{
    for (size_t i = 0; i < patterns->count; i++) {
        profile_match_name(patterns->items[i], "X25519");
        profile_match_suite(patterns->items[i], 0xC013 /* TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA */);
        free(profile_match_unknown_class(patterns->items[i]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *path = fuzz_file(data, size);
    struct text_list words = {.items = &path, .count = 1};
    struct profile_set set;
    char *problem = NULL;
    bool good = profile_set_read(&set, &words, &problem);
    fuzz_expect(good == (problem == NULL));
    fuzz_expect_safe(problem);
    for (size_t i = 0; good && i < set.count; i++) {
        fuzz_expect_safe_object(&policy_profile_shape, &set.profiles[i]);
        for (size_t n = 0; n < set.profiles[i].cipher_suite_count; n++)
            match(&set.profiles[i].cipher_suites[n].names);
        for (size_t n = 0; n < set.profiles[i].group_count; n++)
            match(&set.profiles[i].groups[n].names);
    }
    profile_set_free(&set);
    free(problem);
    fuzz_file_free(path);
    return 0;
}
