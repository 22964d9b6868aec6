/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file of saved reports, read value by value: the document of --format json, or the lines of --format
 * jsonl, of which one report is in memory at a time, with the text of the parts that came before it. Several
 * of them may stand one after the other. This is the one place where lines become reports. */
#ifndef MAILSONDE_COMMAND_SAVED_FILE_H
#define MAILSONDE_COMMAND_SAVED_FILE_H

#include "facts/run.h"
#include "report/json_saved.h"

/* A value, a line of jsonl or a whole document, that is larger than this is not read. */
enum { SAVED_VALUE_MAX_BYTES = 256 * 1024 * 1024 };

/* Number of bad lines of jsonl after which the rest of the file is left out. */
enum { SAVED_BAD_LINES_MAX = 20 };

enum saved_item {
    SAVED_VALUE, /* reports, input errors, or the summary of a run */
    SAVED_BAD,   /* a value that cannot be used, or the rest of the file */
    SAVED_CUT,   /* at the end of a file of lines that was cut off: no summary came behind them. What came is
                    good, and there was more */
    SAVED_END,
};

struct saved_file;

/* Takes "-" for standard input; `name` is borrowed. A file that cannot be read is found to be so by
 * saved_file_next(). */
struct saved_file *saved_file_open(const char *name);

/* Reads the next item. The caller clears *saved and *error, whatever is returned. For SAVED_BAD and
 * SAVED_CUT, *error says what is wrong, and where. */
enum saved_item saved_file_next(struct saved_file *file, struct json_saved *saved, struct input_error *error);

void saved_file_close(struct saved_file *file);

#endif
