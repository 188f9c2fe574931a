#!/bin/bash
# Takes the pictures of docs/screens with the real program: tools/screens.sh [FOLDER]
# Needs a release build, Xvfb, openbox, xdotool and imagemagick.
set -eu
cd "$(dirname "$0")/.."
out=$(mkdir -p "${1:-docs/screens}" && cd "${1:-docs/screens}" && pwd)
program=$PWD/target/release/relata
samples=$PWD/samples
work=$(mktemp -d)
export XDG_RUNTIME_DIR=$work/run RELATA_CONFIG_DIR=$work/config DISPLAY=:${SCREENS_DISPLAY:-94}
mkdir -p "$XDG_RUNTIME_DIR" "$RELATA_CONFIG_DIR" "$work/texts"
chmod 700 "$XDG_RUNTIME_DIR"
screen=
server() {
    [ -z "$screen" ] || kill "$screen"
    sleep 0.5
    Xvfb "$DISPLAY" -screen 0 "$1x24" >/dev/null 2>&1 &
    screen=$!
    sleep 1
}
trap 'kill $screen 2>/dev/null; rm -rf "$work"' EXIT

cp "$samples"/dallas.txt "$samples"/tchaikovsky.txt "$samples"/tchaikovsky.ann "$work/texts/"
cat > "$work/texts/harbour.txt" <<'T'
Ada Lindqvist works for the Northern Harbour Company in Gothenburg, Sweden. Her brother Nils Lindqvist lives in Oslo.
The Northern Harbour Company is based in Gothenburg. In May the company was sold to Baltic Lines of Riga, Latvia.
T
cat > "$work/texts/observatory.txt" <<'T'
Maria Mitchell, born on Nantucket, taught at Vassar College in Poughkeepsie, New York. She discovered a comet in 1847.
The Royal Observatory in Greenwich, England, wrote to William Mitchell about it.
T
cat > "$work/texts/trial.txt" <<'T'
John Carver of Boston was killed by Peter Hale on Monday, said the Boston Police Department. Peter Hale worked for the
Union Railway in Worcester, Massachusetts.
T

# dark (true or false), width, height, then what to open
start() {
    rm -rf "$RELATA_CONFIG_DIR"
    mkdir -p "$RELATA_CONFIG_DIR"
    printf '{"dark": %s, "window": [%s.0, %s.0], "reopen": false, "types": {"entities": ["PERSON", "ORGANIZATION", "CITY", "COUNTRY", "PROFESSION", "DATE", "EVENT"]}}' "$1" "$2" "$3" > "$RELATA_CONFIG_DIR/settings.json"
    shift 3
    "$program" "$@" >/dev/null 2>&1 &
    pid=$!
    for _ in $(seq 60); do
        window=$(xdotool search --pid "$pid" 2>/dev/null | tail -n 1) && [ -n "$window" ] && break
        sleep 0.2
    done
    # Without a window manager nobody gives it the keyboard; a window that is not there yet refuses it.
    for _ in 1 2 3 4 5; do
        sleep 0.6
        xdotool windowmove "$window" 0 0 windowfocus "$window" 2>/dev/null && break
    done
    sleep 2.5
}
stop() { kill "$pid"; wait "$pid" 2>/dev/null || true; }
key() { xdotool key --delay 60 "$@"; sleep 0.5; }
at() { xdotool mousemove "$1" "$2"; sleep 0.2; xdotool click "${3:-1}"; sleep 0.6; }
# A command by its name in the palette.
command() { key ctrl+p; sleep 0.3; xdotool type --delay 25 "$1"; sleep 0.5; key Return; sleep "${2:-1}"; }
# Pictures are kept in few colours, which a window has anyway.
shot() { xdotool mousemove 640 795; sleep 0.8; import -window root png:- | convert png:- +dither -colors 112 -define png:compression-level=9 "PNG8:$out/$1.png"; }

for theme in light dark; do
    [ "$theme" = dark ] && dark=true || dark=false
    server 1280x800
    rm -rf "$work/texts/.relata"
    start $dark 1280 800
    at 610 245; shot "english-$theme"
    command "Review queue" 2; shot "queue-$theme"; key Escape Escape
    command "Present" 2; key Right Right Right; sleep 1; shot "presenter-$theme"; key Escape; sleep 1
    command "Export the map" 1; shot "export-$theme"; key Escape
    command "Keys and help" 1; shot "keys-$theme"; key Escape
    command "Settings" 1; shot "settings-$theme"; key Escape
    key ctrl+p; sleep 0.5; xdotool type "rel"; sleep 0.5; shot "palette-$theme"; key Escape
    command "Improve the model" 2; shot "improve-$theme"; key Escape
    command "Accept all shown" 1; command "Evaluate the model here" 4; shot "evaluation-$theme"
    stop
    start $dark 1280 800 open "$work/texts"
    command "Analyse the folder" 4; command "Map of the folder" 4; shot "folder-map-$theme"
    command "Statistics" 3; shot "statistics-$theme"; key Escape Escape
    key ctrl+shift+f; sleep 1; xdotool type --delay 60 "type:PERSON"; sleep 3; shot "find-$theme"; key Escape Escape Escape
    at 330 112; key ctrl+k; sleep 3; shot "concordance-$theme"; key Escape Escape
    at 330 112; key ctrl+d; sleep 3; shot "everywhere-$theme"; key Escape Escape
    stop
    rm -rf "$work/texts/.relata"
    start $dark 1280 800 open "$work/texts/tchaikovsky.txt"
    shot "russian-$theme"
    command "Types and constraints" 1; shot "types-$theme"; key Escape Escape
    command "All relations" 1; shot "arcs-$theme"; command "Relations of the selection" 0.5
    command "Fold to evidence" 1; shot "fold-$theme"
    stop
    # What somebody has annotated, beside what the model says.
    cp "$work/texts/trial.txt" "$work/trial.txt"
    printf 'T1\tPERSON 0 11\tJohn Carver\nT2\tCITY 15 21\tBoston\nT3\tPERSON 36 46\tPeter Hale\nT4\tORGANIZATION 67 80\tBoston Police\n' > "$work/trial.ann"
    printf 'R1\tKNOWS Arg1:T3 Arg2:T1\nR2\tPLACE_RESIDES_IN Arg1:T3 Arg2:T2\n' >> "$work/trial.ann"
    cd "$work"; start $dark 1280 800 open trial.txt; cd - >/dev/null
    command "Compare with the model" 4; shot "compare-$theme"
    stop
    printf 'T1\tPERSON 0 9\tЧайковский\nbroken line\nT1\tCITY 3 4\tx\nR1\tLIVES Arg1:T1 Arg2:T9\n' > "$work/damaged.ann"
    cp "$work/texts/tchaikovsky.txt" "$work/damaged.txt"
    cd "$work"; start $dark 1280 800 open damaged.txt; cd - >/dev/null
    command "Check and repair" 2; shot "doctor-$theme"
    stop
    server 1920x1080
    start $dark 1920 1080
    at 610 245; shot "english-$theme-1920"
    stop
    start $dark 1920 1080 open "$work/texts/tchaikovsky.txt"
    shot "russian-$theme-1920"
    stop
done
ls -l "$out"
