/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counting the lines of lists. */
#include "scan/target_count.h"

#include "base/list.h"
#include "discover/line_reader.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int64_t count_lines(const char *name)
{
    struct stat about;
    if (stat(name, &about) == 0 && !S_ISREG(about.st_mode))
        return -1;
    struct line_reader *reader = allocate(1, sizeof *reader);
    int64_t lines = 0;
    bool good = line_reader_open(reader, name);
    while (good) {
        enum line_state state = line_reader_next(reader);
        if (state == LINE_NONE || state == LINE_ENDLESS || state == LINE_NOT_YET)
            break;
        const char *word = reader->line + strspn(reader->line, " \t\r\f\v");
        lines += *word != '\0' && *word != '#';
    }
    if (good)
        line_reader_close(reader);
    free(reader);
    return lines;
}

int64_t target_count(const char *const *words, size_t count)
{
    int64_t targets = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_list = words[i][0] == '@' && words[i][1] != '\0';
        int64_t more = strcmp(words[i], "-") == 0 ? -1 : is_list ? count_lines(words[i] + 1) : 1;
        if (more < 0)
            return -1;
        targets += more;
    }
    return targets;
}
