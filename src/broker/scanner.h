/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One "mailsonde scan" beside the worker, for the targets of one run: words go in, lines of reports come out.
 */
#ifndef MAILSONDE_BROKER_SCANNER_H
#define MAILSONDE_BROKER_SCANNER_H

#include "broker/digest_set.h"
#include "broker/spawner.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scanner {
    uint32_t number; /* 0: none */
    char *run;
    bool hosts;
    int input;    /* -1: closed, it ends when it is done with what it has */
    int output;   /* -1: it has ended */
    bool is_gone; /* its process has ended, with this status: */
    int status;
    bool has_spoken; /* there was a line about a target */
    size_t scanning; /* targets that it was given and that are not done */
    int64_t idle_since_ms;
    struct digest_set done; /* keys of targets whose lines the broker has */
    char *words;            /* that it has not taken yet */
    size_t words_length;
    char *line; /* what has come of the next one */
    size_t line_length;
    size_t line_room;
};

/* Starts one; false when the system does not allow that. */
bool scanner_start(struct scanner *scanner, struct spawner *spawner, uint32_t number, const char *run,
                   bool hosts);
void scanner_free(struct scanner *scanner);

/* Gives it a word; scanner_write() hands over what it has not taken. */
void scanner_give(struct scanner *scanner, const char *word);
void scanner_write(struct scanner *scanner);

/* Whether it has had nothing to do for so long that it may end. It knows which endpoints of its run were
 * asked and which targets are done, and who comes after it asks again: so it stays for an hour. Time without
 * the broker does not count, since what may come then is not known. */
bool scanner_is_over(struct scanner *scanner, bool connected, int64_t now_ms);

/* Lets it end. */
void scanner_close_input(struct scanner *scanner);

/* Reads what it has written, and calls `line` for each whole line, without the newline. Closes the output at
 * its end. */
void scanner_read(struct scanner *scanner,
                  void (*line)(void *context, struct scanner *scanner, const char *text, size_t length),
                  void *context);

#endif
