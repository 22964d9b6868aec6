/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as a chain of DER certificates, and as the stapled OCSP response behind them. */
#include "checks.h"
#include "input.h"
#include "tls/chain.h"

#include <stdint.h>

enum { CERTIFICATES_MAX = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    gnutls_datum_t chain[CERTIFICATES_MAX];
    size_t count = 0;
    while (count < CERTIFICATES_MAX && input.left > 0)
        chain[count++] = fuzz_der(&input);
    if (count > 1)
        fuzz_expect(chain_staple(chain, count - 1, &chain[count - 1], 1800000000) < OCSP_STAPLE_COUNT);
    return 0;
}
