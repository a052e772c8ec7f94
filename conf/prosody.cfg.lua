-- At the end of prosody.cfg.lua, or on Debian in a file of its own,
-- /etc/prosody/conf.d/stanzagate.cfg.lua. The first component takes a restart, for its port; after
-- that "prosodyctl reload" does.
--
-- The port is 5347 on 127.0.0.1. For a gateway on another machine, put this before the first
-- VirtualHost, with an address of this machine that nobody else reaches, for the stream has no TLS:
--
--   component_interfaces = { "10.0.0.1" }
--
-- Prosody ends the stream over a stanza of more than 512 KiB; component.max_send is below that.
Component "rest.example.net"
	component_secret = "s3cret"
