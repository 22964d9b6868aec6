/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a look-up comes to. */
#include "facts/dns.h"

bool dns_is_definite(enum dns_status status)
{
    return status == DNS_OK || status == DNS_NODATA || status == DNS_NXDOMAIN;
}

bool dns_lookup_failed(const struct dns_lookup *lookup)
{
    return lookup->status != DNS_NOT_ASKED && !dns_is_definite(lookup->status);
}

bool host_kind_has_addresses(enum host_kind kind)
{
    return kind == HOST_NAME || kind == HOST_SINGLE_LABEL || kind == HOST_NOT_A_NAME;
}
