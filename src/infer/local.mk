# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/infer/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/infer/address_gate.c src/infer/address_gate.h \
	src/infer/certificate_path.c src/infer/certificate_path.h \
	src/infer/certificate_renewal.c src/infer/certificate_renewal.h \
	src/infer/client_certificate.c src/infer/client_certificate.h \
	src/infer/icmp.c src/infer/icmp.h \
	src/infer/injection.c src/infer/injection.h \
	src/infer/local_error.c src/infer/local_error.h \
	src/infer/mta_sts_match.c src/infer/mta_sts_match.h \
	src/infer/name_match.c src/infer/name_match.h \
	src/infer/path_answer.c src/infer/path_answer.h \
	src/infer/path_distance.c src/infer/path_distance.h \
	src/infer/promise.c src/infer/promise.h \
	src/infer/reach_blocked.c src/infer/reach_blocked.h \
	src/infer/run_summary.c src/infer/run_summary.h \
	src/infer/server_identity.c src/infer/server_identity.h \
	src/infer/server_text.c src/infer/server_text.h
