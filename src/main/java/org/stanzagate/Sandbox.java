package org.stanzagate;

import static org.stanzagate.log.LogField.STANZA;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.codec.Codecs;
import org.stanzagate.config.ComponentConfig;
import org.stanzagate.config.GatewayConfig;
import org.stanzagate.sandbox.SandboxServer;
import org.stanzagate.stanza.Stanza;

/** The whole gateway with an XMPP server in the same process, and lines to try on it. */
final class Sandbox implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);

  private final GatewayConfig config;
  private final Codecs codecs;
  private final PrintWriter out;
  private @Nullable SandboxServer server;
  private @Nullable Gateway gateway;

  Sandbox(GatewayConfig config, Codecs codecs, PrintWriter out) {
    this.config = config;
    this.codecs = codecs;
    this.out = out;
  }

  @Override
  public void start() throws IOException {
    ComponentConfig component = config.component();
    SandboxServer server =
        SandboxServer.start(component.domain(), component.secret().value(), 0, this::tell);
    this.server = server;
    Gateway gateway = new Gateway(config.at("127.0.0.1", server.port()), codecs, server::inject);
    this.gateway = gateway;
    gateway.start();
    out.print(lines(gateway));
    out.flush();
  }

  @Override
  public void reload(GatewayConfig config) throws IOException {
    if (gateway != null) {
      gateway.reload(config);
    }
  }

  @Override
  public String status() {
    return started().status();
  }

  @Override
  public Future<Void> probe() {
    return started().probe();
  }

  private Gateway started() {
    return Objects.requireNonNull(gateway, "a sandbox is asked once it has started");
  }

  @Override
  public void stop() {
    if (gateway != null) {
      gateway.stop();
    }
    if (server != null) {
      server.close();
    }
  }

  /** The echo comes back to nobody: without this line a newcomer would see nothing of it. */
  private void tell(Stanza stanza) {
    STANZA
        .on(LOG.atInfo(), stanza.id())
        .log(
            "the sandbox got: {} from {} to {}",
            stanza.kind().element(),
            stanza.from(),
            stanza.to());
  }

  /** What a newcomer types first: each works as it is printed. */
  private String lines(Gateway gateway) {
    String token = config.auth().anonymous() ? "" : " --oauth2-bearer \"$TOKEN\"";
    return """

        Stanzagate with a sandbox for an XMPP server: nothing leaves this machine. All that passes is shown at

          %5$s

        In another terminal:

          curl %1$s%3$s -H 'Content-Type: application/json' -d '{"to":"sandbox","ping":true}'
          curl %1$s%3$s -H 'Content-Type: application/xmpp+xml' -d '<iq type="get" to="sandbox"><query xmlns="http://jabber.org/protocol/disco#info"/></iq>'
          curl %1$s%3$s -i -H 'Content-Type: application/json' -d '{"to":"echo@sandbox","type":"chat","body":"Hello!"}'

        A message from outside, as your webhook gets it (start with STANZAGATE_CALLBACK_URL=http://127.0.0.1:5000/):

          curl %2$s%3$s -i -H 'Content-Type: application/json' -d '{"from":"silent@sandbox","to":"bot@%4$s","type":"chat","body":"Hello!"}'

        """
        .formatted(
            gateway.url(),
            gateway.url("/sandbox/inject"),
            token,
            config.component().domain(),
            gateway.url("/"));
  }
}
