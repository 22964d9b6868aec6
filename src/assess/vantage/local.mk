# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/assess/vantage/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/assess/vantage/bounds.c \
	src/assess/vantage/egress.c src/assess/vantage/egress.h \
	src/assess/vantage/interrupted.c \
	src/assess/vantage/own_filter.c src/assess/vantage/own_filter.h \
	src/assess/vantage/own_trust.c \
	src/assess/vantage/providers.h \
	src/assess/vantage/tamper.c \
	src/assess/vantage/vantage.c src/assess/vantage/vantage.h
