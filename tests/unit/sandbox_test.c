/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the sandbox forbids and what it leaves. Each case is a process of its own, which enters it. */
#include "base/list.h"
#include "base/text.h"
#include "command/sandbox.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REFUSED = 10, PERMITTED = 11, NOT_HERE = 12 };

/* What a child of ours does inside; its exit status. */
typedef int action(const char *folder);

static char *folder;

static void make_folder(void)
{
    char path[] = "/tmp/mailsonde-sandbox-XXXXXX";
    folder = text_copy(mkdtemp(path));
    cr_assert_not_null(folder);
}

static void remove_folder(void)
{
    static const char *const names[] = {"before", "after"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = text_format("%s/%s", folder, names[i]);
        unlink(path);
        free(path);
    }
    rmdir(folder);
    free(folder);
}

TestSuite(sandbox, .init = make_folder, .fini = remove_folder);

static int answer(bool done)
{
    return done ? PERMITTED : REFUSED;
}

/* The status of a process that does it inside: an exit status, or minus the signal that ended it. */
static int inside(action *act, bool writes, bool needs_landlock)
{
    fflush(NULL);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        const struct text_list folders = {.items = &folder, .count = writes};
        char *missing = sandbox_enter(&(struct sandbox_options){.output_folders = &folders});
        if (missing != NULL
            && (needs_landlock || strstr(missing, "seccomp") != NULL || strstr(missing, "nothing")))
            _exit(NOT_HERE);
        _exit(act(folder));
    }
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void expect_inside(action *act, bool writes, bool needs_landlock, int wanted)
{
    int status = inside(act, writes, needs_landlock);
    if (status == NOT_HERE)
        cr_skip_test("this machine cannot restrict a process");
    cr_expect_eq(status, wanted, "%d", status);
}

static int start_program(const char *unused)
{
    (void)unused;
    execl("/bin/true", "true", (char *)NULL);
    return REFUSED;
}

Test(sandbox, no_program_is_started)
{
    expect_inside(start_program, false, false, -SIGSYS);
}

static int start_process(const char *unused)
{
    (void)unused;
    return answer(fork() >= 0);
}

Test(sandbox, no_process_is_started)
{
    expect_inside(start_process, false, false, REFUSED);
}

static int look_into_another(const char *unused)
{
    (void)unused;
    return answer(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0);
}

Test(sandbox, no_process_is_looked_into)
{
    expect_inside(look_into_another, false, false, -SIGSYS);
}

static int read_secrets(const char *unused)
{
    (void)unused;
    return answer(open("/etc/passwd", O_RDONLY) >= 0 || open("/etc/shadow", O_RDONLY) >= 0
                  || open("/root", O_RDONLY | O_DIRECTORY) >= 0);
}

Test(sandbox, files_of_others_are_not_read)
{
    expect_inside(read_secrets, true, true, REFUSED);
}

static int read_names(const char *unused)
{
    (void)unused;
    return answer(open("/etc/hosts", O_RDONLY) >= 0);
}

Test(sandbox, the_hosts_file_is_read)
{
    if (access("/etc/hosts", R_OK) != 0)
        cr_skip_test("this machine cannot: it has no hosts file");
    expect_inside(read_names, false, false, PERMITTED);
}

static int write_file(const char *where)
{
    char *path = text_format("%s/after", where);
    bool made = open(path, O_WRONLY | O_CREAT, 0600) >= 0 || open(where, O_TMPFILE | O_RDWR, 0600) >= 0
                || open("/dev/shm/mailsonde-sandbox", O_RDWR | O_CREAT, 0600) >= 0;
    free(path);
    return answer(made);
}

Test(sandbox, no_file_is_written)
{
    expect_inside(write_file, false, false, REFUSED);
    expect_inside(write_file, true, false, REFUSED);
}

static int rename_file(const char *where)
{
    char *before = text_format("%s/before", where);
    char *after = text_format("%s/after", where);
    bool renamed = rename(before, after) == 0 && unlink(after) == 0;
    free(before);
    free(after);
    return answer(renamed);
}

static int rename_away(const char *where)
{
    char *before = text_format("%s/before", where);
    bool renamed = rename(before, "/tmp/mailsonde-sandbox-elsewhere") == 0;
    free(before);
    return answer(renamed);
}

Test(sandbox, a_report_takes_its_place_and_no_other)
{
    char *before = text_format("%s/before", folder);
    fclose(fopen(before, "w"));
    free(before);
    expect_inside(rename_file, false, false, REFUSED);
    expect_inside(rename_away, true, true, REFUSED);
    expect_inside(rename_file, true, false, PERMITTED);
}

static int open_odd_socket(const char *unused)
{
    (void)unused;
    return answer(socket(AF_PACKET, SOCK_RAW, 0) >= 0 || errno != ENOSYS
                  || socket(AF_VSOCK, SOCK_STREAM, 0) >= 0);
}

Test(sandbox, no_other_kinds_of_sockets)
{
    expect_inside(open_odd_socket, false, false, REFUSED);
}

static void *do_nothing(void *argument)
{
    return argument;
}

/* What libraries do. */
static int work(const char *unused)
{
    pthread_t thread;
    unsigned char bytes[16];
    (void)unused;
    return answer(socket(AF_INET, SOCK_STREAM, 0) >= 0 && socket(AF_INET6, SOCK_DGRAM, 0) >= 0
                  && socket(AF_NETLINK, SOCK_RAW, 0) >= 0 && getentropy(bytes, sizeof bytes) == 0
                  && pthread_create(&thread, NULL, do_nothing, NULL) == 0 && pthread_join(thread, NULL) == 0);
}

Test(sandbox, work_goes_on)
{
    expect_inside(work, false, false, PERMITTED);
}
