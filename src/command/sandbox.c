/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The system calls that are left. */
#include "command/sandbox.h"

#include "config.h"

#include "base/text.h"
#include "command/sandbox_files.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#ifdef HAVE_VALGRIND_VALGRIND_H
#include <valgrind/valgrind.h>
#endif

/* All of them live inside this process and do what it does not. */
static bool is_instrumented(void)
{
#if defined COUNTS_LINES || defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
    return true;
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
    return true;
#endif
#endif
#ifdef HAVE_VALGRIND_VALGRIND_H
    return RUNNING_ON_VALGRIND != 0;
#else
    return false;
#endif
}

/* Those that need no look at their arguments. Names that an architecture does not have are passed over. */
static const char *const allowed[] = {
    /* what is open */
    "read",
    "readv",
    "pread64",
    "preadv",
    "preadv2",
    "write",
    "writev",
    "pwrite64",
    "pwritev",
    "pwritev2",
    "close",
    "close_range",
    "dup",
    "dup2",
    "dup3",
    "fcntl",
    "fcntl64",
    "lseek",
    "_llseek",
    "ftruncate",
    "ftruncate64",
    "fsync",
    "fdatasync",
    "pipe",
    "pipe2",
    "fadvise64",
    "fadvise64_64",
    "arm_fadvise64_64",
    /* files, as far as they are looked at */
    "stat",
    "stat64",
    "lstat",
    "lstat64",
    "fstat",
    "fstat64",
    "fstatat64",
    "newfstatat",
    "statx",
    "statfs",
    "statfs64",
    "fstatfs",
    "fstatfs64",
    "access",
    "faccessat",
    "faccessat2",
    "readlink",
    "readlinkat",
    "getdents",
    "getdents64",
    "getcwd",
    /* memory */
    "brk",
    "munmap",
    "mremap",
    "madvise",
    "mincore",
    "membarrier",
    /* waiting */
    "poll",
    "ppoll",
    "ppoll_time64",
    "select",
    "_newselect",
    "pselect6",
    "pselect6_time64",
    "epoll_create",
    "epoll_create1",
    "epoll_ctl",
    "epoll_wait",
    "epoll_pwait",
    "epoll_pwait2",
    "eventfd",
    "eventfd2",
    "timerfd_create",
    "timerfd_settime",
    "timerfd_settime64",
    "timerfd_gettime",
    "timerfd_gettime64",
    "nanosleep",
    "clock_nanosleep",
    "clock_nanosleep_time64",
    "restart_syscall",
    /* time */
    "clock_gettime",
    "clock_gettime64",
    "clock_getres",
    "clock_getres_time64",
    "gettimeofday",
    "time",
    "times",
    /* connections; which kinds of sockets is below */
    "connect",
    "bind",
    "listen",
    "accept",
    "accept4",
    "socketpair",
    "getsockname",
    "getpeername",
    "getsockopt",
    "setsockopt",
    "send",
    "sendto",
    "sendmsg",
    "sendmmsg",
    "recv",
    "recvfrom",
    "recvmsg",
    "recvmmsg",
    "recvmmsg_time64",
    "shutdown",
    /* threads; how they are begun is below */
    "futex",
    "futex_time64",
    "futex_wait",
    "futex_wake",
    "futex_waitv",
    "set_robust_list",
    "get_robust_list",
    "rseq",
    "set_tid_address",
    "set_tls",
    "set_thread_area",
    "get_thread_area",
    "arch_prctl",
    "gettid",
    "sched_yield",
    "sched_getaffinity",
    "sched_setaffinity",
    "sched_getparam",
    "sched_getscheduler",
    "sched_get_priority_max",
    "sched_get_priority_min",
    "getcpu",
    "exit",
    "exit_group",
    "prctl",
    /* signals */
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "sigreturn",
    "rt_sigpending",
    "rt_sigtimedwait",
    "rt_sigtimedwait_time64",
    "rt_sigsuspend",
    "sigaction",
    "sigprocmask",
    "sigaltstack",
    "signalfd",
    "signalfd4",
    "tkill",
    "tgkill",
    /* what kind of machine and user this is */
    "getpid",
    "getppid",
    "getpgrp",
    "getuid",
    "getuid32",
    "geteuid",
    "geteuid32",
    "getgid",
    "getgid32",
    "getegid",
    "getegid32",
    "getresuid",
    "getresuid32",
    "getresgid",
    "getresgid32",
    "getgroups",
    "getgroups32",
    "uname",
    "sysinfo",
    "getrlimit",
    "ugetrlimit",
    "prlimit64",
    "setrlimit",
    "getrusage",
    "getrandom",
    "cacheflush",
    "riscv_flush_icache",
    "riscv_hwprobe",
};

/* Only where a report is put in its place. */
static const char *const renaming[] = {"unlink",    "unlinkat", "rename", "renameat",
                                       "renameat2", "link",     "linkat"};

/* Whoever asks for these is not mailsonde any more. Everything else that is not allowed is told that there is
 * no such call, as on an older kernel: libraries have a way around that. */
