/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which exit status wins. */
#include "command/exit_status.h"

#include <criterion/criterion.h>

Test(exit_status, usage_before_found_before_inconclusive)
{
    static const enum exit_status order[] = {EXIT_STATUS_CLEAN, EXIT_STATUS_INCONCLUSIVE, EXIT_STATUS_FOUND,
                                             EXIT_STATUS_USAGE};
    for (int i = 0; i < EXIT_STATUS_COUNT; i++) {
        for (int j = 0; j < EXIT_STATUS_COUNT; j++)
            cr_expect_eq(exit_status_worse(order[i], order[j]), order[i > j ? i : j]);
    }
}

Test(exit_status, numbers_are_those_of_the_manual_page)
{
    cr_expect_eq(EXIT_STATUS_CLEAN, 0);
    cr_expect_eq(EXIT_STATUS_FOUND, 1);
    cr_expect_eq(EXIT_STATUS_USAGE, 2);
    cr_expect_eq(EXIT_STATUS_INCONCLUSIVE, 3);
}
