/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a domain publishes for MTA-STS (RFC 8461) and TLS-RPT (RFC 8460). */
#ifndef MAILSONDE_FACTS_MTA_STS_H
#define MAILSONDE_FACTS_MTA_STS_H

#include "base/answer.h"
#include "base/list.h"
#include "facts/dns.h"
#include "facts/tls.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How far a sender that follows RFC 8461 gets. */
enum mta_sts_status {
    MTA_STS_UNKNOWN, /* not looked at, DNS gave no answer, or the policy host's certificate could not be
                        checked */
    MTA_STS_ABSENT,  /* no TXT record that begins with v=STSv1, or is meant to */
    MTA_STS_RECORD_INVALID,  /* more than one such record, or no valid id: as if absent (3.1) */
    MTA_STS_HOST_UNRESOLVED, /* mta-sts.DOMAIN has no address */
    MTA_STS_FETCH_FAILED,    /* no connection, or it was lost */
    MTA_STS_WEBPKI_INVALID,  /* the policy host's certificate is not valid (3.3) */
    MTA_STS_HTTP_STATUS,     /* anything but 200; redirects are not followed (3.3) */
    MTA_STS_TOO_LARGE,       /* more than 64 KiB */
    MTA_STS_TIMED_OUT,       /* not fetched in time */
    MTA_STS_POLICY_INVALID,  /* fetched, and not a valid policy (3.2) */
    MTA_STS_POLICY_VALID,
    MTA_STS_STATUS_COUNT
};

enum mta_sts_mode { MTA_STS_MODE_NONE, MTA_STS_MODE_TESTING, MTA_STS_MODE_ENFORCE, MTA_STS_MODE_COUNT };

/* The policy as parsed, valid or not. */
struct mta_sts_policy {
    char *version;
    char *mode_word; /* as written */
    enum mta_sts_mode mode;
    int64_t max_age_s;   /* -1 when it is missing or no number */
    struct text_list mx; /* patterns, "*.example.org" among them */
    struct text_list unknown_keys;
    struct text_list problems; /* errors and oddities, one sentence each */
};

struct mta_sts {
    enum mta_sts_status status;
    struct dns_lookup txt_lookup;
    struct text_list
        txt_records; /* those that begin with v=STSv1; where there is none, what is meant for one */
    char *id;
    char *policy_host;
    struct text_list policy_addresses; /* as our resolver found them */
    enum dnssec_state address_dnssec;  /* of their look-ups, the weaker */
    struct text_list barred_addresses; /* other addresses, which are not connected to */
    char *address;                     /* the one that was fetched from */
    int64_t http_status;               /* 0 when there was no answer */
    char *content_type;
    char *redirect_to; /* Location of a redirect */
    char *detail;      /* why it failed, in words */
    int64_t elapsed_ms;
    char *body; /* the policy's text, at most 8 KiB of it */
    struct mta_sts_policy
        *policy; /* NULL when none was fetched; without a record, one that is valid all the same */
};

struct tls_rpt {
    struct dns_lookup lookup;
    struct text_list records; /* those that begin with v=TLSRPTv1 */
    struct text_list rua;     /* mailto: and https: addresses */
    struct text_list problems;
};

#endif
