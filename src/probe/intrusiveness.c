/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of --intrusive. */
#include "probe/intrusiveness.h"

static const char *const intrusiveness_list[INTRUSIVENESS_COUNT] = {
    [INTRUSIVE_NONE] = "none", [INTRUSIVE_NORMAL] = "normal", [INTRUSIVE_FULL] = "full"};
const struct words intrusiveness_words = {.words = intrusiveness_list, .count = INTRUSIVENESS_COUNT};
