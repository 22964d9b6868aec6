/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory that runs out. */
#include "base/memory.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The mutable globals of the program are here and in command/allocator.c: malloc() is one for the whole
 * process and is told nothing of who calls it. */
static void *_Atomic reserve;

static void *map(size_t bytes)
{
    void *mapping = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return mapping != MAP_FAILED ? mapping : NULL;
}

bool memory_reserve(void)
{
    if (atomic_load(&reserve) != NULL)
        return true;
    void *fresh = map(MEMORY_RESERVE_BYTES);
    void *none = NULL;
    if (fresh == NULL)
        return false;
    if (!atomic_compare_exchange_strong(&reserve, &none, fresh))
        munmap(fresh, MEMORY_RESERVE_BYTES);
    return true;
}

bool memory_release(void)
{
    void *held = atomic_exchange(&reserve, NULL);
    return held != NULL && munmap(held, MEMORY_RESERVE_BYTES) == 0;
}

bool memory_is_short(void)
{
    return !memory_reserve();
}

bool memory_has_room(size_t bytes)
{
    void *room = map(bytes);
    if (room != NULL)
        munmap(room, bytes);
    return room != NULL;
}

static int (*_Atomic last_words)(void *context);
static void *_Atomic last_words_context;

void memory_set_last_words(int (*say)(void *context), void *context)
{
    atomic_store(&last_words, NULL);
    atomic_store(&last_words_context, context);
    atomic_store(&last_words, say);
}

void out_of_memory(void)
{
    static const char line[] = "mailsonde: out of memory\n";
    static atomic_flag told = ATOMIC_FLAG_INIT;
    static _Thread_local bool ending;
    int status = 2;
    while (!ending && atomic_flag_test_and_set(&told))
        pause(); /* another thread ends the program */
    if (!ending) {
        ending = true;
        ssize_t written = write(STDERR_FILENO, line, strlen(line));
        (void)written;
        int (*say)(void *context) = atomic_load(&last_words);
        if (say != NULL)
            status = say(atomic_load(&last_words_context));
    }
    _exit(status);
}
