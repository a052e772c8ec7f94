package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.xml.Element;

/** Archives, and strangers beside them, that send what nobody asked for. */
@OnRestBench
class MamAttackIT {
  private static final String ARCHIVE = "room@muc.localhost";
  private static final String MAM = "urn:xmpp:mam:2";

  private RestBench bench;

  @BeforeAll
  void start() {
    bench = RestBench.start("", "-Xmx128m");
  }

  @AfterAll
  void stop() {
    bench.close();
  }

  @AfterEach
  void lives() throws Exception {
    bench.answersAsUsual();
    bench.assertLives();
  }

  private static String queryId(Element query) {
    return String.valueOf(query.elements().get(0).attribute("queryid"));
  }

  /** One result of an archive. */
  private static String result(String from, String queryId, String id) {
    return "<message from='%s' to='gw.localhost'><result xmlns='%s' queryid='%s' id='%s'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='a@b' to='c@d'><body>old</body></message></forwarded></result></message>"
        .formatted(from, MAM, queryId, id);
  }

  private static String end(Element query) {
    return RestBench.result(query, "<fin xmlns='" + MAM + "' complete='true'/>");
  }

  private void archiveSends(Function<Element, String> what) {
    bench
        .server()
        .answers(
            stanza ->
                stanza.element(MAM, "query").isEmpty()
                    ? RestBench.usualAnswer(stanza)
                    : Optional.of(what.apply(stanza)));
  }

  private RawAnswer ask() throws Exception {
    return ask("<query xmlns='" + MAM + "'/>");
  }

  private RawAnswer ask(String query) throws Exception {
    return bench.exchange(
        RawRequest.xml("<iq type='set' to='%s'>%s</iq>".formatted(ARCHIVE, query)));
  }

  private static List<String> ids(RawAnswer answer) {
    return answer.xml().elements().stream()
        .flatMap(stanza -> stanza.element(MAM, "result").stream())
        .map(result -> String.valueOf(result.attribute("id")))
        .toList();
  }

  @Test
  void onlyWhatTheArchiveSendsForThisQueryIsInTheAnswer() throws Exception {
    archiveSends(
        query ->
            result(ARCHIVE, queryId(query), "1")
                + result("evil@localhost", queryId(query), "evil")
                + result("muc.localhost", queryId(query), "evil")
                + result(ARCHIVE + "/nick", queryId(query), "evil")
                + result(ARCHIVE, "another", "evil")
                + result(ARCHIVE, "", "evil")
                + result(ARCHIVE, queryId(query) + " ", "evil")
                + result(ARCHIVE, queryId(query), "evil").replace(MAM, "urn:xmpp:mam:1")
                + result(ARCHIVE, queryId(query), "evil")
                    .replace("gw.localhost", "bot@gw.localhost")
                + "<message from='%s' to='gw.localhost'><body>evil</body></message>"
                    .formatted(ARCHIVE)
                + result(ARCHIVE, queryId(query), "2")
                + end(query)
                + result(ARCHIVE, queryId(query), "late"));
    RawAnswer answer = ask();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(ids(answer)).containsExactly("1", "2");
    assertThat(answer.body()).startsWith("<xmpp>").doesNotContain("evil").doesNotContain("late");
  }

  /** Else an occupant of a room could add to its archive. */
  @Test
  void anOccupantIsNotTheRoom() throws Exception {
    archiveSends(query -> result(ARCHIVE + "/mallory", queryId(query), "evil") + end(query));
    assertThat(ask().body()).startsWith("<iq ").doesNotContain("evil");
  }

  @Test
  void theEndOfAnotherIsNotTheEnd() throws Exception {
    archiveSends(
        query ->
            end(query).replace("from='" + ARCHIVE, "from='evil@localhost")
                + result(ARCHIVE, queryId(query), "1")
                + end(query).replace("id='" + query.attribute("id"), "id='another")
                + result(ARCHIVE, queryId(query), "2")
                + end(query));
    assertThat(ids(ask())).containsExactly("1", "2");
  }

