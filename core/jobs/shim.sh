#!/bin/sh
# Jobs: commands that go on when the connection, or n8n, is gone. For dash, bash and busybox.
#
#   start  NONCE ROOT ID < tar            once for an ID; the same ID with another hash is a conflict
#   look   NONCE ROOT ID E L R WAIT MAX   the state, and what came after these offsets; waits for something new
#   cancel NONCE ROOT ID GRACE            INT, TERM, KILL to the group, then a sweep by the mark in the environment
#   gc     NONCE ROOT DAYS                removes jobs that ended so long ago
#   run, exec, watch                      for itself: the runner, the command, the timeout
#
# An answer is one line, "NONCE ok …" or "NONCE error WHAT WORDS", and then the bytes that it announces. The caller
# makes the nonce up, so that a log-in shell that prints something does not disturb.
#
# ROOT/jobs/ID/ has the job's files, `events`, `log`, `errors`, `secrets/`, and in `.job/`:
#   hash, command, lock   from the tar          launched, claimed   directories: whoever makes them may go on
#   runner                its pid, start, boot  group               the command's process group, and its leader's start
#   started, queued       when it began; waits  stop                why it is being ended
#   ending, lost          the last word; `ending.new` lies ready from the start, for a disk that is full at the end

set -u
SELF=$0 VERB=$1 NONCE=$2 ROOT=$3 ID=${4-}
case $ROOT in /*) ;; *) ROOT=$HOME/$ROOT ;; esac
SELF=$ROOT/bin/${SELF##*/}
JOB=$ROOT/jobs/$ID
BOOT=unknown
read -r BOOT 2>/dev/null </proc/sys/kernel/random/boot_id

say() { printf '\n%s %s\n' "$NONCE" "$*"; }

fail() {
	say error "$1" "$(printf '%s' "$2" | tr '\n' ' ')"
	# What is left of the input: whoever sends it need not fail, too.
	[ "$VERB" != start ] || cat >/dev/null
	exit 65
}

pause() { sleep "$1" 2>/dev/null || sleep 1; }

# Sets P_STATE, P_GROUP, P_SESSION, P_START. The name of the program may have spaces and brackets.
process() {
	read -r line 2>/dev/null <"/proc/$1/stat" || return 1
	# shellcheck disable=SC2086
	set -- ${line##*) }
	P_STATE=$1 P_GROUP=$3 P_SESSION=$4
	shift 19
	P_START=$1
}

# Is it this process still, not a later one with its pid, and not one that only waits to be reaped?
alive() { process "$1" && [ "$P_START" = "$2" ] && [ "$P_STATE" != Z ] && [ "$P_STATE" != X ]; }

# The living processes of the command's group or session.
members() {
	[ -s "$JOB/.job/group" ] && read -r group start <"$JOB/.job/group" || return 0
	# A later process has the number: then the group is gone.
	if process "$group" && [ "$P_START" != "$start" ]; then return 0; fi
	for entry in /proc/[0-9]*; do
		process "${entry#/proc/}" || continue
		[ "$P_STATE" != Z ] || continue
		if [ "$P_GROUP" = "$group" ] || [ "$P_SESSION" = "$group" ]; then echo "${entry#/proc/}"; fi
	done
}

# The processes with the job's mark. A shared master connection of ssh is nobody's.
marked() {
	for file in $(grep -lsF "LC_N8N_JOB=$ID" /proc/[0-9]*/environ); do
		tr '\0' '\n' 2>/dev/null <"$file" | grep -qxF "LC_N8N_JOB=$ID" || continue
		case $(tr '\0' ' ' 2>/dev/null <"${file%environ}cmdline") in 'ssh: '*'[mux]'*) continue ;; esac
		file=${file%/environ}
		echo "${file#/proc/}"
	done
}

everyone() { { members; marked; } 2>/dev/null | sort -un; }

