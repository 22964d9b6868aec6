/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The progress line. */
#include "report/progress.h"

#include "base/list.h"
#include "report/page.h"
#include "report/wrap.h"

#include <stdlib.h>

enum { DEFAULT_COLUMNS = 80, INTERVAL_MS = 100 };

static int decimal_digits(size_t number)
{
    int digits = 1;
    while (number >= 10) {
        number /= 10;
        digits++;
    }
    return digits;
}

char *progress_line(size_t done, size_t total, const char *text, int columns, bool utf8)
{
    struct page page = {.columns = columns, .utf8 = utf8};
    char *quoted = page_quote(&page, text);
    char *line = text_format("[%*zu/%zu] %s", decimal_digits(total), done, total, quoted);
    free(quoted);
    int used = 0;
    char *end = line;
    for (size_t length; *end != '\0'; end += length) {
        used += wrap_character(end, &length);
        if (used >= columns)
            break;
    }
    *end = '\0';
    return line;
}

void progress_update(struct progress *progress, int64_t now_ms, size_t done, size_t total, const char *text)
{
    if (now_ms < progress->due_ms)
        return;
    int columns = progress->columns > 0 ? progress->columns : DEFAULT_COLUMNS;
    char *line = progress_line(done, total, text, columns, progress->utf8);
    fprintf(progress->out, "\r%s\033[K", line);
    fflush(progress->out);
    free(line);
    progress->shown = true;
    progress->due_ms = now_ms + INTERVAL_MS;
}

void progress_clear(struct progress *progress)
{
    if (!progress->shown)
        return;
    fputs("\r\033[K", progress->out);
    fflush(progress->out);
    progress->shown = false;
    progress->due_ms = 0;
}
