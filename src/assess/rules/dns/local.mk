# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/assess/rules/dns/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/assess/rules/dns/address.c \
	src/assess/rules/dns/caa.c \
	src/assess/rules/dns/host.c \
	src/assess/rules/dns/lookup.c src/assess/rules/dns/lookup.h \
	src/assess/rules/dns/mx.c \
	src/assess/rules/dns/signed_zones.c \
	src/assess/rules/dns/srv.c
