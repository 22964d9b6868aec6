/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs programs against one synthetic server, in turn and several times, and prints what each costs.
 *
 *     bench_run                  the table's heading
 *     bench_run ENDPOINTS DELAY_MS RUNS SERVER DIRECTORY -- LABEL PROGRAM [ARGUMENT...] [-- LABEL ...]...
 *
 * With BENCH_MARKDOWN in the environment the table is one of Markdown.
 *
 * Each figure is the median of its RUNS; a run before them is not counted, or left out with BENCH_COLD in the
 * environment. CPU time is user and system time
 * of the program, its threads and the programs that it starts; peak memory is the largest resident set of one
 * of these. Connections are those that the server saw, QUITs those that came inside TLS: a program that held
 * the whole dialogue has one for each endpoint. This program is kept small and knows no library, since a
 * child's resident set is never reported as less than that of the process which it was forked from. */
#include "bench_cpus.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAX = 99, PROGRAM_MAX_S = 600, PROGRAMS_MAX = 8 };

enum figure { WALL_MS, CPU_MS, CONNECTIONS, DIALOGUES, PEAK_MIB, FIGURE_COUNT };

struct program {
    const char *label;
    char **command; /* ends with NULL */
    double figures[FIGURE_COUNT][RUNS_MAX];
    const char *problem; /* NULL when each run did all that it should */
};

struct server {
    pid_t pid;
    FILE *questions;
    FILE *answers;
};

/* What bench_server counted so far. */
struct counts {
    long connections;
    long dialogues;
};

struct bench {
    long endpoints;
    long delay_ms;
    int runs;
    struct server server;
    struct program programs[PROGRAMS_MAX];
    int program_count;
};

