/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reports in and out. */
#include "history/history.h"

#include "base/list.h"
#include "base/text.h"
#include "history/history_file.h"

#include <stdlib.h>
#include <string.h>

/* --- statements --- */

static sqlite3_stmt *prepare(struct history *history, const char *text)
{
    sqlite3_stmt *statement = NULL;
    sqlite3_prepare_v2(history->database, text, -1, &statement, NULL);
    return statement;
}

static void bind_text(sqlite3_stmt *statement, int place, const char *text)
{
    if (text == NULL)
        sqlite3_bind_null(statement, place);
    else
        sqlite3_bind_text(statement, place, text, -1, SQLITE_STATIC);
}

/* Runs a statement that gives no rows to its end. */
static bool finish(sqlite3_stmt *statement)
{
    bool done = statement != NULL && sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_finalize(statement);
    return done;
}

/* --- writing --- */

static bool remove_same_run(struct history *history, const struct history_entry *entry)
{
    sqlite3_stmt *statement =
        prepare(history, "DELETE FROM report WHERE target = ?1 AND started_at_unix_ms = ?2");
    if (statement != NULL) {
        bind_text(statement, 1, entry->target);
        sqlite3_bind_int64(statement, 2, entry->started_at_unix_ms);
    }
    return finish(statement);
}

static bool add_report(struct history *history, const struct history_entry *entry)
{
    sqlite3_stmt *statement =
        prepare(history, "INSERT INTO report (target, word, started_at, started_at_unix_ms, ended, delivery, "
                         "inbound, submission, errors, warnings, infos, unknown, holds, exit_status, json) "
                         "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");
    if (statement == NULL)
        return false;
    bind_text(statement, 1, entry->target);
    bind_text(statement, 2, entry->word);
    bind_text(statement, 3, entry->started_at == NULL ? "" : entry->started_at);
    sqlite3_bind_int64(statement, 4, entry->started_at_unix_ms);
    bind_text(statement, 5, entry->ended);
    bind_text(statement, 6, entry->delivery);
    bind_text(statement, 7, entry->inbound);
    bind_text(statement, 8, entry->submission);
    sqlite3_bind_int64(statement, 9, entry->errors);
    sqlite3_bind_int64(statement, 10, entry->warnings);
    sqlite3_bind_int64(statement, 11, entry->infos);
    sqlite3_bind_int64(statement, 12, entry->unknown);
    sqlite3_bind_int64(statement, 13, entry->holds);
    sqlite3_bind_int64(statement, 14, entry->exit_status);
    bind_text(statement, 15, entry->json);
    return finish(statement);
}

static bool add_finding(sqlite3_stmt *statement, int64_t report, const struct history_finding *finding)
{
    sqlite3_bind_int64(statement, 1, report);
    bind_text(statement, 2, finding->key == NULL ? finding->id : finding->key);
    bind_text(statement, 3, finding->id);
    bind_text(statement, 4, finding->outcome);
    bind_text(statement, 5, finding->severity);
    sqlite3_bind_int(statement, 6, finding->accepted);
    bind_text(statement, 7, finding->host);
    bind_text(statement, 8, finding->address);
    if (finding->port == 0)
        sqlite3_bind_null(statement, 9);
    else
        sqlite3_bind_int64(statement, 9, finding->port);
    bool done = sqlite3_step(statement) == SQLITE_DONE;
    return sqlite3_reset(statement) == SQLITE_OK && done;
}

