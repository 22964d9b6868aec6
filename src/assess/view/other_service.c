/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Naming other services by what they say first, and by what they say to EHLO. */
#include "assess/view/other_service.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char lmtp[] = "LMTP (RFC 2033)";
static const char ftp[] = "FTP (RFC 959)";
static const char nntp[] = "NNTP (RFC 3977)";

/* What is said first, without a greeting code. */
static const struct {
    const char *prefix;
    const char *name;
} beginnings[] = {
    {"SSH-", "SSH (RFC 4253)"},
    {"HTTP/", "HTTP (RFC 9112)"},
    {"<!DOCTYPE", "HTTP (RFC 9112)"},
    {"<html", "HTTP (RFC 9112)"},
    {"* OK", "IMAP (RFC 9051)"},
    {"* PREAUTH", "IMAP (RFC 9051)"},
    {"* BYE", "IMAP (RFC 9051)"},
    {"+OK", "POP3 (RFC 1939)"},
    {"-ERR", "POP3 (RFC 1939)"},
    {"\"IMPLEMENTATION\"", "ManageSieve (RFC 5804)"},
    {"\"SIEVE\"", "ManageSieve (RFC 5804)"},
    {"OK \"", "ManageSieve (RFC 5804)"},
    {"RFB ", "VNC (RFC 6143)"},
    {"\\x03\\x00\\x00", "Remote Desktop"},
};

static const char *by_first_bytes(const char *bytes)
{
    for (size_t i = 0; bytes != NULL && i < sizeof beginnings / sizeof beginnings[0]; i++)
        if (strncasecmp(bytes, beginnings[i].prefix, strlen(beginnings[i].prefix)) == 0)
            return beginnings[i].name;
    /* Lines of another kind may come first (RFC 4253 4.2). */
    return bytes != NULL && strstr(bytes, "\\x0aSSH-") != NULL ? "SSH (RFC 4253)" : NULL;
}

static bool says(const struct reply *reply, const char *word)
{
    for (size_t i = 0; reply != NULL && i < reply->lines.count; i++)
        if (strcasestr(reply->lines.items[i], word) != NULL)
            return true;
    return false;
}

/* Whether EHLO, and HELO after it, was not taken for the start of a session. */
static bool refuses_ehlo(const struct session *session)
{
    return session->ehlo != NULL && session->ehlo->reply.code >= 500;
}

static const char *by_dialogue(const struct session *session)
{
    const struct reply *greeting = session->greeting;
    if (greeting != NULL && (greeting->code == 200 || greeting->code == 201) && !says(greeting, "SMTP"))
        return nntp;
    if (!refuses_ehlo(session))
        return NULL;
    /* A mail server may be called ftp.example.net, and turn this client away. */
    const struct reply *said = says(greeting, "SMTP") ? NULL : greeting;
    if ((session->lhlo != NULL && session->lhlo->code == 250) || says(said, "LMTP")
        || says(&session->ehlo->reply, "LHLO") || says(&session->ehlo->reply, "LMTP"))
        return lmtp;
    bool asks_for_user = says(&session->ehlo->reply, "USER and PASS");
    return says(said, "FTP") || asks_for_user ? ftp : NULL;
}

/* Inside TLS from the first byte the line in the place of the greeting is kept as a fault of a reply. */
static const char *inside_tls(const struct session *session)
{
    for (size_t i = 0; i < session->reply_fault_count; i++) {
        const struct reply_fault *fault = &session->reply_faults[i];
        if (fault->at == STEP_GREETING && fault->kind == REPLY_FAULT_NO_REPLY)
            return by_first_bytes(fault->line);
    }
    return NULL;
}

const char *other_service_of(const struct endpoint *endpoint)
{
    const struct session *main = endpoint_session(endpoint);
    if (main == NULL)
        return NULL;
    if (endpoint->found == MODE_IMPLICIT_TLS)
        return inside_tls(main);
    if (endpoint->found == MODE_STARTTLS)
        return by_dialogue(main);
    if (endpoint->found != MODE_OTHER)
        return NULL;
    for (size_t i = 0; i < endpoint->session_count; i++) {
        const char *name = by_first_bytes(endpoint->sessions[i].first_bytes);
        if (name != NULL)
            return name;
    }
    return NULL;
}
