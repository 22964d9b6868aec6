/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A script played on one connection: connect, greeting, and then a rule for each command. */
#include "demo/conversation.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

enum { COMMANDS_MAX = 1000, FLOOD_MAX_BYTES = 16 * 1024 * 1024, CHUNK_BYTES = 4096 };

static const char placeholder[] = "{name}";

static void note(struct conversation *conversation, const char *event)
{
    journal_add(conversation->journal, conversation->connection, JOURNAL_EVENT, event, strlen(event));
}

struct bytes {
    char *bytes;
    size_t length;
};

static void append(struct bytes *all, const char *bytes, size_t length)
{
    char *joined = allocate(all->length + length + 1, 1);
    if (all->length > 0)
        memcpy(joined, all->bytes, all->length);
    memcpy(joined + all->length, bytes, length);
    free(all->bytes);
    all->bytes = joined;
    all->length += length;
}

/* Appends what an action says, the server's name put in. */
static void append_said(struct bytes *all, const struct action *action, const char *name)
{
    const char *next = action->bytes;
    size_t left = action->length;
    const char *found;
    while ((found = memmem(next, left, placeholder, strlen(placeholder))) != NULL) {
        size_t before = (size_t)(found - next);
        append(all, next, before);
        append(all, name, strlen(name));
        next = found + strlen(placeholder);
        left -= before + strlen(placeholder);
    }
    append(all, next, left);
}

/* Says this action and those right behind it in one go. */
static void say(struct conversation *conversation, const struct rule *rule, size_t index)
{
    struct bytes all = {0};
    for (size_t i = index; i < rule->action_count && rule->actions[i].type == ACTION_SAY; i++)
        append_said(&all, &rule->actions[i], conversation->name);
    /* A client waits for the whole greeting (RFC 5321 3.1), and for the answer to STARTTLS (RFC 3207 4). */
    if (conversation->wire.tls == NULL && !conversation->heard_hello && wire_has_input(&conversation->wire))
        note(conversation, "early: the client did not wait for its answer");
    wire_write(&conversation->wire, all.bytes, all.length);
    free(all.bytes);
}

/* Reads a line and notes it; NULL when the wire is over. The caller frees. */
static char *hear(struct conversation *conversation)
{
    const char *line;
    size_t length;
    if (!wire_read_line(&conversation->wire, &line, &length))
        return NULL;
    journal_add(conversation->journal, conversation->connection,
                conversation->wire.tls != NULL ? JOURNAL_TLS : JOURNAL_CLEAR, line, length);
    if (length > 0 && line[0] == WIRE_TLS_HANDSHAKE)
        conversation->heard_hello = true;
    return text_copy_bytes(line, length);
}

/* Waits for a line that matches; one that does not is left to the rules. */
static void expect_line(struct conversation *conversation, const char *glob)
{
    char *line = hear(conversation);
    if (line == NULL)
        return;
    if (fnmatch(glob, line, FNM_CASEFOLD) == 0) {
        free(line);
    } else {
        conversation->pending = line;
        conversation->leaves_rule = true;
    }
}

/* How much of what has no end the client took. */
static void note_sent(struct conversation *conversation, size_t sent)
{
    char *event = text_format("sent %zu bytes", sent);
    note(conversation, event);
    free(event);
}

static void fill(struct conversation *conversation, char byte, long count)
{
    char chunk[CHUNK_BYTES];
    size_t sent = 0;
    memset(chunk, byte, sizeof chunk);
    while (sent < (size_t)count) {
        size_t left = (size_t)count - sent;
        size_t length = left < CHUNK_BYTES ? left : sizeof chunk;
        if (!wire_write(&conversation->wire, chunk, length))
            break;
        sent += length;
    }
    note_sent(conversation, sent);
}

static void flood(struct conversation *conversation, const struct action *action)
{
    struct bytes line = {0};
    append_said(&line, action, conversation->name);
    size_t sent = 0;
    while (sent < FLOOD_MAX_BYTES && wire_write(&conversation->wire, line.bytes, line.length))
        sent += line.length;
    note_sent(conversation, sent);
    free(line.bytes);
}

static void receive(struct conversation *conversation)
{
    size_t length = 0;
    if (!wire_receive(&conversation->wire, &length))
        return;
    char *event = text_format("received %zu bytes", length);
    note(conversation, event);
    free(event);
}

