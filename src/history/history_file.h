/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The SQLite file itself, for the files of this folder alone. */
#ifndef MAILSONDE_HISTORY_HISTORY_FILE_H
#define MAILSONDE_HISTORY_HISTORY_FILE_H

#include "history/history.h"

#include <sqlite3.h>

enum { HISTORY_APPLICATION_ID = 0x6d736e64 }; /* "msnd" */

struct history {
    sqlite3 *database;
    char *path;           /* that SQLite got */
    char *shown;          /* safe for a terminal */
    bool out_of_patience; /* another program kept the lock for too long */
};

/* Makes sure that the file is ours, and makes its tables if it has none. NULL, or what is wrong with it in
 * some words, which the caller frees. */
char *history_file_check(sqlite3 *database, enum history_access access);

/* What SQLite's last failure means to a user; the caller frees. */
char *history_file_problem(sqlite3 *database);

/* Runs statements that give no rows. */
bool history_file_run(sqlite3 *database, const char *statements);

#endif
