/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The progress of a run where standard error is no terminal, by a clock of the test's. */
#include "command/options.h"
#include "command/output.h"
#include "temporary_file.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS };

/* What the words have a run of `several` targets say on standard error, in two minutes and a half from
 * `began_ms` on, with an event each second; the caller frees. */
static char *said(int64_t began_ms, bool several, int word_count, char **words)
{
    struct options options;
    char *error = NULL;
    cr_assert(options_parse(word_count, words, &options, &error) && options_settle(&options, &error), "%s",
              error);
    char *place = temporary_file("");
    int saved = dup(STDERR_FILENO), file = open(place, O_RDWR | O_APPEND);
    cr_assert(file >= 0 && dup2(file, STDERR_FILENO) >= 0);
    struct output *output = output_open(&options, several, &error);
    cr_assert(output != NULL, "%s", error);
    struct output_progress progress = {.count = {.total = 5000}, .last = "example.org"};
    for (int64_t now_ms = 0; now_ms <= 5 * MINUTE_MS / 2; now_ms += SECOND_MS) {
        progress.now_ms = began_ms + now_ms;
        progress.count.endpoints = (size_t)(now_ms / SECOND_MS);
        output_progress(output, &progress);
    }
    output_close(output);
    dup2(saved, STDERR_FILENO);
    close(saved);
    char *text = calloc(1, 4096);
    cr_assert(pread(file, text, 4095, 0) >= 0);
    close(file);
    temporary_file_remove(place);
    options_free(&options);
    return text;
}

#define SAID(began_ms, several, ...)                                                                         \
    said(began_ms, several, (int)(sizeof(char *[]){"mailsonde", __VA_ARGS__} / sizeof(char *)),              \
         (char *[]){"mailsonde", __VA_ARGS__, NULL})

Test(output, a_log_has_a_line_a_minute)
{
    const int64_t beginnings_ms[] = {0, 1, 123456789};
    for (size_t i = 0; i < sizeof beginnings_ms / sizeof beginnings_ms[0]; i++) {
        char *text = SAID(beginnings_ms[i], true, "-f", "json=/dev/null", "example.org");
        cr_expect_str_eq(text, "mailsonde: 0 of 5000 targets, 0.0/s; 60 endpoints, 0 undecided\n"
                               "mailsonde: 0 of 5000 targets, 0.0/s; 120 endpoints, 0 undecided\n");
        free(text);
    }
}

Test(output, a_log_has_none_unless_it_is_wanted)
{
    char *texts[] = {SAID(0, false, "-f", "json=/dev/null", "example.org"),
                     SAID(0, true, "-f", "json=/dev/null", "--quiet", "example.org"),
                     SAID(0, true, "-f", "json=/dev/null", "--no-progress", "example.org")};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cr_expect_str_empty(texts[i], "%zu: %s", i, texts[i]);
        free(texts[i]);
    }
}
