-- Prosody for the integration tests: on loopback, in a folder of its own. The tests fill in @DIR@, @C2S@ and @COMPONENT@.
run_as_root = true
data_path = "@DIR@/data"
pidfile = "@DIR@/prosody.pid"
log = { info = "*console" }
modules_enabled = { "roster"; "saslauth"; "disco"; "ping"; "version"; "presence"; "message"; "iq"; "offline" }
modules_disabled = { "s2s"; "tls" }
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
storage = "internal"
limits = {}
interfaces = { "127.0.0.1" }
c2s_ports = { @C2S@ }
component_ports = { @COMPONENT@ }
component_interfaces = { "127.0.0.1" }

VirtualHost "localhost"

Component "muc.localhost" "muc"
  modules_enabled = { "muc_mam" }
  restrict_room_creation = false

-- The gateway.
Component "gw.localhost"
  component_secret = "s3cret"

-- A scripted other side, without the ceremony of a client's login.
Component "peer.localhost"
  component_secret = "s3cret"
