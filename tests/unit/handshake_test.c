/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Handshakes with a server of GnuTLS that sends what no honest one does. */
#include "base/list.h"
#include "base/shape.h"
#include "base/tls_names.h"
#include "facts/shapes.h"
#include "net/off_loop.h"
#include "temporary_file.h"
#include "tls/session.h"
#include "wired.h"

#include <criterion/criterion.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* A bound for what would never end. */
enum { BOUND_S = 60, CHAIN_MAX = 3, HUGE_BITS = 131072, LONG_MS = 30000 };

static const time_t from_s = 1700000000, now_s = 1800000000, until_s = 1900000000;

struct server {
    int descriptor;
    const char *priority;
    gnutls_privkey_t key; /* that it signs with, whatever the chain has */
    gnutls_pcert_st chain[CHAIN_MAX];
    unsigned count;
    bool hangs_up; /* with an alert, before it has heard the client's second flight */
    bool answered;
    bool nags; /* when the handshake is over it asks for others, for ever */
};

/* What the test is made of; certificates are signed with `authority`. */
struct scene {
    gnutls_x509_privkey_t authority, rsa;
    struct tls_trust *trust;
    struct server server;
    struct tls tls;
    struct loop_stalls stalls;
    size_t off_loop;
    char *stop;
    enum stop_reason reason;
};

static gnutls_x509_privkey_t new_key(gnutls_pk_algorithm_t kind, unsigned bits)
{
    gnutls_x509_privkey_t key;
    cr_assert_geq(gnutls_x509_privkey_init(&key), 0);
    cr_assert_geq(gnutls_x509_privkey_generate(key, kind, bits, 0), 0);
    return key;
}

/* An RSA key whose modulus and exponent have HUGE_BITS. */
static gnutls_pubkey_t huge_key(void)
{
    static unsigned char ones[HUGE_BITS / 8];
    gnutls_datum_t number = {ones, sizeof ones};
    gnutls_pubkey_t key;
    memset(ones, 0xff, sizeof ones);
    cr_assert_geq(gnutls_pubkey_init(&key), 0);
    cr_assert_geq(gnutls_pubkey_import_rsa_raw(key, &number, &number), 0);
    return key;
}

/* The DER of a certificate that the authority signs; takes the key. */
static gnutls_datum_t new_certificate(const struct scene *scene, const char *name, bool is_ca,
                                      gnutls_pubkey_t key)
{
    static unsigned char serial;
    gnutls_x509_crt_t issuer, fresh;
    gnutls_datum_t der;
    cr_assert_geq(gnutls_x509_crt_init(&issuer), 0);
    cr_assert_geq(gnutls_x509_crt_set_key(issuer, scene->authority), 0);
    gnutls_x509_crt_set_dn_by_oid(issuer, GNUTLS_OID_X520_COMMON_NAME, 0, "CA", 2);
    cr_assert_geq(gnutls_x509_crt_init(&fresh), 0);
    gnutls_x509_crt_set_version(fresh, 3);
    serial++;
    gnutls_x509_crt_set_serial(fresh, &serial, 1);
    gnutls_x509_crt_set_activation_time(fresh, from_s);
    gnutls_x509_crt_set_expiration_time(fresh, until_s);
    gnutls_x509_crt_set_dn_by_oid(fresh, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name));
    gnutls_x509_crt_set_basic_constraints(fresh, is_ca, -1);
    cr_assert_geq(gnutls_x509_crt_set_pubkey(fresh, key), 0);
    cr_assert_geq(gnutls_x509_crt_sign2(fresh, issuer, scene->authority, GNUTLS_DIG_SHA256, 0), 0);
    cr_assert_geq(gnutls_x509_crt_export2(fresh, GNUTLS_X509_FMT_DER, &der), 0);
    gnutls_x509_crt_deinit(fresh);
    gnutls_x509_crt_deinit(issuer);
    gnutls_pubkey_deinit(key);
    return der;
}

static gnutls_pubkey_t public_half(gnutls_x509_privkey_t key)
{
    gnutls_privkey_t abstract;
    gnutls_pubkey_t half;
    cr_assert_geq(gnutls_privkey_init(&abstract), 0);
    cr_assert_geq(gnutls_privkey_import_x509(abstract, key, GNUTLS_PRIVKEY_IMPORT_COPY), 0);
    cr_assert_geq(gnutls_pubkey_init(&half), 0);
    cr_assert_geq(gnutls_pubkey_import_privkey(half, abstract, 0, 0), 0);
    gnutls_privkey_deinit(abstract);
    return half;
}