_Noreturn static void fail(const char *what)
{
    fprintf(stderr, "bench_run: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* Runs in the child, which is to become the server. */
static void become_server(char **arguments, const int to[2], const int from[2])
{
    char *command[] = {arguments[3], arguments[0], arguments[1], arguments[4], NULL};
    if (dup2(to[0], STDIN_FILENO) >= 0 && dup2(from[1], STDOUT_FILENO) >= 0)
        execvp(command[0], command);
    fprintf(stderr, "bench_run: %s: %s\n", command[0], strerror(errno));
    _exit(127);
}

/* Starts the server and waits until it is ready. */
static void start_server(struct server *server, char **arguments)
{
    int to[2], from[2];
    if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0)
        fail("pipe");
    server->pid = fork();
    if (server->pid < 0)
        fail("fork");
    if (server->pid == 0)
        become_server(arguments, to, from);
    close(to[0]);
    close(from[1]);
    server->questions = fdopen(to[1], "w");
    server->answers = fdopen(from[0], "r");
    char line[16];
    if (server->questions == NULL || server->answers == NULL)
        fail("fdopen");
    if (fgets(line, sizeof line, server->answers) == NULL)
        fail("the server did not start");
}

static void stop_server(struct server *server)
{
    fclose(server->questions);
    fclose(server->answers);
    waitpid(server->pid, NULL, 0);
}

static struct counts ask_server(struct server *server)
{
    struct counts counts;
    char line[64];
    fputc('\n', server->questions);
    if (fflush(server->questions) != 0 || fgets(line, sizeof line, server->answers) == NULL
        || sscanf(line, "%ld %ld", &counts.connections, &counts.dialogues) != 2)
        fail("the server does not answer");
    return counts;
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double time_ms(struct timeval time)
{
    return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

/* Runs in the child. The alarm outlives execvp() and ends a program that hangs. */
static void become_program(char **command)
{
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    bench_cpus_take(BENCH_CLIENT);
    alarm(PROGRAM_MAX_S);
    if (nowhere >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0)
        execvp(command[0], command);
    fprintf(stderr, "bench_run: %s: %s\n", command[0], strerror(errno));
    _exit(127);
}

/* Not every program leaves with QUIT; all connect. */
static const char *problem_of(int status, long connections, long endpoints)
{
    /* mailsonde ends with 1 or 3 for what it found; 2 is bad usage, 127 that it could not be started. */
    if (!WIFEXITED(status) || WEXITSTATUS(status) == 2 || WEXITSTATUS(status) == 127)
        return "no figures: the program failed";
    return connections >= endpoints ? NULL : "no figures: not every endpoint was connected to";
}

/* One run; its figures are kept at `run` unless that is negative. */
static void run_program(struct bench *bench, struct program *program, int run)
{
    struct counts before = ask_server(&bench->server);
    double began_ms = now_ms();
    pid_t pid = fork();
    if (pid < 0)
        fail("fork");
    if (pid == 0)
        become_program(program->command);
    int status;
    struct rusage usage;
    if (wait4(pid, &status, 0, &usage) != pid)
        fail("wait4");
    double wall_ms = now_ms() - began_ms;
    struct counts after = ask_server(&bench->server);
    const char *problem = problem_of(status, after.connections - before.connections, bench->endpoints);
    if (problem != NULL)
        program->problem = problem;
    if (run < 0)
        return;
    program->figures[WALL_MS][run] = wall_ms;
    program->figures[CPU_MS][run] = time_ms(usage.ru_utime) + time_ms(usage.ru_stime);
    program->figures[CONNECTIONS][run] = (double)(after.connections - before.connections);
    program->figures[DIALOGUES][run] = (double)(after.dialogues - before.dialogues);
    program->figures[PEAK_MIB][run] = (double)usage.ru_maxrss / 1024;
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *figures, int count)
{
    qsort(figures, (size_t)count, sizeof *figures, compare);
    return (figures[(count - 1) / 2] + figures[count / 2]) / 2;
}

static bool is_markdown(void)
{
    return getenv("BENCH_MARKDOWN") != NULL;
}

/* The server's own, or that of the network. */
static long shown_delay_ms(const struct bench *bench)
{
    const char *of_network = getenv("BENCH_NETWORK_MS");
    return of_network != NULL ? strtol(of_network, NULL, 10) : bench->delay_ms;
}

static void print_row(const struct bench *bench, struct program *program)
{
    double endpoints = (double)bench->endpoints;
    double wall_ms = median(program->figures[WALL_MS], bench->runs);
    bool markdown = is_markdown();
    printf(markdown ? "| %ld | %ld | %s |" : "%9ld %8ld  %-35s", bench->endpoints, shown_delay_ms(bench),
           program->label);
    if (program->problem != NULL)
        printf(markdown ? " %s |||||| |\n" : " %s\n", program->problem);
    else
        printf(markdown ? " %.0f | %.0f | %.3f | %.2f | %.2f | %.1f |\n"
                        : " %11.1f %9.1f %9.3f %9.2f %9.2f %9.1f\n",
               endpoints * 1e3 / wall_ms, wall_ms, median(program->figures[CPU_MS], bench->runs) / endpoints,
               median(program->figures[CONNECTIONS], bench->runs) / endpoints,
               median(program->figures[DIALOGUES], bench->runs) / endpoints,
               median(program->figures[PEAK_MIB], bench->runs));
    fflush(stdout);
}

static int print_heading(void)
{
    if (is_markdown()) {
        puts("| endpoints | delay ms | program | endpoints/s | wall ms | CPU ms/endpoint | "
             "connections/endpoint "
             "| QUITs/endpoint | peak RSS MiB |\n|--:|--:|:--|--:|--:|--:|--:|--:|--:|");
        return 0;
    }
    printf("%9s %8s  %-35s %11s %9s %9s %9s %9s %9s\n", "", "delay", "", "endpoints", "wall", "CPU ms/",
           "conn./", "QUITs/", "peak RSS");
    printf("%9s %8s  %-35s %11s %9s %9s %9s %9s %9s\n", "endpoints", "ms", "program", "/s", "ms", "endpoint",
           "endpoint", "endpoint", "MiB");
    return 0;
}

/* A connection is a descriptor, here and in what is started here. */
static void allow_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        fail("getrlimit");
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        fail("setrlimit");
}

/* Cuts what follows the first "--" into programs; false when there is nothing to run. */
static bool read_programs(struct bench *bench, char **arguments)
{
    while (*arguments != NULL) {
        if (strcmp(*arguments, "--") != 0 || arguments[1] == NULL || bench->program_count == PROGRAMS_MAX)
            return false;
        struct program *program = &bench->programs[bench->program_count++];
        *arguments = NULL; /* ends the command before */
        program->label = arguments[1];
        program->command = arguments + 2;
        arguments += 2;
        while (*arguments != NULL && strcmp(*arguments, "--") != 0)
            arguments++;
        if (*program->command == NULL || arguments == program->command)
            return false;
    }
    return bench->program_count > 0;
}

int main(int argc, char **argv)
{
    static struct bench bench;
    if (argc == 1)
        return print_heading();
    if (argc > 6) {
        bench.endpoints = strtol(argv[1], NULL, 10);
        bench.delay_ms = strtol(argv[2], NULL, 10);
        bench.runs = (int)strtol(argv[3], NULL, 10);
    }
    if (bench.endpoints < 1 || bench.runs < 1 || bench.runs > RUNS_MAX || !read_programs(&bench, argv + 6)) {
        fputs("usage: bench_run [ENDPOINTS DELAY_MS RUNS SERVER DIRECTORY -- LABEL PROGRAM...]\n", stderr);
        return 2;
    }
    allow_descriptors();
    start_server(&bench.server, argv + 1);
    for (int run = getenv("BENCH_COLD") != NULL ? 0 : -1; run < bench.runs; run++)
        for (int i = 0; i < bench.program_count; i++)
            run_program(&bench, &bench.programs[i], run);
    stop_server(&bench.server);
    bool complete = true;
    for (int i = 0; i < bench.program_count; i++) {
        print_row(&bench, &bench.programs[i]);
        complete = complete && bench.programs[i].problem == NULL;
    }
    return complete ? 0 : 1;
}
