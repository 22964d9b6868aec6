/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The TLS side of a scripted server. */
#include "demo/server_tls.h"

#include <stdlib.h>

struct server_tls {
    struct pki_identity *identity;
    struct pki_identity *nameless; /* for hellos without a server name; NULL: the same */
    gnutls_priority_t priority;
    gnutls_datum_t ticket_key; /* empty when no tickets are given */
    gnutls_certificate_request_t request;
    enum server_name server_name;
};

static bool has_server_name(gnutls_session_t session)
{
    char name[256];
    size_t length = sizeof name;
    unsigned int type = 0;
    return gnutls_server_name_get(session, name, &length, &type, 0) >= 0;
}

/* After the ClientHello; whatever fails is told to the client by the alert that goes with it. */
static int warn_of_name(gnutls_session_t session)
{
    if (has_server_name(session))
        gnutls_alert_send(session, GNUTLS_AL_WARNING, GNUTLS_A_UNRECOGNIZED_NAME);
    return 0;
}

static int refuse_name(gnutls_session_t session)
{
    return has_server_name(session) ? GNUTLS_E_UNRECOGNIZED_NAME : 0;
}

static int fail_for_name(gnutls_session_t session)
{
    return has_server_name(session) ? GNUTLS_E_NO_CIPHER_SUITES : 0;
}

static gnutls_certificate_request_t request_of(enum client_certificate client_certificate)
{
    switch (client_certificate) {
    case CLIENT_CERTIFICATE_REQUEST:
        return GNUTLS_CERT_REQUEST;
    case CLIENT_CERTIFICATE_REQUIRE:
        return GNUTLS_CERT_REQUIRE;
    case CLIENT_CERTIFICATE_NONE:
        break;
    }
    return GNUTLS_CERT_IGNORE;
}

struct server_tls *server_tls_new(const struct script *script, const struct pki *pki,
                                  const struct text_list *names, char **error)
{
    struct server_tls *server_tls = allocate(1, sizeof *server_tls);
    server_tls->request = request_of(script->client_certificate);
    server_tls->server_name = script->server_name;
    server_tls->identity = pki_identity_new(pki, script->certificate, names, script->staple, error);
    if (server_tls->identity != NULL && script->has_nameless_certificate)
        server_tls->nameless =
            pki_identity_new(pki, script->nameless_certificate, names, script->staple, error);
    if (server_tls->identity == NULL || (script->has_nameless_certificate && server_tls->nameless == NULL)) {
        server_tls_free(server_tls);
        return NULL;
    }
    int status = gnutls_priority_init(&server_tls->priority, script->priority, NULL);
    if (status >= 0 && !script->no_session_tickets)
        status = gnutls_session_ticket_key_generate(&server_tls->ticket_key);
    if (status >= 0)
        return server_tls;
    *error = text_format("%s: %s: %s", script->name, script->priority, gnutls_strerror(status));
    server_tls_free(server_tls);
    return NULL;
}

void server_tls_free(struct server_tls *server_tls)
{
    if (server_tls == NULL)
        return;
    if (server_tls->priority != NULL)
        gnutls_priority_deinit(server_tls->priority);
    gnutls_free(server_tls->ticket_key.data);
    pki_identity_free(server_tls->identity);
    pki_identity_free(server_tls->nameless);
    free(server_tls);
}

static int on_hello(gnutls_session_t session)
{
    static int (*const checks[])(gnutls_session_t session) = {[SERVER_NAME_TAKE] = NULL,
                                                              [SERVER_NAME_WARN] = warn_of_name,
                                                              [SERVER_NAME_REFUSE] = refuse_name,
                                                              [SERVER_NAME_FAIL] = fail_for_name};
    const struct server_tls *server_tls = gnutls_session_get_ptr(session);
    if (server_tls->nameless != NULL && !has_server_name(session))
        gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE,
                               pki_identity_credentials(server_tls->nameless));
    int (*check)(gnutls_session_t) = checks[server_tls->server_name];
    return check != NULL ? check(session) : 0;
}

gnutls_session_t server_tls_session(const struct server_tls *server_tls, int *status)
{
    gnutls_session_t session = NULL;
    unsigned int flags = GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL;
    if (server_tls->ticket_key.size == 0)
        flags |= GNUTLS_NO_TICKETS;
    *status = gnutls_init(&session, flags);
    if (*status >= 0)
        *status = gnutls_priority_set(session, server_tls->priority);
    if (*status >= 0)
        *status = gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE,
                                         pki_identity_credentials(server_tls->identity));
    if (*status >= 0 && server_tls->ticket_key.size > 0)
        *status = gnutls_session_ticket_enable_server(session, &server_tls->ticket_key);
    if (*status >= 0) {
        gnutls_session_set_ptr(session, (void *)server_tls);
        gnutls_handshake_set_post_client_hello_function(session, on_hello);
        gnutls_certificate_server_set_request(session, server_tls->request);
        return session;
    }
    if (session != NULL)
        gnutls_deinit(session);
    return NULL;
}
