/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing beside and renaming. */
#include "command/report_file.h"

#include "base/list.h"
#include "base/text.h"
#include "command/file_place.h"
#include "command/file_writer.h"
#include "command/torn_end.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHOWN_BYTES = 400, NAMES_MAX = 100 };

static const char another_run[] = "another run is writing to it";

struct report_file {
    FILE *stream;
    int descriptor;
    bool borrowed; /* standard output */
    bool grows;
    bool goes_on;    /* it had something in it before, and loses none of it */
    bool begun_line; /* without its newline */
    off_t begun_at;
    bool committed;
    struct file_writer writer;
    int error;    /* errno of what failed besides writing; 0 for none */
    char *shown;  /* what messages call it */
    char *place;  /* where it is to be in the end; NULL: it is there already */
    char *beside; /* where it is until then; NULL: it has no name */
    char *folder; /* of the place */
};

/* --- writing --- */

static ssize_t write_part(void *cookie, const char *bytes, size_t length)
{
    struct report_file *file = cookie;
    return file_writer_put(&file->writer, bytes, length) ? (ssize_t)length : 0;
}

static FILE *open_stream(struct report_file *file)
{
    FILE *stream = fopencookie(file, "w", (cookie_io_functions_t){.write = write_part});
    if (stream == NULL)
        out_of_memory();
    setvbuf(stream, NULL, _IONBF, 0);
    return stream;
}

/* --- opening --- */

static char *problem(const struct report_file *file, const char *what)
{
    return text_format("%s: %s", file->shown, what);
}

static bool is_writable(int descriptor)
{
    int flags = fcntl(descriptor, F_GETFL);
    return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
}

static mode_t default_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* As the file there has it; else as a fresh file gets it. */
static void set_mode(int descriptor, const struct stat *before)
{
    if (before == NULL) {
        fchmod(descriptor, default_mode());
        return;
    }
    /* Who may not give it away keeps it. */
    if (fchown(descriptor, before->st_uid, before->st_gid) != 0)
        fchmod(descriptor, before->st_mode & 0777);
    else
        fchmod(descriptor, before->st_mode & 07777);
}

/* A file without a name, which can be given one later. */
static int open_nameless(const char *folder)
{
    int descriptor = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return -1;
    char *handle = text_format("/proc/self/fd/%d", descriptor);
    bool can_be_named = access(handle, F_OK) == 0;
    free(handle);
    if (can_be_named)
        return descriptor;
    close(descriptor);
    return -1;
}

/* So that no two runs write to one file; a run that has died holds nothing. */
static bool lock_file(int descriptor)
{
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0;
}

static bool is_in_use(const char *path)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool in_use = descriptor >= 0 && !lock_file(descriptor) && errno == EWOULDBLOCK;
    if (descriptor >= 0)
        close(descriptor);
    return in_use;
}