# Writes down who is left: the program, and the script that it runs. Arguments may be secret.
write_leftovers() {
	for left in $(everyone); do
		words=$(tr '\0' '\n' 2>/dev/null <"/proc/$left/cmdline" | head -n 2 | {
			read -r program && printf '%s' "$program"
			if read -r script; then case $script in /*) printf ' %s' "$script" ;; esac; fi
		} | tr -d '[:cntrl:]' | cut -c 1-200)
		printf '%s %s\n' "$left" "${words:-?}"
	done >"$JOB/.job/leftovers" 2>/dev/null
}

sweep() {
	for signal in TERM KILL; do
		tries=0
		while [ "$tries" -lt 10 ]; do
			rest=$(everyone)
			[ -n "$rest" ] || break 2
			[ "$tries" -gt 0 ] || for pid in $rest; do kill -s "$signal" "$pid" 2>/dev/null; done
			pause 0.1
			tries=$((tries + 1))
		done
	done
	write_leftovers
}

# The space for the ending is taken already, and a rename needs none. What was told as lost stays lost.
write_ending() {
	rm -rf "$JOB/secrets"
	[ ! -f "$JOB/.job/lost" ] || return 0
	printf '%-120s\n' "$1 $2 $3 $(date +%s)" 1<>"$JOB/.job/ending.new"
	mv -f "$JOB/.job/ending.new" "$JOB/.job/ending" 2>/dev/null
}

mark_lost() {
	rm -rf "$JOB/secrets"
	date +%s >"$JOB/.job/lost"
	STATE=lost
}

state() {
	STATE=unknown
	[ -d "$JOB/.job" ] || return 0
	if [ -f "$JOB/.job/ending" ]; then
		STATE=done
	elif [ -f "$JOB/.job/lost" ]; then
		STATE=lost
	elif [ -f "$JOB/.job/runner" ]; then
		read -r pid start boot <"$JOB/.job/runner"
		STATE=starting
		[ ! -f "$JOB/.job/queued" ] || STATE=queued
		[ ! -f "$JOB/.job/started" ] || STATE=running
		if [ "$boot" = "$BOOT" ]; then
			if alive "$pid" "$start"; then return 0; fi
			# It may have ended between the two looks.
			if [ -f "$JOB/.job/ending" ]; then STATE=done && return 0; fi
			# The runner was killed, the command was not.
			if [ -n "$(members)" ]; then return 0; fi
		fi
		mark_lost
	elif [ -n "$(find "$JOB/.job" -prune -mmin +2)" ] && mkdir "$JOB/.job/claimed" 2>/dev/null; then
		# Nobody ran it, and now nobody will.
		mark_lost
	elif [ -n "$(find "$JOB/.job/claimed" -prune -mmin +2 2>/dev/null)" ]; then
		mark_lost
	else
		STATE=starting
	fi
}

start() {
	for tool in tar setsid env mkdir mv rm cat tr grep sort find date sleep wc head tail cut; do
		command -v "$tool" >/dev/null || fail missing "$tool"
	done
	[ -r /proc/self/stat ] || fail missing /proc
	mask=$(umask)
	umask 077
	words=$(mkdir -p "$ROOT/jobs" "$ROOT/locks" 2>&1) || fail folder "$words"
	new=$ROOT/jobs/.new.$ID.$$
	rm -rf "$new"
	words=$(mkdir "$new" 2>&1) || fail folder "$words"
	trap 'rm -rf "$new"' EXIT
	words=$(tar -xpof - -C "$new" 2>&1) || fail folder "$words"
	# The last file of the tar.
	[ -f "$new/.job/whole" ] || fail cut 'the files did not arrive whole'
	[ ! -f "$new/.job/lock" ] || command -v flock >/dev/null || fail missing flock

	# The first one to rename wins: a rename onto a directory with something in it fails. Where mv has no -T it moves
	# into the directory of the first one instead.
	[ -d "$JOB" ] || mv -T "$new" "$JOB" 2>/dev/null
	if [ ! -d "$JOB" ]; then words=$(mv "$new" "$JOB" 2>&1) || [ -d "$JOB" ] || fail folder "$words"; fi
	rm -rf "$JOB/.new.$ID.$$"
	if [ -d "$new" ]; then
		read -r mine <"$new/.job/hash"
		theirs=
		read -r theirs 2>/dev/null <"$JOB/.job/hash"
		[ "$mine" = "$theirs" ] || fail conflict "$ID"
	fi
	existing=true
	if words=$(mkdir "$JOB/.job/launched" 2>&1); then
		existing=false
		launch
	fi
	[ -d "$JOB/.job/launched" ] || fail folder "$words"
	state
	say ok "$existing" "$STATE"
}

# With lingering on, the user's own systemd keeps the job, also where a log-out ends all processes.
launch() {
	name=$(id -un)
	XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
	export XDG_RUNTIME_DIR
	if [ -e "/var/lib/systemd/linger/$name" ] && command -v systemd-run >/dev/null; then
		systemd-run --user --quiet --collect --unit "n8n-job-$ID" -p KillMode=process --setenv "PATH=$PATH" \
			sh "$SELF" run - "$ROOT" "$ID" "$mask" "$HOME" >/dev/null 2>&1 </dev/null && return
	fi
	# A command in the background ignores INT, and so do its children. `setsid -f` needs no background. The environment
	# of the connection is left behind, with the mark by which its own processes are ended.
	set -- env -i "PATH=$PATH" sh "$SELF" run - "$ROOT" "$ID" "$mask" "$HOME"
	setsid -f "$@" </dev/null >/dev/null 2>&1 || { setsid "$@" </dev/null >/dev/null 2>&1 & }
}

# The runner: it waits for its turn, runs the command, and writes down how that ended.
run() {
	umask 077
	cd "$JOB" || exit 1
	mkdir .job/claimed 2>/dev/null || exit 0
	# Caught, and so not ignored by the command.
	trap : HUP INT TERM
	printf '%-120s\n' '' >.job/ending.new
	process $$
	printf '%s %s %s\n' $$ "$P_START" "$BOOT" >.job/runner.new && mv .job/runner.new .job/runner || exit 1
	started=-
	[ ! -f .job/lock ] || queue
	[ ! -s .job/stop ] || finish cancelled -
	started=$(date +%s)
	printf '%s\n' "$started" >.job/started
	read -r seconds grace <.job/timeout
	sh "$SELF" watch - "$ROOT" "$ID" "$seconds" "$grace" 9>&- </dev/null >/dev/null 2>&1 &
	watch=$!
	set -- sh "$SELF" exec - "$ROOT" "$ID" "$1" "$2"
	# A shell cannot put back a signal that it was started without. Each of these can; without any, TERM must do.
	if env --default-signal=INT,QUIT true 2>/dev/null; then
		set -- --default-signal=INT,QUIT "$@"
	elif [ -n "$(command -v python3)" ]; then
		set -- "$(command -v python3)" -c 'import os, signal, sys
for ignored in (signal.SIGINT, signal.SIGQUIT): signal.signal(ignored, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' "$@"
	elif [ -n "$(command -v perl)" ]; then
		set -- "$(command -v perl)" -e '$SIG{INT} = $SIG{QUIT} = "DEFAULT"; exec {$ARGV[0]} @ARGV' -- "$@"
	fi
	setsid env -i "$@" </dev/null >>log 2>>errors 9>&-
	finish exit $?
}

queue() {
	read -r name wait <.job/lock
	exec 9>>"$ROOT/locks/$name"
	until=$(($(date +%s) + wait))
	until flock -n 9; do
		[ -f .job/queued ] || : >.job/queued
		[ ! -s .job/stop ] || finish cancelled -
		[ "$(date +%s)" -lt "$until" ] || finish lock_timeout -
		pause 0.2
	done
}

finish() {
	why=$1
	if [ -s .job/stop ]; then
		read -r why <.job/stop
		[ "$started" = - ] || sweep
	else
		[ "$started" = - ] || write_leftovers
	fi
	write_ending "$why" "$2" "$started"
	[ -z "${watch-}" ] || kill -s TERM "$watch" 2>/dev/null
	exit 0
}

# The command. Its environment is empty but for what its file sets.
execute() {
	process $$
	printf '%s %s\n' $$ "$P_START" >"$JOB/.job/group"
	umask "$1"
	unset PWD OLDPWD SHLVL
	set +u
	set -- "$JOB" "$2"
	# shellcheck disable=SC1091
	. "$JOB/.job/command"
}

watch() {
	sleep "$1" &
	sleeper=$!
	trap 'kill "$sleeper"; exit 0' TERM
	wait "$sleeper"
	trap - TERM
	end timeout "$2"
}

# Ends a job. The runner does the sweep and the last word; where it is gone, this does.
end() {
	grace=$(($2 * 1000))
	[ -d "$JOB/.job" ] || return 0
	[ -f "$JOB/.job/ending" ] || (set -C && printf '%s\n' "$1" >"$JOB/.job/stop") 2>/dev/null
	# Nobody launched it yet: then nobody may.
	if mkdir "$JOB/.job/launched" 2>/dev/null && mkdir "$JOB/.job/claimed" 2>/dev/null; then
		write_ending "$1" - -
	fi
	spent=0 sent=
	while :; do
		state
		case $STATE in done | lost) break ;; esac
		# Three seconds after KILL nothing ends any more. A runner that sweeps has as many again, and more.
		if [ "$spent" -gt $((grace + 3000)) ] && [ -n "$(members)" ]; then break; fi
		[ "$spent" -le $((grace + 15000)) ] || break
		level=KILL
		[ "$spent" -ge "$grace" ] || level=TERM
		[ "$spent" -ge $((grace / 2)) ] || level=INT
		if [ "$sent" != $level ] && [ -s "$JOB/.job/group" ]; then
			read -r group start <"$JOB/.job/group"
			if ! process "$group" || [ "$P_START" = "$start" ]; then kill -s $level -- "-$group" 2>/dev/null; fi
			sent=$level
		fi
		if [ ! -f "$JOB/.job/runner" ] && [ $level = KILL ] && mkdir "$JOB/.job/claimed" 2>/dev/null; then
			write_ending "$1" - -
		fi
		pause 0.1
		spent=$((spent + 100))
	done
	# What a job that ended by itself left running was meant to go on.
	if [ -s "$JOB/.job/stop" ] || [ "$STATE" = lost ]; then sweep; else write_leftovers; fi
	rm -rf "$JOB/secrets"
	state
}

cancel() {
	end cancelled "$1"
	state
	left=0
	[ ! -f "$JOB/.job/leftovers" ] || left=$(($(wc -c <"$JOB/.job/leftovers")))
	say ok "$STATE" "$left"
	[ "$left" = 0 ] || head -c "$left" "$JOB/.job/leftovers"
}

sizes() {
	e=0 l=0 r=0
	while read -r size name; do
		case $name in events) e=$size ;; log) l=$size ;; errors) r=$size ;; esac
	done <<-END
		$(cd "$JOB" 2>/dev/null && wc -c events log errors 2>/dev/null)
	END
}

# The bytes to send of a stream: its size, less the offset, at most so many.
portion() {
	n=$(($1 - $2))
	[ "$n" -gt 0 ] || n=0
	[ "$n" -le "$3" ] || n=$3
	echo "$n"
}

look() {
	wait=$(($4 * 1000)) spent=0 first=
	while :; do
		# The state before the sizes: what is done has all its output.
		state
		sizes
		[ -n "$first" ] || first=$STATE
		case $STATE in unknown | done | lost) break ;; esac
		if [ "$e" -gt "$1" ] || [ "$l" -gt "$2" ] || [ "$r" -gt "$3" ] || [ "$STATE" != "$first" ]; then break; fi
		[ "$spent" -lt "$wait" ] || break
		# A short run ends within the first second.
		if [ "$spent" -lt 1000 ]; then tick=50; else tick=200; fi
		pause "0.$(printf '%03d' "$tick")"
		spent=$((spent + tick))
	done
	ending='- - - -'
	[ "$STATE" != "done" ] || read -r ending <"$JOB/.job/ending"
	left=0
	[ ! -f "$JOB/.job/leftovers" ] || left=$(($(wc -c <"$JOB/.job/leftovers")))
	set -- "$1" "$2" "$3" "$(portion "$e" "$1" "$5")" "$(portion "$l" "$2" "$5")" "$(portion "$r" "$3" "$5")"
	say ok "$STATE" "$ending" "$e" "$l" "$r" "$4" "$5" "$6" "$left"
	[ "$4" = 0 ] || tail -c "+$(($1 + 1))" "$JOB/events" | head -c "$4"
	[ "$5" = 0 ] || tail -c "+$(($2 + 1))" "$JOB/log" | head -c "$5"
	[ "$6" = 0 ] || tail -c "+$(($3 + 1))" "$JOB/errors" | head -c "$6"
	[ "$left" = 0 ] || head -c "$left" "$JOB/.job/leftovers"
}

gc() {
	removed=0
	oldest=$(($(date +%s) - $1 * 86400))
	for JOB in "$ROOT"/jobs/*; do
		[ -d "$JOB/.job" ] || continue
		ID=${JOB##*/}
		state
		ended=
		case $STATE in
		done) read -r why code started ended <"$JOB/.job/ending" ;;
		lost) read -r ended <"$JOB/.job/lost" ;;
		esac
		if [ -n "$ended" ] && [ "$ended" -le "$oldest" ] && rm -rf "$JOB"; then removed=$((removed + 1)); fi
	done
	find "$ROOT/jobs" -name '.new.*' -prune -mtime +1 -exec rm -rf {} + 2>/dev/null
	say ok "$removed"
}

[ "$VERB" = exec ] || { LC_ALL=C && export LC_ALL; }
case $VERB in
start) start ;;
look) shift 4 && look "$@" ;;
cancel) shift 4 && cancel "$@" ;;
gc) gc "$ID" ;;
run) shift 4 && run "$@" ;;
exec) shift 4 && execute "$@" ;;
watch) shift 4 && watch "$@" ;;
esac
