package org.stanzagate.it;

/**
 * What a test's gateway is told in its configuration file.
 *
 * @param port of the XMPP server's component listener
 * @param more further top-level YAML
 */
record GatewaySettings(String domain, String secret, int port, String listen, String more) {
  /** The bearer token of {@code auth.tokens}, whose name is {@code tester}. */
  static final String TOKEN = "dmVyeSBzZWNyZXQgdG9rZW4K";

  /** A gateway of that server. */
  static GatewaySettings on(RealServer server) {
    return component(RealServer.GATEWAY, RealServer.SECRET, server.componentPort());
  }

  /** Another gateway of that server, in the place of the peer. */
  static GatewaySettings second(RealServer server) {
    return component(RealServer.PEER, RealServer.SECRET, server.peerPort());
  }

  static GatewaySettings component(String domain, String secret, int port) {
    return new GatewaySettings(domain, secret, port, "127.0.0.1:0", "");
  }

  GatewaySettings withDomain(String other) {
    return new GatewaySettings(other, secret, port, listen, more);
  }

  GatewaySettings withSecret(String other) {
    return new GatewaySettings(domain, other, port, listen, more);
  }

  GatewaySettings withListen(String address) {
    return new GatewaySettings(domain, secret, port, address, more);
  }

  GatewaySettings withPort(int other) {
    return new GatewaySettings(domain, secret, other, listen, more);
  }

  GatewaySettings with(String yaml) {
    return new GatewaySettings(domain, secret, port, listen, more + yaml + "\n");
  }

  /** The configuration file. */
  String toYaml() {
    return """
        component:
          domain: "%s"
          secret: "%s"
          host: 127.0.0.1
          port: %d
          max_stanza: 16KiB
        http:
          listen: "%s"
        auth:
          tokens:
            - token: "%s"
              name: tester
        %s"""
        .formatted(domain, secret, port, listen, TOKEN, more);
  }
}
