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

/* Cuts the line where it would fill the last column. */
static void cut_to(char *line, int columns)
{
    int used = 0;
    char *end = line;
    for (size_t length; *end != '\0'; end += length) {
        used += wrap_character(end, &length);
        if (used >= columns)
            break;
    }
    *end = '\0';
}

char *progress_line(size_t done, size_t total, const char *text, int columns, bool utf8)
{
    struct page page = {.columns = columns, .utf8 = utf8};
    char *quoted = page_quote(&page, text);
    char *line = text_format("[%*zu/%zu] %s", decimal_digits(total), done, total, quoted);
    free(quoted);
    cut_to(line, columns);
    return line;
}

static char *time_left(const struct progress_count *count)
{
    enum { MINUTE_S = 60, HOUR_S = 60 * MINUTE_S, DAY_S = 24 * HOUR_S };
    if (count->total < 0 || count->done == 0)
        return text_copy("");
    int64_t rest = count->total - (int64_t)count->done;
    double left_s = rest > 0 ? (double)count->elapsed_ms / 1000 * (double)rest / (double)count->done : 0;
    return left_s < 2 * MINUTE_S ? text_format(", %.0f s left", left_s)
           : left_s < 2 * HOUR_S ? text_format(", %.0f min left", left_s / MINUTE_S)
           : left_s < 2 * DAY_S  ? text_format(", %.0f h left", left_s / HOUR_S)
                                 : text_format(", %.1f days left", left_s / DAY_S);
}

char *progress_count_line(const struct progress_count *count)
{
    char *left = time_left(count);
    char *of = count->total >= 0 ? text_format(" of %lld", (long long)count->total) : text_copy("");
    double rate = count->elapsed_ms > 0 ? (double)count->done * 1000 / (double)count->elapsed_ms : 0;
    char *line = text_format("%zu%s targets, %.1f/s%s; %zu endpoints, %zu undecided", count->done, of, rate,
                             left, count->endpoints, count->undecided);
    free(left);
    free(of);
    return line;
}

static void show(struct progress *progress, int64_t now_ms, char *line)
{
    fprintf(progress->out, "\r%s\033[K", line);
    fflush(progress->out);
    free(line);
    progress->shown = true;
    progress->due_ms = now_ms + INTERVAL_MS;
}

void progress_update_count(struct progress *progress, int64_t now_ms, const struct progress_count *count,
                           const char *text)
{
    if (now_ms < progress->due_ms)
        return;
    int columns = progress->columns > 0 ? progress->columns : DEFAULT_COLUMNS;
    struct page page = {.columns = columns, .utf8 = progress->utf8};
    char *numbers = progress_count_line(count);
    char *quoted = text != NULL ? page_quote(&page, text) : NULL;
    char *line = text_format("%s%s%s", numbers, quoted != NULL ? "  " : "", text_or_nothing(quoted));
    free(numbers);
    free(quoted);
    cut_to(line, columns);
    show(progress, now_ms, line);
}

void progress_update(struct progress *progress, int64_t now_ms, size_t done, size_t total, const char *text)
{
    if (now_ms < progress->due_ms)
        return;
    int columns = progress->columns > 0 ? progress->columns : DEFAULT_COLUMNS;
    char *line = progress_line(done, total, text, columns, progress->utf8);
    show(progress, now_ms, line);
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