static void open_beside(struct report_file *file)
{
    if (file->grows) {
        file->beside = file_place_partial(file->place);
        unlink(file->beside); /* what a killed run has left */
        file->descriptor = open(file->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    } else {
        file->descriptor = open_nameless(file->folder);
        if (file->descriptor < 0) {
            file->beside = text_format("%s/.mailsonde-XXXXXX", file->folder);
            file->descriptor = mkostemp(file->beside, O_CLOEXEC);
        }
    }
    if (file->descriptor < 0)
        text_replace(&file->beside, NULL);
}

/* Whether the file system takes a block. */
static bool has_room(int descriptor)
{
    static const char block[4096];
    return file_writer_write_all(descriptor, block, sizeof block) && ftruncate(descriptor, 0) == 0
           && lseek(descriptor, 0, SEEK_SET) == 0;
}

/* NULL, or what is wrong. */
static char *open_regular(struct report_file *file, const char *path, const struct stat *before)
{
    file->place = file_place_follow(path);
    if (file->place == NULL)
        return problem(file, strerror(errno));
    if (before != NULL && access(file->place, W_OK) != 0)
        return problem(file, strerror(errno));
    file->folder = file_place_folder(file->place);
    char *partial = file_place_partial(file->place);
    bool in_use = file->grows && is_in_use(partial);
    free(partial);
    if (in_use)
        return problem(file, another_run);
    open_beside(file);
    if (file->grows && file->descriptor >= 0)
        lock_file(file->descriptor);
    if (file->descriptor < 0) {
        char *what = text_format("no file can be made in its folder: %s", strerror(errno));
        char *line = problem(file, what);
        free(what);
        return line;
    }
    set_mode(file->descriptor, before);
    return has_room(file->descriptor) ? NULL : problem(file, strerror(errno));
}

/* Pipes, devices, and what the program was given open already: nothing there can be replaced. */
static char *open_as_it_is(struct report_file *file, const char *path, const struct stat *there)
{
    for (int standard = STDOUT_FILENO; standard <= STDERR_FILENO; standard++)
        if (file_place_is(there, standard) && is_writable(standard)) {
            file->descriptor = standard;
            file->borrowed = true;
            return NULL;
        }
    file->descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return file->descriptor < 0 ? problem(file, strerror(errno)) : NULL;
}

static char *open_path(struct report_file *file, const char *path)
{
    struct stat there;
    if (stat(path, &there) != 0)
        return errno == ENOENT ? open_regular(file, path, NULL) : problem(file, strerror(errno));
    if (S_ISDIR(there.st_mode))
        return problem(file, strerror(EISDIR));
    if (S_ISREG(there.st_mode) && !file_place_is_given(path, &there))
        return open_regular(file, path, &there);
    return open_as_it_is(file, path, &there);
}

/* Goes on with a file of lines. NULL, or what is wrong. */
static char *go_on(struct report_file *file, const char *path, const char *name)
{
    struct stat there;
    file->descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (file->descriptor < 0)
        return problem(file, strerror(errno));
    if (fstat(file->descriptor, &there) != 0 || !S_ISREG(there.st_mode))
        return problem(file, "it is no file that can be gone on with");
    if (!lock_file(file->descriptor))
        return problem(file, errno == EWOULDBLOCK ? another_run : strerror(errno));
    file->goes_on = true;
    bool begun;
    if (!torn_end_cut(file->descriptor, name, &begun))
        return problem(file, errno == EBADMSG ? "it is damaged in the middle; nothing is cut off"
                                              : strerror(errno));
    file->begun_line = begun;
    file->begun_at = lseek(file->descriptor, 0, SEEK_CUR);
    return NULL;
}

/* In its own place, or beside it where a run that was killed has left it. */
static char *open_to_go_on(struct report_file *file, const char *path, bool partial_meant)
{
    struct stat there;
    file->place = file_place_follow(path);
    if (file->place == NULL)
        return problem(file, strerror(errno));
    char *partial = file_place_partial(file->place);
    bool has_whole = stat(file->place, &there) == 0, has_partial = stat(partial, &there) == 0;
    char *error = NULL;
    if (has_whole && has_partial && !partial_meant)
        error = text_format("%s and %s%s are both there: --resume %s%s goes on with the run that was killed; "
                            "remove it to go on with the other",
                            file->shown, file->shown, file_place_partial_suffix, file->shown,
                            file_place_partial_suffix);
    else if (has_partial)
        error = go_on(file, partial, path);
    else if (has_whole)
        error = go_on(file, file->place, path);
    else
        text_replace(&file->place, NULL);
    if (error == NULL && file->place == NULL) {
        free(partial);
        return open_path(file, path);
    }
    file->folder = file_place_folder(file->place);
    if (file->goes_on && has_partial)
        file->beside = partial;
    else
        free(partial);
    if (!has_partial)
        text_replace(&file->place, NULL);
    return error;
}

static char *open_standard_output(struct report_file *file)
{
    file->descriptor = STDOUT_FILENO;
    file->borrowed = true;
    return is_writable(STDOUT_FILENO) ? NULL : problem(file, "it is closed; --output FILE writes elsewhere");
}

/* --- opening it --- */

char *report_file_shown(const char *path)
{
    return file_place_is_standard_output(path) ? text_copy("standard output")
                                               : text_from_wire(path, strlen(path), SHOWN_BYTES);
}

static struct report_file *make_file(const char *path, bool grows)
{
    struct report_file *file = allocate(1, sizeof *file);
    file->descriptor = -1;
    file->grows = grows;
    file->shown = report_file_shown(path);
    return file;
}

/* The file, once it is open, unless there is an error. */
static struct report_file *begin_file(struct report_file *file, const char *path, const char *error)
{
    if (error != NULL) {
        report_file_close(file);
        return NULL;
    }
    bool compressed = !file_place_is_standard_output(path) && compression_in_name(path);
    file_writer_begin(&file->writer, file->descriptor, file->grows, compressed);
    file->stream = open_stream(file);
    if (file->begun_line)
        report_file_write(file, "\n", 1);
    return file;
}

struct report_file *report_file_open(const char *path, bool grows, char **error)
{
    struct report_file *file = make_file(path, grows);
    *error = file_place_is_standard_output(path) ? open_standard_output(file) : open_path(file, path);
    return begin_file(file, path, *error);
}

struct report_file *report_file_go_on(const char *path, bool partial, char **error)
{
    struct report_file *file = make_file(path, true);
    *error = open_to_go_on(file, path, partial);
    return begin_file(file, path, *error);
}

void report_file_write(struct report_file *file, const char *bytes, size_t length)
{
    write_part(file, bytes, length);
}

void report_file_look(struct report_file *file)
{
    file_writer_look(&file->writer);
}

FILE *report_file_stream(const struct report_file *file)
{
    return file->stream;
}

char *report_file_folder(const struct report_file *file)
{
    return text_copy(file->folder);
}

int report_file_descriptor(const struct report_file *file)
{
    return file->descriptor;
}

int report_file_error(const struct report_file *file)
{
    return file->writer.error != 0 ? file->writer.error : file->error;
}

char *report_file_problem(const struct report_file *file)
{
    bool kept = file->grows && file->beside != NULL && !file->committed;
    return text_format("%s: the report could not be written: %s%s%s%s%s", file->shown,
                       strerror(report_file_error(file)), kept ? "; " : "", kept ? file->shown : "",
                       kept ? file_place_partial_suffix : "", kept ? " has the part that was written" : "");
}

/* --- the end --- */

/* Gives the nameless file a name that nobody has, and then its own. */
static bool name_and_move(const struct report_file *file)
{
    char handle[64], name[PATH_MAX];
    bool named = false;
    snprintf(handle, sizeof handle, "/proc/self/fd/%d", file->descriptor);
    for (int i = 0; i < NAMES_MAX && !named; i++) {
        int length = snprintf(name, sizeof name, "%s/.mailsonde-%d-%d", file->folder, (int)getpid(), i);
        if (length >= (int)sizeof name) {
            errno = ENAMETOOLONG;
            return false;
        }
        named = linkat(AT_FDCWD, handle, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0;
        if (!named && errno != EEXIST)
            return false;
    }
    if (!named || rename(name, file->place) == 0)
        return named;
    int error = errno;
    unlink(name);
    errno = error;
    return false;
}

/* Allocates nothing: there may be no memory. */
bool report_file_commit(struct report_file *file)
{
    if (!file_writer_end(&file->writer))
        return false;
    bool in_place = file->place == NULL
                    || (file->beside == NULL ? name_and_move(file) : rename(file->beside, file->place) == 0);
    if (!in_place) {
        file->error = errno;
        return false;
    }
    file->committed = true;
    return true;
}

void report_file_close(struct report_file *file)
{
    if (file == NULL)
        return;
    if (file->stream != NULL) {
        fclose(file->stream);
        file_writer_end(&file->writer);
    }
    file_writer_clear(&file->writer);
    /* A run that never began changes nothing. */
    if (file->goes_on && !file->committed && file->writer.error == 0 && file->stream != NULL
        && ftruncate(file->descriptor, file->begun_at) != 0)
        file->error = errno;
    if (file->descriptor >= 0 && !file->borrowed)
        close(file->descriptor);
    bool is_kept = file->goes_on || (file->grows && file->writer.written);
    if (file->beside != NULL && !file->committed && !is_kept)
        unlink(file->beside);
    free(file->shown);
    free(file->place);
    free(file->beside);
    free(file->folder);
    free(file);
}
