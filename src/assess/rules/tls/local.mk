# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/assess/rules/tls/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/assess/rules/tls/certificate_path.c \
	src/assess/rules/tls/certificate_rules.c \
	src/assess/rules/tls/handshake_hang.c \
	src/assess/rules/tls/key_limits.c \
	src/assess/rules/tls/key_shares.c \
	src/assess/rules/tls/nameless.c \
	src/assess/rules/tls/requiretls.c \
	src/assess/rules/tls/sessions_differ.c \
	src/assess/rules/tls/tls.c \
	src/assess/rules/tls/tls_accepted.c \
	src/assess/rules/tls/tls_feature.c src/assess/rules/tls/tls_feature.h \
	src/assess/rules/tls/weakness.c
