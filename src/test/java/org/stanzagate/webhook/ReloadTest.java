package org.stanzagate.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stanzagate.client.RawServer;
import org.stanzagate.codec.Codecs;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.config.Secret;
import org.stanzagate.config.WebhookConfig;
import org.stanzagate.rooms.Rooms;
import org.stanzagate.stanza.AddressForm;
import org.stanzagate.stanza.JidPattern;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.tls.Authorities;

/** Callbacks change while stanzas are on their way to them. */
@Timeout(60)
class ReloadTest {
  private static final Codecs CODECS = Codecs.load();
  private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";

  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final ScriptedComponent component = new ScriptedComponent();
  private final BlockingQueue<Stanza> unclaimed = new LinkedBlockingQueue<>();
  private final List<Gated> open = new ArrayList<>();
  private @Nullable Webhooks webhooks;

  @AfterEach
  void close() throws Exception {
    if (webhooks != null) {
      webhooks.stop(Duration.ofSeconds(10));
    }
    for (Gated server : open) {
      server.close();
    }
    timer.shutdownNow();
    assertThat(component.sent).as("nobody was told of an error").isEmpty();
  }

  /** A webhook that answers a POST when it may, and an OPTIONS at once. */
  private final class Gated {
    final Semaphore gate = new Semaphore(0);
    final RawServer server;

    Gated() throws IOException {
      server = new RawServer(this::answer);
      open.add(this);
    }

    private void answer(int number, int connection, Socket socket) throws Exception {
      if (server.requests().get(number - 1).startsWith("POST")) {
        gate.acquire();
      }
      RawServer.write(socket, NO_CONTENT);
    }

    String url() {
      return "http://127.0.0.1:" + server.port() + "/";
    }

    List<String> posts() {
      return server.requests().stream().filter(request -> request.startsWith("POST")).toList();
    }

    long probes() {
      return server.requests().stream().filter(request -> request.startsWith("OPTIONS")).count();
    }

    /** The ids of what was posted, in order. */
    List<String> ids() {
      return posts().stream().map(post -> post.replaceAll("(?s).* id='([^']*)'.*", "$1")).toList();
    }

    void awaitIds(String... ids) {
      await().untilAsserted(() -> assertThat(ids()).containsExactly(ids));
    }

    void close() {
      gate.release(1000);
      server.close();
    }
  }

  private static CallbackConfig config(String name, String url, int secret, String... to) {
    return config(name, url, secret, 40, to);
  }

  private static CallbackConfig config(
      String name, String url, int secret, int maxConnections, String... to) {
    byte[] key = new byte[24];
    Arrays.fill(key, (byte) secret);
    return new CallbackConfig(
        name,
        new CallbackConfig.Filters(
            Arrays.stream(to).map(ReloadTest::pattern).toList(),
            List.of(),
            EnumSet.allOf(Kind.class),
            EnumSet.allOf(AddressForm.class)),
        new WebhookConfig(
            url,
            new Authorities(List.of()),
            null,
            Duration.ofSeconds(30),
            maxConnections,
            10_000,
            List.of(new Secret("whsec_" + Base64.getEncoder().encodeToString(key))),
            Map.of(),
            false),
        100,
        Duration.ofHours(75));
  }

