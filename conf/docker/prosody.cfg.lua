-- A small Prosody 13 for compose.yml.
modules_enabled = {
	"admin_shell"; "blocklist"; "bookmarks"; "carbons"; "dialback"; "disco"; "limits"; "offline"; "pep";
	"ping"; "private"; "roster"; "saslauth"; "smacks"; "time"; "tls"; "uptime"; "vcard4"; "vcard_legacy";
	"version";
}
certificates = "/run/secrets"
authentication = "internal_hashed"
limits = { c2s = { rate = "10kb/s" }; s2sin = { rate = "30kb/s" } }
log = { info = "*console" }

-- For the other containers, and nobody else: compose.yml publishes no such port.
component_interfaces = { "*" }
component_ports = { 5347 }

VirtualHost "example.net"

Component "conference.example.net" "muc"
	restrict_room_creation = "local"

Component "rest.example.net"
	component_secret = FileLine("/run/secrets/component-secret")
