/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scripts, as dialogue files write them: what a scripted mail server says and does.
 *
 * A file states what is different from a model server, which speaks ESMTP, offers STARTTLS in clear, has a
 * good certificate, answers 530 to MAIL and 221 to QUIT. A new bad server is a new file:
 *
 *     # STARTTLS is offered, and then refused for the moment.
 *     about: STARTTLS answered with 454
 *     certificate: good
 *
 *     greeting:
 *         S: 220 {name} ESMTP
 *     on STARTTLS in clear:
 *         S: 454 4.7.0 TLS not available due to temporary reason
 *
 *     expect:
 *         sessions[0].starttls.reply.code = 454
 *
 * Lines that begin with # are comments. Lines that begin at the margin are settings and headings; indented
 * lines belong to the heading above them.
 *
 * Settings, at most once each, before the first heading:
 *
 *     about: TEXT                  one line for people
 *     port: NUMBER                 the port it plays in tests (25)
 *     timeout: MS                  how long the probe waits at each step in tests (10000)
 *     listen: open|refuse|drop     whether anybody is there (open)
 *     tls: starttls|implicit       implicit begins with a handshake (starttls)
 *     names: NAME...               of the certificate; the first is {name} (mx.example)
 *     certificate: KIND            demo/certificate_kind.h (good)
 *     nameless-certificate: KIND   the same for hellos without a server name (as `certificate`)
 *     priority: STRING             GnuTLS priority string of the server (NORMAL without what is outdated)
 *     client-certificate: none|request|require
 *     server-name: take|warn|refuse|fail    a hello with a server name is taken, as it is after a warning
 *                                  (unrecognized_name), or ended with that alert or handshake_failure (take)
 *     session-tickets: on|off      (on)
 *     staple: none|good|revoked|garbage   stapled OCSP response (none)
 *     checks: on|off               in tests, whether the probe makes the connections of its STARTTLS checks
 * (off)
 *     depth: quick|standard|deep   in tests, how much the probe asks about TLS (quick)
 *
 * Headings:
 *
 *     connect:                     done first, before any handshake
 *     greeting:                    done next; inside TLS on an implicit port
 *     on PATTERN:                  done when the client sends a line that matches
 *     on PATTERN in clear:         the same, outside TLS only; `in tls`: inside only
 *     connection NUMBER:           what follows is for the server's NUMBERth connection alone
 *     expect:                      what the probe must find, for the tests; `path = value`, `path != value`,
 *                                  `path ~ glob`; nothing but a comment may follow
 *
 * A PATTERN is a glob, compared without case with the whole line and with its first word. The first heading
 * that matches wins; those of the connection at hand come first, then the others in order, then the model's.
 *
 * Actions, one a line:
 *
 *     S: TEXT          says TEXT and CRLF; {name} and \r \n \t \e \0 \\ \xNN are replaced
 *     S| TEXT          the same without CRLF. Lines that stand together leave together, in one segment
 *     C: GLOB          waits for a line; one that does not match ends this block, and the headings answer it
 *     wait MS          pauses; also parts what stands before and after into two segments
 *     drip MS          from here on each byte leaves alone, MS after the one before; `drip off` ends it
 *     fill COUNT BYTE  says BYTE, COUNT times
 *     flood TEXT       says TEXT and CRLF until the client has enough
 *     receive          waits for some bytes, whatever they are, and drops them
 *     handshake        does a TLS handshake as the server; what follows is inside TLS
 *     alert NUMBER     receives, and answers with a fatal TLS alert (RFC 9846 6) instead of a handshake
 *     silence          says nothing more, until the client leaves
 *     close            ends the connection with FIN
 *     reset            ends the connection with RST
 *
 * A connection is bounded in time, commands and bytes, whatever the file says. */
#ifndef MAILSONDE_DEMO_SCRIPT_H
#define MAILSONDE_DEMO_SCRIPT_H

#include "base/list.h"
#include "demo/certificate_kind.h"

#include <stdbool.h>
#include <stddef.h>

enum action_type {
    ACTION_SAY,
    ACTION_EXPECT_LINE,
    ACTION_WAIT,
    ACTION_DRIP,
    ACTION_FILL,
    ACTION_FLOOD,
    ACTION_RECEIVE,
    ACTION_HANDSHAKE,
    ACTION_ALERT,
    ACTION_SILENCE,
    ACTION_CLOSE,
    ACTION_RESET
};

enum { DRIP_OFF = -1 };

struct action {
    enum action_type type;
    char *bytes; /* of SAY, FLOOD, FILL (one byte); the glob of EXPECT_LINE, NUL-terminated */
    size_t length;
    long number; /* of WAIT and DRIP in ms, of FILL, of ALERT */
};

enum rule_event { ON_CONNECT, ON_GREETING, ON_COMMAND };
enum rule_scope { ANYWHERE, IN_CLEAR, IN_TLS };

struct rule {
    enum rule_event event;
    char *pattern; /* of ON_COMMAND */
    enum rule_scope scope;
    long connection; /* counted from 1; 0 for every one */
    struct action *actions;
    size_t action_count;
};

enum expectation_type { EXPECT_EQUAL, EXPECT_DIFFERENT, EXPECT_GLOB };

struct expectation {
    char *path;
    enum expectation_type type;
    char *value;
    int line; /* of the file */
};

enum listen_kind { LISTEN_OPEN, LISTEN_REFUSE, LISTEN_DROP };
enum client_certificate { CLIENT_CERTIFICATE_NONE, CLIENT_CERTIFICATE_REQUEST, CLIENT_CERTIFICATE_REQUIRE };
enum server_name { SERVER_NAME_TAKE, SERVER_NAME_WARN, SERVER_NAME_REFUSE, SERVER_NAME_FAIL };
enum staple { STAPLE_NONE, STAPLE_GOOD, STAPLE_REVOKED, STAPLE_GARBAGE };

struct script {
    char *name; /* of the file, for messages */
    char *about;
    long port;
    long timeout_ms;
    enum listen_kind listen;
    bool implicit_tls;
    struct text_list names; /* never empty once parsed */
    enum certificate_kind certificate;
    bool has_nameless_certificate;
    enum certificate_kind nameless_certificate; /* for hellos without a server name */
    char *priority;
    enum client_certificate client_certificate;
    enum server_name server_name;
    bool no_session_tickets;
    enum staple staple;
    bool checks;
    int depth;          /* enum tls_depth */
    struct rule *rules; /* the file's own, then the model's */
    size_t rule_count;
    struct expectation *expectations;
    size_t expectation_count;
};

/* Parses `text` into the zeroed `script`, which script_free() frees, also after a failure. On failure
 * *error is "NAME:LINE: why", which the caller frees. */
bool script_parse(const char *name, const char *text, struct script *script, char **error);

/* The same for a file. */
bool script_read(const char *path, struct script *script, char **error);

void script_free(struct script *script);

/* The rule of the server's `connection`th connection for an event; for ON_COMMAND by the client's `line`,
 * without its CRLF. NULL for none. */
const struct rule *script_rule(const struct script *script, enum rule_event event, const char *line,
                               bool in_tls, long connection);

#endif
