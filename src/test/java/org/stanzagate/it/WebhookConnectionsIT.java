package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections to a webhook are few and kept, and one that is gone costs no stanza anything. */
@Tag("jdk")
@OnWebhookBench
class WebhookConnectionsIT {
  private static final int MOST = 4;

  private final WebhookBench bench = WebhookBench.start("timeout: 1s, max_connections: " + MOST);

  @AfterAll
  void stop() {
    bench.close();
  }

  @BeforeEach
  void well() {
    bench.answers(request -> WebhookAnswer.status(204));
  }

  @Test
  void thoseOfStanzasThatTimedOutAreFreeAgain() throws Exception {
    // Kept ones, that is: a connection is kept, and then never answered on, more often than there
    // may be connections.
    for (int i = 0; i < MOST + 2; i++) {
      String from = WebhookBench.somebody();
      bench.answers(
          request ->
              request.mentions("silence") ? WebhookAnswer.never() : WebhookAnswer.status(204));
      bench.say(from, "hello");
      bench.say(from, "silence");
      WebhookBench.assertRefused(bench.allTo(from), "wait", "remote-server-timeout");
    }

    bench.answers(request -> WebhookAnswer.text("back again"));
    String from = WebhookBench.somebody();
    bench.say(from, "and now?");

    assertThat(bench.allTo(from)).hasSize(1).first().asString().contains("back again");
  }

  @Test
  void allOfThemMayBeClosedBetweenRequestsAgainAndAgain() throws Exception {
    List<String> users = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      // All connections are opened, and idle, before they are closed.
      CompletableFuture<Void> gate = new CompletableFuture<>();
      bench.answers(
          request ->
              request.mentions("opens one")
                  ? WebhookAnswer.status(204).after(gate)
                  : WebhookAnswer.text("taken"));
      String mark = WebhookBench.newId();
      for (int i = 0; i < MOST; i++) {
        bench.say("%s%d@localhost/lute".formatted(mark, i), "opens one");
      }
      bench.webhook().posts().await("all open", MOST, request -> request.mentions(mark));
      gate.complete(null);
      for (int i = 0; i < MOST; i++) {
        bench.allTo("x", "%s%d@localhost/lute".formatted(mark, i), WebhookBench.BOT);
      }

      bench.webhook().hangUp();
      for (int i = 0; i < 2 * MOST; i++) {
        String user = WebhookBench.somebody();
        users.add(user);
        bench.say(user, "next");
      }
    }
    for (String user : users) {
      assertThat(bench.allTo(user)).hasSize(1).first().asString().contains("taken");
    }
  }

  @Test
  void connectionsThatTheWebhookClosesBetweenRequestsLoseNothing() throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(request -> WebhookAnswer.text("taken").thenClose());
    for (int i = 0; i < 100; i++) {
      bench.say(from, "message " + i);
    }

    List<String> sent = bench.allTo(from);

    assertThat(sent).hasSize(100).allMatch(stanza -> stanza.contains("taken"));
    assertThat(
            bench.webhook().postsWith(from).stream()
                .filter(post -> post.mentions("<body>message ")))
        .hasSize(100);
  }

  @Test
  void connectionsAreKept() throws Exception {
    String from = WebhookBench.somebody();
    for (int i = 0; i < 20; i++) {
      bench.say(from, "message " + i);
    }
    bench.allTo(from);

    assertThat(
            bench.webhook().postsWith(from).stream()
                .map(WebhookRequest::connection)
                .distinct()
                .count())
        .isLessThanOrEqualTo(3);
  }

  @Test
  void aWebhookThatSaysItClosesIsBelieved() throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(
        request ->
            WebhookAnswer.of(200, WebhookAnswer.TEXT, "bye", "Connection: close").thenClose());
    for (int i = 0; i < 20; i++) {
      bench.say(from, "message " + i);
    }

    assertThat(bench.allTo(from)).hasSize(20).allMatch(stanza -> stanza.contains("bye"));
  }
}
