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

@Timeout(60)
class RequestTest {
  private static final String IQ =
      "<iq type='get' id='%s' from='bot@rest.example.net' to='a@example.net/x'>"
          + "<ping xmlns='urn:xmpp:ping'/></iq>";
  private static final String RESULT =
      "<iq type='result' id='%s' to='bot@rest.example.net' from='%s'/>";
  private static final String ASKED = "a@example.net/x";

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

  private CompletableFuture<Reply> request(String id) throws Exception {
    CompletableFuture<Reply> reply = fixture.request(IQ.formatted(id));
    peer.expect(IQ.formatted(id));
    return reply;
  }

  private void assertNothingIsHeld() {
    assertThat(fixture.component.waiting()).isZero();
    assertThat(fixture.timer.getQueue()).hasSize(1); // the keepalive's
  }

  @Test
  void theResultIsTheAnswer() throws Exception {
    CompletableFuture<Reply> reply = request("1");
    peer.send(RESULT.formatted("1", ASKED));
    assertThat(get(reply)).isEqualTo(new Reply.Answer(stanza(RESULT.formatted("1", ASKED))));
    assertNothingIsHeld();
    assertThat(fixture.received).isEmpty();
  }

  @Test
  void anErrorIsAnAnswerToo() throws Exception {
    CompletableFuture<Reply> reply = request("1");
    String error =
        "<iq type='error' id='1' to='bot@rest.example.net' from='a@example.net/x'>"
            + "<error type='cancel'><service-unavailable"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>";
    peer.send(error);
    assertThat(get(reply)).isEqualTo(new Reply.Answer(stanza(error)));
  }

  @Test
  void addressesAreComparedNormalised() throws Exception {
    CompletableFuture<Reply> reply =
        fixture.request(
            "<iq type='get' id='1' from='Bot@REST.example.net' to='Jürgen@EXAMPLE.net/X'>"
                + "<ping xmlns='urn:xmpp:ping'/></iq>");
    peer.send("<iq type='result' id='1' to='bot@rest.example.net' from='JÜRGEN@example.net/X'/>");
    assertThat(get(reply)).isInstanceOf(Reply.Answer.class);
  }

  @Test
  void anAnswerFromAnybodyElseGoesToTheListener() throws Exception {
    CompletableFuture<Reply> reply = request("1");
    peer.send(RESULT.formatted("1", "mallory@example.net/x"));
    peer.send(RESULT.formatted("1", "a@example.net"));
    assertThat((Object) fixture.nextReceived().from()).hasToString("mallory@example.net/x");
    assertThat((Object) fixture.nextReceived().from()).hasToString("a@example.net");
    assertThat(reply).isNotDone();
    peer.send(RESULT.formatted("1", ASKED));
    assertThat(get(reply)).isInstanceOf(Reply.Answer.class);
  }

  @Test
  void aQuestionWithTheSameIdIsNoAnswer() throws Exception {
    CompletableFuture<Reply> reply = request("1");
    peer.send(RESULT.formatted("1", ASKED).replace("result", "get"));
    assertThat(fixture.nextReceived().isRequest()).isTrue();
    assertThat(reply).isNotDone();
  }

  @Test
  void theComponentMayAskItself() throws Exception {
    String iq =
        "<iq type='%s' id='1' from='rest.example.net' to='rest.example.net'><q xmlns='urn:x'/>"
            + "</iq>";
    CompletableFuture<Reply> reply = fixture.request(iq.formatted("get"));
    peer.expect(iq.formatted("get"));
    peer.send(iq.formatted("get"));
    assertThat(fixture.nextReceived().isRequest()).isTrue();
    peer.send(iq.formatted("result"));
    assertThat(get(reply)).isInstanceOf(Reply.Answer.class);
  }

  @Test
  void whenTheTimeIsOverALateAnswerGoesToTheListener() throws Exception {
    Duration timeout = Duration.ofMillis(30);
    CompletableFuture<Reply> reply = fixture.component.request(stanza(IQ.formatted("1")), timeout);
    peer.expect(IQ.formatted("1"));
    assertThat(get(reply)).isEqualTo(new Reply.NoAnswer(timeout));
    assertNothingIsHeld();
    peer.send(RESULT.formatted("1", ASKED));
    assertThat(fixture.nextReceived().id()).isEqualTo("1");
  }

