package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stanzagate.codec.Corpus;
import org.stanzagate.codec.RandomStanzas;
import org.stanzagate.xml.Element;

/**
 * What a webhook gets of a stanza that was in the store while the process was killed: the very
 * bytes of one that never was.
 */
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DurableBodiesIT {
  private static final int RANDOM = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The names of the bots are of one length, so that the bodies are. */
  private static final String YAML =
      """
      callbacks:
        - { name: dx, to: [ dx@gw.localhost ], url: '@WEBHOOK@/x/{kind}/{type}/{from}' }
        - { name: sx, to: [ sx@gw.localhost ], url: '@WEBHOOK@/x/{kind}/{type}/{from}', delivery: durable }
        - { name: dj, to: [ dj@gw.localhost ], url: '@WEBHOOK@/j/{kind}/{type}/{from}', content_type: application/json }
        - { name: sj, to: [ sj@gw.localhost ], url: '@WEBHOOK@/j/{kind}/{type}/{from}', content_type: application/json, delivery: durable }
      """;

  private final DurableBench bench = new DurableBench(YAML);
  private final List<Element> stanzas = stanzas();

  DurableBodiesIT() throws IOException {}

  @AfterEach
  void close() {
    bench.close();
  }

  /** Messages and presences that aren't errors, which are never stored. */
  private static List<Element> stanzas() {
    RandomStanzas random = new RandomStanzas(6);
    return Stream.concat(Corpus.stanzas().stream(), Stream.generate(random::next).limit(RANDOM))
        .filter(stanza -> !stanza.name().equals("iq"))
        .filter(stanza -> !"error".equals(stanza.attribute("type")))
        .filter(stanza -> stanza.element("urn:xmpp:receipts", "received").isEmpty())
        .toList();
  }

  /** Each of a user of his own. */
  private void sendAll(String bot) throws IOException {
    for (int i = 0; i < stanzas.size(); i++) {
      Element addressed =
          stanzas.get(i).toBuilder()
              .attribute("from", "u%d-%s@localhost/x".formatted(i, bot))
              .attribute("to", bot + "@gw.localhost")
              .build();
      bench.server().send(StreamServer.xml(addressed));
    }
  }

  /** What came so far for a bot since a number of posts, each thing once, by its URL. */
  private Map<String, Set<String>> came(String bot, int since) {
    List<WebhookRequest> posts = bench.webhook().posts().all();
    Map<String, Set<String>> came = new TreeMap<>();
    for (WebhookRequest post : posts.subList(since, posts.size())) {
      if (post.target().contains("-" + bot)) {
        String head =
            "%s %s %s\n"
                .formatted(
                    post.header("Content-Type"),
                    post.header("Content-Language"),
                    post.header("Content-Length"));
        came.computeIfAbsent(neutral(post.target(), bot), key -> new TreeSet<>())
            .add(head + neutral(post.text(), bot));
      }
    }
    return came;
  }

  private static String neutral(String text, String bot) {
    return text.replace("-" + bot, "-bot").replace(bot + "@gw.localhost", "bot@gw.localhost");
  }

  private int refused(String bot) {
    return bench
        .server()
        .received()
        .all(
            stanza ->
                String.valueOf(stanza.attribute("to")).contains("-" + bot)
                    && "error".equals(stanza.attribute("type")))
        .size();
  }

  private Map<String, Set<String>> awaitAll(String bot, int since) {
    Awaitility.await("all for " + bot)
        .atMost(PATIENCE)
        .until(() -> came(bot, since).size() + refused(bot) == stanzas.size());
    return came(bot, since);
  }

  @Test
  void itIsTheSameToTheByte() throws Exception {
    bench
        .webhook()
        .answers(request -> WebhookAnswer.status(request.target().contains("-s") ? 503 : 204));
    bench.start();
    List<String> bots = List.of("dx", "sx", "dj", "sj");
    for (String bot : bots) {
      sendAll(bot);
    }
    Map<String, Map<String, Set<String>>> before = new TreeMap<>();
    for (String bot : bots) {
      before.put(bot, awaitAll(bot, 0));
    }
    bench.kill();
    int since = bench.webhook().posts().all().size();
    bench.webhook().answers(request -> WebhookAnswer.status(204));
    bench.start();
    Map<String, Set<String>> xml = awaitAll("sx", since);
    Map<String, Set<String>> json = awaitAll("sj", since);

    assertThat(before.get("sx")).isEqualTo(before.get("dx"));
    assertThat(before.get("sj")).isEqualTo(before.get("dj"));
    assertThat(xml).isEqualTo(before.get("dx")).hasSizeGreaterThan(RANDOM / 3);
    assertThat(json).isEqualTo(before.get("dj")).hasSizeGreaterThan(RANDOM / 3);
    assertThat(xml.values()).allSatisfy(bodies -> assertThat(bodies).hasSize(1));
  }
}
