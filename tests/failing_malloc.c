/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * To be preloaded into a program: its allocation number FAIL_AT fails, and with FAIL_ALL those after it, or
 * with FAIL_EVERY each so many-th after it. The number of all is written to the file COUNT_ALLOCATIONS when
 * the program ends. */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static atomic_ulong made;
static unsigned long fail_at;
static unsigned long fail_every;
static bool fail_all;
static int count_file = -1; /* open from the beginning: a sandbox may forbid that later */

static unsigned long number(const char *name)
{
    const char *text = getenv(name);
    return text != NULL ? strtoul(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void begin(void)
{
    fail_every = number("FAIL_EVERY");
    fail_all = getenv("FAIL_ALL") != NULL;
    fail_at = number("FAIL_AT");
    const char *path = getenv("COUNT_ALLOCATIONS");
    if (path != NULL)
        count_file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

__attribute__((destructor)) static void end(void)
{
    if (count_file >= 0)
        dprintf(count_file, "%lu\n", atomic_load(&made));
}

static bool fails(void)
{
    unsigned long now = atomic_fetch_add(&made, 1) + 1;
    if (fail_at == 0 || now < fail_at)
        return false;
    if (now > fail_at && !fail_all && (fail_every == 0 || (now - fail_at) % fail_every != 0))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return fails() ? NULL : __libc_realloc(memory, size);
}
