/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening the file. It may be anybody's: whatever is in it runs nothing (no triggers, no views, no functions
 * with effects), and what is not ours is refused before anything is written. */
#include "history/history_file.h"

#include "base/list.h"
#include "base/text.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHOWN_BYTES = 1024, RETRY_MS = 20 };

/* doc/history.md says what they mean. */
static const char tables[] = "CREATE TABLE report (\n"
                             "    id INTEGER PRIMARY KEY,\n"
                             "    target TEXT NOT NULL,\n"
                             "    word TEXT,\n"
                             "    started_at TEXT NOT NULL,\n"
                             "    started_at_unix_ms INTEGER NOT NULL,\n"
                             "    ended TEXT NOT NULL,\n"
                             "    delivery TEXT NOT NULL,\n"
                             "    inbound TEXT NOT NULL,\n"
                             "    submission TEXT NOT NULL,\n"
                             "    errors INTEGER NOT NULL,\n"
                             "    warnings INTEGER NOT NULL,\n"
                             "    infos INTEGER NOT NULL,\n"
                             "    unknown INTEGER NOT NULL,\n"
                             "    holds INTEGER NOT NULL,\n"
                             "    exit_status INTEGER NOT NULL,\n"
                             "    json TEXT NOT NULL\n"
                             ");\n"
                             "CREATE INDEX report_by_target ON report (target, started_at_unix_ms);\n"
                             "CREATE TABLE finding (\n"
                             "    report INTEGER NOT NULL REFERENCES report (id) ON DELETE CASCADE,\n"
                             "    key TEXT NOT NULL,\n"
                             "    id TEXT NOT NULL,\n"
                             "    outcome TEXT NOT NULL,\n"
                             "    severity TEXT NOT NULL,\n"
                             "    accepted INTEGER NOT NULL,\n"
                             "    host TEXT,\n"
                             "    address TEXT,\n"
                             "    port INTEGER,\n"
                             "    PRIMARY KEY (report, key)\n"
                             ") WITHOUT ROWID;\n"
                             "CREATE INDEX finding_by_key ON finding (key, report);\n";

bool history_file_run(sqlite3 *database, const char *statements)
{
    return sqlite3_exec(database, statements, NULL, NULL, NULL) == SQLITE_OK;
}

char *history_file_problem(sqlite3 *database)
{
    switch (sqlite3_errcode(database)) {
    case SQLITE_NOTADB:
        return text_copy("it is no SQLite database");
    case SQLITE_CORRUPT:
        return text_copy("it is damaged (\"sqlite3 FILE .recover\" saves what is left)");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return text_copy("another program keeps it locked");
    case SQLITE_FULL:
        return text_copy("the disk is full");
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return text_copy("it cannot be written to");
    case SQLITE_CANTOPEN: {
        int error = sqlite3_system_errno(database);
        return error == 0 ? text_copy("it cannot be opened, or the two files beside it (-wal, -shm) cannot")
                          : text_copy(strerror(error));
    }
    default:
        break;
    }
    int error = sqlite3_system_errno(database);
    const char *message = sqlite3_errmsg(database);
    char *safe = text_from_wire(message, strlen(message), SHOWN_BYTES);
    if (error == 0)
        return safe;
    char *both = text_format("%s: %s", safe, strerror(error));
    free(safe);
    return both;
}

struct header {
    int64_t application;
    int64_t version;
    int64_t tables;
};

/* In one statement, so at one moment: another program may be making the tables. False when it fails. */
static bool read_header(sqlite3 *database, struct header *header)
{
    sqlite3_stmt *statement = NULL;
    bool good = sqlite3_prepare_v2(database,
                                   "SELECT (SELECT application_id FROM pragma_application_id),"
                                   " (SELECT user_version FROM pragma_user_version),"
                                   " (SELECT count(*) FROM sqlite_master)",
                                   -1, &statement, NULL)
                    == SQLITE_OK
                && sqlite3_step(statement) == SQLITE_ROW;
    if (good)
        *header = (struct header){.application = sqlite3_column_int64(statement, 0),
                                  .version = sqlite3_column_int64(statement, 1),
                                  .tables = sqlite3_column_int64(statement, 2)};
    sqlite3_finalize(statement);
    return good;
}

static bool is_fresh(const struct header *header)
{
    return header->application == 0 && header->version == 0 && header->tables == 0;
}

