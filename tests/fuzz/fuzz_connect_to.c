/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as rules of --connect-to, one a line, and as the host that is looked up. */
#include "base/list.h"
#include "net/connect_to.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct connect_to_list list = {0};
    char *text = text_copy_bytes((const char *)data, size);
    char *rest = text;
    for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n")) {
        char *problem = NULL;
        size_t count = list.count;
        bool added = connect_to_add(&list, line, &problem);
        if (added != (problem == NULL) || list.count != count + added)
            abort();
        struct connect_to_place place = connect_to_find(&list, line, 25);
        if (place.host == NULL || place.port < 1 || place.port > 65535)
            abort();
        free(problem);
    }
    free(text);
    connect_to_list_free(&list);
    return 0;
}
