package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGHUP while stanzas go both ways. */
@Tag("jdk")
@ExtendWith(FailureLogs.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ReloadIT {
  private static final int STANZAS = 1_000;
  private static final String OTHER = "b3RoZXIgc2VjcmV0IHRva2VuCg==";

  /** From the first round on with one more token; the callback changes with each. */
  private static String yaml(GatewaySettings settings, String url, int round) {
    String other = "    - token: %s\n      name: other\n      rate: %d/s\n";
    String callback =
        """
        callback:
          url: %s/%s
          secret: whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY%d
          max_connections: %d
        """;
    return settings.toYaml()
        + (round == 0 ? "" : other.formatted(OTHER, 1000 + round))
        + callback.formatted(url, round == 3 ? "moved" : "bot", round, 10 + round);
  }

  private static int post(GatewayProcess gateway, String token, String id) {
    String message =
        "<message to='romeo@example.net' id='%s'><body>x</body></message>".formatted(id);
    return gateway
        .send(
            HttpRequest.newBuilder(gateway.base().resolve("/rest"))
                .headers("Content-Type", GatewayProcess.XML, "Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(message)))
        .statusCode();
  }

  /** Stanzas that come from the server, as fast as they are taken. */
  private static CompletableFuture<Void> inbound(StreamServer server) {
    String message =
        "<message from='juliet@example.net' to='bot@gw.localhost' id='in-%d'><body>x</body></message>";
    return CompletableFuture.runAsync(
        () -> {
          try {
            for (int i = 0; i < STANZAS; i++) {
              server.send(message.formatted(i));
            }
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** The statuses of those that are posted meanwhile, one after the other. */
  private static CompletableFuture<List<Integer>> outbound(GatewayProcess gateway) {
    return CompletableFuture.supplyAsync(
        () ->
            IntStream.range(0, STANZAS)
                .mapToObj(i -> post(gateway, GatewaySettings.TOKEN, "out-" + i))
                .toList());
  }

  @Test
  void tokensAndCallbacksChangeAndNothingIsLostOrRefused() throws Exception {
    try (StreamServer server = StreamServer.start();
        ScriptedWebhook webhook = ScriptedWebhook.start()) {
      GatewaySettings settings = server.settings();
      Path config = GatewayProcess.write(yaml(settings, webhook.url(), 0));
      try (GatewayProcess gateway = GatewayProcess.launch("run", "--config", config.toString())) {
        gateway.awaitListening();
        gateway.awaitReady();
        assertThat(post(gateway, OTHER, "early")).isEqualTo(401);
        CompletableFuture<Void> inbound = inbound(server);
        CompletableFuture<List<Integer>> outbound = outbound(gateway);
        for (int round = 1; round <= 3; round++) {
          Files.writeString(config, yaml(settings, webhook.url(), round));
          gateway.hangUp();
          gateway.awaitLog(Pattern.compile("(?s)(Reloaded; .*){" + round + "}"));
        }
        assertThat(outbound.get(60, TimeUnit.SECONDS)).hasSize(STANZAS).containsOnly(202);
        inbound.get(60, TimeUnit.SECONDS);

        var sent = server.received().await("what was posted", STANZAS, stanza -> true);
        assertThat(sent)
            .extracting(stanza -> stanza.attribute("id"))
            .containsExactlyElementsOf(numbered("out-"));
        var posts = webhook.posts().await("what came", STANZAS, post -> true);
        assertThat(posts)
            .extracting(post -> post.text().replaceAll(".* id='([^']*)'.*", "$1"))
            .containsExactlyElementsOf(numbered("in-"));
        assertThat(posts.get(STANZAS - 1).target()).isEqualTo("/moved");
        assertThat(post(gateway, OTHER, "late")).isEqualTo(202);

        Files.writeString(config, yaml(settings, webhook.url(), 0) + "htp: {}\n");
        gateway.hangUp();
        gateway.awaitLog(
            Pattern.compile("ERROR Reload .*:[0-9]+: htp: unknown key; did you mean http"));
        gateway.awaitLog(Pattern.compile("ERROR Reload Not reloaded, and all stays as it was"));
        assertThat(post(gateway, OTHER, "still")).isEqualTo(202);
        assertThat(gateway.printed()).containsOnlyOnce("Connected to the XMPP server");
        gateway.terminate();
        assertThat(gateway.awaitExit()).isZero();
      }
    }
  }

  private static List<String> numbered(String prefix) {
    return IntStream.range(0, STANZAS).mapToObj(i -> prefix + i).toList();
  }
}
