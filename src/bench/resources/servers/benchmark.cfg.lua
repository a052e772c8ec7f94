-- Prosody for the benchmark: on loopback, in a folder of its own. The benchmark fills in @DIR@, @C2S@, …
run_as_root = true
data_path = "@DIR@/data"
pidfile = "@DIR@/prosody.pid"
log = { warn = "*console" }
plugin_paths = { @PLUGINS@ }    -- where mod_rest is, if it is to be measured too
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
http_ports = { @HTTP@ }
http_interfaces = { "127.0.0.1" }
https_ports = {}
http_default_host = "rest.localhost"

VirtualHost "localhost"

-- Stanzagate.
Component "gw.localhost"
  component_secret = "s3cret"

-- The one that writes to the stream itself.
Component "raw.localhost"
  component_secret = "s3cret"

-- The other side, of all of them.
Component "peer.localhost"
  component_secret = "s3cret"

-- mod_rest, without credentials, which is the fastest that it has.
@REST@