  private static JidPattern pattern(String text) {
    try {
      return JidPattern.parse(text);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Webhooks start(CallbackConfig... configs) throws IOException {
    Webhooks started =
        new Webhooks(
            Duration.ofMinutes(1),
            new Rooms(component),
            unclaimed::add,
            CODECS,
            () -> "id",
            "test",
            timer,
            Clock.systemUTC(),
            (callback, status, took) -> {});
    started.open(List.of(configs), null);
    started.start();
    webhooks = started;
    return started;
  }

  private static void reload(Webhooks webhooks, CallbackConfig config) {
    try {
      webhooks.reload(List.of(config), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stanza message(String to, String id) {
    return Xml.stanza(
        "<message from='a@b.example' to='" + to + "' id='" + id + "'><body>x</body></message>");
  }

  private static String header(String post, String name) {
    return post.replaceAll("(?is).*" + name + ": ([^\r]*).*", "$1");
  }

  private static String expected(String post, CallbackConfig config) throws Exception {
    Secret secret = ((WebhookConfig) config.destination()).signingSecrets().get(0);
    return new Webhook(secret.value())
        .sign(
            header(post, "webhook-id"),
            Long.parseLong(header(post, "webhook-timestamp")),
            post.substring(post.indexOf("\r\n\r\n") + 4));
  }

  @Test
  void theNextRequestIsSignedWithTheNewSecretAndTheOrderStays() throws Exception {
    Gated bot = new Gated();
    CallbackConfig before = config("bot", bot.url(), 1);
    CallbackConfig after = config("bot", bot.url(), 2);
    Webhooks webhooks = start(before);
    webhooks.received(message("bot@rest.example", "1"));
    webhooks.received(message("bot@rest.example", "2"));
    bot.awaitIds("1");

    webhooks.reload(List.of(after), null);
    webhooks.received(message("bot@rest.example", "3"));
    bot.gate.release(3);

    bot.awaitIds("1", "2", "3");
    List<String> posts = bot.posts();
    assertThat(header(posts.get(0), "webhook-signature")).isEqualTo(expected(posts.get(0), before));
    assertThat(header(posts.get(1), "webhook-signature")).isEqualTo(expected(posts.get(1), after));
    assertThat(header(posts.get(2), "webhook-signature")).isEqualTo(expected(posts.get(2), after));
    assertThat(bot.probes()).as("the same webhook is asked once").isEqualTo(1);
  }

  @Test
  void whatWaitsForAWebhookThatMovesGoesToItsNewPlaceFirst() throws Exception {
    Gated old = new Gated();
    Gated moved = new Gated();
    Webhooks webhooks = start(config("bot", old.url(), 1));
    webhooks.received(message("bot@rest.example", "1"));
    webhooks.received(message("bot@rest.example", "2"));
    old.awaitIds("1");

    webhooks.reload(List.of(config("bot", moved.url(), 1)), null);
    webhooks.received(message("bot@rest.example", "3"));
    assertThat(moved.posts()).as("before the one under way has ended").isEmpty();
    old.gate.release();
    moved.gate.release(2);

    moved.awaitIds("2", "3");
    assertThat(old.ids()).containsExactly("1");
    await().untilAsserted(() -> assertThat(moved.probes()).isEqualTo(1));
  }

  @Test
  void aCallbackThatIsGoneDeliversWhatItHas() throws Exception {
    Gated bot = new Gated();
    Webhooks webhooks = start(config("bot", bot.url(), 1));
    webhooks.received(message("bot@rest.example", "1"));
    webhooks.received(message("bot@rest.example", "2"));
    bot.awaitIds("1");

    webhooks.reload(List.of(), null);
    webhooks.received(message("bot@rest.example", "3"));

    assertThat(unclaimed.poll(10, TimeUnit.SECONDS)).isNotNull();
    bot.gate.release(2);
    bot.awaitIds("1", "2");
    webhooks.drain(Duration.ofSeconds(20));
  }

  @Test
  void oneThatComesBackGoesOnWhereItWas() throws Exception {
    Gated bot = new Gated();
    Webhooks webhooks = start(config("bot", bot.url(), 1));
    webhooks.received(message("bot@rest.example", "1"));
    webhooks.received(message("bot@rest.example", "2"));
    bot.awaitIds("1");

    webhooks.reload(List.of(), null);
    webhooks.reload(List.of(config("bot", bot.url(), 1)), null);
    webhooks.received(message("bot@rest.example", "3"));
    bot.gate.release(1);
    bot.awaitIds("1", "2");
    bot.gate.release(2);

    bot.awaitIds("1", "2", "3");
  }

  @Test
  void callbacksWithoutNamesMayBePutBeforeEachOther() throws Exception {
    Gated a = new Gated();
    Gated other = new Gated();
    Webhooks webhooks = start(config("callback-1", a.url(), 1, "a@rest.example"));
    webhooks.received(message("a@rest.example", "1"));
    webhooks.received(message("a@rest.example", "2"));
    a.awaitIds("1");

    webhooks.reload(
        List.of(
            config("callback-1", other.url(), 1, "other@rest.example"),
            config("callback-2", a.url(), 1, "a@rest.example")),
        null);
    webhooks.received(message("a@rest.example", "3"));
    webhooks.received(message("other@rest.example", "4"));
    a.gate.release(3);
    other.gate.release();

    a.awaitIds("1", "2", "3");
    other.awaitIds("4");
  }

  @Test
  void filtersChangeFromOneStanzaToTheNext() throws Exception {
    Gated bot = new Gated();
    bot.gate.release(10);
    Webhooks webhooks = start(config("bot", bot.url(), 1, "a@rest.example"));

    webhooks.reload(List.of(config("bot", bot.url(), 1, "c@rest.example")), null);
    webhooks.received(message("a@rest.example", "1"));
    webhooks.received(message("c@rest.example", "2"));

    assertThat(unclaimed.poll(10, TimeUnit.SECONDS)).isNotNull();
    bot.awaitIds("2");
  }

  @Test
  void moreConnectionsHelpAtOnceAndFewerHoldBack() throws Exception {
    Gated bot = new Gated();
    Webhooks webhooks = start(config("bot", bot.url(), 1, 1));
    for (int i = 1; i <= 4; i++) {
      webhooks.received(message("bot" + i + "@rest.example", String.valueOf(i)));
    }
    bot.awaitIds("1");

    webhooks.reload(List.of(config("bot", bot.url(), 1, 3)), null);
    await().untilAsserted(() -> assertThat(bot.posts()).hasSize(3));
    webhooks.reload(List.of(config("bot", bot.url(), 1, 1)), null);
    bot.gate.release(2);
    for (int i = 5; i <= 7; i++) {
      webhooks.received(message("bot" + i + "@rest.example", String.valueOf(i)));
    }
    assertThat(bot.posts()).hasSize(3);
    bot.gate.release(1);
    await().untilAsserted(() -> assertThat(bot.posts()).hasSize(4));
    bot.gate.release(4);
    await().untilAsserted(() -> assertThat(bot.posts()).hasSize(7));
  }

  @Test
  void aFirstCallbackCanComeWithAReload() throws Exception {
    Gated bot = new Gated();
    bot.gate.release();
    Webhooks webhooks = start();
    webhooks.reload(List.of(config("bot", bot.url(), 1)), null);
    webhooks.received(message("a@rest.example", "1"));
    bot.awaitIds("1");
  }

  @Test
  void nothingIsLostOrDoubledThoughCallbacksComeAndGo() throws Exception {
    Gated bot = new Gated();
    bot.gate.release(100_000);
    Webhooks webhooks = start(config("bot", bot.url(), 0));
    CompletableFuture<Void> reloading =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 1; i <= 100; i++) {
                reload(webhooks, config(i % 10 == 0 ? "renamed" : "bot", bot.url(), i, 1 + i % 5));
              }
            });
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      sent.add(String.valueOf(i));
      webhooks.received(message("bot@rest.example", String.valueOf(i)));
    }
    reloading.get(20, TimeUnit.SECONDS);
    bot.awaitIds(sent.toArray(String[]::new));
    assertThat(unclaimed).isEmpty();
  }
}
