/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes from the wire made into text that is safe to keep.
 *
 * Every text in the facts is valid UTF-8 without control characters: what a server, a certificate or DNS sent
 * passes through here once, where it is read, and no writer has to remember it. Bytes that are no valid
 * UTF-8, ASCII and C1 control characters, the Unicode characters that reorder or hide text (bidirectional
 * controls, zero-width characters, line separators, the byte order mark), and noncharacters become \xNN, byte
 * for byte; a backslash becomes \\, so nothing is lost. So does what a CI system would take for a command if
 * it stood in a log: see text_begins_command(). */
#ifndef MAILSONDE_BASE_TEXT_H
#define MAILSONDE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* The text for `length` bytes from the wire, of which at most `limit` bytes are read; "..." is added where
 * some were left out. The caller frees. */
char *text_from_wire(const void *bytes, size_t length, size_t limit);

/* Whether `text` is safe as described above, for text from a file that did not pass through text_from_wire().
 */
bool text_is_safe(const char *text);

/* Whether the runners of CI systems take what begins at `text` for a command wherever it stands in a line of
 * a log: "##[error]" (GitHub), "##vso[task.complete]" (Azure), "##teamcity[publish]". To write \x23 for the
 * second # is enough to take it away. What they look for at the start of a line is up to who writes lines
 * (report/page.h). */
bool text_begins_command(const char *text);

/* A copy of safe text without such commands; the caller frees. */
char *text_without_commands(const char *text);

/* "2026-11-23T20:00:00Z" for Unix time in seconds (RFC 3339, UTC); the caller frees. */
char *text_time(long long unix_s);

#endif
