package org.stanzagate.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.component.ComponentFixture.get;
import static org.stanzagate.component.ComponentFixture.stanza;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stanzagate.component.ScriptedServer.Peer;
import org.stanzagate.stanza.Stanza;

/** XEP-0313: several messages and an iq are one answer. */
@Timeout(60)
class ArchiveQueryTest {
  private static final String ROOM = "room@muc.example.net";
  private static final String AFTER =
      "<message from='b@example.net' to='bot@rest.example.net'><body>after</body></message>";

  private ComponentFixture fixture;
  private Peer peer;

  @BeforeEach
  void connect() throws Exception {
    fixture = new ComponentFixture();
    peer = fixture.connect();
  }

  @AfterEach
  void end() throws Exception {
    peer.close();
    fixture.close();
  }

  private static String query(String id, String queryId) {
    return "<iq type='set' id='%s' from='bot@rest.example.net' to='%s'>".formatted(id, ROOM)
        + "<query xmlns='urn:xmpp:mam:2' queryid='%s'/></iq>".formatted(queryId);
  }

  private static String result(String from, String queryId, String id) {
    return "<message to='bot@rest.example.net' from='%s'>".formatted(from)
        + "<result xmlns='urn:xmpp:mam:2' queryid='%s' id='%s'>".formatted(queryId, id)
        + "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay'"
        + " stamp='2026-01-01T00:00:00Z'/><message xmlns='jabber:client' type='groupchat'"
        + " from='room@muc.example.net/romeo'><body>said</body></message>"
        + "</forwarded></result></message>";
  }

  private static String fin(String id) {
    return "<iq type='result' id='%s' to='bot@rest.example.net' from='%s'>".formatted(id, ROOM)
        + "<fin xmlns='urn:xmpp:mam:2' complete='true'/></iq>";
  }

  private CompletableFuture<Reply> ask(String id, String queryId) throws Exception {
    CompletableFuture<Reply> reply = fixture.request(query(id, queryId));
    peer.expect(query(id, queryId));
    return reply;
  }

  private static Reply.Answer answer(String fin, String... results) throws Exception {
    List<Stanza> stanzas = new ArrayList<>();
    for (String result : results) {
      stanzas.add(stanza(result));
    }
    return new Reply.Answer(stanzas, stanza(fin));
  }

  private void assertNothingIsHeld() {
    assertThat(fixture.component.waiting()).isZero();
    assertThat(fixture.timer.getQueue()).hasSize(1); // the keepalive's
  }

  private void assertOnlyThisReachesTheListener(String... xml) throws Exception {
    for (String expected : xml) {
      assertThat(fixture.nextReceived()).isEqualTo(stanza(expected));
    }
    peer.send(AFTER);
    assertThat(fixture.nextReceived()).isEqualTo(stanza(AFTER));
  }

  @Test
  void theResultsAndTheIqAreOneAnswerInTheirOrder() throws Exception {
    CompletableFuture<Reply> reply = ask("1", "q");
    peer.send(result(ROOM, "q", "b") + result(ROOM, "q", "a") + fin("1"));
    assertThat(get(reply))
        .isEqualTo(answer(fin("1"), result(ROOM, "q", "b"), result(ROOM, "q", "a")));
    assertThat(((Reply.Answer) get(reply)).all())
        .containsExactly(
            stanza(result(ROOM, "q", "b")), stanza(result(ROOM, "q", "a")), stanza(fin("1")));
    assertNothingIsHeld();
    assertOnlyThisReachesTheListener();
  }

  @Test
  void anEmptyArchiveAnswersWithTheIqAlone() throws Exception {
    CompletableFuture<Reply> reply = ask("1", "q");
    peer.send(fin("1"));
    assertThat(get(reply)).isEqualTo(new Reply.Answer(stanza(fin("1"))));
  }

  @Test
  void anErrorAfterSomeResultsEndsTheAnswerToo() throws Exception {
    CompletableFuture<Reply> reply = ask("1", "q");
    String error =
        "<iq type='error' id='1' to='bot@rest.example.net' from='room@muc.example.net'><error"
            + " type='wait'><internal-server-error"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>";
    peer.send(result(ROOM, "q", "a") + error);
    assertThat(get(reply)).isEqualTo(answer(error, result(ROOM, "q", "a")));
  }

  @Test
  void queriesSideBySideDontMix() throws Exception {
    CompletableFuture<Reply> first = ask("1", "p");
    CompletableFuture<Reply> second = ask("2", "q");
    peer.send(result(ROOM, "q", "a") + result(ROOM, "p", "b") + AFTER + result(ROOM, "q", "c"));
    peer.send(fin("2") + result(ROOM, "p", "d") + fin("1"));
    assertThat(get(second))
        .isEqualTo(answer(fin("2"), result(ROOM, "q", "a"), result(ROOM, "q", "c")));
    assertThat(get(first))
        .isEqualTo(answer(fin("1"), result(ROOM, "p", "b"), result(ROOM, "p", "d")));
    assertOnlyThisReachesTheListener(AFTER);
  }

