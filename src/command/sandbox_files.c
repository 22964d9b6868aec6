/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Landlock (https://docs.kernel.org/userspace-api/landlock.html). */
#include "command/sandbox_files.h"

#include "base/list.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef SYS_landlock_create_ruleset

/* Of linux/landlock.h; older headers have less than newer kernels. */
enum {
    CREATE_RULESET_VERSION = 1,
    RULE_PATH_BENEATH = 1,
    FS_WRITE_FILE = 1 << 1,
    FS_READ_FILE = 1 << 2,
    FS_READ_DIR = 1 << 3,
    FS_REMOVE_FILE = 1 << 5,
    FS_MAKE_REG = 1 << 8,
    FS_OF_FIRST_VERSION = (1 << 13) - 1,
    FS_REFER = 1 << 13,
    FS_TRUNCATE = 1 << 14,
    FS_IOCTL_DEV = 1 << 15,
    SCOPE_ABSTRACT_UNIX_SOCKET = 1 << 0,
    SCOPE_SIGNAL = 1 << 1,
};

struct ruleset_attributes {
    uint64_t files;
    uint64_t network; /* not restricted: connecting is what the program does */
    uint64_t scoped;
};

struct path_rule {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

/* What libraries read whenever they like: where names lead, time zones, randomness, the number of processors,
 * conversions of characters and the unwinder, which glibc loads late. A folder stands for all below it. */
static const char *const readable[] = {
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/services",
    "/etc/protocols",
    "/etc/gai.conf",
    "/etc/localtime",
    "/etc/gnutls",
    "/etc/ssl/certs",
    "/etc/pki",
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/share/locale",
    "/usr/share/zoneinfo",
    "/usr/share/ca-certificates",
    "/dev/null",
    "/dev/urandom",
    "/dev/random",
    "/sys/devices/system/cpu",
    "/proc/stat",
    "/proc/cpuinfo",
    "/proc/sys/kernel",
    "/proc/sys/vm",
    "/proc/self",
};

static int open_ruleset(uint64_t *files)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
    if (version < 1)
        return -1;
    struct ruleset_attributes attributes = {.files = FS_OF_FIRST_VERSION};
    if (version >= 2)
        attributes.files |= FS_REFER;
    if (version >= 3)
        attributes.files |= FS_TRUNCATE;
    if (version >= 5)
        attributes.files |= FS_IOCTL_DEV;
    if (version >= 6)
        attributes.scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL;
    size_t known = version >= 6 ? sizeof attributes : sizeof attributes.files;
    *files = attributes.files;
    return (int)syscall(SYS_landlock_create_ruleset, &attributes, known, 0);
}

/* Of what is no folder, only rights that files can have may be given. */
static bool allow(int ruleset, const char *path, uint64_t folder_rights)
{
    struct stat there;
    struct path_rule rule = {.allowed = folder_rights, .parent = open(path, O_PATH | O_CLOEXEC)};
    if (rule.parent < 0)
        return false;
    if (fstat(rule.parent, &there) != 0 || !S_ISDIR(there.st_mode))
        rule.allowed &= FS_READ_FILE;
    bool allowed = syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0) == 0;
    int error = errno;
    close(rule.parent);
    errno = error;
    return allowed;
}

static bool allow_all(int ruleset, const struct sandbox_options *options, uint64_t handled)
{
    const uint64_t writing =
        FS_READ_FILE | FS_READ_DIR | FS_WRITE_FILE | FS_REMOVE_FILE | FS_MAKE_REG | FS_TRUNCATE;
    for (size_t i = 0; i < sizeof readable / sizeof *readable; i++)
        allow(ruleset, readable[i], FS_READ_FILE | FS_READ_DIR); /* what is not there is not missed */
    for (size_t i = 0; options->input_files != NULL && i < options->input_files->count; i++)
        allow(ruleset, options->input_files->items[i], FS_READ_FILE);
    for (size_t i = 0; options->output_folders != NULL && i < options->output_folders->count; i++)
        if (!allow(ruleset, options->output_folders->items[i], writing & handled))
            return false;
    return true;
}

char *sandbox_restrict_files(const struct sandbox_options *options)
{
    uint64_t handled = 0;
    int ruleset = open_ruleset(&handled);
    bool done = ruleset >= 0 && allow_all(ruleset, options, handled)
                && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    char *problem =
        done ? NULL : text_format("access to files is not restricted (Landlock: %s)", strerror(errno));
    if (ruleset >= 0)
        close(ruleset);
    return problem;
}

#else

char *sandbox_restrict_files(const struct sandbox_options *options)
{
    (void)options;
    return text_format("access to files is not restricted (built on a system without Landlock)");
}

#endif
