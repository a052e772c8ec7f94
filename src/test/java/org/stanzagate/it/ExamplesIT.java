package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jivesoftware.smack.packet.Message;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a user copies from {@code examples} does what it says. */
@OnRealServers
class ExamplesIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final RealServer server;
  private final GatewayProcess gateway;

  ExamplesIT(RealServer server, GatewayProcess gateway) {
    this.server = server;
    this.gateway = gateway;
  }

  @Test
  void theCurlScript() throws Exception {
    Assumptions.assumeTrue(ServerPackages.find("curl").isPresent(), "no curl here");
    String room = "examples-%s@%s".formatted(UUID.randomUUID(), RealServer.ROOMS);
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      romeo.enter(room);

      String printed =
          ChildProcess.run(
              LIMIT,
              Map.of("STANZAGATE_TOKEN", GatewaySettings.TOKEN),
              List.of(
                  "sh",
                  "examples/curl.sh",
                  gateway.base() + "/rest",
                  "romeo@localhost",
                  RealServer.DOMAIN,
                  room));

      assertThat(printed).contains("-> 202", "-> 200").doesNotContainPattern("-> [345]");
      awaitMessage(romeo, "Hello from JSON", RealServer.GATEWAY);
      awaitMessage(romeo, "Hello from XML", RealServer.GATEWAY);
      awaitMessage(romeo, "Hello, room", room + "/curl");
    }
  }

  private static void awaitMessage(XmppUser user, String body, String from) {
    Awaitility.await(body)
        .until(() -> user.messages().stream().anyMatch(message -> is(message, body, from)));
  }

  private static boolean is(Message message, String body, String from) {
    return body.equals(message.getBody()) && message.getFrom().toString().equals(from);
  }
}