/* NULL, or what is wrong. */
static char *judge_header(const struct header *header)
{
    if (header->application != HISTORY_APPLICATION_ID)
        return text_copy("it is the database of another program");
    if (header->version > HISTORY_SCHEMA_VERSION)
        return text_format("it is of a newer mailsonde (version %lld of its tables, this one knows %d)",
                           (long long)header->version, HISTORY_SCHEMA_VERSION);
    if (header->version < 1 || header->tables == 0)
        return text_copy("it says that it is mailsonde's, and its tables are not there");
    return NULL;
}

/* Another program may have made the tables meanwhile. */
static bool make_tables(sqlite3 *database)
{
    struct header header;
    char *pragmas = text_format("PRAGMA application_id = %d; PRAGMA user_version = %d",
                                HISTORY_APPLICATION_ID, HISTORY_SCHEMA_VERSION);
    bool made =
        history_file_run(database, "BEGIN IMMEDIATE") && read_header(database, &header)
        && (!is_fresh(&header) || (history_file_run(database, tables) && history_file_run(database, pragmas)))
        && history_file_run(database, "COMMIT");
    free(pragmas);
    return made;
}

/* The mode is of the file, and stays. That it is changed by two programs at once SQLite does not wait for. */
static bool log_ahead(sqlite3 *database)
{
    for (int waited = 0;; waited += RETRY_MS) {
        sqlite3_stmt *statement = NULL;
        bool asked =
            sqlite3_prepare_v2(database, "PRAGMA journal_mode = WAL", -1, &statement, NULL) == SQLITE_OK
            && sqlite3_step(statement) == SQLITE_ROW;
        const char *mode = asked ? (const char *)sqlite3_column_text(statement, 0) : NULL;
        bool is_wal = mode != NULL && strcmp(mode, "wal") == 0;
        sqlite3_finalize(statement);
        if (is_wal || asked || sqlite3_errcode(database) != SQLITE_BUSY || waited >= HISTORY_PATIENCE_MS)
            return is_wal;
        sqlite3_sleep(RETRY_MS);
    }
}

char *history_file_check(sqlite3 *database, enum history_access access)
{
    struct header header;
    if (!read_header(database, &header))
        return history_file_problem(database);
    bool fresh = is_fresh(&header);
    if (fresh && access == HISTORY_READ)
        return text_copy("there is no report in it");
    char *problem = fresh ? NULL : judge_header(&header);
    if (problem != NULL || access == HISTORY_READ)
        return problem;
    if (!log_ahead(database))
        return sqlite3_errcode(database) == SQLITE_OK
                   ? text_copy("SQLite cannot log ahead there; is it on a network file system?")
                   : history_file_problem(database);
    if (fresh && (!make_tables(database) || !read_header(database, &header)))
        return history_file_problem(database);
    return judge_header(&header);
}

/* --- opening --- */

/* So that no path is taken for something else: ":memory:", "file:...?mode=". */
static char *plain_path(const char *path)
{
    return path[0] == '/' ? text_copy(path) : text_format("./%s", path);
}

static char *folder_of(const char *path)
{
    char *copy = text_copy(path);
    char *folder = text_copy(dirname(copy));
    free(copy);
    return folder;
}

/* The file is not there: NULL if it can be made. */
static char *look_at_folder(const char *path)
{
    char *folder = folder_of(path);
    bool writable = access(folder, W_OK | X_OK) == 0;
    int error = errno;
    free(folder);
    if (writable)
        return NULL;
    return error == ENOENT ? text_copy(strerror(error))
                           : text_format("no file can be made in its folder: %s", strerror(error));
}

/* NULL, or what is wrong before SQLite sees it. */
static char *look(const char *path, enum history_access wanted)
{
    struct stat there;
    if (stat(path, &there) != 0)
        return errno == ENOENT && wanted == HISTORY_WRITE ? look_at_folder(path) : text_copy(strerror(errno));
    if (S_ISDIR(there.st_mode))
        return text_copy(strerror(EISDIR));
    return S_ISREG(there.st_mode) ? NULL : text_copy("it is no regular file");
}

/* Nothing in the file is run. */
static bool distrust(sqlite3 *database)
{
    return sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) == SQLITE_OK
           && sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) == SQLITE_OK
           && sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL) == SQLITE_OK
           && sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL) == SQLITE_OK;
}

