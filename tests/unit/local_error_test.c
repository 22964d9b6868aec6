/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the names of errno mean for a connection. */
#include "infer/local_error.h"

#include <criterion/criterion.h>

Test(local_error, says_what_this_machine_lacks_or_forbids)
{
    static const struct {
        const char *name;
        enum local_error expected;
    } rows[] = {
        {"EPERM", LOCAL_ERROR_FORBIDDEN},
        {"EACCES", LOCAL_ERROR_FORBIDDEN},
        {"EINVAL", LOCAL_ERROR_BLACKHOLE},
        {"ENETUNREACH", LOCAL_ERROR_NO_ROUTE},
        {"EHOSTUNREACH", LOCAL_ERROR_NO_ROUTE},
        {"EADDRNOTAVAIL", LOCAL_ERROR_NO_ADDRESS},
        {"EAFNOSUPPORT", LOCAL_ERROR_NO_FAMILY},
        {"EMFILE", LOCAL_ERROR_SHORTAGE},
        {"ENFILE", LOCAL_ERROR_SHORTAGE},
        {"ENOBUFS", LOCAL_ERROR_SHORTAGE},
        {"ENOMEM", LOCAL_ERROR_SHORTAGE},
        {"ECONNREFUSED", LOCAL_ERROR_OTHER},
        {"", LOCAL_ERROR_OTHER},
        {NULL, LOCAL_ERROR_OTHER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(local_error_of(rows[i].name), rows[i].expected, "row %zu", i);
}
