# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/facts/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/facts/dane.h \
	src/facts/dns.c src/facts/dns.h \
	src/facts/endpoint.h \
	src/facts/expectations.c src/facts/expectations.h \
	src/facts/finding.h \
	src/facts/finding_texts.h \
	src/facts/host.h \
	src/facts/key_type.h \
	src/facts/loop_stalls.h \
	src/facts/mta_sts.h \
	src/facts/path.h \
	src/facts/policy_profile.h \
	src/facts/profile.h \
	src/facts/reach.c src/facts/reach.h \
	src/facts/relaying.h \
	src/facts/report.c src/facts/report.h \
	src/facts/run.h \
	src/facts/shapes.c src/facts/shapes.h \
	src/facts/shapes_dns.c \
	src/facts/shapes_path.c \
	src/facts/shapes_policy_profile.c \
	src/facts/shapes_session.c \
	src/facts/shapes_tls_survey.c \
	src/facts/shapes_verdict.c \
	src/facts/tls.h \
	src/facts/tls_survey.h \
	src/facts/verdict.h \
	src/facts/words.c src/facts/words.h
