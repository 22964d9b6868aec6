/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The stack of a fiber. */
#include "net/fiber_stack.h"

#include "config.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef HAVE_VALGRIND_VALGRIND_H
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(start, end) ((void)(start), (void)(end), 0U)
#define VALGRIND_STACK_DEREGISTER(id)       ((void)(id))
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define STACK_ASAN 1
#endif
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(STACK_ASAN)
enum { STACK_BYTES = 256 * 1024 };
#else
/* A handshake with verification was measured at 9 to 26 KiB; only touched pages cost memory. */
enum { STACK_BYTES = 128 * 1024 };
#endif

static size_t page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

bool fiber_stack_map(struct fiber_stack *stack)
{
    size_t bytes = page_bytes() + STACK_BYTES;
    char *mapping = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (mapping == MAP_FAILED)
        return false;
    if (mprotect(mapping, page_bytes(), PROT_NONE) != 0) {
        munmap(mapping, bytes);
        return false;
    }
    stack->bottom = mapping + page_bytes();
    stack->bytes = STACK_BYTES;
    stack->valgrind_id = VALGRIND_STACK_REGISTER(stack->bottom, stack->bottom + STACK_BYTES);
    return true;
}

void fiber_stack_trim(const struct fiber_stack *stack)
{
    enum { OWN_BYTES = 1024 }; /* of this function and what it calls, signal handlers left out */
    uintptr_t here = (uintptr_t)__builtin_frame_address(0) - OWN_BYTES;
    uintptr_t bottom = (uintptr_t)stack->bottom;
    size_t unused = here > bottom && here < bottom + stack->bytes ? here - bottom : 0;
    unused -= unused % page_bytes();
    if (unused > 0)
        madvise(stack->bottom, unused, MADV_DONTNEED);
}

void fiber_stack_unmap(struct fiber_stack *stack)
{
    if (stack->bottom == NULL)
        return;
    VALGRIND_STACK_DEREGISTER(stack->valgrind_id);
    munmap(stack->bottom - page_bytes(), page_bytes() + stack->bytes);
    *stack = (struct fiber_stack){0};
}