/* RFC 7627; TLS 1.3 always has what it stands for, and GnuTLS says so. */
static bool has_extended_master_secret(gnutls_session_t session)
{
    return gnutls_protocol_get_version(session) < GNUTLS_TLS1_3
           && gnutls_session_ext_master_secret_status(session) != 0;
}

static void note_handshake(struct conversation *conversation, gnutls_session_t session, int status)
{
    char server_name[256] = "";
    size_t length = sizeof server_name;
    unsigned int type = GNUTLS_NAME_DNS;
    if (gnutls_server_name_get(session, server_name, &length, &type, 0) < 0)
        server_name[0] = '\0';
    char *event =
        status < 0 ? text_format("handshake failed: %s", gnutls_strerror(status))
                   : text_format("handshake %s, server name '%s'%s",
                                 gnutls_protocol_get_name(gnutls_protocol_get_version(session)), server_name,
                                 has_extended_master_secret(session) ? ", extended master secret" : "");
    note(conversation, event);
    free(event);
}

static void handshake(struct conversation *conversation)
{
    int status = GNUTLS_E_INVALID_REQUEST;
    gnutls_session_t session = NULL;
    if (conversation->wire.tls == NULL)
        session = server_tls_session(conversation->server_tls, &status);
    if (session == NULL) {
        note(conversation, gnutls_strerror(status));
        conversation->wire.over = true;
        return;
    }
    wire_handshake(&conversation->wire, session, &status);
    note_handshake(conversation, session, status);
}

static void alert(struct conversation *conversation, long number)
{
    const unsigned char record[] = {
        0x15, 3, 3, 0, 2, /* alert, TLS 1.2, two bytes */ 2, (unsigned char)number};
    receive(conversation);
    wire_write(&conversation->wire, record, sizeof record);
    conversation->wire.over = true;
}

static void act(struct conversation *conversation, const struct action *action)
{
    struct wire *wire = &conversation->wire;
    switch (action->type) {
    case ACTION_SAY:
        break;
    case ACTION_EXPECT_LINE:
        expect_line(conversation, action->bytes);
        break;
    case ACTION_WAIT:
        wire_pause(wire, action->number);
        break;
    case ACTION_DRIP:
        wire->drips = action->number != DRIP_OFF;
        wire->drip_ms = action->number;
        break;
    case ACTION_FILL:
        fill(conversation, action->bytes[0], action->number);
        break;
    case ACTION_FLOOD:
        flood(conversation, action);
        break;
    case ACTION_RECEIVE:
        receive(conversation);
        break;
    case ACTION_HANDSHAKE:
        handshake(conversation);
        break;
    case ACTION_ALERT:
        alert(conversation, action->number);
        break;
    case ACTION_SILENCE:
        wire_drain(wire);
        break;
    case ACTION_CLOSE:
        conversation->closes = true;
        break;
    case ACTION_RESET:
        conversation->resets = true;
        break;
    }
}

static bool goes_on(const struct conversation *conversation)
{
    return !conversation->wire.over && !conversation->closes && !conversation->resets;
}

static void play_rule(struct conversation *conversation, enum rule_event event, const char *line)
{
    const struct rule *rule = script_rule(conversation->script, event, line, conversation->wire.tls != NULL,
                                          conversation->connection);
    size_t count = rule == NULL ? 0 : rule->action_count;
    bool said = false;
    conversation->leaves_rule = false;
    for (size_t i = 0; i < count && goes_on(conversation) && !conversation->leaves_rule; i++) {
        bool says = rule->actions[i].type == ACTION_SAY;
        if (says && !said)
            say(conversation, rule, i);
        if (!says)
            act(conversation, &rule->actions[i]);
        said = says;
    }
}

static void answer_commands(struct conversation *conversation)
{
    for (int i = 0; goes_on(conversation) && i < COMMANDS_MAX; i++) {
        char *line = conversation->pending;
        conversation->pending = NULL;
        if (line == NULL)
            line = hear(conversation);
        if (line != NULL)
            play_rule(conversation, ON_COMMAND, line);
        free(line);
    }
}

void conversation_play(struct conversation *conversation)
{
    note(conversation, "connected");
    play_rule(conversation, ON_CONNECT, NULL);
    if (goes_on(conversation) && conversation->script->implicit_tls)
        handshake(conversation);
    if (goes_on(conversation))
        play_rule(conversation, ON_GREETING, NULL);
    answer_commands(conversation);
    free(conversation->pending);
    if (conversation->resets)
        wire_reset(&conversation->wire);
    else
        wire_close(&conversation->wire);
}
