/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of a line of a text file: blanks separate them, quotation marks keep blanks in one, "#" at the
 * beginning of a word begins a comment. */
#ifndef MAILSONDE_COMMAND_LINE_WORDS_H
#define MAILSONDE_COMMAND_LINE_WORDS_H

#include "base/list.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends the words of the `length` bytes of a line, made safe for a terminal, to *words, which is to be
 * freed in either case. In quotation marks \" and \\ stand for " and \. False with a complaint in *problem,
 * which the caller frees. */
bool line_words_read(const char *line, size_t length, struct text_list *words, char **problem);

#endif
