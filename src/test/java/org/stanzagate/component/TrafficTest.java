package org.stanzagate.component;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stanzagate.component.ScriptedServer.Peer;

/** What one sees who looks at the stream. */
@Timeout(60)
class TrafficTest {
  private static final String PING =
      "<iq type='get' id='%s' to='%s' from='%s'><ping xmlns='urn:xmpp:ping'/></iq>";

  @Test
  void whoLooksSeesWhatComesAndWhatIsWritten() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      fixture.traffic.isLooking = true;
      peer.send("<message id='m1' from='a@b.example' to='bot@" + ScriptedServer.DOMAIN + "'/>");
      assertThat(fixture.traffic.seen.poll(20, SECONDS)).isEqualTo("in m1");

      var sent =
          fixture.send("<message id='m2' to='a@b.example' from='" + ScriptedServer.DOMAIN + "'/>");
      assertThat(ComponentFixture.get(sent)).isInstanceOf(Delivery.Written.class);
      assertThat(fixture.traffic.seen.poll(20, SECONDS)).isEqualTo("out m2");
    }
  }

  @Test
  void anAnswerIsToldFromOtherStanzas() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      fixture.traffic.isLooking = true;
      var reply = fixture.request(PING.formatted("q1", "b.example", ScriptedServer.DOMAIN));
      assertThat(fixture.traffic.seen.poll(20, SECONDS)).isEqualTo("out q1");
      peer.send("<iq type='result' id='q1' from='b.example' to='" + ScriptedServer.DOMAIN + "'/>");
      assertThat(ComponentFixture.get(reply)).isInstanceOf(Reply.Answer.class);
      assertThat(fixture.traffic.seen.poll(20, SECONDS)).isEqualTo("answer q1");
    }
  }

  @Test
  void whatIsNotWrittenIsNotSeen() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      fixture.traffic.isLooking = true;
      var sent =
          fixture.send("<message id='m1' to='a@b.example' from='" + ScriptedServer.DOMAIN + "'/>");
      assertThat(ComponentFixture.get(sent)).isInstanceOf(NotSent.Unavailable.class);
      Peer peer = fixture.connect();
      peer.send("<message id='m2' from='a@b.example' to='" + ScriptedServer.DOMAIN + "'/>");
      assertThat(fixture.traffic.seen.poll(20, SECONDS)).isEqualTo("in m2");
    }
  }

  @Test
  void whoDoesNotLookIsToldNothing() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      peer.send("<message id='m1' from='a@b.example' to='" + ScriptedServer.DOMAIN + "'/>");
      assertThat(fixture.nextReceived().id()).isEqualTo("m1");
      ComponentFixture.get(
          fixture.send("<message id='m2' to='a@b.example' from='" + ScriptedServer.DOMAIN + "'/>"));
      assertThat(fixture.traffic.seen).isEmpty();
    }
  }
}
