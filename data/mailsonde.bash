# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Completion of mailsonde's command line for bash. mailsonde.bash is made from
# mailsonde.bash.in and the program's own tables by "make update-docs".
_mailsonde()
{
    local current=$2 previous=$3 commands command=scan options='' kind='' at
    COMPREPLY=()
    # Bash hands "--name=value" over as three words.
    [[ $current != '=' ]] || current=
    [[ $previous != '=' ]] || previous=${COMP_WORDS[COMP_CWORD - 2]}
    # The file of "--format json=FILE".
    if [[ ${COMP_WORDS[COMP_CWORD]} = '=' || ${COMP_WORDS[COMP_CWORD - 1]} = '=' ]] && [[ $previous != -* ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
    fi
    case $previous in
        -p | --ports)
            : LIST
            return ;;
        -s | --submission)
            : HOST
            return ;;
        --connect-to)
            : HOST:PORT:HOST2:PORT2
            return ;;
        --addresses)
            mapfile -t COMPREPLY < <(compgen -W 'any no-local public' -- "$current")
            return ;;
        --exclude)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return ;;
        --resume)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return ;;
        -r | --resolver)
            : ADDRESS[:PORT]
            return ;;
        --records)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return ;;
        --dnssec)
            mapfile -t COMPREPLY < <(compgen -W 'off validate trust-ad' -- "$current")
            return ;;
        --trust-anchor)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return ;;
        --max-queries)
            : N
            return ;;
        --ca-file)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return ;;
        --helo)
            : NAME
            return ;;
        --contact)
            : TEXT
            return ;;
        --max-connections-per-address)
            : N
            return ;;
        --connection-budget)
            : N
            return ;;
        --spacing)
            : SECONDS
            return ;;
        --max-connections)
            : N
            return ;;
        --intrusive)
            mapfile -t COMPREPLY < <(compgen -W 'none normal full' -- "$current")
            return ;;
        --relay-from)
            : ADDRESS
            return ;;
        --relay-to)
            : ADDRESS
            return ;;
        --depth)
            mapfile -t COMPREPLY < <(compgen -W 'quick standard deep' -- "$current")
            return ;;
        --threads)
            : N
            return ;;
        --max-targets)
            : N
            return ;;
        --max-endpoints)
            : N
            return ;;
        --max-connections-per-target)
            : N
            return ;;
        --max-hops)
            : N
            return ;;
        --control)
            : HOST[:PORT]
            return ;;
        --cloud)
            mapfile -t COMPREPLY < <(compgen -W 'none aws azure cloudzy digitalocean gcp hetzner linode oracle vultr' -- "$current")
            return ;;
        --max-time)
            : SECONDS
            return ;;
        --connect-timeout)
            : SECONDS
            return ;;
        --greeting-timeout)
            : SECONDS
            return ;;
        --silence)
            : SECONDS
            return ;;
        --command-timeout)
            : SECONDS
            return ;;
        --tls-timeout)
            : SECONDS
            return ;;
        --mta-sts-timeout)
            : SECONDS
            return ;;
        --dns-timeout)
            : SECONDS
            return ;;
        --dns-tries)
            : N
            return ;;
        --retry-after)
            : SECONDS
            return ;;
        -f | --format)
            mapfile -t COMPREPLY < <(compgen -W 'text json jsonl html markdown csv tap sarif junit github gitlab nagios prometheus checkmk cyclonedx suggest' -- "$current")
            return ;;
        -o | --output)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return ;;
        --store)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return ;;
        --expect)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return ;;
        --from)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return ;;
        --ignore)
            : ID[@HOST[:PORT]]
            return ;;
        --fail-on)
            mapfile -t COMPREPLY < <(compgen -W 'info warning error never' -- "$current")
            return ;;
        --profile)
            mapfile -t COMPREPLY < <(compgen -f -W 'bcp195 ncsc-nl-2025 bsi-tr-02102-2 nist-800-52r2 mozilla-6.0-intermediate mozilla-6.0-modern pci-dss bod-18-01' -- "$current")
            return ;;
        --color)
            mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$current")
            return ;;
        --width)
            : COLUMNS
            return ;;
        --broker)
            : URL
            return ;;
        --broker-file)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return ;;
        --run)
            : NAME
            return ;;
        --workers)
            : N
            return ;;
        --user)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return ;;
        --config)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return ;;
    esac
    commands='scan path assess expect diff history enqueue worker collect demo explain help version'
    for ((at = 1; at < COMP_CWORD; at++)); do
        if [[ " $commands " = *" ${COMP_WORDS[at]} "* ]]; then
            command=${COMP_WORDS[at]}
            break
        fi
    done
    case $command in
        scan) options='--ports --ipv4 --ipv6 --host --submission --connect-to --addresses --no-mta-sts --exclude --resume --resolver --records --offline --dnssec --trust-anchor --records-signed --max-queries --ca-file --helo --contact --max-connections-per-address --connection-budget --spacing --max-connections --intrusive --relay-from --relay-to --depth --threads --max-targets --max-endpoints --max-connections-per-target --no-path --max-hops --control --cloud --max-time --connect-timeout --greeting-timeout --silence --command-timeout --tls-timeout --mta-sts-timeout --dns-timeout --dns-tries --retry-after --format --suggest --output --store --expect --ignore --fail-on --profile --color --ascii --width --verbose --quiet --ordered --full --no-progress --user --no-sandbox --config --no-config --help --version' ;;
        path) options='--ports --ipv4 --ipv6 --host --submission --connect-to --addresses --exclude --resume --resolver --records --offline --dnssec --trust-anchor --records-signed --max-queries --contact --max-connections-per-address --max-connections --threads --max-targets --max-endpoints --max-connections-per-target --max-hops --control --cloud --connect-timeout --dns-timeout --dns-tries --format --output --color --ascii --width --verbose --quiet --ordered --full --no-progress --user --no-sandbox --config --no-config --help --version' ;;
        assess) options='--format --suggest --output --store --expect --ignore --fail-on --profile --color --ascii --width --verbose --quiet --full --user --no-sandbox --config --no-config --help --version' ;;
        expect) options='--output --from --help --version' ;;
        diff) options='--format --output --store --last --expect --ignore --fail-on --profile --color --ascii --width --verbose --quiet --full --user --no-sandbox --config --no-config --help --version' ;;
        history) options='--format --output --store --last --expect --ignore --profile --color --ascii --width --verbose --quiet --full --user --no-sandbox --config --no-config --help --version' ;;
        enqueue) options='--host --resolver --records --offline --dns-timeout --dns-tries --verbose --quiet --broker --broker-file --run --by-mx --user --no-sandbox --config --no-config --help --version' ;;
        worker) options='--ports --ipv4 --ipv6 --host --submission --connect-to --addresses --no-mta-sts --exclude --resolver --records --offline --dnssec --trust-anchor --records-signed --max-queries --ca-file --helo --contact --max-connections-per-address --connection-budget --spacing --max-connections --intrusive --relay-from --relay-to --depth --threads --max-targets --max-endpoints --max-connections-per-target --no-path --max-hops --control --cloud --max-time --connect-timeout --greeting-timeout --silence --command-timeout --tls-timeout --mta-sts-timeout --dns-timeout --dns-tries --retry-after --store --expect --ignore --fail-on --profile --verbose --quiet --ordered --full --broker --broker-file --workers --until-empty --user --no-sandbox --config --no-config --help --version' ;;
        collect) options='--output --verbose --quiet --broker --broker-file --follow --user --no-sandbox --config --no-config --help --version' ;;
        demo) options='--threads --format --suggest --output --expect --ignore --fail-on --profile --color --ascii --width --verbose --quiet --ordered --full --no-progress --user --config --no-config --help --version' ;;
        explain) options='--help --version' ;;
        help) options='--help --version' ;;
        version) options='--help --version' ;;
    esac
    case $command in
        scan | path | enqueue) kind=targets ;;
        assess | diff) kind=files ;;
        explain) kind=findings ;;
        help) kind=commands ;;
    esac
    if [[ $current = -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
    elif ((at == COMP_CWORD)) || [[ $kind = commands ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
    elif [[ $kind = files ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    elif [[ $kind = findings ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$("$1" explain 2>/dev/null | cut -d ' ' -f 1)" -- "$current")
    fi
}
complete -F _mailsonde mailsonde
