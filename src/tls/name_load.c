/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names and name constraints by number: see tls/name_load.h. */
#include "tls/name_load.h"

#include "tls/codec.h"

enum {
    NS_A_NAME = 2500, /* to parse it, several times */
    NS_A_PAIR = 10,
    PAIRS_MAX = 1 << 20, /* where there are more GnuTLS does not begin */
    INTERSECTIONS_MAX = 1 << 17,
    LONG_FORM = 0x80
};

/* The content of the next DER element; an empty one after the last, and after what is malformed. */
static struct codec_cursor take_element(struct codec_cursor *from)
{
    codec_take(from, 1); /* the tag */
    size_t length = codec_take(from, 1);
    if (length > LONG_FORM + 4)
        from->failed = true;
    else if (length > LONG_FORM)
        length = codec_take(from, (int)length - LONG_FORM);
    return codec_take_bytes(from, length);
}

static size_t count_elements(struct codec_cursor list)
{
    size_t count = 0;
    while (list.left > 0) {
        take_element(&list);
        count += !list.failed;
    }
    return count;
}

static void count_subtrees(struct codec_cursor constraints, struct name_load *load)
{
    enum { PERMITTED = 0xa0 };
    while (constraints.left > 0) {
        unsigned tag = constraints.bytes[0];
        size_t count = count_elements(take_element(&constraints));
        load->subtrees += count;
        load->permitted += tag == PERMITTED ? count : 0;
    }
}

struct name_load name_load_of(gnutls_x509_crt_t certificate)
{
    struct name_load load = {0};
    gnutls_datum_t extension;
    if (gnutls_x509_crt_get_extension_by_oid2(certificate, "2.5.29.17", 0, &extension, NULL) >= 0) {
        struct codec_cursor all = {.bytes = extension.data, .left = extension.size};
        load.names = count_elements(take_element(&all));
        gnutls_free(extension.data);
    }
    if (gnutls_x509_crt_get_extension_by_oid2(certificate, "2.5.29.30", 0, &extension, NULL) >= 0) {
        struct codec_cursor all = {.bytes = extension.data, .left = extension.size};
        count_subtrees(take_element(&all), &load);
        gnutls_free(extension.data);
    }
    return load;
}

int64_t name_load_cost_us(const struct name_load *path, size_t length)
{
    uint64_t names = 0, all = 0, pairs = 0, intersections = 1;
    for (size_t i = 0; i < length; i++) {
        uint64_t here = names * path[i].subtrees;
        pairs += here < PAIRS_MAX ? here : PAIRS_MAX;
        intersections *= path[i].permitted > 0 ? path[i].permitted : 1;
        if (intersections > INTERSECTIONS_MAX)
            return NAME_LOAD_ENDLESS_US;
        names += path[i].names + 1; /* the subject is one */
        all += path[i].names + path[i].subtrees;
    }
    return (int64_t)((all * NS_A_NAME + pairs * NS_A_PAIR) / 1000);
}
