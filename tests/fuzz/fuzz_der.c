/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as what is asked of DER: a certificate, as it is and in base64, and a distinguished name. */
#include "base/list.h"
#include "checks.h"
#include "tls/der.h"

#include <gnutls/gnutls.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask_certificate(const uint8_t *data, size_t size, const char *oid)
{
    bool has = der_certificate_has(data, size, oid);
    gnutls_datum_t bytes = {.data = (unsigned char *)data, .size = (unsigned)size};
    gnutls_datum_t base64 = {0};
    if (size == 0 || gnutls_base64_encode2(&bytes, &base64) < 0)
        return;
    char *text = text_copy_bytes((const char *)base64.data, base64.size);
    fuzz_expect(der_base64_certificate_has(text, oid) == has);
    free(text);
    gnutls_free(base64.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ask_certificate(data, size, DER_OID_TLS_FEATURE);
    ask_certificate(data, size, DER_OID_SCT_LIST);
    char *text = text_copy_bytes((const char *)data, size);
    der_base64_certificate_has(text, DER_OID_SCT_LIST);
    free(text);
    char *name = der_name_text(data, size);
    fuzz_expect(name != NULL);
    fuzz_expect_safe(name);
    free(name);
    char *hash = der_sha256(data, size);
    fuzz_expect(strlen(hash) == 64);
    free(hash);
    return 0;
}