  @Test
  void whatAnybodyElseSaysIsNoResult() throws Exception {
    CompletableFuture<Reply> reply = ask("1", "q");
    String[] others = {
      result("mallory@example.net/x", "q", "third party"),
      result(ROOM + "/mallory", "q", "occupant"),
      result("muc.example.net", "q", "service"),
      result("rest.example.net", "q", "ourselves"),
      result(ROOM, "other", "another query"),
      result(ROOM, "", "no query"),
      result(ROOM, "q", "to another").replace("to='bot@", "to='tob@"),
      result(ROOM, "q", "to a resource")
          .replace("to='bot@rest.example.net", "to='bot@rest.example.net/x"),
      result(ROOM, "q", "namespace").replace("mam:2", "mam:1"),
      result(ROOM, "q", "error").replace("<message to", "<message type='error' to"),
      result(ROOM, "q", "presence")
          .replaceAll("<message to(.*)message>$", "<presence to$1presence>"),
      "<message to='bot@rest.example.net' from='room@muc.example.net'><wrapped xmlns='urn:x'>"
          + "<result xmlns='urn:xmpp:mam:2' queryid='q' id='deeper'/></wrapped></message>",
    };
    for (String other : others) {
      peer.send(other);
    }
    peer.send(result(ROOM, "q", "true") + fin("1"));
    assertThat(get(reply)).isEqualTo(answer(fin("1"), result(ROOM, "q", "true")));
    assertOnlyThisReachesTheListener(others);
  }

  @Test
  void whatNobodyWaitsForGoesToTheListener() throws Exception {
    CompletableFuture<Reply> reply = ask("1", "q");
    peer.send(result(ROOM, "q", "a") + fin("1") + result(ROOM, "q", "late"));
    assertThat(get(reply)).isEqualTo(answer(fin("1"), result(ROOM, "q", "a")));
    assertOnlyThisReachesTheListener(result(ROOM, "q", "late"));
  }

  @Test
  void whenTheTimeRunsOutInTheMiddleThereIsNoAnswer() throws Exception {
    Duration timeout = Duration.ofMillis(300);
    CompletableFuture<Reply> reply = fixture.component.request(stanza(query("1", "q")), timeout);
    peer.expect(query("1", "q"));
    peer.send(result(ROOM, "q", "a"));
    assertThat(get(reply)).isEqualTo(new Reply.NoAnswer(timeout));
    assertNothingIsHeld();
    peer.send(result(ROOM, "q", "b") + fin("1"));
    assertOnlyThisReachesTheListener(result(ROOM, "q", "b"), fin("1"));
  }

  @Test
  void whoLeavesFreesTheQueryId() throws Exception {
    ask("1", "q").cancel(false);
    assertNothingIsHeld();
    CompletableFuture<Reply> again = ask("2", "q");
    peer.send(result(ROOM, "q", "a") + fin("2"));
    assertThat(get(again)).isEqualTo(answer(fin("2"), result(ROOM, "q", "a")));
  }

  @Test
  void theSameQueryIdAgainIsRefusedUnsent() throws Exception {
    CompletableFuture<Reply> first = ask("1", "q");
    assertThat(get(fixture.request(query("2", "q")))).isEqualTo(new NotSent.AlreadyWaiting());
    assertThat(fixture.component.waiting()).isOne();
    String elsewhere = query("2", "q").replace(ROOM, "else@muc.example.net");
    CompletableFuture<Reply> second = fixture.request(elsewhere);
    peer.expect(elsewhere);
    peer.send(result(ROOM, "q", "a") + fin("1"));
    assertThat(get(first)).isInstanceOf(Reply.Answer.class);
    assertThat(second).isNotDone();
    CompletableFuture<Reply> again = ask("2", "q");
    peer.send(fin("2"));
    assertThat(get(again)).isInstanceOf(Reply.Answer.class);
  }

  @Test
  void anArchiveWithoutEndIsTooMuchAndDisturbsNobody() throws Exception {
    CompletableFuture<Reply> reply = ask("1", "q");
    String results = result(ROOM, "q", "a").repeat(1_000);
    for (int i = 0; i < 100; i++) {
      peer.send(results);
    }
    peer.send(fin("1"));
    assertThat(get(reply))
        .isInstanceOfSatisfying(
            Reply.Unreadable.class, no -> assertThat(no.reason()).contains("ask for less", "max"));
    assertNothingIsHeld();
    assertOnlyThisReachesTheListener();
    assertThat(fixture.component.counters().opened()).isOne();
  }

  @Test
  void largeResultsAreTooMuchTogether() throws Exception {
    CompletableFuture<Reply> reply = ask("1", "q");
    String large = result(ROOM, "q", "a").replace("said", "x".repeat(500_000));
    for (int i = 0; i < 100; i++) {
      peer.send(large);
    }
    peer.send(fin("1"));
    assertThat(get(reply)).isInstanceOf(Reply.Unreadable.class);
    assertOnlyThisReachesTheListener();
  }

  @Test
  void oneResultThatIsTooLargeSpoilsTheAnswerAndIsNotRefusedToTheArchive() throws Exception {
    CompletableFuture<Reply> reply = ask("1", "q");
    peer.send(result(ROOM, "q", "a"));
    peer.send(result(ROOM, "q", "b").replace("said", "x".repeat(1024 * 1024)));
    peer.send(result(ROOM, "q", "c") + fin("1"));
    assertThat(get(reply))
        .isInstanceOfSatisfying(
            Reply.Unreadable.class, no -> assertThat(no.reason()).contains("larger than"));
    var unused = ask("2", "q");
    assertOnlyThisReachesTheListener();
  }

  @Test
  void tooMuchIsSaidWhereTheEndNeverComesToo() throws Exception {
    CompletableFuture<Reply> reply =
        fixture.component.request(stanza(query("1", "q")), Duration.ofSeconds(2));
    peer.expect(query("1", "q"));
    peer.send(result(ROOM, "q", "b").replace("said", "x".repeat(1024 * 1024)));
    assertThat(get(reply)).isInstanceOf(Reply.Unreadable.class);
    assertNothingIsHeld();
  }
}
