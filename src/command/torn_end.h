/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The end of a file of lines to which somebody wrote who was killed: the last line may be torn. */
#ifndef MAILSONDE_COMMAND_TORN_END_H
#define MAILSONDE_COMMAND_TORN_END_H

#include <stdbool.h>

/* Cuts the file, open for reading and writing, behind its last whole line or, where its `name` says that it
 * is compressed, behind the last whole frame, and goes to its end. *begun: the last line there has no
 * newline, which a frame of somebody else may do. False with errno when it cannot; EBADMSG where frames in
 * the middle are damaged, behind which others may be whole. */
bool torn_end_cut(int descriptor, const char *name, bool *begun);

#endif
