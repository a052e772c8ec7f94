package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stanzagate.xml.Element;

/**
 * Where one request ends and the next begins: whatever a client writes, the gateway and a proxy
 * before it never see different requests, and no stanza goes out that nobody plainly asked for.
 */
@Tag("jdk")
@OnRestBench
class SmugglingIT {
  private final RestBench bench;

  SmugglingIT(RestBench bench) {
    this.bench = bench;
  }

  @ParameterizedTest
  @MethodSource("org.stanzagate.it.Smuggled#oneRequestAfterTheOther")
  void whatIsAllowedIsTaken(Smuggled attack) throws Exception {
    List<RawAnswer> answers = assertSends(attack, Smuggled.LAST);

    assertThat(answers).hasSize(attack.sent().size() + 1);
    assertThat(answers.subList(0, attack.sent().size()))
        .extracting(RawAnswer::status)
        .containsOnly(202);
    assertThat(answers.get(attack.sent().size()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource({
    "org.stanzagate.it.Smuggled#framings",
    "org.stanzagate.it.Smuggled#lengths",
    "org.stanzagate.it.Smuggled#chunks",
    "org.stanzagate.it.Smuggled#heads"
  })
  void whatIsInDoubtIsRefusedAndEndsTheConnection(Smuggled attack) throws Exception {
    List<RawAnswer> answers = assertSends(attack, "");

    assertThat(answers).singleElement().extracting(RawAnswer::status).isIn(400, 413, 501);
  }

  private List<RawAnswer> assertSends(Smuggled attack, String last) throws Exception {
    List<RawAnswer> answers = new ArrayList<>();
    List<Element> sent =
        bench.sentWhile(
            () -> {
              try (RawConnection connection = bench.connect()) {
                connection.patience(2_000).send(attack.bytes() + last);
                answers.addAll(connection.answersUntilClosed());
              }
            });
    assertThat(sent).extracting(stanza -> stanza.attribute("id")).isEqualTo(attack.sent());
    return answers;
  }

  /** RFC 9112, section 5.2, leaves both open; what must not be is a third way. */
  @ParameterizedTest
  @MethodSource("org.stanzagate.it.Smuggled#folded")
  void aFoldedLineIsOneLineOrIsRefused(Smuggled attack) throws Exception {
    List<Element> sent =
        bench.sentWhile(
            () -> {
              try (RawConnection connection = bench.connect()) {
                List<RawAnswer> answers =
                    connection.send(attack.bytes() + Smuggled.LAST).answersUntilClosed();
                assertThat(answers)
                    .extracting(RawAnswer::status)
                    .isIn(List.of(202, 200), List.of(400));
              }
            });
    assertThat(sent).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void aRequestHiddenInABodyIsPartOfTheBody() throws Exception {
    String get =
        RawRequest.get("/healthz").with("Content-Length: " + Smuggled.HIDDEN.length()).head();
    List<Element> sent =
        bench.sentWhile(
            () -> {
              try (RawConnection connection = bench.connect()) {
                List<RawAnswer> answers =
                    connection.send(get + Smuggled.HIDDEN + Smuggled.LAST).answersUntilClosed();
                assertThat(answers)
                    .extracting(RawAnswer::status)
                    .isIn(List.of(200, 200), List.of(400));
              }
            });
    assertThat(sent).isEmpty();
  }
}
