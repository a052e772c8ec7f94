package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stanzagate.client.SecureServer;
import org.stanzagate.client.SecureServer.Request;
import org.stanzagate.tls.TestAuthority;

/** The jar and a webhook with HTTPS and HTTP/2, whose secrets and authorities change meanwhile. */
@Tag("jdk")
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class WebhookHttpsIT {
  private static final int MESSAGES = 100;
  private static final String OLD = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";
  private static final String NEW = "whsec_bmV3IHNlY3JldCB0aGF0IGlzIGxvbmcgZW5vdWdo";
  private static final Pattern ID = Pattern.compile("id='([^']*)'");

  private final TestAuthority authority = new TestAuthority("Authority");
  private int reloads;

  @TempDir Path directory;

  @Test
  void whatIsPostedIsSignedAndGoesOnlyToWhomIsTrusted() throws Exception {
    try (StreamServer server = StreamServer.start();
        SecureServer webhook = new SecureServer(authority.issue("localhost").identity(), true)) {
      authority.write(directory.resolve("ca.pem"));
      Path config = configure(server, webhook, OLD + ", " + NEW);
      try (GatewayProcess gateway = GatewayProcess.launch("run", "--config", config.toString())) {
        gateway.awaitListening();
        gateway.awaitReady();
        keepsTheOrderAndSignsWithEach(server, webhook);

        configure(server, webhook, NEW);
        reload(gateway);
        Request request = post(server, webhook, "signed-anew");
        assertThat(verifies(NEW, request)).isTrue();
        assertThat(verifies(OLD, request)).isFalse();

        new TestAuthority("Other").write(directory.resolve("ca.pem"));
        reload(gateway);
        say(server, "to-nobody");
        assertThat(errorTo(server, "to-nobody"))
            .contains("<error type='wait'><recipient-unavailable ");
        gateway.awaitLog(
            Pattern.compile("WARN .* its certificate is not trusted .* as tls_ca_file, the PEM"));
        assertThat(webhook.requests()).noneMatch(sent -> sent.body().contains("to-nobody"));

        authority.write(directory.resolve("ca.pem"));
        reload(gateway);
        post(server, webhook, "trusted-again");
      }
    }
  }

  private Path configure(StreamServer server, SecureServer webhook, String secrets)
      throws Exception {
    return Files.writeString(
        directory.resolve("stanzagate.yml"),
        server
            .settings()
            .with(
                """
                callback:
                  url: https://localhost:%d/
                  content_type: application/xmpp+xml
                  tls_ca_file: ca.pem
                  secret: [ %s ]
                """
                    .formatted(webhook.port(), secrets))
            .toYaml());
  }

  private void reload(GatewayProcess gateway) {
    reloads++;
    gateway.hangUp();
    gateway.awaitLog(Pattern.compile("(?s)(Reloaded; .*callback.*){" + reloads + "}"));
  }

  private static void keepsTheOrderAndSignsWithEach(StreamServer server, SecureServer webhook)
      throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      say(server, "in-" + i);
    }
    await().until(() -> posts(webhook).size() == MESSAGES);
    assertThat(posts(webhook))
        .extracting(post -> ID.matcher(post.body()).results().findFirst().orElseThrow().group(1))
        .containsExactlyElementsOf(IntStream.range(0, MESSAGES).mapToObj(i -> "in-" + i).toList());
    assertThat(posts(webhook))
        .allMatch(post -> post.protocol().equals("HTTP/2.0"))
        .allMatch(post -> verifies(OLD, post))
        .allMatch(post -> verifies(NEW, post));
    assertThat(webhook.connections()).isLessThanOrEqualTo(2); // one may be of the OPTIONS
  }

  private static List<Request> posts(SecureServer webhook) {
    return webhook.requests().stream().filter(request -> !request.body().isEmpty()).toList();
  }

  private static Request post(StreamServer server, SecureServer webhook, String id)
      throws Exception {
    say(server, id);
    return await()
        .until(
            () -> posts(webhook).get(posts(webhook).size() - 1), post -> post.body().contains(id));
  }

  private static void say(StreamServer server, String id) throws Exception {
    server.send(
        "<message from='juliet@example.net' to='bot@gw.localhost' id='%s'><body>Grüße &amp; \uD83D\uDC18</body></message>"
            .formatted(id));
  }

  private static String errorTo(StreamServer server, String id) {
    return StreamServer.xml(
        server.received().await("an error for " + id, stanza -> id.equals(stanza.attribute("id"))));
  }

  private static boolean verifies(String secret, Request request) {
    Map<String, List<String>> headers =
        List.of("webhook-id", "webhook-timestamp", "webhook-signature").stream()
            .collect(
                Collectors.toMap(
                    Function.identity(), name -> List.of(request.headers().getFirst(name))));
    try {
      new Webhook(secret).verify(request.body(), headers);
      return true;
    } catch (WebhookVerificationException e) {
      return false;
    }
  }
}
