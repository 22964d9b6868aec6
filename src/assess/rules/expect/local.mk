# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/assess/rules/expect/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/assess/rules/expect/accept.c src/assess/rules/expect/accept.h \
	src/assess/rules/expect/expected.c src/assess/rules/expect/expected.h \
	src/assess/rules/expect/expected_hosts.c \
	src/assess/rules/expect/expected_levels.c \
	src/assess/rules/expect/expected_ports.c \
	src/assess/rules/expect/expected_tls.c