/* Appends to what the server sends. */
static void send_too(struct scene *scene, const char *name, bool is_ca, gnutls_pubkey_t key)
{
    struct server *server = &scene->server;
    gnutls_datum_t der = new_certificate(scene, name, is_ca, key);
    cr_assert_geq(gnutls_pcert_import_x509_raw(&server->chain[server->count++], &der, GNUTLS_X509_FMT_DER, 0),
                  0);
    gnutls_free(der.data);
}

static void begin(struct scene *scene)
{
    *scene = (struct scene){.authority =
                                new_key(GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1)),
                            .rsa = new_key(GNUTLS_PK_RSA, 1024)};
    gnutls_datum_t pem, der = new_certificate(scene, "CA", true, public_half(scene->authority));
    cr_assert_geq(gnutls_pem_base64_encode2("CERTIFICATE", &der, &pem), 0);
    char *error = NULL;
    char *file = temporary_file((char *)pem.data);
    scene->trust = tls_trust_new(file, &error);
    temporary_file_remove(file);
    cr_assert_not_null(scene->trust, "%s", error);
    gnutls_free(pem.data);
    gnutls_free(der.data);
}

static void end(struct scene *scene)
{
    struct server *server = &scene->server;
    for (unsigned i = 0; i < server->count; i++)
        gnutls_pcert_deinit(&server->chain[i]);
    gnutls_privkey_deinit(server->key);
    gnutls_x509_privkey_deinit(scene->authority);
    gnutls_x509_privkey_deinit(scene->rsa);
    tls_trust_free(scene->trust);
    shape_clear(&tls_shape, &scene->tls);
    free(scene->stop);
}

static int take_chain(gnutls_session_t session, const struct gnutls_cert_retr_st *asked,
                      gnutls_pcert_st **chain, unsigned *count, gnutls_ocsp_data_st **staples,
                      unsigned *staple_count, gnutls_privkey_t *key, unsigned *flags)
{
    struct server *server = gnutls_session_get_ptr(session);
    (void)asked;
    *chain = server->chain;
    *count = server->count;
    *staples = NULL;
    *staple_count = 0;
    *key = server->key;
    *flags = 0;
    return 0;
}

/* The second flight begins when the first has been read and answered. */
static ssize_t receive(gnutls_transport_ptr_t pointer, void *buffer, size_t size)
{
    struct server *server = pointer;
    if (server->hangs_up && server->answered)
        return -1;
    return recv(server->descriptor, buffer, size, 0);
}

static ssize_t answer(gnutls_transport_ptr_t pointer, const void *bytes, size_t length)
{
    struct server *server = pointer;
    server->answered = true;
    return send(server->descriptor, bytes, length, MSG_NOSIGNAL);
}

static int never_waits(gnutls_transport_ptr_t pointer, unsigned timeout_ms)
{
    (void)pointer;
    (void)timeout_ms;
    return 1;
}

static void *serve(void *argument)
{
    struct server *server = argument;
    gnutls_certificate_credentials_t credentials;
    gnutls_session_t session;
    gnutls_certificate_allocate_credentials(&credentials);
    gnutls_certificate_set_retrieve_function3(credentials, take_chain);
    gnutls_init(&session, GNUTLS_SERVER | GNUTLS_NO_SIGNAL);
    gnutls_session_set_ptr(session, server);
    gnutls_priority_set_direct(session, server->priority, NULL);
    gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
    gnutls_transport_set_ptr(session, server);
    gnutls_transport_set_pull_function(session, receive);
    gnutls_transport_set_push_function(session, answer);
    gnutls_transport_set_pull_timeout_function(session, never_waits);
    int code;
    do
        code = gnutls_handshake(session);
    while (code < 0 && !gnutls_error_is_fatal(code));
    if (server->hangs_up) {
        send(server->descriptor, "\x15\3\3\0\2\2\x28", 7, MSG_NOSIGNAL); /* handshake_failure */
        shutdown(server->descriptor, SHUT_RDWR);
    }
    while (server->nags && code >= 0)
        code = gnutls_rehandshake(session); /* until the client is gone */
    char byte;
    if (code >= 0)
        gnutls_record_recv(session, &byte, 1); /* until the client is done */
    gnutls_deinit(session);
    gnutls_certificate_free_credentials(credentials);
    return NULL;
}

static void shake_hands(struct wired *wired)
{
    struct scene *scene = wired->argument;
    struct tls_settings settings = {
        .trust = scene->trust, .now_unix_s = (int64_t)now_s, .timeout_ms = LONG_MS};
    pthread_t thread;
    scene->server.descriptor = wired->other;
    cr_assert_eq(pthread_create(&thread, NULL, serve, &scene->server), 0);
    struct tls_session *tls = tls_start(&wired->stream, &settings, "mx.example", &scene->tls);
    if (tls != NULL && scene->server.nags) {
        char line[100];
        size_t length;
        bool whole;
        cr_expect_not(stream_read_line(&wired->stream, line, sizeof line, &length, &whole));
    }
    tls_end(tls);
    fiber_yield(wired->fiber); /* so that the turn is counted */
    scene->stalls = fiber_pool_stalls(fiber_pool_of(wired->fiber));
    scene->off_loop = off_loop_count(fiber_pool_off_loop(fiber_pool_of(wired->fiber)));
    scene->stop = text_copy(wired->session.stop.detail);
    scene->reason = wired->session.stop.reason;
    stream_close(&wired->stream);
    pthread_join(thread, NULL);
}

