/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files for the code that reads files. */
#include "temporary_file.h"

#include "base/list.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *temporary_file_of(const void *bytes, size_t length)
{
    char *name = text_copy("/tmp/mailsonde-test-XXXXXX");
    int descriptor = mkstemp(name);
    cr_assert_geq(descriptor, 0);
    cr_assert_eq(write(descriptor, bytes, length), (ssize_t)length);
    close(descriptor);
    return name;
}

char *temporary_file(const char *text)
{
    return temporary_file_of(text, strlen(text));
}

void temporary_file_remove(char *name)
{
    unlink(name);
    free(name);
}
