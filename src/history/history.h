/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reports kept in one SQLite file (doc/history.md has its tables). The files of this folder are the only ones
 * that use SQLite.
 *
 * A report is one transaction, in write-ahead logging: a program that is killed leaves it whole or not at
 * all. Several programs may write at once; one waits for the other at most HISTORY_PATIENCE_MS.
 *
 * All files are opened by history_open() and stay open, so that a sandbox may forbid to open any; at the end
 * SQLite removes two files beside it (FILE-wal, FILE-shm). */
#ifndef MAILSONDE_HISTORY_HISTORY_H
#define MAILSONDE_HISTORY_HISTORY_H

#include "facts/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HISTORY_SCHEMA_VERSION = 1, HISTORY_PATIENCE_MS = 10 * 1000 };

enum history_access {
    HISTORY_READ,  /* the file has to be there */
    HISTORY_WRITE, /* it is made if it is not there, or empty */
};

struct history;

/* Opens the file. NULL with one line in *problem, which the caller frees: it cannot be opened, is no
 * database, one of another program, or of a newer version. *passing, if not NULL, is whether that may be
 * otherwise later: it is locked, or the disk is full. */
struct history *history_open(const char *path, enum history_access access, bool *passing, char **problem);

/* Takes NULL. */
void history_close(struct history *history);

/* The file's name as messages have it; borrowed. */
const char *history_shown(const struct history *history);

/* The folder of the file; the caller frees. */
char *history_folder(const struct history *history);

/* One report as the file has it: what one filters by beside the text. */
struct history_entry {
    int64_t id; /* of the file's row; 0 before it is one */
    char *target;
    char *word; /* as the user typed it */
    char *started_at;
    int64_t started_at_unix_ms;
    char *ended; /* words of facts/words.h, as the next three */
    char *delivery;
    char *inbound;
    char *submission;
    int64_t errors; /* findings that fail and are not accepted, by severity, and the others */
    int64_t warnings;
    int64_t infos;
    int64_t unknown;
    int64_t holds;
    int64_t exit_status;              /* that this report alone would have */
    char *json;                       /* the report as --format json has it, in one line */
    struct history_finding *findings; /* those that do not hold */
    size_t finding_count;
};

struct history_finding {
    char *key;
    char *id;
    char *outcome;
    char *severity;
    bool accepted; /* by the user */
    char *host;
    char *address;
    int64_t port;
};

/* The entry of an assessed report; free with history_entry_free(). */
struct history_entry *history_entry_of(const struct report *report, int64_t exit_status);

/* Takes NULL. */
void history_entry_free(struct history_entry *entry);

/* Adds a report in one transaction; the same run of the same target is replaced. False with one line in
 * *problem, which the caller frees, and nothing added. It may block: for the disk, and for other writers as
 * long as it is patient (after a time-out, not before something was added again). From one thread at a time.
 */
bool history_add(struct history *history, const struct history_entry *entry, char **problem);

/* Runs, as history_entry without text and findings. */
struct history_runs {
    struct history_entry *entries;
    size_t count;
};

/* The last `limit` runs of a target, by its name or the word that was typed, newest first. False with one
 * line in *problem, which the caller frees. */
bool history_runs_of(struct history *history, const char *target, size_t limit, struct history_runs *runs,
                     char **problem);

/* The last run of each target, by name, and how many runs there are of each in `id`. As above. */
bool history_targets(struct history *history, struct history_runs *runs, char **problem);

void history_runs_free(struct history_runs *runs);

/* The text of a run, which the caller frees; NULL with a line in *problem. */
char *history_text(struct history *history, int64_t id, char **problem);

#endif
