package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smackx.muc.MultiUserChat;
import org.junit.jupiter.api.Test;

/** That the tests have what they stand on: a server, its users, its rooms, its components. */
@OnRealServers
class HarnessIT {
  private final RealServer server;

  HarnessIT(RealServer server) {
    this.server = server;
  }

  @Test
  void usersReachEachOtherBeforeAndAfterARestart() throws Exception {
    for (Runnable between : List.<Runnable>of(() -> {}, server::restart)) {
      between.run();
      try (XmppUser romeo = XmppUser.login(server, "romeo");
          XmppUser juliet = XmppUser.login(server, "juliet")) {
        Message heard = romeo.message(juliet.say(romeo.jid(), "wherefore art thou?"));

        assertThat(heard.getBody()).isEqualTo("wherefore art thou?");
        assertThat(heard.getFrom().toString()).isEqualTo(juliet.jid());
      }
    }
  }

  @Test
  void usersMeetInARoom() throws Exception {
    try (XmppUser romeo = XmppUser.login(server, "romeo");
        XmppUser juliet = XmppUser.login(server, "juliet")) {
      String room = "harness@" + RealServer.ROOMS;
      romeo.enter(room);
      MultiUserChat balcony = juliet.enter(room);
      Message said = balcony.buildMessage().setBody("ay me").build();
      juliet.send(said);

      assertThat(romeo.message(said.getStanzaId()).getFrom().toString())
          .isEqualTo(room + "/juliet");
    }
  }

  @Test
  void aComponentAndAUserReachEachOther() throws Exception {
    try (XmppUser romeo = XmppUser.login(server, "romeo");
        Peer peer = Peer.connect(server)) {
      String message =
          "<message id='m1' from='nurse@peer.localhost' to='%s'><a xmlns='urn:a'>one <b/> two</a></message>";
      peer.send(message.formatted(romeo.jid()));
      assertThat(romeo.messageOnTheWire("m1")).contains("one <b/> two");

      romeo.say("nurse@peer.localhost", "what hour?");
      assertThat(peer.await(Pattern.compile("<body>(.*?)</body>")).group(1))
          .isEqualTo("what hour?");
    }
  }
}
