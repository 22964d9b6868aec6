/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing beside and renaming. */
#include "command/report_file.h"

#include "base/list.h"
#include "base/text.h"
#include "command/file_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { SHOWN_BYTES = 400, LINKS_MAX = 16, NAMES_MAX = 100 };

/* /dev/null, /dev/full and the like (Linux, Documentation/admin-guide/devices.txt). */
enum { MEMORY_DEVICES = 1 };

/* Ends the name of a file that grows, until it is whole. */
static const char growing_suffix[] = ".partial";

struct report_file {
    FILE *stream;
    int descriptor;
    bool borrowed; /* standard output */
    bool grows;
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

static bool is_standard_output(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0;
}

static bool is_writable(int descriptor)
{
    int flags = fcntl(descriptor, F_GETFL);
    return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
}

static bool same_file(const struct stat *one, int descriptor)
{
    struct stat other;
    return fstat(descriptor, &other) == 0 && one->st_dev == other.st_dev && one->st_ino == other.st_ino;
}

/* The path that a chain of links leads to, whether there is a file or not; the caller frees. NULL with errno
 * when the chain does not end. */
static char *follow_links(const char *path)
{
    char *at = text_copy(path);
    for (int i = 0; i < LINKS_MAX; i++) {
        char target[PATH_MAX];
        ssize_t length = readlink(at, target, sizeof target - 1);
        if (length < 0)
            return at;
        target[length] = '\0';
        char *copy = text_copy(at);
        char *next = target[0] == '/' ? text_copy(target) : text_format("%s/%s", dirname(copy), target);
        free(copy);
        free(at);
        at = next;
    }
    free(at);
    errno = ELOOP;
    return NULL;
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

static char *folder_of(const char *path)
{
    char *copy = text_copy(path);
    char *folder = text_copy(dirname(copy));
    free(copy);
    return folder;
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

static void open_beside(struct report_file *file)
{
    if (file->grows) {
        file->beside = text_format("%s%s", file->place, growing_suffix);
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
    file->place = follow_links(path);
    if (file->place == NULL)
        return problem(file, strerror(errno));
    if (before != NULL && access(file->place, W_OK) != 0)
        return problem(file, strerror(errno));
    file->folder = folder_of(file->place);
    open_beside(file);
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
        if (same_file(there, standard) && is_writable(standard)) {
            file->descriptor = standard;
            file->borrowed = true;
            return NULL;
        }
    file->descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return file->descriptor < 0 ? problem(file, strerror(errno)) : NULL;
}

static bool is_given(const char *path, const struct stat *there)
{
    return strncmp(path, "/dev/fd/", 8) == 0 || strncmp(path, "/proc/", 6) == 0
           || same_file(there, STDOUT_FILENO) || same_file(there, STDERR_FILENO);
}

static char *open_path(struct report_file *file, const char *path)
{
    struct stat there;
    if (stat(path, &there) != 0)
        return errno == ENOENT ? open_regular(file, path, NULL) : problem(file, strerror(errno));
    if (S_ISDIR(there.st_mode))
        return problem(file, strerror(EISDIR));
    if (S_ISREG(there.st_mode) && !is_given(path, &there))
        return open_regular(file, path, &there);
    return open_as_it_is(file, path, &there);
}

static char *open_standard_output(struct report_file *file)
{
    file->descriptor = STDOUT_FILENO;
    file->borrowed = true;
    return is_writable(STDOUT_FILENO) ? NULL : problem(file, "it is closed; --output FILE writes elsewhere");
}

/* --- what would be one file --- */

/* What a path leads to: a file that is written as it is, or a name in a folder. */
struct destination {
    dev_t device;
    ino_t inode;
    char *name;      /* NULL: as it is */
    bool is_swallow; /* a device that keeps nothing, like /dev/null: all may write there */
};

static bool destination_of_name(struct destination *destination, const char *path)
{
    struct stat folder;
    char *place = follow_links(path);
    char *above = place != NULL ? folder_of(place) : NULL;
    bool found = above != NULL && stat(above, &folder) == 0;
    if (found) {
        *destination = (struct destination){
            .device = folder.st_dev, .inode = folder.st_ino, .name = text_copy(basename(place))};
    }
    free(above);
    free(place);
    return found;
}

/* False for what cannot be found out: opening it says why. */
static bool find_destination(struct destination *destination, const char *path)
{
    struct stat there;
    bool standard = is_standard_output(path);
    *destination = (struct destination){0};
    if ((standard ? fstat(STDOUT_FILENO, &there) : stat(path, &there)) != 0)
        return !standard && errno == ENOENT && destination_of_name(destination, path);
    if (!standard && S_ISREG(there.st_mode) && !is_given(path, &there))
        return destination_of_name(destination, path);
    *destination = (struct destination){.device = there.st_dev, .inode = there.st_ino};
    destination->is_swallow = S_ISCHR(there.st_mode) && major(there.st_rdev) == MEMORY_DEVICES;
    return true;
}

/* With `suffix` after the first one's name. */
static bool is_same_destination(const struct destination *one, const char *suffix,
                                const struct destination *other)
{
    if (one->device != other->device || one->inode != other->inode || one->is_swallow)
        return false;
    if (one->name == NULL || other->name == NULL)
        return one->name == other->name && *suffix == '\0';
    char *name = text_format("%s%s", one->name, suffix);
    bool same = text_same(name, other->name);
    free(name);
    return same;
}

bool report_files_are_one(const char *path, bool grows, const char *other_path, bool other_grows)
{
    struct destination one, other;
    bool found = find_destination(&one, path);
    bool other_found = find_destination(&other, other_path);
    bool same = found && other_found
                && (is_same_destination(&one, "", &other)
                    || (grows && is_same_destination(&one, growing_suffix, &other))
                    || (other_grows && is_same_destination(&other, growing_suffix, &one)));
    free(one.name);
    free(other.name);
    return same;
}

/* --- opening it --- */

char *report_file_shown(const char *path)
{
    return is_standard_output(path) ? text_copy("standard output")
                                    : text_from_wire(path, strlen(path), SHOWN_BYTES);
}

struct report_file *report_file_open(const char *path, bool grows, char **error)
{
    struct report_file *file = allocate(1, sizeof *file);
    bool standard = is_standard_output(path);
    file->descriptor = -1;
    file->grows = grows;
    file->shown = report_file_shown(path);
    *error = standard ? open_standard_output(file) : open_path(file, path);
    if (*error == NULL) {
        file_writer_begin(&file->writer, file->descriptor, grows, !standard && compression_in_name(path));
        file->stream = open_stream(file);
        return file;
    }
    report_file_close(file);
    return NULL;
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
                       kept ? growing_suffix : "", kept ? " has the part that was written" : "");
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
    if (file->descriptor >= 0 && !file->borrowed)
        close(file->descriptor);
    if (file->beside != NULL && !file->committed && !(file->grows && file->writer.written))
        unlink(file->beside);
    free(file->shown);
    free(file->place);
    free(file->beside);
    free(file->folder);
    free(file);
}