/* What SQLite would put into files of its own stays in memory: none can be opened later. */
static char *begin(sqlite3 *database, enum history_access access)
{
    sqlite3_extended_result_codes(database, 0);
    sqlite3_busy_timeout(database, HISTORY_PATIENCE_MS);
    char *problem = NULL;
    if (!distrust(database)
        || !history_file_run(database, "PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON"))
        problem = history_file_problem(database);
    if (problem == NULL)
        problem = history_file_check(database, access);
    if (problem == NULL && access == HISTORY_WRITE
        && !history_file_run(database, "PRAGMA synchronous = FULL; BEGIN IMMEDIATE; COMMIT"))
        problem = history_file_problem(database);
    return problem;
}

static char *open_with(struct history *history, const char *name, int flags, enum history_access access)
{
    if (sqlite3_open_v2(name, &history->database, flags, NULL) == SQLITE_OK)
        return begin(history->database, access);
    return history->database == NULL ? text_copy("no memory") : history_file_problem(history->database);
}

/* The path as a URI of a file that nobody changes; the caller frees. */
static char *unchanging(const char *path)
{
    char *uri = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&uri, &length);
    if (out == NULL)
        out_of_memory();
    fputs("file:", out);
    for (const char *at = path; *at != '\0'; at++)
        fprintf(out, strchr("%?#", *at) != NULL ? "%%%02x" : "%c", *at);
    fputs("?immutable=1", out);
    if (fclose(out) != 0)
        out_of_memory();
    return uri;
}

/* Whether the file may be read though nothing can be written beside it: no log is there. */
static bool is_at_rest(const struct history *history)
{
    int code = history->database == NULL ? SQLITE_OK : sqlite3_errcode(history->database);
    char *log = text_format("%s-wal", history->path);
    struct stat there;
    bool absent = stat(log, &there) != 0 && errno == ENOENT;
    free(log);
    return absent && (code == SQLITE_READONLY || code == SQLITE_CANTOPEN);
}

static char *open_database(struct history *history, enum history_access access)
{
    int flags = SQLITE_OPEN_READWRITE | (access == HISTORY_WRITE ? SQLITE_OPEN_CREATE : 0);
    char *problem = open_with(history, history->path, flags, access);
    if (problem == NULL || access == HISTORY_WRITE || !is_at_rest(history))
        return problem;
    free(problem);
    sqlite3_close(history->database);
    history->database = NULL;
    char *uri = unchanging(history->path);
    problem = open_with(history, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, access);
    free(uri);
    return problem;
}

static bool is_passing(sqlite3 *database)
{
    int code = database == NULL ? SQLITE_OK : sqlite3_errcode(database);
    return code == SQLITE_BUSY || code == SQLITE_LOCKED || code == SQLITE_FULL || code == SQLITE_IOERR;
}

/* The empty file that SQLite has made where nothing else could be written, on a disk that is full. */
static void unmake(const struct history *history)
{
    struct stat made;
    if (stat(history->path, &made) == 0 && S_ISREG(made.st_mode) && made.st_size == 0)
        unlink(history->path);
}

/* Whether nothing can be written, and not because another program does. */
static bool is_full(sqlite3 *database)
{
    int code = database == NULL ? SQLITE_OK : sqlite3_errcode(database);
    return code == SQLITE_FULL || code == SQLITE_IOERR;
}

struct history *history_open(const char *path, enum history_access access, bool *passing, char **problem)
{
    struct history *history = allocate(1, sizeof *history);
    history->path = plain_path(path);
    history->shown = text_from_wire(path, strlen(path), SHOWN_BYTES);
    struct stat there;
    bool absent = stat(history->path, &there) != 0 && errno == ENOENT;
    char *what = look(history->path, access);
    if (what == NULL)
        what = open_database(history, access);
    if (passing != NULL)
        *passing = what != NULL && is_passing(history->database);
    *problem = what == NULL ? NULL : text_format("%s: %s", history->shown, what);
    if (what == NULL)
        return history;
    free(what);
    if (absent && is_full(history->database))
        unmake(history);
    history_close(history);
    return NULL;
}

void history_close(struct history *history)
{
    if (history == NULL)
        return;
    sqlite3_close(history->database);
    free(history->path);
    free(history->shown);
    free(history);
}

const char *history_shown(const struct history *history)
{
    return history->shown;
}

char *history_folder(const struct history *history)
{
    return folder_of(history->path);
}
