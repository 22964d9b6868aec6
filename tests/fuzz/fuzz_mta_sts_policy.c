/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as an MTA-STS policy. */
#include "base/text.h"
#include "checks.h"
#include "discover/mta_sts_policy.h"
#include "facts/shapes.h"
#include "infer/mta_sts_match.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A pattern is its own host, and with a label in place of the star, too. */
static void check_pattern(const char *pattern)
{
    char *host = text_copy(pattern);
    if (host[0] == '*')
        host[0] = 'x';
    if (!mta_sts_match(pattern, host))
        abort();
    char *deeper = text_format("y.%s", host);
    if (mta_sts_match(pattern, deeper))
        abort();
    free(deeper);
    free(host);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mta_sts_policy policy = {0};
    bool valid = mta_sts_policy_parse((const char *)data, size, &policy);
    if (!valid && policy.problems.count == 0)
        abort();
    if (valid
        && (!text_same(policy.version, "STSv1") || policy.mode_word == NULL || policy.max_age_s < 0
            || policy.max_age_s > MTA_STS_MAX_AGE_MOST_S
            || (policy.mx.count == 0 && policy.mode != MTA_STS_MODE_NONE)))
        abort();
    fuzz_expect_safe_list(&policy.problems);
    fuzz_expect_safe_list(&policy.unknown_keys);
    fuzz_expect_safe_list(&policy.mx);
    for (size_t i = 0; i < policy.mx.count; i++)
        check_pattern(policy.mx.items[i]);
    shape_clear(&mta_sts_policy_shape, &policy);
    return 0;
}
