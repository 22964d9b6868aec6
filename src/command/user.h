/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The user that a run works as: --user. */
#ifndef MAILSONDE_COMMAND_USER_H
#define MAILSONDE_COMMAND_USER_H

/* Becomes the user of that name for good, with that user's group alone; nothing happens for who is that user
 * already. NULL, or one line, safe for a terminal, that says why not; the caller frees, and nothing may go
 * on.
 */
char *user_become(const char *name);

#endif
