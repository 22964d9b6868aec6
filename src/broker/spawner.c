/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Requests and answers go over a pair of sockets, descriptors with them (unix(7), SCM_RIGHTS). Each process
 * is killed when the one that started it has ended, however it did. */
#include "broker/spawner.h"

#include "base/list.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RUNNING_MAX = 16 };

struct spawner {
    int socket;
    pid_t process;
};

/* What a program of this number has become. */
struct ending {
    uint32_t number;
    int status;
};

/* Room for two descriptors beside a message, aligned. */
union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(2 * sizeof(int))];
};

struct running {
    pid_t process; /* 0: none */
    uint32_t number;
};

/* --- the other process --- */

static void die_with_parent(pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(0);
}

/* The settings of this program were applied, and the password is nothing to the scan. */
static char **environment_without_settings(void)
{
    static const char prefix[] = "MAILSONDE_";
    size_t count = 0, kept = 0;
    while (environ[count] != NULL)
        count++;
    char **environment = allocate(count + 1, sizeof *environment);
    for (size_t i = 0; i < count; i++)
        if (strncmp(environ[i], prefix, sizeof prefix - 1) != 0)
            environment[kept++] = environ[i];
    return environment;
}

_Noreturn static void become_program(char *const *arguments, int input, int output)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGINT, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    if (dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0)
        execve("/proc/self/exe", arguments, environment_without_settings());
    _exit(127);
}

static void start(const struct spawner_programs *programs, struct running *running,
                  struct spawner_request request, const int *descriptors)
{
    pid_t parent = getpid();
    pid_t process = fork();
    if (process == 0) {
        die_with_parent(parent);
        become_program(request.hosts ? programs->hosts : programs->domains, descriptors[0], descriptors[1]);
    }
    for (size_t i = 0; i < RUNNING_MAX && process > 0; i++)
        if (running[i].process == 0) {
            running[i] = (struct running){.process = process, .number = request.number};
            break;
        }
}

/* The next request; false when the parent is gone. */
static bool take_request(int socket, const struct spawner_programs *programs, struct running *running)
{
    struct spawner_request request = {0};
    union control control;
    int descriptors[2];
    struct iovec data = {.iov_base = &request, .iov_len = sizeof request};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t length = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (length <= 0)
        return length < 0 && errno == EINTR;
    const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header == NULL || header->cmsg_len != CMSG_LEN(sizeof descriptors))
        return true;
    memcpy(descriptors, CMSG_DATA(header), sizeof descriptors);
    start(programs, running, request, descriptors);
    close(descriptors[0]);
    close(descriptors[1]);
    return true;
}

static void tell_endings(int socket, struct running *running)
{
    int status;
    pid_t process;
    while ((process = waitpid(-1, &status, WNOHANG)) > 0)
        for (size_t i = 0; i < RUNNING_MAX; i++)
            if (running[i].process == process) {
                struct ending ending = {.number = running[i].number, .status = status};
                running[i].process = 0;
                send(socket, &ending, sizeof ending, MSG_NOSIGNAL);
            }
}

_Noreturn static void serve(int socket, const struct spawner_programs *programs)
{
    struct running running[RUNNING_MAX] = {0};
    struct signalfd_siginfo info;
    sigset_t children;
    setpgid(0, 0); /* what is typed at the terminal is for the parent */
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, NULL);
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    struct pollfd waits[] = {{.fd = socket, .events = POLLIN},
                             {.fd = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK), .events = POLLIN}};
    for (;;) {
        poll(waits, 2, -1);
        while (read(waits[1].fd, &info, sizeof info) > 0)
            continue;
        tell_endings(socket, running);
        if (waits[0].revents != 0 && !take_request(socket, programs, running))
            _exit(0);
    }
}

/* --- this process --- */

struct spawner *spawner_new(const struct spawner_programs *programs)
{
    int sockets[2];
    pid_t parent = getpid();
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
        return NULL;
    pid_t process = fork();
    if (process == 0) {
        die_with_parent(parent);
        close(sockets[0]);
        serve(sockets[1], programs);
    }
    close(sockets[1]);
    if (process < 0) {
        close(sockets[0]);
        return NULL;
    }
    struct spawner *spawner = allocate(1, sizeof *spawner);
    *spawner = (struct spawner){.socket = sockets[0], .process = process};
    return spawner;
}

bool spawner_start(struct spawner *spawner, struct spawner_request request, int input, int output)
{
    const int descriptors[2] = {input, output};
    union control control = {0};
    struct iovec data = {.iov_base = &request, .iov_len = sizeof request};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptors);
    memcpy(CMSG_DATA(header), descriptors, sizeof descriptors);
    return sendmsg(spawner->socket, &message, MSG_NOSIGNAL) == (ssize_t)sizeof request;
}

int spawner_descriptor(const struct spawner *spawner)
{
    return spawner->socket;
}

bool spawner_ended(struct spawner *spawner, uint32_t *number, int *status)
{
    struct ending ending;
    if (recv(spawner->socket, &ending, sizeof ending, MSG_DONTWAIT) != (ssize_t)sizeof ending)
        return false;
    *number = ending.number;
    *status = ending.status;
    return true;
}

void spawner_free(struct spawner *spawner)
{
    if (spawner == NULL)
        return;
    close(spawner->socket);
    waitpid(spawner->process, NULL, 0);
    free(spawner);
}
