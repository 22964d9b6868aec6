/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Giving up root. */
#include "command/user.h"

#include "base/list.h"
#include "base/text.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHOWN_BYTES = 80 };

static char *problem(const char *name, const char *what)
{
    char *shown = text_from_wire(name, strlen(name), SHOWN_BYTES);
    char *line = text_format("--user: \"%s\" %s", shown, what);
    free(shown);
    return line;
}

/* The groups first, and the user last, who may change none of them. */
static bool change_to(uid_t user, gid_t group)
{
    return setgroups(1, &group) == 0 && setresgid(group, group, group) == 0
           && setresuid(user, user, user) == 0;
}

char *user_become(const char *name)
{
    errno = 0;
    const struct passwd *user = getpwnam(name);
    if (user == NULL)
        return problem(name,
                       errno == 0 || errno == ENOENT ? "is not a user of this machine" : strerror(errno));
    if (user->pw_uid == 0)
        return problem(name, "is root; name a user without privileges, such as nobody");
    if (geteuid() == user->pw_uid && getuid() == user->pw_uid)
        return NULL;
    if (geteuid() != 0)
        return problem(name, "can only be taken on by root; leave --user out, mailsonde needs no privileges");
    if (!change_to(user->pw_uid, user->pw_gid))
        return problem(name, strerror(errno));
    if (setuid(0) == 0 || geteuid() != user->pw_uid)
        return problem(name, "failed: root's privileges are still there");
    return NULL;
}
