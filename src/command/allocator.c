/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * malloc() and its like, as everybody in the process calls them: an allocation that fails is tried again with
 * the reserve given back (base/memory.h), and one that fails then ends the program.
 *
 * So no library ever meets NULL. That matters for more than their crashes (GMP and libuv abort, others read
 * from NULL): a library that fails for want of memory says of a certificate that it cannot be read, and of a
 * handshake that it failed, which would be told as the server's fault.
 *
 * All is done by the next malloc() in the order of the linker, which is the C library's or one that was
 * preloaded; memory is freed by its free(), of which there is no other. Not in builds with a sanitizer, whose
 * malloc() has to be the first. */
#include "command/allocator.h"

#include "config.h"

#include "base/memory.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZER 1
#endif

enum { STACK_BYTES = 512 << 10 };

/* Where the address space is limited the stack cannot grow any more when the heap has taken the rest, and the
 * program would crash in the next function with a large frame (libunbound has some of 64 KiB). Pages that
 * were used once stay part of it. */
static void __attribute__((noinline)) use_stack(void)
{
    enum { PAGE_BYTES = 4096 };
    volatile char stack[STACK_BYTES];
    for (size_t i = 0; i < STACK_BYTES; i += PAGE_BYTES)
        stack[i] = 0;
    (void)stack[0];
}

/* Not where the stack itself is limited to about as much (ulimit -s). */
static void claim_stack(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur / 2 < STACK_BYTES)
        return;
    use_stack();
}

void allocator_begin(void)
{
    claim_stack();
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, 1);
#endif
    memory_reserve();
}

#ifndef SANITIZER

typedef void *(*malloc_function)(size_t size);
typedef void *(*calloc_function)(size_t count, size_t size);
typedef void *(*realloc_function)(void *memory, size_t size);
typedef void *(*aligned_function)(size_t alignment, size_t size);

/* The next ones, once they are known. */
static malloc_function _Atomic next_malloc;
static calloc_function _Atomic next_calloc;
static realloc_function _Atomic next_realloc;
static aligned_function _Atomic next_aligned;
static _Thread_local bool looking; /* dlsym() may allocate; it does without where it cannot */

/* Copies the address of the next function of that name to `function`, which is as large as a pointer. */
static bool find_next(const char *name, void *function)
{
    if (looking)
        return false;
    looking = true;
    void *found = dlsym(RTLD_NEXT, name);
    looking = false;
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

/* Whether an allocation that gave nothing is to be made again. What is larger than the reserve is the matter
 * of who asked for it. */
static bool has_failed(const void *memory, size_t count, size_t size)
{
    size_t bytes;
    if (memory != NULL || count == 0 || size == 0 || __builtin_mul_overflow(count, size, &bytes)
        || bytes > MEMORY_RESERVE_BYTES)
        return false;
    memory_release(); /* which another thread may have done just now */
    return true;
}

/* What came of the second try. */
static void *need(void *memory)
{
    if (memory == NULL)
        out_of_memory();
    return memory;
}

void *malloc(size_t size)
{
    malloc_function next = atomic_load(&next_malloc);
    if (next == NULL && !find_next("malloc", &next))
        return NULL;
    atomic_store(&next_malloc, next);
    void *memory = next(size);
    return has_failed(memory, 1, size) ? need(next(size)) : memory;
}

void *calloc(size_t count, size_t size)
{
    calloc_function next = atomic_load(&next_calloc);
    if (next == NULL && !find_next("calloc", &next))
        return NULL;
    atomic_store(&next_calloc, next);
    void *memory = next(count, size);
    return has_failed(memory, count, size) ? need(next(count, size)) : memory;
}

void *realloc(void *memory, size_t size)
{
    realloc_function next = atomic_load(&next_realloc);
    if (next == NULL && !find_next("realloc", &next))
        return NULL;
    atomic_store(&next_realloc, next);
    void *moved = next(memory, size);
    return has_failed(moved, 1, size) ? need(next(memory, size)) : moved;
}

/* aligned_alloc(), memalign() and posix_memalign() are one function with different manners: what is asked for
 * wrongly (EINVAL) fails no second time for want of memory. */
static void *aligned(size_t alignment, size_t size)
{
    aligned_function next = atomic_load(&next_aligned);
    if (next == NULL && !find_next("memalign", &next))
        return NULL;
    atomic_store(&next_aligned, next);
    void *memory = next(alignment, size);
    return memory == NULL && errno == ENOMEM && has_failed(memory, 1, size) ? need(next(alignment, size))
                                                                            : memory;
}

void *memalign(size_t alignment, size_t size)
{
    return aligned(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return aligned(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    int before = errno;
    if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0)
        return EINVAL;
    void *fresh = aligned(alignment, size);
    int error = errno;
    errno = before; /* which this function leaves alone */
    if (fresh == NULL)
        return error;
    *memory = fresh;
    return 0;
}

#endif
