# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/assess/rules/policy/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/assess/rules/policy/mta_sts.c \
	src/assess/rules/policy/mta_sts_hosts.c \
	src/assess/rules/policy/profile.c src/assess/rules/policy/profile.h \
	src/assess/rules/policy/profile_match.c src/assess/rules/policy/profile_match.h \
	src/assess/rules/policy/profile_rules.c \
	src/assess/rules/policy/tls_rpt.c \
	src/assess/rules/policy/txt_version.c src/assess/rules/policy/txt_version.h
