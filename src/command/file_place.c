/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Paths of outputs. */
#include "command/file_place.h"

#include "base/list.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { LINKS_MAX = 16 };

/* /dev/null, /dev/full and the like (Linux, Documentation/admin-guide/devices.txt). */
enum { MEMORY_DEVICES = 1 };

/* Ends the name of a file that grows, until it is whole. */
const char file_place_partial_suffix[] = ".partial";

bool file_place_is_standard_output(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0;
}

bool file_place_is(const struct stat *one, int descriptor)
{
    struct stat other;
    return fstat(descriptor, &other) == 0 && one->st_dev == other.st_dev && one->st_ino == other.st_ino;
}

/* The path that a chain of links leads to, whether there is a file or not; the caller frees. NULL with errno
 * when the chain does not end. */
char *file_place_follow(const char *path)
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

char *file_place_folder(const char *path)
{
    char *copy = text_copy(path);
    char *folder = text_copy(dirname(copy));
    free(copy);
    return folder;
}

char *file_place_partial(const char *path)
{
    return text_format("%s%s", path, file_place_partial_suffix);
}

bool file_place_is_given(const char *path, const struct stat *there)
{
    return strncmp(path, "/dev/fd/", 8) == 0 || strncmp(path, "/proc/", 6) == 0
           || file_place_is(there, STDOUT_FILENO) || file_place_is(there, STDERR_FILENO);
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
    char *place = file_place_follow(path);
    char *above = place != NULL ? file_place_folder(place) : NULL;
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
    bool standard = file_place_is_standard_output(path);
    *destination = (struct destination){0};
    if ((standard ? fstat(STDOUT_FILENO, &there) : stat(path, &there)) != 0)
        return !standard && errno == ENOENT && destination_of_name(destination, path);
    if (!standard && S_ISREG(there.st_mode) && !file_place_is_given(path, &there))
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

bool file_places_are_one(const char *path, bool grows, const char *other_path, bool other_grows)
{
    struct destination one, other;
    bool found = find_destination(&one, path);
    bool other_found = find_destination(&other, other_path);
    bool same = found && other_found
                && (is_same_destination(&one, "", &other)
                    || (grows && is_same_destination(&one, file_place_partial_suffix, &other))
                    || (other_grows && is_same_destination(&other, file_place_partial_suffix, &one)));
    free(one.name);
    free(other.name);
    return same;
}
