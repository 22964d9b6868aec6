/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading SMTP replies. */
#include "smtp/reply.h"

#include "base/list.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { FAULT_LINE_MAX_BYTES = 200 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool reply_parse_line(const char *line, size_t length, struct reply_line *parsed)
{
    if (length < 3 || line[0] < '2' || line[0] > '5' || !is_digit(line[1]) || !is_digit(line[2]))
        return false;
    if (length > 3 && line[3] != ' ' && line[3] != '-')
        return false;
    parsed->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    parsed->last = length == 3 || line[3] == ' ';
    parsed->text = length > 4 ? line + 4 : line + length;
    parsed->length = length > 4 ? length - 4 : 0;
    return true;
}

/* How many digits there are, of which no more than `most` are looked at. */
static size_t digits(const char *text, const char *end, size_t most)
{
    size_t count = 0;
    while (text + count < end && count < most && is_digit(text[count]))
        count++;
    return count;
}

char *reply_enhanced_code(int code, const char *text, size_t length)
{
    static const size_t most[] = {1, 3, 3}; /* class, subject, detail */
    const char *end = text + length;
    const char *at = text;
    for (size_t i = 0; i < sizeof most / sizeof most[0]; i++) {
        if (i > 0 && (at == end || *at++ != '.'))
            return NULL;
        size_t count = digits(at, end, most[i]);
        if (count == 0)
            return NULL;
        at += count;
    }
    if (text[0] - '0' != code / 100 || text[0] == '3' || (at < end && *at != ' '))
        return NULL;
    return text_copy_bytes(text, (size_t)(at - text));
}

static void keep_line(struct stream *stream, struct reply *reply, const struct reply_line *parsed, bool whole)
{
    if (reply->code == 0)
        reply->first_line_ms = stream_exchange_elapsed_ms(stream);
    if (reply->code != parsed->code)
        text_replace(&reply->enhanced_code, reply_enhanced_code(parsed->code, parsed->text, parsed->length));
    reply->code = parsed->code;
    if (reply->lines.count >= REPLY_MAX_LINES) {
        reply->truncated = true;
        return;
    }
    char *text = text_from_wire(parsed->text, parsed->length, REPLY_LINE_MAX_BYTES);
    text_list_append(&reply->lines, text);
    free(text);
    reply->truncated = reply->truncated || !whole;
}

static void note_line(struct stream *stream, const char *line, size_t length)
{
    char *text = text_from_wire(line, length, REPLY_LINE_MAX_BYTES);
    stream_note(stream, FROM_SERVER, text);
    free(text);
}

/* The first of each kind is kept: a server makes the same fault in every line. */
void reply_note_fault(struct stream *stream, enum reply_fault_kind kind, const char *line, size_t length)
{
    struct session *session = stream->session;
    for (size_t i = 0; i < session->reply_fault_count; i++)
        if (session->reply_faults[i].kind == kind)
            return;
    struct reply_fault *fault =
        list_append(&session->reply_faults, &session->reply_fault_count, sizeof *session->reply_faults);
    fault->at = stream->step;
    fault->kind = kind;
    fault->line = text_from_wire(line, length, FAULT_LINE_MAX_BYTES);
}

static bool begins_with(const char *code, const char *bytes, size_t length)
{
    return length >= strlen(code) && memcmp(bytes, code, strlen(code)) == 0;
}

/* A server waits for a command after its last line (RFC 5321 4.2.1, 4.3.1), but that a 421 may come at any
 * time. A second greeting is told of by who reads it. */
static void note_what_follows(struct stream *stream)
{
    char *newline = memchr(stream->buffer, '\n', stream->buffered);
    size_t length = newline != NULL ? (size_t)(newline - stream->buffer) : stream->buffered;
    enum session_purpose purpose = stream->session->purpose;
    if (purpose == PURPOSE_INJECTION || purpose == PURPOSE_INJECTION_CONTROL)
        return; /* more was sent than one command */
    if (length == 0 || stream->step == STEP_STARTTLS || stream->step == STEP_QUIT
        || begins_with("421", stream->buffer, length)
        || (stream->step == STEP_GREETING && begins_with("220", stream->buffer, length)))
        return;
    if (stream->buffer[length - 1] == '\r')
        length--;
    reply_note_fault(stream, REPLY_FAULT_AFTER_END, stream->buffer, length);
}

/* Text has no control characters but HTAB (RFC 5321 4.2.1). */
static bool has_control_character(const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)line[i] < ' ' && line[i] != '\t') || line[i] == 0x7f)
            return true;
    return false;
}

/* Leaves out what stands before the CRLF of CR CR LF, as senders do. */
static void mend_line(struct stream *stream, char *line, size_t *length)
{
    if (has_control_character(line, *length))
        reply_note_fault(stream, REPLY_FAULT_CONTROL, line, *length);
    while (*length > 0 && line[*length - 1] == '\r')
        line[--*length] = '\0';
}

/* The beginning of a reply's first line, of which the end did not come. */
static void keep_beginning(struct reply *reply, const char *line, size_t length)
{
    if (reply->code != 0 || length == 0 || line[0] < '2' || line[0] > '5')
        return;
    char *text = text_from_wire(line, length, REPLY_LINE_MAX_BYTES);
    text_list_append(&reply->lines, text);
    free(text);
    reply->truncated = true;
}

bool reply_read(struct stream *stream, struct reply *reply)
{
    char line[REPLY_LINE_MAX_BYTES + 1];
    size_t length;
    bool whole;
    for (int count = 0; count < REPLY_MAX_READ_LINES; count++) {
        bool read = stream_read_line(stream, line, sizeof line, &length, &whole);
        if (length > 0 || read)
            note_line(stream, line, length);
        int64_t line_ms = length > 0 || read ? stream_line_elapsed_ms(stream) : 0;
        if (line_ms > reply->slowest_line_ms)
            reply->slowest_line_ms = line_ms;
        if (!read) {
            keep_beginning(reply, line, length);
            return false;
        }
        struct reply_line parsed;
        mend_line(stream, line, &length);
        if (!reply_parse_line(line, length, &parsed)) {
            reply_note_fault(stream, REPLY_FAULT_NO_REPLY, line, length);
            char *text = text_from_wire(line, length, FAULT_LINE_MAX_BYTES);
            stream_stop(stream, STOP_PROTOCOL, 0, "not an SMTP reply: \"%s\"", text);
            free(text);
            return false;
        }
        if (reply->code != 0 && reply->code != parsed.code)
            reply_note_fault(stream, REPLY_FAULT_CODE_DIFFERS, line, length);
        if (stream->line_is_bare_lf)
            reply_note_fault(stream, REPLY_FAULT_BARE_LF, line, length);
        keep_line(stream, reply, &parsed, whole);
        if (parsed.last) {
            note_what_follows(stream);
            reply->elapsed_ms = stream_exchange_elapsed_ms(stream);
            return true;
        }
    }
    return stream_stop(stream, STOP_PROTOCOL, 0, "a reply of more than %d lines", REPLY_MAX_READ_LINES);
}

char *reply_text(const struct reply *reply)
{
    char *lines = text_list_join(&reply->lines, " / ");
    char *text = text_format("%lld %s", (long long)reply->code, lines);
    free(lines);
    return text;
}
