/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * To be preloaded into a program: its allocation number FAIL_AT fails, and with FAIL_ALL those after it, or
 * with FAIL_EVERY each so many-th after it. The number of all is written to the file COUNT_ALLOCATIONS when
 * the program ends, and before it the number of the first allocation of each place in the program: a place is
 * known by its DEPTH innermost callers. */
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static atomic_ulong made;
static unsigned long fail_at;
static unsigned long fail_every;
static bool fail_all;
static int count_file = -1; /* open from the beginning: a sandbox may forbid that later */

enum { DEPTH = 8, PLACES_MAX = 1 << 17 };

static uint64_t places[PLACES_MAX]; /* by hash, 0 where there is none */
static pthread_mutex_t places_lock = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local bool in_backtrace; /* which may allocate */

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

/* Whether an allocation of this place was not seen before. */
static bool is_new_place(void)
{
    void *callers[DEPTH];
    int count = backtrace(callers, DEPTH);
    uint64_t hash = 14695981039346656037U;
    for (int i = 0; i < count; i++)
        hash = (hash ^ (uintptr_t)callers[i]) * 1099511628211U;
    size_t at = (hash >> 20) % PLACES_MAX;
    pthread_mutex_lock(&places_lock);
    size_t looked = 0;
    while (places[at] != 0 && places[at] != hash && looked++ < PLACES_MAX)
        at = (at + 1) % PLACES_MAX;
    bool is_new = places[at] != hash;
    places[at] = hash;
    pthread_mutex_unlock(&places_lock);
    return is_new;
}

static void note_place(unsigned long now)
{
    if (count_file < 0 || in_backtrace)
        return;
    in_backtrace = true;
    if (is_new_place())
        dprintf(count_file, "%lu\n", now);
    in_backtrace = false;
}

__attribute__((destructor)) static void end(void)
{
    if (count_file >= 0)
        dprintf(count_file, "%lu\n", atomic_load(&made));
}

static bool fails(void)
{
    unsigned long now = atomic_fetch_add(&made, 1) + 1;
    note_place(now);
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

/* The others that align come to this one by the program's. */
void *memalign(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}
