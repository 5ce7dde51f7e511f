# What a script says, in the language of whoever runs it. A script sets `here` to its own directory, and sources this.
# The words lie in messages/<language>, one a line: a key, a tab, and a text for printf.
# shellcheck shell=sh

chosen=${LC_ALL:-${LC_MESSAGES:-${LANG:-en}}}
words=$here/../messages/${chosen%%[_.@]*}
case $chosen in
*/* | .*) words=$here/../messages/en ;;
esac
[ -r "$words" ] || words=$here/../messages/en

# The text of a key, with the values put in: word KEY VALUE…
word() {
	key=$1
	shift
	text=$(awk -F '\t' -v key="$key" '$1 == key { print $2; exit }' "$words")
	# shellcheck disable=SC2059 # The text is of this repository; the values are not.
	printf "${text:-$key}" "$@"
}
say() {
	word "$@"
	printf '\n'
}

# The help of a script: what it does, how it is called, and what each option does.
# help NAME USAGE OPTION…: their words have the keys NAME, and NAME.OPTION.
help() {
	name=$1 usage=$2
	shift 2
	say "$name"
	printf '\n'
	say usage "$usage"
	[ $# -eq 0 ] || printf '\n'
	for option in "$@" help; do printf '  %-14s %s\n' "--$option" "$(word "$name.$option" 2>/dev/null)"; done
}

# Ends a script that was called wrongly.
misused() {
	say "$@" >&2
	say see_help "$(basename "$0")" >&2
	exit 64
}

# Refuses what is no whole number from a least to a most one: number OPTION VALUE LEAST MOST
number() {
	case $2 in
	'' | *[!0-9]* | ?????*) misused no_number "$1" "$2" "$3" "$4" ;;
	esac
	if [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then misused no_number "$1" "$2" "$3" "$4"; fi
}
