/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Standard streams that are closed, full, or read by nobody. */
#include "command/standard_streams.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* More than any of the texts that are printed: so they are written by the one call that tells why it fails.
 */
enum { PRINTED_MAX_BYTES = 1 << 20 };

/* Input that can only be written to, and outputs that can only be read. */
static void fill(int descriptor)
{
    if (fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF)
        return;
    if (open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0
        && open("/", O_RDONLY | O_DIRECTORY) < 0)
        exit(EXIT_STATUS_USAGE);
}

char *standard_streams_begin(void)
{
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
        fill(descriptor);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ,
           SIG_IGN); /* a file that reaches the limit of this process cannot be written, as on a full disk */
    char *buffer = malloc(PRINTED_MAX_BYTES); /* stdout's to the end of the program */
    if (buffer != NULL)
        setvbuf(stdout, buffer, _IOFBF, PRINTED_MAX_BYTES);
    return buffer;
}

enum exit_status standard_streams_end(char *printed, enum exit_status status)
{
    errno = 0;
    bool written = fflush(stdout) == 0 && !ferror(stdout);
    int problem = errno != 0 ? errno : EIO;
    setvbuf(stdout, NULL, _IONBF, 0);
    free(printed);
    if (written)
        return status;
    if (problem == EPIPE)
        return exit_status_of_signal(SIGPIPE);
    fprintf(stderr, "mailsonde: standard output: %s\n",
            problem == EBADF ? "it is closed" : strerror(problem));
    return EXIT_STATUS_USAGE;
}
