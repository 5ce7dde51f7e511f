# Makes the namespaces that it runs in into a machine of its own, with an OpenSSH server.
# Called as: sh machine.sh <name> <folder> <user> <sshd>, with standard input open for as long as the machine shall run.
set -eu
name=$1 folder=$2 user=$3 sshd=$4
exec 3<&0 </dev/null

fail() {
	printf 'machine %s: %s\n' "$name" "$1" >&2
	exit 1
}

# What is written goes below the folder. It stays in sight here, whatever is mounted over its path.
points=$(cut -d ' ' -f 2 /proc/self/mounts | sort -u)
mount --bind "$folder" /mnt || fail 'the kernel allows no mounts'
disk=/mnt/disk
mkdir -p "$disk"

# The system of the operator can be read here and not written.
for point in $points; do
	case $point in
	/dev | /dev/* | /proc | /proc/* | /mnt) ;;
	*) mount -o remount,bind,ro "$point" 2>/dev/null || true ;;
	esac
done

# A layer over what the system has. Where the folder cannot hold it (it lies below the same directory, or on an overlay
# itself) it is held in memory, and ends with the machine.
layer() {
	mkdir -p "$disk/upper$1" "$disk/work$1"
	if mount -t overlay overlay -o "lowerdir=$1,upperdir=$disk/upper$1,workdir=$disk/work$1" "$1" 2>/dev/null; then return; fi
	mkdir -p "$disk/memory$1"
	mount -t tmpfs -o mode=0755 tmpfs "$disk/memory$1"
	mkdir -p "$disk/memory$1/upper" "$disk/memory$1/work"
	mount -t overlay overlay -o "lowerdir=$1,upperdir=$disk/memory$1/upper,workdir=$disk/memory$1/work" "$1" ||
		fail "the kernel allows no overlay over $1"
	printf 'machine %s: what is written to %s is not kept\n' "$name" "$1" >&2
}
# A directory of its own, in which nothing of the operator is seen.
own() {
	[ -d "$2" ] || return 0
	if [ ! -d "$disk$2" ]; then mkdir -p -m "$1" "$disk$2" && chmod "$1" "$disk$2"; fi
	mount --bind "$disk$2" "$2"
}
layer /etc
layer /var
layer /usr
own 0755 /home
own 0700 /root
own 0755 /srv
own 0755 /opt
own 1777 /tmp
own 1777 /var/tmp
mount -t tmpfs -o mode=0755 tmpfs /run
mkdir -m 0755 /run/sshd
mkdir -m 0700 /run/machine
mount --bind /mnt/ssh /run/machine
mount -t proc proc /proc
cd /

printf '%s\n' "$name" >/proc/sys/kernel/hostname
printf '%s\n' "$name" >/etc/hostname
grep -q "[[:space:]]$name\$" /etc/hosts || printf '127.0.1.1\t%s\n' "$name" >>/etc/hosts

# `*`: no password fits, and the account is not locked, so that a key may log in.
id "$user" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash --password '*' "$user"
home=$(getent passwd "$user" | cut -d : -f 6)
mkdir -p "$home/.ssh"
cp /run/machine/authorized_keys "$home/.ssh/authorized_keys"
chmod 0700 "$home/.ssh"
chmod 0600 "$home/.ssh/authorized_keys"
chown -R "$user:" "$home"
printf '%s ALL=(ALL:ALL) NOPASSWD: ALL\n' "$user" >"/etc/sudoers.d/$user"
chmod 0440 "/etc/sudoers.d/$user"
umount /mnt

"$sshd" -D -e -f /run/machine/sshd_config 3<&- &
daemon=$!
# Whoever started the machine holds the other end of this pipe: when that process is gone, so is the machine.
{
	cat >/dev/null
	kill -s TERM "$daemon"
} <&3 &
exec 3<&-
wait "$daemon"
