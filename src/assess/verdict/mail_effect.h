/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a finding means for mail to a host, by what the catalogue says of its kind. */
#ifndef MAILSONDE_ASSESS_VERDICT_MAIL_EFFECT_H
#define MAILSONDE_ASSESS_VERDICT_MAIL_EFFECT_H

#include "assess/finding/judge.h"

/* How much of a mail host a finding is about; what is about more comes first. */
enum effect_scope { SCOPE_DOMAIN, SCOPE_HOST, SCOPE_ADDRESS, SCOPE_NOTHING };

/* Which of a host's ports it is about: 25, or those that users send through. */
enum mail_service { SERVICE_RELAY, SERVICE_SUBMISSION };

/* Whether mail to the target goes to the host: an MX, or a host that is the target itself and was asked on
 * port 25. */
bool mail_effect_goes_to(const struct report *report, const struct host *host);

/* On how many ports of that service, each address by itself, the host was asked. */
size_t mail_effect_asked(const struct report *report, const struct host *host, enum mail_service service);

/* A finding that says what is wrong, with what that means for mail; all borrowed. */
struct mail_effect {
    const struct finding *finding;
    enum delivery_effect effect; /* EFFECT_NONE, too, where senders are not held to it (MTA-STS in testing) */
    bool of_domain;              /* about the domain as a whole */
    bool names_mail_host;        /* its subject's host is one */
};

/* What the finding means for mail, as mail_effect.effect. */
enum delivery_effect mail_effect_of(const struct finding *finding);

/* All findings so far that state something: that fail, or of which only is unknown why or whose fault
 * it is. `count` gets their number; the caller frees. */
struct mail_effect *mail_effects_of(const struct assessment *assessment, size_t *count);

/* Whether it leaves no doubt that it is the server, not this side or the way to it. */
bool mail_effect_is_the_servers(const struct mail_effect *effect);

/* How much of the host it is about, from the view of who uses that service: the one is nothing to the other,
 * and the domain as a whole is about its mail alone. What is hidden by something on this side is no host to
 * which a connection was made. */
enum effect_scope mail_effect_scope(const struct report *report, const struct mail_effect *effect,
                                    const struct host *host, enum mail_service service);

#endif
