/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The privileges that a run gives up once it is set up, so that a server which exploits a fault in this
 * program gains little. The only user of libseccomp.
 *
 * The process can get no more privileges, start no program, look into no other process, open no file for
 * writing, and make no sockets but those of TCP, UDP, netlink and its own machine (seccomp). Where the kernel
 * has Landlock, it can only read the few files that libraries need, and only name and remove files in the
 * folders that reports are written to. */
#ifndef MAILSONDE_COMMAND_SANDBOX_H
#define MAILSONDE_COMMAND_SANDBOX_H

#include "base/list.h"

#include <stdbool.h>

struct sandbox_options {
    const struct text_list *output_folders; /* folders in which files are renamed and removed; NULL: none */
    const struct text_list *input_files;    /* files that are read later; NULL: none */
};

/* To be called before an event loop is made. libuv would otherwise set up an io_uring, and its calls are not
 * seen by a filter that is installed later. After this call libuv works without one. */
void sandbox_prepare(void);

/* Enters the sandbox for good, for this thread and those that it starts. NULL, or which parts could not be
 * set up, in words; the other parts are in force. The caller frees. */
char *sandbox_enter(const struct sandbox_options *options);

#endif