  @Test
  void aCancelledRequestIsForgotten() throws Exception {
    CompletableFuture<Reply> reply = request("1");
    reply.cancel(true);
    assertNothingIsHeld();
    peer.send(RESULT.formatted("1", ASKED));
    assertThat(fixture.nextReceived().id()).isEqualTo("1");
  }

  @Test
  void theSameAgainIsRefusedUnsent() throws Exception {
    CompletableFuture<Reply> reply = request("1");
    assertThat(get(fixture.request(IQ.formatted("1")))).isEqualTo(new NotSent.AlreadyWaiting());
    CompletableFuture<Reply> other = request("2");
    peer.send(RESULT.formatted("1", ASKED) + RESULT.formatted("2", ASKED));
    assertThat(get(reply)).isInstanceOf(Reply.Answer.class);
    assertThat(get(other)).isInstanceOf(Reply.Answer.class);
  }

  @Test
  void whatIsNotSentIsNotWaitedFor() throws Exception {
    String large = IQ.formatted("1").replace("</iq>", "x".repeat(300_000) + "</iq>");
    assertThat(get(fixture.request(large))).isInstanceOf(NotSent.TooLarge.class);
    assertNothingIsHeld();
    fixture.server.close();
    peer.close();
    fixture.awaitWarning("the server closed the stream");
    assertThat(get(fixture.request(IQ.formatted("1")))).isInstanceOf(NotSent.Unavailable.class);
    assertThat(fixture.component.waiting()).isZero();
  }

  @Test
  void aWrittenRequestOutlivesItsStream() throws Exception {
    CompletableFuture<Reply> reply = request("1");
    peer.cut();
    peer = fixture.acceptStream();
    assertThat(reply).isNotDone();
    peer.send(RESULT.formatted("1", ASKED));
    assertThat(get(reply)).isInstanceOf(Reply.Answer.class);
  }

  @Test
  void tenThousandAreAnsweredInReverseOrder() throws Exception {
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      replies.add(request("id-" + i));
    }
    StringBuilder answers = new StringBuilder();
    for (int i = 9_999; i >= 0; i--) {
      answers.append(RESULT.formatted("id-" + i, ASKED));
    }
    assertThat(fixture.component.waiting()).isEqualTo(10_000);
    peer.send(answers.toString());
    for (int i = 0; i < 10_000; i++) {
      Reply reply = get(replies.get(i));
      assertThat(((Reply.Answer) reply).stanza().id()).isEqualTo("id-" + i);
    }
    assertNothingIsHeld();
  }

  @Test
  void anAnswerThatIsTooLargeIsSaidToBeSo() throws Exception {
    CompletableFuture<Reply> reply = request("1");
    peer.send(
        RESULT.formatted("1", ASKED).replace("/>", ">")
            + "<q xmlns='urn:x'>"
            + "x".repeat(ComponentFixture.MAX_STANZA)
            + "</q></iq>");
    assertThat(get(reply))
        .isInstanceOfSatisfying(
            Reply.Unreadable.class, no -> assertThat(no.reason()).contains("larger than"));
    assertNothingIsHeld();
  }

  @Test
  void anAnswerThatIsTooDeepIsSaidToBeSo() throws Exception {
    CompletableFuture<Reply> reply = request("1");
    peer.send(
        RESULT.formatted("1", ASKED).replace("/>", ">")
            + "<q xmlns='urn:x'>".repeat(200)
            + "</q>".repeat(200)
            + "</iq>");
    assertThat(get(reply)).isInstanceOf(Reply.Unreadable.class);
    assertThat(fixture.received).isEmpty();
  }

  @Test
  void aCallbackThatThrowsHarmsNoOtherRequest() throws Exception {
    CompletableFuture<Void> first =
        request("1")
            .thenAccept(
                reply -> {
                  throw new IllegalStateException("callback");
                });
    CompletableFuture<Reply> second = request("2");
    peer.send(RESULT.formatted("1", ASKED) + RESULT.formatted("2", ASKED));
    assertThat(get(second)).isInstanceOf(Reply.Answer.class);
    assertThat(first).isCompletedExceptionally();
    assertThat(fixture.component.isConnected()).isTrue();
  }
}