static bool add_findings(struct history *history, const struct history_entry *entry)
{
    int64_t report = sqlite3_last_insert_rowid(history->database);
    sqlite3_stmt *statement = prepare(
        history, "INSERT OR REPLACE INTO finding (report, key, id, outcome, severity, accepted, host, "
                 "address, port) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    bool added = statement != NULL;
    for (size_t i = 0; added && i < entry->finding_count; i++)
        added = add_finding(statement, report, &entry->findings[i]);
    sqlite3_finalize(statement);
    return added;
}

bool history_add(struct history *history, const struct history_entry *entry, char **problem)
{
    sqlite3 *database = history->database;
    sqlite3_busy_timeout(database, history->out_of_patience ? 0 : HISTORY_PATIENCE_MS);
    bool added = history_file_run(database, "BEGIN IMMEDIATE") && remove_same_run(history, entry)
                 && add_report(history, entry) && add_findings(history, entry)
                 && history_file_run(database, "COMMIT");
    history->out_of_patience = !added && sqlite3_errcode(database) == SQLITE_BUSY;
    if (!added) {
        *problem = history_file_problem(database);
        if (sqlite3_get_autocommit(database) == 0)
            history_file_run(database, "ROLLBACK");
    }
    return added;
}

/* --- reading --- */

#define COLUMNS                                                                                              \
    "target, word, started_at, started_at_unix_ms, ended, delivery, inbound, submission, errors, warnings, " \
    "infos, unknown, holds, exit_status"

/* What is in the file may be anybody's: it is made safe as if it came from the wire. */
static char *column_text(sqlite3_stmt *statement, int column)
{
    const void *text = sqlite3_column_text(statement, column);
    int bytes = sqlite3_column_bytes(statement, column);
    enum { COLUMN_MAX_BYTES = 4096 };
    return text == NULL ? NULL : text_from_wire(text, (size_t)bytes, COLUMN_MAX_BYTES);
}

/* `id` and then COLUMNS. */
static void read_entry(sqlite3_stmt *statement, struct history_entry *entry)
{
    *entry = (struct history_entry){.id = sqlite3_column_int64(statement, 0),
                                    .target = column_text(statement, 1),
                                    .word = column_text(statement, 2),
                                    .started_at = column_text(statement, 3),
                                    .started_at_unix_ms = sqlite3_column_int64(statement, 4),
                                    .ended = column_text(statement, 5),
                                    .delivery = column_text(statement, 6),
                                    .inbound = column_text(statement, 7),
                                    .submission = column_text(statement, 8),
                                    .errors = sqlite3_column_int64(statement, 9),
                                    .warnings = sqlite3_column_int64(statement, 10),
                                    .infos = sqlite3_column_int64(statement, 11),
                                    .unknown = sqlite3_column_int64(statement, 12),
                                    .holds = sqlite3_column_int64(statement, 13),
                                    .exit_status = sqlite3_column_int64(statement, 14)};
}

static bool fail(struct history *history, char **problem)
{
    char *what = history_file_problem(history->database);
    *problem = text_format("%s: %s", history->shown, what);
    free(what);
    return false;
}

static bool read_entries(struct history *history, sqlite3_stmt *statement, struct history_runs *runs,
                         char **problem)
{
    int step = SQLITE_ERROR;
    while (statement != NULL && (step = sqlite3_step(statement)) == SQLITE_ROW)
        read_entry(statement, list_append(&runs->entries, &runs->count, sizeof *runs->entries));
    bool good = step == SQLITE_DONE || fail(history, problem);
    sqlite3_finalize(statement);
    return good;
}

bool history_runs_of(struct history *history, const char *target, size_t limit, struct history_runs *runs,
                     char **problem)
{
    *runs = (struct history_runs){0};
    sqlite3_stmt *statement =
        prepare(history, "SELECT id, " COLUMNS " FROM report WHERE target = (SELECT target FROM report WHERE "
                         "target = ?1 COLLATE NOCASE OR word = ?1 ORDER BY started_at_unix_ms DESC LIMIT 1) "
                         "ORDER BY started_at_unix_ms DESC, id DESC LIMIT ?2");
    if (statement != NULL) {
        bind_text(statement, 1, target);
        sqlite3_bind_int64(statement, 2, (int64_t)limit);
    }
    return read_entries(history, statement, runs, problem);
}

bool history_targets(struct history *history, struct history_runs *runs, char **problem)
{
    *runs = (struct history_runs){0};
    return read_entries(history,
                        prepare(history, "SELECT count(*), " COLUMNS ", max(started_at_unix_ms) FROM report "
                                         "GROUP BY target ORDER BY target"),
                        runs, problem);
}

char *history_text(struct history *history, int64_t id, char **problem)
{
    sqlite3_stmt *statement = prepare(history, "SELECT json FROM report WHERE id = ?1");
    char *text = NULL;
    if (statement != NULL)
        sqlite3_bind_int64(statement, 1, id);
    if (statement != NULL && sqlite3_step(statement) == SQLITE_ROW
        && sqlite3_column_text(statement, 0) != NULL)
        text = text_copy_bytes((const char *)sqlite3_column_text(statement, 0),
                               (size_t)sqlite3_column_bytes(statement, 0));
    if (text == NULL)
        fail(history, problem);
    sqlite3_finalize(statement);
    return text;
}
