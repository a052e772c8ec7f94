#!/bin/sh
# Tries a .deb on a copy of this machine's files that lasts as long as this: an overlay in memory, in
# a mount namespace and a PID namespace of its own. Needs root.
#
#   unshare --mount --pid --fork --kill-child sh try.sh FILE.deb SCRIPT
#
# SCRIPT runs in it as root, in a shell; the package is /tmp/stanzagate.deb there.
set -eu
deb=$1
script=$2
# Nothing of what follows is to be seen outside.
mount --make-rprivate /
layer=$(mktemp -d)
mount -t tmpfs tmpfs "$layer"
mkdir "$layer/upper" "$layer/work" "$layer/root"
root=$layer/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$layer/upper,workdir=$layer/work" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
# No systemd, nor anything else of the machine's that runs.
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
# Saves the time for the index of all man pages.
rm -f "$root/var/lib/man-db/auto-update"
cp "$deb" "$root/tmp/stanzagate.deb"
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
  chroot "$root" sh -c "cd / && $script"
