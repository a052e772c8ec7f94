package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;
import org.stanzagate.xml.Element;

/** The store can't be written for a while: the truth is told, and nothing is lost. */
@Tag("slow")
@ExtendWith(FailureLogs.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DurableStoreIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String BODY = "y".repeat(4_000);
  private static final Pattern ID = Pattern.compile("\\bid='([^']*)'");
  private static final int MOST = 2_000;

  private final AtomicBoolean accepts = new AtomicBoolean(true);
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final DurableBench bench = DurableBench.ofOneCallback("@WEBHOOK@", "");
  private @Nullable Path mounted;

  DurableStoreIT() throws IOException {}

  @AfterEach
  void close() {
    if (mounted != null) {
      // Lazily, for the gateway has files there until it ends.
      ChildProcess.run(PATIENCE, List.of("umount", "-l", mounted.toString()));
    }
    bench.close();
  }

  private void start() {
    bench
        .webhook()
        .answers(
            request -> {
              if (!accepts.get() && !request.mentions("<iq")) {
                return WebhookAnswer.status(503);
              }
              Matcher id = ID.matcher(request.text());
              assertThat(id.find()).isTrue();
              accepted.add(id.group(1));
              return WebhookAnswer.status(204);
            });
    bench.start();
  }

  /** A message of somebody who says nothing else. */
  private String say(String id) throws IOException {
    bench
        .server()
        .send(
            "<message from='of-%s@localhost/x' to='%s' type='chat' id='%s'><body>%s</body></message>"
                .formatted(id, DurableBench.BOT, id, BODY));
    return id;
  }

  private List<WebhookRequest> posts(String id) {
    return bench.webhook().postsWith("id='" + id + "'");
  }

  private List<Element> bounces(String id) {
    return bench.server().received().all(stanza -> id.equals(stanza.attribute("id")));
  }

  /** Waits until a message is refused to its sender, with leave to try again. */
  private void assertBounced(String id) {
    Awaitility.await(id + " is refused").atMost(PATIENCE).until(() -> !bounces(id).isEmpty());
    assertThat(bounces(id)).hasSize(1);
    WebhookBench.assertXml(StreamServer.xml(bounces(id).get(0)))
        .hasXPath("/message[@type='error']/error[@type='wait']");
    assertThat(posts(id)).isEmpty();
  }

  private void awaitReadiness(int status) {
    Awaitility.await("/readyz says " + status)
        .atMost(PATIENCE)
        .until(() -> bench.gateway().get("/readyz") == status);
  }

  private void assertIqsAreAnswered(String id) throws IOException {
    bench
        .server()
        .send(
            "<iq from='asker@localhost/x' to='%s' type='get' id='%s'><q xmlns='urn:example:q'/></iq>"
                .formatted(DurableBench.BOT, id));
    Element result =
        bench.server().received().await(id, stanza -> id.equals(stanza.attribute("id")));
    assertThat(result.attribute("type")).isEqualTo("result");
  }

  /** What was committed arrives, and nobody was told that it doesn't. */
  private void assertDelivered(List<String> ids) {
    bench.flushUntil("what was committed is delivered", () -> accepted.containsAll(ids));
    for (String id : ids) {
      assertThat(posts(id))
          .extracting(post -> post.header("webhook-id").orElse(""), WebhookRequest::text)
          .containsOnly(
              tuple(posts(id).get(0).header("webhook-id").orElseThrow(), posts(id).get(0).text()));
      assertThat(bounces(id)).isEmpty();
    }
  }

  @Test
  void aLockedFile() throws Exception {
    start();
    accepts.set(false);
    List<String> committed = List.of(say("before-1"), say("before-2"), say("before-3"));
    committed.forEach(id -> bench.webhook().post(id));

    List<String> refused = new ArrayList<>();
    try (Connection other = DriverManager.getConnection(bench.store().jdbcUrl());
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      bench.server().send("<presence from='p@localhost/x' to='bot@gw.localhost' id='gone'/>");
      for (int i = 0; i < 5; i++) {
        refused.add(say("locked-" + i));
      }
      refused.forEach(this::assertBounced);
      awaitReadiness(503);
      assertThat(bench.gateway().get("/healthz")).isEqualTo(200);
      assertIqsAreAnswered("while-locked");
      statement.execute("ROLLBACK");
    }
    awaitReadiness(200);
    accepts.set(true);
    String after = say("after");
    bench.webhook().post(after);

    assertDelivered(committed);
    assertDelivered(List.of(after));
    for (String id : refused) {
      assertThat(posts(id)).isEmpty();
      assertThat(bounces(id)).hasSize(1);
    }
    assertThat(posts("gone")).isEmpty();
    assertThat(bounces("gone")).isEmpty();
  }

  /** What is accepted while its row can't be deleted holds nobody up for good. */
  @Test
  void aDeliveryWhileTheFileIsLocked() throws Exception {
    start();
    accepts.set(false);
    String first = say("first");
    bench.webhook().post(first);
    try (Connection other = DriverManager.getConnection(bench.store().jdbcUrl());
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      accepts.set(true);
      bench.flushUntil("delivered", () -> accepted.contains(first));
      assertBounced(say("second"));
      statement.execute("ROLLBACK");
    }
    awaitReadiness(200);
    bench
        .server()
        .send(Ledger.message(3, "of-first@localhost/x", DurableBench.BOT).replace("n-3", "third"));

    bench.webhook().post("third");

    assertDelivered(List.of(first, "third"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFullDisk(boolean killed) throws Exception {
    mount();
    start();
    accepts.set(false);
    List<String> committed = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      committed.add(say("before-" + i));
    }
    committed.forEach(id -> bench.webhook().post("'" + id + "'"));

    Path filler = fill();
    String refused = sayUntilRefused(committed);
    awaitReadiness(503);
    assertBounced(refused);
    assertThat(bench.gateway().get("/healthz")).isEqualTo(200);
    assertIqsAreAnswered("while-full");
    if (killed) {
      bench.kill();
    }
    Files.delete(filler);
    if (killed) {
      bench.start();
    }
    awaitReadiness(200);
    accepts.set(true);
    bench.webhook().post(say("after"));
    committed.add("after");

    assertDelivered(committed);
    assertThat(posts(refused)).isEmpty();
    System.out.printf(
        "disk full%s: sent=%d committed=%d delivered=%d duplicated=0 lost=0%n",
        killed ? ", and killed" : "", committed.size() + 1, committed.size(), committed.size());
  }

  /** A disk of two megabytes in the place of the store's folder. */
  private void mount() {
    assumeTrue(Files.isReadable(Path.of("/proc/self/mounts")), "no Linux");
    Path folder = bench.store().path();
    try {
      ChildProcess.run(
          PATIENCE,
          List.of("mount", "-t", "tmpfs", "-o", "size=2m", "stanzagate-it", folder.toString()));
      mounted = folder;
    } catch (IllegalStateException notAllowed) {
      throw new TestAbortedException("mounting takes root", notAllowed);
    }
  }

  private Path fill() throws IOException {
    Path filler = bench.store().path().resolve("filler");
    try (OutputStream out = Files.newOutputStream(filler)) {
      byte[] page = new byte[1024];
      for (int i = 0; i < 4_096; i++) {
        out.write(page);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("space");
      return filler;
    }
    throw new IllegalStateException("the disk is larger than it was made");
  }

  /** There may be some pages left in the file; the first that doesn't fit is refused. */
  private String sayUntilRefused(List<String> committed) throws IOException {
    for (int i = 0; i < MOST; i++) {
      String id = say("filling-" + i);
      Awaitility.await(id + " is tried or refused")
          .atMost(PATIENCE)
          .pollInterval(2, TimeUnit.MILLISECONDS)
          .until(() -> !posts(id).isEmpty() || !bounces(id).isEmpty());
      if (!bounces(id).isEmpty()) {
        return id;
      }
      committed.add(id);
    }
    throw new AssertionError("a full disk holds any number of messages");
  }
}
