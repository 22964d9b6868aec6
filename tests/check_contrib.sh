#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_contrib: the examples in contrib/ give mailsonde only words that it
# takes, and what reads them finds nothing wrong with them, as far as that is
# installed here. What the GitHub Action runs is run.
set -u
srcdir=${srcdir:-$(dirname "$0")/..}
program=${MAILSONDE:-./mailsonde}
contrib=$srcdir/contrib
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
problems=0

complain() {
    echo "$1"
    problems=$((problems + 1))
}

# options_in FILE: the options that the example gives to mailsonde, "-f FORMAT" without the file.
options_in() {
    sed 's/^ *#.*//' "$1" | grep -oE '(^|[ "'\''])(-f "?[a-z]+|--[a-z][a-z-]*)' | sed 's/^[ "'\'']*//; s/"//' | sort -u
}

"$program" --help >"$folder/help"
takes() { # FILE OPTION
    case $2 in
    -f\ *) grep -qE "(^|[ .])${2#-f }: " "$folder/help" || complain "$1 names the format ${2#-f }, which there is not" ;;
    *) grep -q -- " $2\b" "$folder/help" || complain "$1 gives the option $2, which there is not" ;;
    esac
}

words=0
for example in github/action.yml gitlab/mailsonde.gitlab-ci.yml nagios/mailsonde.cfg systemd/mailsonde.service; do
    [[ -s $contrib/$example ]] || complain "$example is missing"
    while read -r option; do
        words=$((words + 1))
        takes "$example" "$option"
    done < <(options_in "$contrib/$example")
done
[[ $words -ge 12 ]] || complain "the examples give only $words options"

# The alerts are about metrics that there are.
"$program" demo --format prometheus --output "$folder/metrics"
metrics=0
while read -r metric; do
    metrics=$((metrics + 1))
    grep -q "^# HELP $metric " "$folder/metrics" || complain "there is no metric $metric"
done < <(grep -ohE '\bmailsonde_[a-z_]+' "$contrib/prometheus/mailsonde.rules.yml" | sort -u)
[[ $metrics -ge 5 ]] || complain "the alerts are about $metrics metrics"

# What is not installed is not missed: these are readers of examples.
if command -v systemd-analyze >/dev/null; then
    # The program and its manual are not installed here.
    for unit in mailsonde mailsonde-worker; do
        sed "s,/usr/bin/mailsonde,$(realpath "$program")," "$contrib/systemd/$unit.service" >"$folder/$unit.service"
    done
    cp "$contrib/systemd/mailsonde.timer" "$folder"
    systemd-analyze verify --man=no "$folder/mailsonde.timer" "$folder"/mailsonde*.service >"$folder/said" 2>&1 ||
        complain "systemd-analyze: $(cat "$folder/said")"
    ! grep -q 'Unknown\|ignoring' "$folder/said" || complain "systemd-analyze: $(cat "$folder/said")"
fi
if command -v promtool >/dev/null; then
    promtool test rules "$contrib/prometheus/mailsonde.test.yml" >"$folder/said" 2>&1 ||
        complain "promtool: $(cat "$folder/said")"
fi
if python3 -c 'import yaml' 2>/dev/null; then
    for file in "$contrib"/*/*.yml; do
        python3 -c 'import sys, yaml; assert isinstance(yaml.safe_load(open(sys.argv[1])), dict)' "$file" \
            2>"$folder/said" || complain "$file: $(tail -n 1 "$folder/said")"
    done
fi

# Scripts inside of the examples are scripts.
scripts=$(sed -n '/^      run: |$/,/^    - /{ /^        /p; }' "$contrib/github/action.yml")
[[ -n $scripts ]] || complain "github/action.yml runs nothing"
bash -n <<<"$scripts" || complain "the scripts of github/action.yml are none"
# shellcheck disable=SC2016  # an expression of GitHub's
grep -n '\${{ *inputs' <<<"$scripts" && complain "github/action.yml has an input as a part of a script"

# Debian's package is built with what everybody builds with.
while read -r package; do
    grep -qE "^ $package( |,|$)" "$srcdir/debian/control" || complain "debian/control does not build with $package"
done < <(sed -nE 's/^build +(lib.*-dev)$/\1/p' "$srcdir/packages" | grep -v '^libc6-dev$')

# What the action runs to scan, where it finds what GitHub's runner gives it: of a domain that there is not.
mkdir -p "$folder/clone/contrib/github" "$folder/work"
ln -s "$(realpath "$program")" "$folder/clone/mailsonde"
: >"$folder/work/zone"
sed -n '/^      run: |$/,/^    - /{ /^        /s/^        //p; }' "$contrib/github/action.yml" |
    sed -n '/^read /,$p' >"$folder/scan"
(cd "$folder/work" && GITHUB_ACTION_PATH=$folder/clone/contrib/github GITHUB_STEP_SUMMARY=$folder/summary \
    GITHUB_OUTPUT=$folder/output TARGETS='none.example  other.example' OPTIONS='--offline --records zone' \
    SARIF=a.sarif REPORT=a.json INCONCLUSIVE=pass bash -e "$folder/scan") >"$folder/said" 2>&1
status=$?
grep -qx "status=3" "$folder/output" || complain "the action says $(cat "$folder/output" "$folder/said")"
[[ $status = 0 ]] || complain "the action ends with $status where nothing could be found out"
grep -q '^::notice::mailsonde could not' "$folder/said" || complain "the action does not say what status 3 is"
grep -q 'other.example' "$folder/summary" || complain "the action's summary names no target"
for file in a.sarif a.json; do
    [[ -s $folder/work/$file ]] || complain "the action leaves no $file"
done

[[ $problems = 0 ]] || exit 1
echo "the examples give $words options, all of which there are"