  @Test
  void eachQueryHasAnIdThatCannotBeGuessed() throws Exception {
    archiveSends(MamAttackIT::end);
    List<Element> sent =
        bench.sentWhile(
            () -> {
              ask();
              ask();
              ask("<query xmlns='" + MAM + "' queryid=''/>");
            });
    assertThat(sent).extracting(MamAttackIT::queryId).doesNotHaveDuplicates();
    assertThat(sent.subList(0, 2)).allMatch(query -> queryId(query).length() >= 16);
  }

  @Test
  void aQueryThatEndsInAnErrorIsTheErrorWithWhatCameBefore() throws Exception {
    archiveSends(
        query ->
            end(query)
                .replace("'result'", "'error'")
                .replaceAll(
                    "<fin.*/>",
                    "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"));
    RawAnswer answer = ask();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).startsWith("<iq ").contains("item-not-found");
  }

  /** What doesn't fit is no answer by halves, and not the end of the gateway. */
  @ParameterizedTest
  @ValueSource(ints = {10, 12_000})
  void moreThanCanBeHeldIs502(int size) throws Exception {
    int count = size == 10 ? 20_000 : 4_000;
    archiveSends(
        query ->
            IntStream.range(0, count)
                    .mapToObj(
                        i ->
                            result(ARCHIVE, queryId(query), "r" + i)
                                .replace("old", "x".repeat(size)))
                    .collect(Collectors.joining())
                + end(query));
    RawAnswer answer = ask();
    assertThat(answer.status()).as("%.300s", answer.toString()).isEqualTo(502);
    assertThat(answer.fault().text()).contains("max");
  }

  @Test
  void anArchiveThatNeverEndsIs504() throws Exception {
    archiveSends(query -> result(ARCHIVE, queryId(query), "1"));
    RawAnswer answer =
        bench.exchange(
            RawRequest.xml(
                    "<iq type='set' to='%s'><query xmlns='%s'/></iq>".formatted(ARCHIVE, MAM))
                .with("Prefer: wait=1"));
    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.fault().condition()).isEqualTo("remote-server-timeout");
  }

  /** Fifty at once, each of which gets what is its own. */
  @Test
  void queriesSideBySideAreNotMixed() throws Exception {
    archiveSends(
        query -> result(ARCHIVE, queryId(query), "of-" + query.attribute("id")) + end(query));
    List<RawConnection> connections = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      connections.add(
          bench
              .connect()
              .send(
                  RawRequest.xml(
                      "<iq type='set' to='%s' id='q%d'><query xmlns='%s'/></iq>"
                          .formatted(ARCHIVE, i, MAM))));
    }
    for (int i = 0; i < 50; i++) {
      assertThat(ids(connections.get(i).answer())).containsExactly("of-q" + i);
      connections.get(i).close();
    }
  }

  private static String bounce(Element message, String from, String id) {
    return "<message type='error' from='%s' to='gw.localhost' id='%s'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"
        .formatted(from, id.isEmpty() ? message.attribute("id") : id);
  }

  private RawAnswer say(Function<Element, String> comesBack) throws Exception {
    bench
        .server()
        .answers(
            stanza ->
                stanza.name().equals("message")
                    ? Optional.of(comesBack.apply(stanza))
                    : RestBench.usualAnswer(stanza));
    return bench.exchange(RawRequest.xml("<message to='r@localhost/x'/>").with("Prefer: wait=1"));
  }

  @Test
  void onlyTheBounceItselfIsTheBounce() throws Exception {
    RawAnswer bounced = say(message -> bounce(message, "r@localhost/x", ""));
    assertThat(bounced.status()).isEqualTo(200);
    assertThat(bounced.body()).contains("<gone").startsWith("<message ");

    assertThat(say(message -> bounce(message, "evil@localhost", "")).status()).isEqualTo(202);
    assertThat(say(message -> bounce(message, "r@localhost", "")).status()).isEqualTo(202);
    assertThat(say(message -> bounce(message, "r@localhost/x", "other")).status()).isEqualTo(202);
    assertThat(
            say(message ->
                    bounce(message, "r@localhost/x", "").replace("type='error'", "type='chat'"))
                .status())
        .isEqualTo(202);
    assertThat(
            say(message -> bounce(message, "r@localhost/x", "").replace("message", "presence"))
                .status())
        .isEqualTo(202);
  }
}
