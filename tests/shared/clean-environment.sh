# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# clean-environment.sh, to be sourced: takes out of the environment what tells
# libraries and programs of this machine's proxies, trust, crypto policy,
# language and time zone, and mailsonde of options; its configuration files are
# not read. A test that needs one of them gives it.
for name in $(env | sed -nE 's/^([A-Za-z_][A-Za-z0-9_]*)=.*/\1/p'); do
    case $name in
    *_proxy | *_PROXY) ;;
    OPENSSL_* | SSL_* | SSLKEYLOGFILE | GNUTLS_* | CURL_* | RES_OPTIONS | LOCALDOMAIN | HOSTALIASES) ;;
    LC_* | LANG | LANGUAGE | TZ | NO_COLOR | COLUMNS | LINES | POSIXLY_CORRECT) ;;
    XDG_* | SWAKS_* | NMAPDIR) ;;
    MAILSONDE_SERVERS | MAILSONDE_LAB_* | MAILSONDE_WITHOUT_ERROR_QUEUE | MAILSONDE_PATIENT | MAILSONDE_REGENERATE) continue ;;
    MAILSONDE_*) ;;
    *) continue ;;
    esac
    unset "$name"
done
unset name
LC_ALL=C.UTF-8
MAILSONDE_NO_CONFIG=yes
export LC_ALL MAILSONDE_NO_CONFIG
