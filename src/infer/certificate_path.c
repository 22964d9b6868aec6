/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which certificates of a chain count: see infer/certificate_path.h. */
#include "infer/certificate_path.h"

size_t certificate_path_length(const struct tls *tls)
{
    size_t length = 0;
    for (size_t i = 0; i < tls->chain_count; i++)
        length += tls->chain[i].path_place > 0;
    return length;
}

bool certificate_on_path(const struct tls *tls, size_t index)
{
    return tls->chain[index].path_place > 0 || certificate_path_length(tls) == 0;
}

const struct certificate *certificate_path_top(const struct tls *tls)
{
    const struct certificate *top = NULL;
    for (size_t i = 0; i < tls->chain_count; i++)
        if (top == NULL || tls->chain[i].path_place > top->path_place || certificate_path_length(tls) == 0)
            top = &tls->chain[i];
    return top;
}

const struct certificate *certificate_path_expired(const struct tls *tls, int64_t now_unix_s)
{
    for (size_t i = 0; i < tls->chain_count; i++)
        if (certificate_on_path(tls, i) && tls->chain[i].unreadable == NULL
            && tls->chain[i].not_after_unix_s < now_unix_s)
            return &tls->chain[i];
    return NULL;
}

const struct certificate *certificate_path_early(const struct tls *tls, int64_t now_unix_s)
{
    for (size_t i = 0; i < tls->chain_count; i++)
        if (certificate_on_path(tls, i) && tls->chain[i].unreadable == NULL
            && tls->chain[i].not_before_unix_s > now_unix_s)
            return &tls->chain[i];
    return NULL;
}
