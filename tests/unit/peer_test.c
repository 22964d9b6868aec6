/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The scripted server, driven by plain sockets and by a bare GnuTLS client. */
#include "demo/peer.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <gnutls/ocsp.h>
#include <gnutls/x509.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A bound for what must never be reached; nothing waits for it when all is well. */
enum { NEVER_S = 20 };

struct fixture {
    struct script script;
    struct pki *pki;
    struct peer *peer;
    int client;
};

static int open_client(const struct fixture *fixture)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((in_port_t)peer_port(fixture->peer))};
    const struct timeval never = {.tv_sec = NEVER_S};
    cr_assert_eq(inet_pton(AF_INET, peer_address(fixture->peer), &address.sin_addr), 1);
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_geq(client, 0);
    cr_assert_eq(setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &never, sizeof never), 0);
    cr_assert_eq(connect(client, (struct sockaddr *)&address, sizeof address), 0, "%s", strerror(errno));
    return client;
}

static void start_peer(struct fixture *fixture, const char *text, struct peer_settings settings)
{
    char *error = NULL;
    *fixture = (struct fixture){.client = -1};
    cr_assert(script_parse("t.smtp", text, &fixture->script, &error), "%s", error);
    fixture->pki = pki_new(time(NULL), &error);
    cr_assert_not_null(fixture->pki, "%s", error);
    settings.script = &fixture->script;
    settings.pki = fixture->pki;
    fixture->peer = peer_start(&settings, &error);
    cr_assert_not_null(fixture->peer, "%s", error);
}

static void start(struct fixture *fixture, const char *text)
{
    start_peer(fixture, text, (struct peer_settings){0});
    fixture->client = open_client(fixture);
}

static void finish(struct fixture *fixture)
{
    if (fixture->client >= 0)
        close(fixture->client);
    peer_free(fixture->peer);
    pki_free(fixture->pki);
    script_free(&fixture->script);
}

