# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/report/cyclonedx/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/report/cyclonedx/algorithms.c src/report/cyclonedx/algorithms.h \
	src/report/cyclonedx/certificates.c src/report/cyclonedx/certificates.h \
	src/report/cyclonedx/cyclonedx_format.c \
	src/report/cyclonedx/inventory.c src/report/cyclonedx/inventory.h \
	src/report/cyclonedx/protocols.c src/report/cyclonedx/protocols.h
