/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The identity that a server shows, and whether it is that of the host wanted. A machine that answers in
 * place of other servers shows the same identity for all of them. */
#ifndef MAILSONDE_INFER_SERVER_IDENTITY_H
#define MAILSONDE_INFER_SERVER_IDENTITY_H

#include "facts/report.h"

#include <stdbool.h>

/* The certificate that the server showed in the main session; NULL for none. Borrowed. */
const struct certificate *server_identity_certificate(const struct endpoint *endpoint);

/* The server's name in its reply to EHLO (RFC 5321 4.1.1.1); NULL if there was no such reply. Borrowed. */
const char *server_identity_name(const struct endpoint *endpoint);

/* Whether two names share their last two labels; never where one is NULL. */
bool server_identity_same_organization(const char *one, const char *other);

/* Whether the name by which a server calls itself is that of its host: providers name their servers after
 * themselves, whoever's mail they take, so such a name shares its last two labels with the host's, with the
 * reverse name of its address, with the domain that was asked about, or with another of its hosts or what
 * that is an alias of. */
bool server_identity_name_fits(const struct report *report, const struct endpoint *endpoint,
                               const char *name);

/* Whether the server shows something that can be held against its host's name: not where nothing but an
 * address was asked about, where the address is local, or where --connect-to led elsewhere. */
bool server_identity_tells(const struct endpoint *endpoint);

/* The name by which the server calls itself: server_identity_name(), else the first word of its greeting
 * where that is a name with a dot (RFC 5321 4.2); NULL for none. The caller frees it. */
char *server_identity_shown_name(const struct endpoint *endpoint);

/* Whether the server's name is that of another organization: one that could be looked up (an unset or private
 * name such as "localhost" or "mx.lan" says nothing) and does not fit its host. */
bool server_identity_has_foreign_name(const struct report *report, const struct endpoint *endpoint);

/* Whether the certificate for the server's own name leads to a trust anchor: then it is a mail service under
 * its own name, such as a filter in front of a host on port 25. It may serve the host, or intercept its
 * traffic. */
bool server_identity_vouched(const struct endpoint *endpoint);

/* How a port compares with the other ports of its address. */
enum server_contrast {
    CONTRAST_NONE,     /* it may be the same server */
    CONTRAST_DOUBTFUL, /* something differs, as it may if two programs serve one host: the distance is worth a
                          trace */
    CONTRAST_SERVICE,  /* name and certificate are not the host's, lead to a trust anchor, and another port
                          shows the host: a filter run by another organization, or a machine that intercepts.
                          Only the distance decides */
    CONTRAST_ANOTHER,  /* name, certificate and offer are not the host's, they lead to no trust anchor, and
                          another port shows the host under its own name */
};

/* Compares what the port shows with all other ports of its address. Different programs on different ports of
 * one host are usual: they differ in certificate and in what they offer, and their names are still the
 * host's. A filter that stands before the host on port 25 alone mostly bears a name of the same organization.
 */
enum server_contrast server_identity_contrast(const struct report *report, const struct endpoint *endpoint);

/* Whether no other port of the address has the same name, or one of the same organization. */
bool server_identity_stands_alone(const struct report *report, const struct endpoint *endpoint);

/* What the server shows that is not its host's: "certificate SHA-256 ..." where none of its certificate's
 * names is the host's or fits it as above, no TLSA record matches it, and no other port of the address shows
 * it, too, with nobody else's name; "name ..." where it shows none and calls itself something else. NULL when
 * what it shows is its own, or tells nothing. The caller frees it. */
char *server_identity_foreign(const struct report *report, const struct endpoint *endpoint);

#endif
