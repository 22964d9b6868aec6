/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as the DER certificates of a chain, one after the other, of which the last is also taken for a
 * stapled OCSP response. */
#include "checks.h"
#include "facts/shapes.h"
#include "input.h"
#include "tls/chain.h"
#include "tls/chain_verdict.h"

#include <stdint.h>

enum { CERTIFICATES_MAX = 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    gnutls_datum_t chain[CERTIFICATES_MAX] = {{0}};
    size_t count = 0;
    while (count < CERTIFICATES_MAX && input.left > 0)
        chain[count++] = fuzz_der(&input);
    struct tls tls = {0};
    chain_read(NULL, &tls, chain, count, "mx.example.org");
    struct anchor_set none = {0};
    struct chain_verdict *verdict = chain_verdict_new(chain, count, &none, NULL, 1800000000);
    chain_verdict_tell(verdict, chain, 1800000000, &tls);
    chain_verdict_free(verdict);
    fuzz_expect_safe_object(&tls_shape, &tls);
    if (count > 0)
        chain_staple(chain, count, &chain[count - 1], 1800000000);
    shape_clear(&tls_shape, &tls);
    return 0;
}
