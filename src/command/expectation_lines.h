/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a line of the file of --expect may say. */
#ifndef MAILSONDE_COMMAND_EXPECTATION_LINES_H
#define MAILSONDE_COMMAND_EXPECTATION_LINES_H

#include "base/list.h"
#include "facts/expectations.h"

#include <stdint.h>

/* Where the reading of a file is. */
struct expectation_reader {
    struct expectations *into;
    struct text_list *problems;
    int64_t line;
    char *domain;         /* of the section; NULL: before the first one */
    char *host;           /* likewise */
    size_t section_begin; /* index of the section's first item */
};

/* Reads one line, of which there is at least one word. What is wrong with it is added to the problems. */
void expectation_line_read(struct expectation_reader *reader, const struct text_list *words);

/* Adds "FILE:LINE: " and the complaint, which is freed, to the problems, unless there are too many. */
void expectation_complain(struct expectation_reader *reader, int64_t line, char *complaint);

#endif
