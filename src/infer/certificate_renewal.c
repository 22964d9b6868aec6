/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The renewal of certificates. */
#include "infer/certificate_renewal.h"

int64_t certificate_renewal_ahead_s(const struct certificate *certificate, int64_t most_days)
{
    enum { LEFT_PART = 3, DAY_S = 86400 };
    int64_t part_s = (certificate->not_after_unix_s - certificate->not_before_unix_s) / LEFT_PART;
    return part_s < most_days * DAY_S ? part_s : most_days * DAY_S;
}
