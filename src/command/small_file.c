/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading small files. */
#include "command/small_file.h"

#include "base/list.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { FILE_MAX_BYTES = 1 << 20 };

char *small_file_read(const char *path, size_t *length)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return NULL;
    char *text = allocate(FILE_MAX_BYTES + 2, 1);
    *length = fread(text, 1, FILE_MAX_BYTES + 1, file);
    int error = 0;
    if (ferror(file))
        error = errno;
    else if (*length > FILE_MAX_BYTES)
        error = EFBIG;
    if (fclose(file) != 0 && error == 0)
        error = errno;
    if (error == 0)
        return text;
    free(text);
    errno = error;
    return NULL;
}
