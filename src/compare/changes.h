/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What has changed between two sets of reports, worked out before anybody writes it. */
#ifndef MAILSONDE_COMPARE_CHANGES_H
#define MAILSONDE_COMPARE_CHANGES_H

#include "base/list.h"
#include "compare/trait.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum change_kind {
    CHANGE_NEW,       /* it was not there */
    CHANGE_GONE,      /* it is not there any more */
    CHANGE_BROKEN,    /* a requirement that held fails */
    CHANGE_MENDED,    /* one that failed holds */
    CHANGE_SEVERER,   /* a finding that failed fails with a higher severity */
    CHANGE_MILDER,    /* with a lower one */
    CHANGE_DECIDED,   /* it was undecided */
    CHANGE_UNDECIDED, /* it was decided */
    CHANGE_SEEN,      /* the scan before did not come to it */
    CHANGE_NOT_SEEN,  /* the scan after did not */
    CHANGE_ROSE,      /* a level, a mode of a policy */
    CHANGE_FELL,
    CHANGE_OPENED, /* a port */
    CHANGE_CLOSED,
    CHANGE_RENEWED,  /* a certificate: the same key and issuer */
    CHANGE_ROLLED,   /* another key, the same issuer */
    CHANGE_REISSUED, /* another issuer */
    CHANGE_VALUE,    /* any other value */
    CHANGE_KIND_COUNT
};

extern const struct words change_kind_words;

/* What a change means for the domain. Worst first, as it is told. */
enum change_direction {
    DIRECTION_WORSE,
    DIRECTION_OPEN, /* nobody can tell: what was known is not known any more */
    DIRECTION_BETTER,
    DIRECTION_NEITHER, /* information: a certificate was renewed, a record added */
    DIRECTION_OF_CHANGE_COUNT
};

extern const struct words change_direction_words;

struct change {
    enum change_kind kind;
    enum change_direction direction;
    enum severity severity; /* of a finding; of another change that is worse */
    enum role role;         /* to the domain, of what it is about */
    enum aspect aspect;
    struct subject subject;
    char *name; /* which of several: "TLS 1.0", an MX, a TLSA record, the key of a finding; NULL */
    enum finding_id finding; /* FINDING_NONE for none */
    char *title;             /* of a finding: the fault; else NULL */
    char *before;            /* the value; NULL: not there, or not known */
    char *after;
    struct certificate_view *certificate_before; /* of ASPECT_CERTIFICATE; NULL where there was none */
    struct certificate_view *certificate_after;
};

/* Where a target was. */
enum presence { PRESENCE_BOTH, PRESENCE_CAME, PRESENCE_WENT, PRESENCE_COUNT };

extern const struct words presence_words;

/* One target. Of one that came, all findings that fail are changes: they are new. */
struct target_changes {
    char *target;
    enum presence presence;
    char *before_at; /* when it was scanned (RFC 3339, UTC); NULL: it was not */
    char *after_at;
    bool before_complete; /* whether the scan left nothing out */
    bool after_complete;
    int64_t errors; /* findings that fail after; before for a target that went */
    int64_t warnings;
    int64_t worse; /* changes in that direction */
    int64_t better;
    int64_t open;
    int64_t neither;
    struct change *changes; /* worst first */
    size_t change_count;
};

struct changes_summary {
    int64_t targets;
    int64_t targets_changed; /* among those that were there before and after */
    int64_t targets_came;
    int64_t targets_went;
    int64_t worse; /* changes */
    int64_t better;
    int64_t open;
    int64_t neither;
    int64_t exit_status;
};

/* All targets, those with the worst changes first. */
struct changes {
    int64_t schema_version;
    char *mailsonde_version;
    struct target_changes *targets;
    size_t target_count;
    struct changes_summary summary;
};

enum { CHANGES_SCHEMA_VERSION = 1 };

extern const struct shape change_shape;
extern const struct shape target_changes_shape;
extern const struct shape changes_summary_shape;
extern const struct shape changes_shape;

#endif
