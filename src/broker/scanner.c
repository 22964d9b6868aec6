/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two pipes. The one with lines is always read, or the loop of the scan would wait and its time limits be
 * wrong. */
#include "broker/scanner.h"

#include "base/list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIPE_BYTES = 1 << 20, READ_BYTES = 1 << 16, READS_MAX = 64, IDLE_MS = 3600 * 1000 };

bool scanner_start(struct scanner *scanner, struct spawner *spawner, uint32_t number, const char *run,
                   bool hosts)
{
    int words[2], lines[2];
    if (pipe2(words, O_CLOEXEC) != 0)
        return false;
    if (pipe2(lines, O_CLOEXEC) != 0) {
        close(words[0]);
        close(words[1]);
        return false;
    }
    fcntl(lines[0], F_SETPIPE_SZ, PIPE_BYTES);
    fcntl(lines[0], F_SETFL, O_NONBLOCK);
    fcntl(words[1], F_SETFL, O_NONBLOCK);
    bool started = spawner_start(spawner, (struct spawner_request){.number = number, .hosts = hosts},
                                 words[0], lines[1]);
    close(words[0]);
    close(lines[1]);
    *scanner = (struct scanner){
        .number = number, .run = text_copy(run), .hosts = hosts, .input = words[1], .output = lines[0]};
    if (!started)
        scanner_free(scanner);
    return started;
}

bool scanner_is_over(struct scanner *scanner, bool connected, int64_t now_ms)
{
    if (scanner->scanning > 0 || !connected)
        scanner->idle_since_ms = now_ms;
    return now_ms - scanner->idle_since_ms > IDLE_MS;
}

void scanner_close_input(struct scanner *scanner)
{
    if (scanner->input >= 0)
        close(scanner->input);
    scanner->input = -1;
}

static void close_output(struct scanner *scanner)
{
    if (scanner->output >= 0)
        close(scanner->output);
    scanner->output = -1;
}

void scanner_free(struct scanner *scanner)
{
    if (scanner->number == 0)
        return;
    scanner_close_input(scanner);
    close_output(scanner);
    digest_set_free(&scanner->done);
    free(scanner->run);
    free(scanner->words);
    free(scanner->line);
    *scanner = (struct scanner){0};
}

void scanner_give(struct scanner *scanner, const char *word)
{
    char *longer = text_format("%s%s\n", text_or_nothing(scanner->words), word);
    text_replace(&scanner->words, longer);
    scanner->words_length = strlen(longer);
    scanner->scanning++;
    scanner_write(scanner);
}

void scanner_write(struct scanner *scanner)
{
    if (scanner->words_length == 0 || scanner->input < 0)
        return;
    ssize_t written = write(scanner->input, scanner->words, scanner->words_length);
    if (written <= 0)
        return; /* it is full, or gone: then its output ends */
    scanner->words_length -= (size_t)written;
    memmove(scanner->words, scanner->words + written, scanner->words_length + 1);
}

static void add_bytes(struct scanner *scanner, const char *bytes, size_t length)
{
    if (scanner->line_length + length > scanner->line_room) {
        size_t room = (scanner->line_length + length) * 2;
        char *line = allocate(room, 1);
        if (scanner->line_length > 0)
            memcpy(line, scanner->line, scanner->line_length);
        text_replace(&scanner->line, line);
        scanner->line_room = room;
    }
    memcpy(scanner->line + scanner->line_length, bytes, length);
    scanner->line_length += length;
}

void scanner_read(struct scanner *scanner,
                  void (*line)(void *context, struct scanner *scanner, const char *text, size_t length),
                  void *context)
{
    char buffer[READ_BYTES];
    for (int i = 0; i < READS_MAX; i++) {
        ssize_t length = read(scanner->output, buffer, sizeof buffer);
        if (length < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (length <= 0) {
            close_output(scanner);
            return;
        }
        const char *at = buffer, *end = buffer + length, *newline;
        while ((newline = memchr(at, '\n', (size_t)(end - at))) != NULL) {
            add_bytes(scanner, at, (size_t)(newline - at));
            line(context, scanner, scanner->line, scanner->line_length);
            scanner->line_length = 0;
            at = newline + 1;
        }
        add_bytes(scanner, at, (size_t)(end - at));
    }
}
