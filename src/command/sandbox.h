/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run gives up once it is set up: a fault in the reading of what servers send is then worth little to
 * who sends it. The only home of libseccomp.
 *
 * The process can get no more privileges, start no program, look into no other process, open no file for
 * writing, and make no sockets but those of TCP, UDP, netlink and its own machine (seccomp). Where the kernel
 * has Landlock, it can only read the few files that libraries need, and only name and remove files in the
 * folder of --output. */
#ifndef MAILSONDE_COMMAND_SANDBOX_H
#define MAILSONDE_COMMAND_SANDBOX_H

#include "base/list.h"

#include <stdbool.h>

struct sandbox_options {
    const char *output_folder;           /* files are renamed and removed there; NULL: nowhere */
    const struct text_list *input_files; /* read later; NULL: none */
};

/* Before an event loop is made: libuv would set up an io_uring for it, through which calls go past any filter
 * that comes later. There is none now, and libuv does without. */
void sandbox_prepare(void);

/* Enters it, for this thread and those that it starts, for good. NULL, or what could not be had, in words;
 * the rest is in force nevertheless. The caller frees. */
char *sandbox_enter(const struct sandbox_options *options);

#endif