static void say(int client, const char *text)
{
    cr_assert_eq(send(client, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

/* The next bytes must be `expected`. */
static void hears(int client, const char *expected, size_t length)
{
    char heard[1024] = "";
    size_t count = 0;
    while (count < length) {
        ssize_t got = recv(client, heard + count, length - count, 0);
        cr_assert_gt(got, 0, "got '%s' and then %s", heard, got == 0 ? "the end" : strerror(errno));
        count += (size_t)got;
    }
    cr_assert_arr_eq(heard, expected, length, "got '%s' for '%s'", heard, expected);
}

static void hears_text(int client, const char *expected)
{
    hears(client, expected, strlen(expected));
}

/* How the connection ended: 0 for FIN, else errno. What came before is passed over. */
static int ending(int client)
{
    char byte[4096];
    ssize_t got;
    do {
        got = recv(client, byte, sizeof byte, 0);
    } while (got > 0);
    return got == 0 ? 0 : errno;
}

static void logged(struct peer *peer, const char *line)
{
    struct text_list log = peer_log(peer);
    char *all = text_list_join(&log, "\n");
    cr_assert(text_list_has(&log, line), "'%s' is not in:\n%s", line, all);
    free(all);
    text_list_free(&log);
}

Test(peer, the_model_server_answers_in_the_clients_own_order)
{
    struct fixture f;
    start(&f, "names: mail.example\n");
    hears_text(f.client, "220 mail.example ESMTP ready\r\n");
    say(f.client, "NOOP\r\n");
    hears_text(f.client, "250 2.0.0 Done\r\n");
    say(f.client, "ehlo client.example\n");
    hears_text(f.client,
               "250-mail.example at your service\r\n250-PIPELINING\r\n250-STARTTLS\r\n250 8BITMIME\r\n");
    say(f.client, "VRFY \x01\r\n");
    hears_text(f.client, "502 5.5.2 Command not recognized\r\n");
    say(f.client, "QUIT\r\n");
    hears_text(f.client, "221 2.0.0 mail.example closing\r\n");
    cr_assert_eq(ending(f.client), 0);
    logged(f.peer, "1 - connected");
    logged(f.peer, "1 clear ehlo client.example");
    logged(f.peer, "1 clear VRFY \\x01");
    finish(&f);
}

Test(peer, bytes_go_out_as_written)
{
    struct fixture f;
    start(&f, "greeting:\n    S| 220 \\x00\\xff\n    S: \\e[31m\n    drip 1\n    S: slow\n    drip off\n    "
              "fill 3 x\n"
              "    close\n");
    hears(f.client, "220 \0\xff\x1b[31m\r\nslow\r\nxxx", 22);
    cr_assert_eq(ending(f.client), 0);
    finish(&f);
}

Test(peer, a_script_is_followed_until_the_client_leaves_it)
{
    struct fixture f;
    start(&f, "greeting:\n"
              "    S: 220 hello\n"
              "    C: EHLO *\n"
              "    S: 250 scripted\n"
              "    C: STARTTLS\n"
              "    S: 220 never said\n");
    hears_text(f.client, "220 hello\r\n");
    say(f.client, "EHLO client\r\n");
    hears_text(f.client, "250 scripted\r\n");
    say(f.client, "RSET\r\n");
    hears_text(f.client, "250 2.0.0 Reset\r\n");
    say(f.client, "EHLO client\r\n");
    hears_text(f.client, "250-mx.example at your service\r\n");
    finish(&f);
}

Test(peer, a_client_that_does_not_wait_is_noted)
{
    struct fixture f;
    start(&f, "greeting:\n    C: GO\n    S: 220 hello\n");
    say(f.client, "GO\r\nEHLO early\r\n");
    hears_text(f.client, "220 hello\r\n");
    logged(f.peer, "1 - early: the client did not wait for its answer");
    finish(&f);
}

Test(peer, ends_by_fin_and_by_reset)
{
    struct fixture f;
    start(&f, "connection 1:\ngreeting:\n    close\nconnection 2:\ngreeting:\n    reset\n");
    cr_assert_eq(ending(f.client), 0);
    int second = open_client(&f);
    cr_assert_eq(ending(second), ECONNRESET);
    int third = open_client(&f);
    hears_text(third, "220 mx.example ESMTP ready\r\n");
    close(second);
    close(third);
    cr_assert_eq(peer_counts(f.peer).connections, 3);
    finish(&f);
}

Test(peer, stopping_ends_a_silent_connection_at_once, .timeout = NEVER_S)
{
    struct fixture f;
    start(&f, "greeting:\n    S: 220 hello\n    silence\n");
    hears_text(f.client, "220 hello\r\n");
    peer_stop(f.peer);
    peer_stop(f.peer);
    ending(f.client);
    logged(f.peer, "1 - connected");
    finish(&f);
}

Test(peer, a_flood_ends_when_the_client_has_enough)
{
    struct fixture f;
    start(&f, "greeting:\n    flood 220-{name}\n");
    for (int i = 0; i < 1000; i++)
        hears_text(f.client, "220-mx.example\r\n");
    finish(&f);
}

Test(peer, time_and_number_of_connections_are_bounded)
{
    struct fixture f;
    start_peer(&f, "", (struct peer_settings){.connections_max = 1, .connection_ms = 100});
    f.client = open_client(&f);
    hears_text(f.client, "220 mx.example ESMTP ready\r\n");
    int second = open_client(&f);
    /* The one beyond is closed unheard, or let in when the first one's time is up. */
    ending(second);
    close(second);
    cr_assert_eq(ending(f.client), 0);
    cr_assert_eq(peer_counts(f.peer).connections, 2);
    cr_assert_eq(peer_counts(f.peer).most_at_once, 1);
    finish(&f);
}

static int try_connect(const struct fixture *fixture)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((in_port_t)peer_port(fixture->peer)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int status = connect(client, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : errno;
    struct pollfd watched = {.fd = client, .events = POLLOUT};
    socklen_t length = sizeof status;
    if (status == EINPROGRESS && poll(&watched, 1, 100) == 1)
        cr_assert_eq(getsockopt(client, SOL_SOCKET, SO_ERROR, &status, &length), 0);
    close(client);
    return status;
}

Test(peer, a_refusing_port)
{
    struct fixture f;
    start_peer(&f, "listen: refuse\n", (struct peer_settings){0});
    cr_assert_eq(try_connect(&f), ECONNREFUSED);
    finish(&f);
}

Test(peer, a_dropping_port_answers_nobody)
{
    struct fixture f;
    start_peer(&f, "listen: drop\n", (struct peer_settings){0});
    for (int i = 0; i < 5; i++)
        cr_assert_eq(try_connect(&f), EINPROGRESS);
    finish(&f);
}

Test(peer, listens_on_ipv6_where_there_is_any)
{
    struct script script = {0};
    char *error = NULL;
    cr_assert(script_parse("t.smtp", "", &script, &error));
    struct pki *pki = pki_new(time(NULL), &error);
    struct peer *peer =
        peer_start(&(struct peer_settings){.script = &script, .pki = pki, .address = "::1"}, &error);
    if (peer == NULL)
        cr_assert_str_eq(error, "::1: Cannot assign requested address");
    else
        cr_assert_gt(peer_port(peer), 0);
    free(error);
    peer_free(peer);
    pki_free(pki);
    script_free(&script);
}

struct tls_client {
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
    int status; /* of the handshake */
};

/* Does a handshake for `mx.example`, trusting the fixture's root. */
static struct tls_client handshake(const struct fixture *fixture)
{
    struct tls_client client = {0};
    const char *pem = pki_ca_pem(fixture->pki);
    const gnutls_datum_t ca = {(unsigned char *)pem, (unsigned int)strlen(pem)};
    cr_assert_eq(gnutls_certificate_allocate_credentials(&client.credentials), 0);
    cr_assert_eq(gnutls_certificate_set_x509_trust_mem(client.credentials, &ca, GNUTLS_X509_FMT_PEM), 1);
    cr_assert_eq(gnutls_init(&client.session, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL), 0);
    cr_assert_eq(gnutls_priority_set_direct(client.session, "NORMAL:+VERS-TLS1.0:%COMPAT", NULL), 0);
    cr_assert_eq(gnutls_credentials_set(client.session, GNUTLS_CRD_CERTIFICATE, client.credentials), 0);
    cr_assert_eq(gnutls_server_name_set(client.session, GNUTLS_NAME_DNS, "mx.example", 10), 0);
    cr_assert_eq(gnutls_ocsp_status_request_enable_client(client.session, NULL, 0, NULL), 0);
    gnutls_transport_set_int(client.session, fixture->client);
    do {
        client.status = gnutls_handshake(client.session);
    } while (client.status < 0 && gnutls_error_is_fatal(client.status) == 0);
    return client;
}

static void tls_finish(struct tls_client *client)
{
    gnutls_deinit(client->session);
    gnutls_certificate_free_credentials(client->credentials);
}

static void hears_in_tls(struct tls_client *client, const char *expected)
{
    char heard[1024] = "";
    size_t length = strlen(expected);
    size_t count = 0;
    while (count < length) {
        ssize_t got = gnutls_record_recv(client->session, heard + count, length - count);
        if (got == GNUTLS_E_AGAIN)
            continue;
        cr_assert_gt(got, 0, "got '%s' for '%s'", heard, expected);
        count += (size_t)got;
    }
    cr_assert_str_eq(heard, expected);
}

static void say_in_tls(struct tls_client *client, const char *text)
{
    cr_assert_eq(gnutls_record_send(client->session, text, strlen(text)), (ssize_t)strlen(text));
}

static unsigned int verify(struct tls_client *client)
{
    unsigned int status = 0;
    cr_assert_eq(gnutls_certificate_verify_peers3(client->session, "mx.example", &status), 0);
    return status;
}

Test(peer, starttls_and_back_to_commands)
{
    struct fixture f;
    start(&f, "on STARTTLS in clear:\n    S: 220 go\n    S: 250 glued\n    handshake\n");
    hears_text(f.client, "220 mx.example ESMTP ready\r\n");
    say(f.client, "STARTTLS\r\n");
    hears_text(f.client, "220 go\r\n250 glued\r\n");
    struct tls_client tls = handshake(&f);
    cr_assert_eq(tls.status, 0, "%s", gnutls_strerror(tls.status));
    cr_assert_eq(verify(&tls), 0);
    say_in_tls(&tls, "EHLO client\r\n");
    hears_in_tls(&tls, "250-mx.example at your service\r\n250-PIPELINING\r\n250 8BITMIME\r\n");
    say_in_tls(&tls, "STARTTLS\r\n");
    hears_in_tls(&tls, "503 5.5.1 TLS is already active\r\n");
    say_in_tls(&tls, "QUIT\r\n");
    hears_in_tls(&tls, "221 2.0.0 mx.example closing\r\n");
    logged(f.peer, "1 - handshake TLS1.3, server name 'mx.example'");
    logged(f.peer, "1 tls EHLO client");
    tls_finish(&tls);
    finish(&f);
}

/* A handshake with an implicit server of these settings; its greeting was heard when the handshake was done.
 */
static struct tls_client implicit(struct fixture *fixture, const char *settings)
{
    char *text = text_format("tls: implicit\n%s", settings);
    start(fixture, text);
    free(text);
    struct tls_client tls = handshake(fixture);
    cr_assert_eq(tls.status, 0, "%s: %s", settings, gnutls_strerror(tls.status));
    hears_in_tls(&tls, "220 mx.example ESMTP ready\r\n");
    return tls;
}

Test(peer, certificates_fail_as_they_are_named)
{
    static const struct {
        const char *settings;
        unsigned int status;
    } table[] = {
        {"certificate: expired\n", GNUTLS_CERT_EXPIRED},
        {"certificate: not-yet-valid\n", GNUTLS_CERT_NOT_ACTIVATED},
        {"certificate: wrong-name\n", GNUTLS_CERT_UNEXPECTED_OWNER},
        {"certificate: self-signed\n", GNUTLS_CERT_SIGNER_NOT_FOUND},
        {"certificate: untrusted\n", GNUTLS_CERT_SIGNER_NOT_FOUND},
        {"certificate: incomplete\n", GNUTLS_CERT_SIGNER_NOT_FOUND},
        {"certificate: sha1\n", GNUTLS_CERT_INSECURE_ALGORITHM},
        {"certificate: rsa\n", 0},
        {"certificate: weak-key\n", 0},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct fixture f;
        struct tls_client tls = implicit(&f, table[i].settings);
        unsigned int status = verify(&tls) & ~(unsigned int)GNUTLS_CERT_INVALID;
        cr_assert_eq(status, table[i].status, "%s: 0x%x", table[i].settings, status);
        tls_finish(&tls);
        finish(&f);
    }
}

Test(peer, versions_by_priority_string)
{
    struct fixture f;
    struct tls_client tls = implicit(&f, "priority: NORMAL:-VERS-ALL:+VERS-TLS1.0\ncertificate: rsa\n");
    cr_assert_eq(gnutls_protocol_get_version(tls.session), GNUTLS_TLS1_0);
    tls_finish(&tls);
    finish(&f);
}

Test(peer, session_tickets_on_and_off)
{
    struct fixture f;
    struct tls_client tls = implicit(&f, "");
    cr_assert(gnutls_session_get_flags(tls.session) & GNUTLS_SFLAGS_SESSION_TICKET);
    tls_finish(&tls);
    finish(&f);
    tls = implicit(&f, "session-tickets: off\n");
    cr_assert_not(gnutls_session_get_flags(tls.session) & GNUTLS_SFLAGS_SESSION_TICKET);
    tls_finish(&tls);
    finish(&f);
}

Test(peer, client_certificates_asked_for)
{
    struct fixture f;
    struct tls_client tls = implicit(&f, "client-certificate: request\n");
    cr_assert_neq(gnutls_certificate_client_get_request_status(tls.session), 0);
    tls_finish(&tls);
    finish(&f);
    tls = implicit(&f, "");
    cr_assert_eq(gnutls_certificate_client_get_request_status(tls.session), 0);
    tls_finish(&tls);
    finish(&f);
}

static void staple_is(const char *settings, bool sent, unsigned int expected)
{
    struct fixture f;
    struct tls_client tls = implicit(&f, settings);
    unsigned int status = verify(&tls);
    cr_assert_eq(status, expected, "%s: 0x%x", settings, status);
    cr_assert_eq(gnutls_ocsp_status_request_is_checked(tls.session, GNUTLS_OCSP_SR_IS_AVAIL) != 0, sent, "%s",
                 settings);
    tls_finish(&tls);
    finish(&f);
}

Test(peer, ocsp_staples)
{
    staple_is("", false, 0);
    staple_is("staple: good\n", true, 0);
    staple_is("staple: revoked\n", true, GNUTLS_CERT_INVALID | GNUTLS_CERT_REVOKED);
    staple_is("staple: garbage\n", true, GNUTLS_CERT_INVALID | GNUTLS_CERT_INVALID_OCSP_STATUS);
}

Test(peer, handshakes_that_go_wrong)
{
    struct fixture f;
    start(&f, "tls: implicit\nconnect:\n    alert 40\n");
    struct tls_client tls = handshake(&f);
    cr_assert_eq(tls.status, GNUTLS_E_FATAL_ALERT_RECEIVED);
    cr_assert_eq(gnutls_alert_get(tls.session), GNUTLS_A_HANDSHAKE_FAILURE);
    tls_finish(&tls);
    finish(&f);
    start(&f, "greeting:\n    receive\n    close\n");
    tls = handshake(&f);
    cr_assert_eq(tls.status, GNUTLS_E_PREMATURE_TERMINATION);
    tls_finish(&tls);
    finish(&f);
    start(&f, "greeting:\n    S: 220 in clear\n");
    tls = handshake(&f);
    cr_assert_eq(tls.status, GNUTLS_E_UNEXPECTED_PACKET, "%s", gnutls_strerror(tls.status));
    tls_finish(&tls);
    finish(&f);
}

Test(peer, a_bad_priority_string_is_named)
{
    struct script script = {0};
    char *error = NULL;
    cr_assert(script_parse("t.smtp", "priority: NONSENSE\n", &script, &error));
    struct pki *pki = pki_new(time(NULL), &error);
    cr_assert_null(peer_start(&(struct peer_settings){.script = &script, .pki = pki}, &error));
    cr_assert_str_eq(error, "t.smtp: NONSENSE: The request is invalid.");
    free(error);
    pki_free(pki);
    script_free(&script);
}