static void run(struct scene *scene, gnutls_x509_privkey_t key, const char *priority)
{
    struct wired wired;
    scene->server.priority = priority;
    cr_assert_geq(gnutls_privkey_init(&scene->server.key), 0);
    cr_assert_geq(gnutls_privkey_import_x509(scene->server.key, key, GNUTLS_PRIVKEY_IMPORT_COPY), 0);
    wired_run_over_socket(&wired, shake_hands, scene);
    wired_clear(&wired);
    cr_expect_eq(scene->stalls.count, 0);
}

static const char tls13[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3";
static const char tls12[] = "NORMAL:-VERS-ALL:+VERS-TLS1.2:%VERIFY_ALLOW_BROKEN";

Test(handshake, a_huge_key_of_the_server_is_refused_in_every_version, .timeout = BOUND_S)
{
    static const char *const versions[] = {tls13, tls12};
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        struct scene scene;
        begin(&scene);
        send_too(&scene, "mx.example", false, huge_key());
        run(&scene, scene.rsa, versions[i]);
        cr_expect_eq(scene.tls.completed, ANSWER_NO);
        cr_expect(scene.stop != NULL
                      && strstr(scene.stop,
                                "does not process the server's key: RSA key with a modulus of 131072 bits")
                             != NULL,
                  "%s: %s", versions[i], scene.stop);
        cr_assert_eq(scene.tls.chain_count, 1, "%s", versions[i]);
        cr_expect_not_null(scene.tls.chain[0].key_problem);
        end(&scene);
    }
}

/* Nobody asks for its signature before the handshake is over. */
Test(handshake, a_huge_key_of_an_authority_is_a_fact_of_a_good_one, .timeout = BOUND_S)
{
    static const char *const versions[] = {tls13, tls12};
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        struct scene scene;
        begin(&scene);
        send_too(&scene, "mx.example", false, public_half(scene.authority));
        send_too(&scene, "CA", true, huge_key());
        run(&scene, scene.authority, versions[i]);
        cr_assert_eq(scene.tls.completed, ANSWER_YES, "%s: %s", versions[i], scene.stop);
        cr_assert_eq(scene.tls.chain_count, 2);
        cr_expect_null(scene.tls.chain[0].key_problem);
        cr_expect_not_null(scene.tls.chain[1].key_problem);
        cr_expect_eq(scene.tls.verification.trusted, ANSWER_YES, "by the anchor of that name");
        cr_expect(scene.off_loop > 0, "33 kB are looked at elsewhere");
        end(&scene);
    }
}

/* On the loop and off it: the server is gone when the client writes, and what it said before is read. */
Test(handshake, an_alert_before_the_server_hung_up_is_the_reason, .timeout = BOUND_S)
{
    static const char *const priorities[] = {
        "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA:-GROUP-ALL:+GROUP-FFDHE2048",
        "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+ECDHE-RSA"};
    for (size_t i = 0; i < sizeof priorities / sizeof priorities[0]; i++) {
        struct scene scene;
        begin(&scene);
        send_too(&scene, "mx.example", false, public_half(scene.rsa));
        scene.server.hangs_up = true;
        run(&scene, scene.rsa, priorities[i]);
        cr_expect_eq(scene.off_loop > 0, i == 0);
        cr_expect_eq(scene.tls.completed, ANSWER_NO);
        cr_expect_eq(scene.reason, STOP_TLS_ALERT, "%s: %d, %s", priorities[i], scene.reason, scene.stop);
        cr_expect_eq(scene.tls.alert, tls_alert_names.code("handshake_failure"), "%u", scene.tls.alert);
        end(&scene);
    }
}

Test(handshake, a_server_that_asks_for_another_for_ever_is_left, .timeout = BOUND_S)
{
    struct scene scene;
    begin(&scene);
    send_too(&scene, "mx.example", false, public_half(scene.rsa));
    scene.server.nags = true;
    run(&scene, scene.rsa, tls12);
    cr_expect_eq(scene.tls.completed, ANSWER_YES);
    cr_expect_eq(scene.reason, STOP_TLS, "%d", scene.reason);
    cr_expect_str_eq(scene.stop, "the server sent more than 1000 TLS messages without content");
    end(&scene);
}
