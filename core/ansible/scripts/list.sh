# The executable files below a directory of a project, with what each says to --help: those that know the word. Another
# one would do its work.
# sh -s -- NONCE PROJECT DIRECTORY ROOT PATH LANG CTYPE
set -u
NONCE=$1 PROJECT=$2 FOLDER=$3 ROOT=$4 SEARCHED=$5 SPOKEN=$6 CHARACTERS=$7
LC_ALL=C
export LC_ALL
fail() {
	printf '\n%s error %s\n%s\n' "$NONCE" "$1" "$2"
	exit 65
}
command -v timeout >/dev/null || fail missing timeout
PROJECT=$(cd -P -- "$PROJECT" 2>/dev/null && pwd -P) || fail no_project "$2"
cd -- "$PROJECT" || fail no_project "$PROJECT"
within=$(cd -P -- "./$FOLDER" 2>/dev/null && pwd -P) || fail no_folder "$FOLDER"
case $within/ in "$PROJECT"/*) ;; *) fail outside "$FOLDER" ;; esac
# A file and no pipe: a script that leaves something running in the background does not hold it up.
help=$ROOT/.help.$$
words=$( (umask 077 && mkdir -p "$ROOT" && : >"$help") 2>&1) || fail folder "$words"
trap 'rm -f "$help"' EXIT
printf '\n%s ok\n' "$NONCE"
until=$(($(date +%s) + 60))
find "./$FOLDER" -name '.?*' ! -name '.' -prune -o -type f -print | sort | head -n 500 | while IFS= read -r file; do
	[ -f "$file" ] && [ -x "$file" ] || continue
	printf 's %s\n' "$file"
	# Not all of a program of many megabytes, for each look at a list.
	head -c 1000000 -- "$file" | grep -qF -e --help || { echo n && continue; }
	[ "$(date +%s)" -lt "$until" ] || continue
	# Only its own process group is ended by `timeout`; a script that starts something for --help has itself to blame.
	timeout -k 1 5 env -i "PATH=$SEARCHED" "HOME=$HOME" "LANG=$SPOKEN" ${CHARACTERS:+"LC_CTYPE=$CHARACTERS"} \
		"$file" --help </dev/null >"$help" 2>&1
	head -c 10000 "$help" | tr -d '\000-\010\013-\037' | sed 's/^/h /'
	printf '\n'
done
