/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The primes of finite-field Diffie-Hellman that many servers share. */
#include "tls/dh_prime.h"

#include "base/list.h"
#include "tls/der.h"

#include <stdlib.h>
#include <string.h>

struct known_prime {
    const char *sha256;
    const char *name;
};

/* By the SHA-256 of the prime as it stands on the wire. RFC 2409 and RFC 3526 build theirs from pi, RFC 7919
 * from e. */
static const struct known_prime known_primes[] = {
    {"b52ba6a3026520a6c49d37e4587601801bee500123b3259b6bf03e7cecc3e63d", "768-bit MODP of RFC 2409"},
    {"3f35a3f5f6c4376a744acad409bb22f8d897f949d2311d885adaa890981b67a0", "1024-bit MODP of RFC 2409"},
    {"64fcc83ec403930bf18393dbc883ccaa1fbb08ac876f77f7aa99748ca945019b", "1536-bit MODP of RFC 3526"},
    {"d66436f79bbd6b2e38c0ffbd079be904d2641415e2e67140e09448be9a60890e", "2048-bit MODP of RFC 3526"},
    {"48cf8b092fbce4359d9871abf74f98e25b6163379eaa15cd9087e800c6d1c55c", "3072-bit MODP of RFC 3526"},
    {"4ee95187682bcb230ad26a95205f6920e84708f6251b3894329b09ec23919e33", "4096-bit MODP of RFC 3526"},
    {"d1bfe6d0925ce7e4da262b62861514a7755e35831e429f343e7b864848657efd", "6144-bit MODP of RFC 3526"},
    {"39ab4feab950a3128fb71accb9fc3965d857012e081998a85996e3ea8b3c3bcf", "8192-bit MODP of RFC 3526"},
    {"9cd3b7f336872f46c09428d1bbc19877a4d440512cda8d1c1cf0cd6e33698966", "ffdhe2048"},
    {"0eaf67db3a839156d5013494a5318a772b5697d270d721f37f092efc69ea5a17", "ffdhe3072"},
    {"4648414224ac881b3d0dc59b466f96d06a558278776807797ecf1f66ff397b3e", "ffdhe4096"},
    {"227ac9066b3ddd9e193670cda2388fa884f65ba0cf98b742d1fe77a6687c79c7", "ffdhe6144"},
    {"770b14efaf6f049929c523113b3fa99a8d11dab1b18af3609590122075d19833", "ffdhe8192"},
};

char *dh_prime_name(const uint8_t *prime, size_t length, bool *published)
{
    char *sha256 = der_sha256(prime, length);
    for (size_t i = 0; i < sizeof known_primes / sizeof known_primes[0]; i++)
        if (strcmp(known_primes[i].sha256, sha256) == 0) {
            free(sha256);
            *published = true;
            return text_copy(known_primes[i].name);
        }
    *published = false;
    char *name = text_format("sha256:%s", sha256);
    free(sha256);
    return name;
}
