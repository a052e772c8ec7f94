#!/bin/sh
# Installs Debian's XMPP servers for the integration tests: install.sh PACKAGE... Needs root. The packages would start
# services of their own: for the time of the installation the machine's policy says no (invoke-rc.d, deb-systemd-invoke).
set -eu
export DEBIAN_FRONTEND=noninteractive

policy=/usr/sbin/policy-rc.d
saved=$(mktemp)
existed=false
if [ -e "$policy" ]; then
  cp -p "$policy" "$saved"
  existed=true
fi
put_back() {
  if $existed; then
    cp -p "$saved" "$policy"
  else
    rm -f "$policy"
  fi
  rm -f "$saved"
}
trap put_back EXIT
trap 'exit 1' HUP INT TERM

printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod 755 "$policy"

# Others may be installing too: wait for them.
install() {
  apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
}
# The lists of a fresh machine may be missing, or too old to name what is still there.
install "$@" || {
  apt-get -qq update
  install "$@"
}
