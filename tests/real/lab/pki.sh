# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# The certificates: a root CA, an intermediate under it, and a leaf for each
# host, made anew for each lab.
#
#     pki/ca.pem          the root's certificate, the one to trust
#     pki/<host>.key      the host's key
#     pki/<host>.crt      its certificate and what it sends along
#     pki/<host>.pem      both, key first
#     pki/<host>.rsa.*    the same of a second, RSA, certificate
#     pki/<host>.ed25519.*  or of an Ed25519 one
#     pki/root.key        no certificate: the trust anchor of the signed tree

make_pki() {
    local pki=$lab/pki job
    local -a jobs=()
    new_key ca
    new_key intermediate
    certificate ca --generate-self-signed <<<"$(authority "Lab Root CA")"
    mv "$pki/ca.crt" "$pki/ca.pem"
    certificate intermediate --generate-certificate \
        --load-ca-certificate /etc/lab/ca.pem \
        --load-ca-privkey /etc/lab/ca.key \
        <<<"$(authority "Lab Intermediate CA")"
    make_extras
    # Dozens of them: all at the same time.
    each_host start_leaf
    each_policy policy_leaf
    make_spare &
    jobs+=($!)
    for job in "${jobs[@]}"; do
        wait "$job" || broken "certtool fails"
    done
}

# In each_host
start_leaf() {
    [[ $cert != none ]] || return 0
    make_leaf &
    jobs+=($!)
}

certtool() {
    in_root base certtool "$@" 2>>"$lab/pki/certtool.log"
}

new_key() {
    local -a kind=(--key-type=ecdsa --curve=secp256r1)
    [[ ${2:-} != ed25519 ]] || kind=(--key-type=ed25519)
    [[ ${2:-} != rsa ]] || kind=(--key-type=rsa --bits=2048)
    (umask 077 && certtool --generate-privkey --no-text "${kind[@]}" \
        >"$lab/pki/$1.key")
}

# certificate NAME CERTTOOL-OPTIONS <TEMPLATE
certificate() {
    local name=$1
    shift
    cat >"$lab/pki/$name.template"
    certtool "$@" --no-text --load-privkey "/etc/lab/$name.key" \
        --template "/etc/lab/$name.template" --outfile "/etc/lab/$name.crt"
}

authority() {
    printf '%s\n' "cn = \"$1\"" "serial = $RANDOM" "ca" "cert_signing_key" \
        "expiration_days = 3650"
}

# In each_host: the leaf of one host, with the fault its line asks for.
make_leaf() {
    local pki=$lab/pki type=ec
    # One host with the kind of key that is still the most common.
    [[ $server != exim && $cert != rsa ]] || type=rsa
    new_key "$host" "$type"
    if [[ $cert = selfsigned ]]; then
        leaf | certificate "$host" --generate-self-signed
    elif [[ $cert = forged ]]; then
        make_impostor
        leaf | certificate "$host" --generate-certificate \
            --load-ca-certificate /etc/lab/foreign.crt \
            --load-ca-privkey /etc/lab/foreign.key
    else
        leaf | certificate "$host" --generate-certificate \
            --load-ca-certificate /etc/lab/intermediate.crt \
            --load-ca-privkey /etc/lab/intermediate.key
    fi
    case $cert in
        selfsigned | nochain) ;;
        forged) cat "$pki/foreign.crt" "$pki/ca.pem" >>"$pki/$host.crt" ;;
        extra)
            cat "$pki/intermediate.crt" "$pki/cross.crt" "$pki/sha1.crt" \
                >>"$pki/$host.crt"
            ;;
        *root) cat "$pki/intermediate.crt" "$pki/ca.pem" >>"$pki/$host.crt" ;;
        *) cat "$pki/intermediate.crt" >>"$pki/$host.crt" ;;
    esac
    (umask 077 && cat "$pki/$host.key" "$pki/$host.crt" >"$pki/$host.pem")
    [[ $cert != both ]] || make_second_leaf rsa
    [[ $cert != eddsa ]] || make_second_leaf ed25519
}

# make_second_leaf KIND: the same for another kind of key: <host>.KIND.*
make_second_leaf() {
    local name=$host.$1
    new_key "$name" "$1"
    leaf | certificate "$name" --generate-certificate \
        --load-ca-certificate /etc/lab/intermediate.crt \
        --load-ca-privkey /etc/lab/intermediate.key
    cat "$pki/intermediate.crt" >>"$pki/$name.crt"
    (umask 077 && cat "$pki/$name.key" "$pki/$name.crt" >"$pki/$name.pem")
}

# What a chain may have besides: the root, cross-signed by one that nobody has
# any more, and out of date; the intermediate, signed with SHA-1.
make_extras() {
    new_key elder
    certificate elder --generate-self-signed <<<"$(authority "Elder Root CA")"
    cp "$lab/pki/ca.key" "$lab/pki/cross.key"
    certificate cross --generate-certificate \
        --load-ca-certificate /etc/lab/elder.crt \
        --load-ca-privkey /etc/lab/elder.key <<END
cn = "Lab Root CA"
serial = 77
ca
cert_signing_key
activation_date = "2015-06-01 00:00:00 UTC"
expiration_date = "2021-09-30 14:01:15 UTC"
END
    cp "$lab/pki/intermediate.key" "$lab/pki/sha1.key"
    certificate sha1 --generate-certificate --hash=SHA1 \
        --load-ca-certificate /etc/lab/ca.pem \
        --load-ca-privkey /etc/lab/ca.key \
        <<<"$(authority "Lab Intermediate CA")"
}

# A CA that calls itself as the root does, and an intermediate under it.
make_impostor() {
    new_key impostor
    new_key foreign
    certificate impostor --generate-self-signed <<<"$(authority "Lab Root CA")"
    certificate foreign --generate-certificate \
        --load-ca-certificate /etc/lab/impostor.crt \
        --load-ca-privkey /etc/lab/impostor.key <<<"$(authority "Foreign CA")"
}

# A key and a certificate that nobody uses.
make_spare() {
    local host=spare.example cert=selfsigned
    new_key spare
    leaf | certificate spare --generate-self-signed
}

leaf() {
    local name=$host purpose=tls_www_server
    [[ $cert != wrong* ]] || name=www.elsewhere.example
    [[ $cert != forclients ]] || purpose=tls_www_client
    printf '%s\n' "cn = \"$name\"" "dns_name = \"$name\"" "$purpose" \
        "signing_key" "encryption_key"
    case $cert in
        expired)
            echo 'activation_date = "2020-06-01 00:00:00 UTC"'
            echo 'expiration_date = "2021-06-01 00:00:00 UTC"'
            ;;
        expiring)
            # Of 90 days: an hour-old certificate of five is good. Half a day
            # more, or "five days left" would soon be four.
            echo "activation_date = \"$(date -u -d '-84 days' '+%F %T UTC')\""
            echo "expiration_date = \"$(date -u -d '+5 days +12 hours' \
                '+%F %T UTC')\""
            ;;
        *)
            echo "expiration_days = 90"
            ;;
    esac
}