static const char *const deadly[] = {
    "execve",
    "execveat",
    "fork",
    "vfork",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "kexec_load",
    "kexec_file_load",
    "init_module",
    "finit_module",
    "delete_module",
    "bpf",
    "perf_event_open",
    "mount",
    "umount",
    "umount2",
    "pivot_root",
    "chroot",
    "unshare",
    "setns",
    "keyctl",
    "add_key",
    "request_key",
    "reboot",
    "swapon",
    "swapoff",
    "personality",
};

static const int families[] = {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK};

/* Of terminals, descriptors and interfaces; the last is what glibc asks from 2.42 on (TCGETS2). */
static const unsigned long requests[] = {TCGETS,     TIOCGWINSZ,   FIONREAD,    FIONBIO,
                                         FIOCLEX,    SIOCGIFINDEX, SIOCGIFNAME, SIOCGIFFLAGS,
                                         SIOCGIFMTU, SIOCGIFADDR,  SIOCGIFCONF, 0x802c542a};

/* Adds one rule for a call that this libseccomp knows; true for others. */
static bool add(scmp_filter_ctx filter, uint32_t action, const char *name, unsigned count,
                const struct scmp_arg_cmp *conditions)
{
    int call = seccomp_syscall_resolve_name(name);
    return call == __NR_SCMP_ERROR || seccomp_rule_add_array(filter, action, call, count, conditions) == 0;
}

static bool add_each(scmp_filter_ctx filter, uint32_t action, const char *const *names, size_t count)
{
    bool added = true;
    for (size_t i = 0; i < count; i++)
        added = added && add(filter, action, names[i], 0, NULL);
    return added;
}

/* Allows the call where the bits of `mask` in an argument are those of `bits`. */
static bool add_masked(scmp_filter_ctx filter, const char *name, unsigned argument, uint64_t mask,
                       uint64_t bits)
{
    const struct scmp_arg_cmp condition = {
        .arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = bits};
    return add(filter, SCMP_ACT_ALLOW, name, 1, &condition);
}

/* The flags are the second argument there. */
#if defined __s390__ || defined __CRIS__
enum { CLONE_FLAGS_ARGUMENT = 1 };
#else
enum { CLONE_FLAGS_ARGUMENT = 0 };
#endif

/* Files for reading; memory that is written or executed, never both; threads and no processes. */
static bool add_by_argument(scmp_filter_ctx filter)
{
    const uint64_t writing = O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);
    const uint64_t any_bits = UINT32_MAX;
    bool added = add_masked(filter, "open", 1, writing, O_RDONLY)
                 && add_masked(filter, "openat", 2, writing, O_RDONLY);
    static const char *const mapping[] = {"mmap", "mmap2"};
    for (size_t i = 0; i < sizeof mapping / sizeof *mapping; i++)
        added = added && add_masked(filter, mapping[i], 2, PROT_EXEC, 0)
                && add_masked(filter, mapping[i], 2, PROT_EXEC | PROT_WRITE, PROT_EXEC);
    added = added && add_masked(filter, "mprotect", 2, PROT_EXEC, 0);
    added = added && add_masked(filter, "clone", CLONE_FLAGS_ARGUMENT, CLONE_THREAD, CLONE_THREAD);
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        added = added && add_masked(filter, "socket", 0, any_bits, (uint64_t)families[i]);
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        added = added && add_masked(filter, "ioctl", 1, any_bits, requests[i]);
    return added;
}

static bool fill(scmp_filter_ctx filter, bool renames)
{
    return add_each(filter, SCMP_ACT_ALLOW, allowed, sizeof allowed / sizeof *allowed)
           && add_each(filter, SCMP_ACT_KILL_PROCESS, deadly, sizeof deadly / sizeof *deadly)
           && (!renames || add_each(filter, SCMP_ACT_ALLOW, renaming, sizeof renaming / sizeof *renaming))
           && add_by_argument(filter);
}

void sandbox_prepare(void)
{
    if (is_instrumented())
        return;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    /* Where this fails, so does the rest, and that is told. */
    if (filter != NULL && add(filter, SCMP_ACT_ERRNO(ENOSYS), "io_uring_setup", 0, NULL))
        seccomp_load(filter);
    if (filter != NULL)
        seccomp_release(filter);
}

/* NULL, or why it was not done. */
static char *restrict_calls(bool renames)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    int error = filter == NULL || !fill(filter, renames) ? -EINVAL : seccomp_load(filter);
    if (filter != NULL)
        seccomp_release(filter);
    return error == 0 ? NULL : text_format("system calls are not restricted (seccomp: %s)", strerror(-error));
}

char *sandbox_enter(const struct sandbox_options *options)
{
    if (is_instrumented())
        return text_copy("nothing is restricted under a sanitizer or valgrind");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return text_format("nothing is restricted (no new privileges: %s)", strerror(errno));
    char *files = sandbox_restrict_files(options);
    char *calls = restrict_calls(options->output_folders != NULL && options->output_folders->count > 0);
    if (files == NULL || calls == NULL)
        return files != NULL ? files : calls;
    char *both = text_format("%s, %s", files, calls);
    free(files);
    free(calls);
    return both;
}
