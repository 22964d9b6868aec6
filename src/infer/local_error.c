/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The names of errno, which are text in the facts, as what they mean for a connection. */
#include "infer/local_error.h"

#include "base/list.h"

#include <stddef.h>

static const struct {
    const char *name;
    enum local_error error;
} errors[] = {
    {"EPERM", LOCAL_ERROR_FORBIDDEN},        {"EACCES", LOCAL_ERROR_FORBIDDEN},
    {"EINVAL", LOCAL_ERROR_BLACKHOLE},       {"ENETUNREACH", LOCAL_ERROR_NO_ROUTE},
    {"EHOSTUNREACH", LOCAL_ERROR_NO_ROUTE},  {"EADDRNOTAVAIL", LOCAL_ERROR_NO_ADDRESS},
    {"EAFNOSUPPORT", LOCAL_ERROR_NO_FAMILY}, {"EMFILE", LOCAL_ERROR_SHORTAGE},
    {"ENFILE", LOCAL_ERROR_SHORTAGE},        {"ENOBUFS", LOCAL_ERROR_SHORTAGE},
    {"ENOMEM", LOCAL_ERROR_SHORTAGE},
};

enum local_error local_error_of(const char *system_error)
{
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (text_same(errors[i].name, system_error))
            return errors[i].error;
    return LOCAL_ERROR_OTHER;
}
