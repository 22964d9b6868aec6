/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a policy host answers, taken from any bytes: how the fetch ended, the status, the certificates, one
 * line each of content type, redirect and reason, and the body. */
#include "base/text.h"
#include "certificates.h"
#include "checks.h"
#include "discover/mta_sts.h"
#include "facts/shapes.h"
#include "input.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CERTIFICATES_MAX = 3, LINE_MAX_BYTES = 1000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct {
    struct tls_trust *trust;
    char *good; /* in PEM: for the policy host */
} known;

static char *pem(const gnutls_datum_t *der)
{
    gnutls_datum_t encoded;
    fuzz_expect(gnutls_pem_base64_encode2("CERTIFICATE", der, &encoded) >= 0);
    char *text = text_copy_bytes((const char *)encoded.data, encoded.size);
    gnutls_free(encoded.data);
    return text;
}

/* Takes the certificate. */
static char *pem_of(gnutls_x509_crt_t certificate)
{
    gnutls_datum_t der = fuzz_certificate_der(certificate);
    char *text = pem(&der);
    gnutls_free(der.data);
    gnutls_x509_crt_deinit(certificate);
    return text;
}

static void know(void)
{
    gnutls_x509_privkey_t key = fuzz_key();
    gnutls_x509_privkey_t server_key = fuzz_key();
    gnutls_x509_crt_t root = fuzz_certificate("Root", key, true, NULL, NULL, 60);
    known.good = pem_of(fuzz_certificate("mta-sts.example.org", server_key, false, root, key, 60));
    char *anchor = pem_of(root);
    char *path = fuzz_file((const uint8_t *)anchor, strlen(anchor));
    char *error = NULL;
    known.trust = tls_trust_new(path, &error);
    fuzz_expect(known.trust != NULL);
    fuzz_file_free(path);
    free(anchor);
    gnutls_x509_privkey_deinit(key);
    gnutls_x509_privkey_deinit(server_key);
}

/* As discover/https.c makes a text of a header. */
static char *header(struct fuzz_input *input)
{
    char *line = fuzz_line(input);
    char *text = line != NULL && *line != '\0' ? text_from_wire(line, strlen(line), LINE_MAX_BYTES) : NULL;
    free(line);
    return text;
}

static void take_chain(struct fuzz_input *input, struct text_list *chain)
{
    unsigned choice = fuzz_byte(input);
    if ((choice & 1) != 0)
        text_list_append(chain, known.good);
    for (unsigned left = choice / 2 % CERTIFICATES_MAX; left > 0 && input->left > 0; left--) {
        gnutls_datum_t der = fuzz_der(input);
        char *text = pem(&der);
        text_list_append(chain, text);
        free(text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    if (known.trust == NULL)
        know();
    struct mta_sts_options options = {.trust = known.trust, .now_unix_s = FUZZ_NOW_UNIX_S};
    struct mta_sts mta_sts = {.policy_host = text_copy("mta-sts.example.org")};
    struct https_answer answer = {.outcome = (enum https_outcome)(fuzz_byte(&input) % (HTTPS_ANSWERED + 1))};
    answer.http_status = fuzz_number16(&input);
    take_chain(&input, &answer.chain);
    answer.content_type = header(&input);
    answer.redirect_to = header(&input);
    answer.detail = header(&input);
    answer.body_bytes = input.left;
    answer.body = text_copy_bytes((const char *)input.bytes, input.left);
    mta_sts_judge_answer(NULL, &options, &mta_sts, &answer);
    fuzz_expect(mta_sts.status != MTA_STS_POLICY_VALID
                || (answer.outcome == HTTPS_ANSWERED && answer.chain.count > 0));
    fuzz_expect_safe_object(&mta_sts_shape, &mta_sts);
    https_answer_free(&answer);
    shape_clear(&mta_sts_shape, &mta_sts);
    return 0;
}
