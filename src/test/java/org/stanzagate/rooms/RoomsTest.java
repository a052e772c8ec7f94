package org.stanzagate.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.component.Delivery;
import org.stanzagate.component.NotSent;
import org.stanzagate.component.Reply;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.component.StanzaListener;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.ElementReader;

/** What is known after stanzas have gone out and come in; the room is room@muc throughout. */
class RoomsTest {
  private static final String JOIN =
      "<presence from='bot@gw/a' to='room@muc/bot'>"
          + "<x xmlns='http://jabber.org/protocol/muc'/></presence>";
  private static final String LEAVE =
      "<presence from='bot@gw/a' to='room@muc/bot' type='unavailable'/>";

  private final ScriptedComponent wire = new ScriptedComponent("gw");

  /** What becomes of what is sent next. */
  private CompletableFuture<Delivery> next = new CompletableFuture<>();

  private final Rooms rooms = new Rooms(wire);
  private final List<Stanza> heard = new ArrayList<>();
  private final StanzaListener listener = rooms.listener(heard::add);

  private static Stanza stanza(String xml) throws Exception {
    return Stanza.of(ElementReader.read(xml.getBytes(StandardCharsets.UTF_8), Namespaces.CLIENT));
  }

  private void out(String xml) throws Exception {
    Stanza stanza = stanza(xml);
    wire.onSend = sent -> next;
    assertThat(rooms.send(stanza)).isSameAs(next);
    assertThat(wire.sent.remove()).isSameAs(stanza);
  }

  private void in(String xml) throws Exception {
    Stanza stanza = stanza(xml);
    listener.received(stanza);
    assertThat(heard.get(heard.size() - 1)).isSameAs(stanza);
  }

  /** The room's presence about ourselves. */
  private static String self(String nick, String attributes, String... statuses) {
    StringBuilder presence = new StringBuilder();
    presence.append("<presence from='room@muc/").append(nick).append("' to='bot@gw/a'");
    presence.append(attributes).append("><x xmlns='http://jabber.org/protocol/muc#user'>");
    presence.append("<item affiliation='none' role='participant'/>");
    for (String status : statuses) {
      presence.append("<status code='").append(status).append("'/>");
    }
    return presence.append("</x></presence>").toString();
  }

  private static String refusal(String from, String condition) {
    return "<presence type='error' to='bot@gw/a' from='"
        + from
        + "'><x xmlns='http://jabber.org/protocol/muc'/><error type='cancel'><"
        + condition
        + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>";
  }

  private static String said(String from, String to, String id) {
    return "<message type='groupchat' from='%s' to='%s' id='%s'><body>hi</body></message>"
        .formatted(from, to, id);
  }

  private boolean isOwn(String from, String to) throws Exception {
    return rooms.isOwn(stanza(said(from, to, "any")));
  }

  /** Whether the room's word to the bot may be answered with an error. */
  private boolean mayBeRefused() throws Exception {
    return rooms.mayBeRefused(
        stanza("<message from='room@muc/juliet' to='bot@gw/a' type='chat'/>"));
  }

  private void join() throws Exception {
    out(JOIN);
    in(self("bot", "", "110"));
  }

  @Test
  void whatTheBotSaidIsKnownOnceItHasJoined() throws Exception {
    assertThat(mayBeRefused()).isTrue();
    out(JOIN);
    assertThat(mayBeRefused()).isFalse();
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isFalse();
    in(self("juliet", ""));
    in(self("bot", "", "100", "110", "201"));

    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isTrue();
    assertThat(isOwn("room@muc/juliet", "bot@gw/a")).isFalse();
    assertThat(isOwn("room@muc", "bot@gw/a")).isFalse();
    assertThat(isOwn("other@muc/bot", "bot@gw/a")).isFalse();
    assertThat(isOwn("room@muc/Bot", "bot@gw/a")).isFalse();
    assertThat(rooms.isOwn(stanza("<message type='chat' from='room@muc/bot' to='bot@gw/a'/>")))
        .isFalse();
    assertThat(rooms.isOwn(stanza("<presence from='room@muc/bot' to='bot@gw/a'/>"))).isFalse();
  }

  @Test
  void addressesAreComparedAsTheServersCompareThem() throws Exception {
    out(JOIN.replace("room@muc/bot", "ROOM@Muc/bot").replace("bot@gw/a", "Bot@GW/a"));
    in(self("bot", "", "110"));
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isTrue();
  }

  @Test
  void theRoomMayChooseAnotherNickname() throws Exception {
    out(JOIN);
    in(self("bot-2", "", "110", "210"));
    assertThat(isOwn("room@muc/bot-2", "bot@gw/a")).isTrue();
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isFalse();
  }

  @Test
  void aChangedNicknameIsFollowed() throws Exception {
    join();
    out("<presence from='bot@gw/a' to='room@muc/robot'/>");
    in(self("bot", " type='unavailable'", "303", "110"));
    assertThat(mayBeRefused()).isFalse();
    in(self("robot", "", "110"));
    assertThat(isOwn("room@muc/robot", "bot@gw/a")).isTrue();
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isFalse();
  }

  @Test
  void aNicknameThatIsTakenLeavesTheOldOne() throws Exception {
    join();
    out(JOIN.replace("room@muc/bot", "room@muc/juliet"));
    in(refusal("room@muc/juliet", "conflict"));
    assertThat(isOwn("room@muc/juliet", "bot@gw/a")).isFalse();
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isTrue();
    assertThat(mayBeRefused()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"room@muc/bot", "room@muc"})
  void aJoinThatIsRefusedIsNone(String from) throws Exception {
    out(JOIN);
    in(refusal(from, "registration-required"));
    assertThat(mayBeRefused()).isTrue();
    in(self("bot", "", "110"));
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isFalse();
  }

  @Test
  void theRefusalOfAnEarlierJoinLeavesTheLaterOne() throws Exception {
    out(JOIN);
    out(JOIN.replace("room@muc/bot", "room@muc/bot-2"));
    in(refusal("room@muc/bot", "conflict"));
    in(self("bot-2", "", "110"));
    assertThat(isOwn("room@muc/bot-2", "bot@gw/a")).isTrue();
  }

  @Test
  void aJoinThatDoesNotGoOutIsNone() throws Exception {
    out(JOIN);
    next.complete(new NotSent.Unavailable("away", Duration.ofSeconds(1)));
    assertThat(mayBeRefused()).isTrue();
  }

  @Test
  void aJoinThatWasWrittenStays() throws Exception {
    out(JOIN);
    next.complete(new Delivery.Written());
    assertThat(mayBeRefused()).isFalse();
  }

  private CompletableFuture<Reply> awaited(String xml) throws Exception {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    wire.onRequest = sent -> reply;
    assertThat(rooms.request(stanza(xml), Duration.ofMinutes(1))).isSameAs(reply);
    assertThat(wire.requests.remove().iq()).isEqualTo(stanza(xml));
    return reply;
  }

  @Test
  void aJoinWhoseRefusalIsWaitedForIsKnownUntilThat() throws Exception {
    CompletableFuture<Reply> reply = awaited(JOIN);
    assertThat(mayBeRefused()).isFalse();
    reply.complete(new Reply.Answer(stanza(refusal("room@muc/bot", "registration-required"))));
    assertThat(mayBeRefused()).isTrue();
  }

  @Test
  void aJoinThatIsWaitedForAndDoesNotGoOutIsNone() throws Exception {
    awaited(JOIN).complete(new NotSent.Unavailable("away", Duration.ofSeconds(1)));
    assertThat(mayBeRefused()).isTrue();
    awaited(JOIN).complete(new Reply.Unreadable("larger than we take"));
    assertThat(mayBeRefused()).isTrue();
  }

  @Test
  void aJoinThatNothingComesBackFromIsOne() throws Exception {
    CompletableFuture<Reply> first = awaited(JOIN);
    awaited(JOIN).complete(new NotSent.AlreadyWaiting());
    in(self("bot", "", "110"));
    first.complete(new Reply.NoAnswer(Duration.ofSeconds(1)));
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isTrue();
  }

  @Test
  void whatIsSaidAndWaitedForIsKnownAsOwn() throws Exception {
    awaited(said("bot@gw/a", "room@muc", "7")).complete(new Reply.NoAnswer(Duration.ZERO));
    in(said("room@muc/bot", "bot@gw/a", "7"));
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isTrue();
  }

  @Test
  void whoIsInStaysInWhateverBecomesOfAnotherPresence() throws Exception {
    join();
    next = new CompletableFuture<>();
    out(JOIN);
    next.complete(new NotSent.Unavailable("away", Duration.ofSeconds(1)));
    in(refusal("room@muc/bot", "remote-server-timeout"));
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isTrue();
  }

  @Test
  void aLeaveCountsOnceTheRoomSaysSo() throws Exception {
    join();
    out(LEAVE);
    assertThat(mayBeRefused()).isFalse();
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isTrue();
    in(self("bot", " type='unavailable'", "110"));
    assertThat(mayBeRefused()).isTrue();
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isFalse();
  }

  @Test
  void whoLeavesAndJoinsAtOnceIsIn() throws Exception {
    join();
    out(LEAVE);
    out(JOIN);
    in(self("bot", " type='unavailable'", "110"));
    assertThat(mayBeRefused()).isFalse();
    in(self("bot", "", "110"));
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"301", "307", "321", "322", "332", "333"})
  void whoIsRemovedIsOut(String status) throws Exception {
    join();
    in(self("bot", " type='unavailable'", status, "110"));
    assertThat(mayBeRefused()).isTrue();
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isFalse();
  }

  @Test
  void othersMayGoAndFail() throws Exception {
    join();
    in(self("juliet", " type='unavailable'", "307"));
    in(self("romeo", " type='unavailable'"));
    in(refusal("room@muc/juliet", "item-not-found"));
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isTrue();
    assertThat(mayBeRefused()).isFalse();
  }

  @Test
  void nothingIsKnownOfRoomsThatNobodyJoined() throws Exception {
    in(self("bot", "", "110"));
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isFalse();
    assertThat(mayBeRefused()).isTrue();
    out("<presence from='bot@gw/a' to='juliet@capulet/balcony'/>");
    out(JOIN.replace("room@muc/bot", "room@muc"));
    out(LEAVE);
    assertThat(mayBeRefused()).isTrue();
  }

  @Test
  void onlyTheRoomSpeaksForTheRoom() throws Exception {
    join();
    in(self("bot", " type='unavailable'", "110").replace("room@muc/", "mallory@muc/"));
    in(self("mallory", "", "110").replace("room@muc/", "mallory@evil/"));
    in(self("mallory", "", "110").replace("muc#user", "muc#users"));
    in("<presence from='room@muc' to='bot@gw/a'>" + self("", "", "110").replaceAll("^[^>]*>", ""));
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isTrue();
    assertThat(isOwn("room@muc/mallory", "bot@gw/a")).isFalse();
  }

  @Test
  void twoBotsInOneRoomHearEachOther() throws Exception {
    join();
    out(JOIN.replace("bot@gw/a", "rob@gw").replace("room@muc/bot", "room@muc/rob"));
    in(self("rob", "", "110").replace("bot@gw/a", "rob@gw"));

    assertThat(isOwn("room@muc/rob", "bot@gw/a")).isFalse();
    assertThat(isOwn("room@muc/bot", "rob@gw")).isFalse();
    assertThat(isOwn("room@muc/rob", "rob@gw")).isTrue();
    out(said("room@muc", "room@muc", "r1").replace("from='room@muc'", "from='rob@gw'"));
    in(said("room@muc/rob", "bot@gw/a", "r1"));
    assertThat(rooms.isOwn(stanza(said("room@muc/rob", "bot@gw/a", "r1")))).isFalse();
  }

  /** A bot that started again under a new resource, and never left under the old one. */
  @Test
  void oneBotInARoomTwiceDoesNotAnswerItself() throws Exception {
    join();
    out(JOIN.replace("bot@gw/a", "bot@gw/b").replace("room@muc/bot", "room@muc/bot-2"));
    in(self("bot-2", "", "110").replace("bot@gw/a", "bot@gw/b"));

    assertThat(isOwn("room@muc/bot-2", "bot@gw/a")).isTrue();
    assertThat(isOwn("room@muc/bot", "bot@gw/b")).isTrue();
    in(self("bot-2", " type='unavailable'", "110").replace("bot@gw/a", "bot@gw/b"));
    assertThat(isOwn("room@muc/bot-2", "bot@gw/a")).isFalse();
    assertThat(isOwn("room@muc/bot", "bot@gw/b")).isTrue();
    assertThat(mayBeRefused()).isFalse();
  }

  @Test
  void afterARestartOurOwnWordTellsWhoWeAre() throws Exception {
    String echo = said("bot@gw/a", "room@muc", "e1");
    out(echo);
    assertThat(mayBeRefused()).isTrue();

    String back = said("room@muc/bot", "bot@gw/a", "e1");
    in(back);
    assertThat(rooms.isOwn(stanza(back))).isTrue();
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isTrue();
    assertThat(isOwn("room@muc/juliet", "bot@gw/a")).isFalse();
    assertThat(mayBeRefused()).isFalse();

    in(self("bot", " type='unavailable'", "110", "307"));
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isFalse();
    assertThat(mayBeRefused()).isTrue();
  }

  @Test
  void onlyOurOwnWordFromThatRoomTells() throws Exception {
    out(said("bot@gw/a", "room@muc", "e1"));
    out(said("bot@gw/a", "room@muc", "e2").replace("groupchat", "chat"));
    in(said("other@muc/bot", "bot@gw/a", "e1"));
    in(said("room@muc/bot", "rob@gw", "e1"));
    in(said("room@muc", "bot@gw/a", "e1"));
    in(said("room@muc/bot", "bot@gw/a", "e2"));
    in(said("room@muc/bot", "bot@gw/a", "e1").replace(" id='e1'", ""));
    in(said("room@muc/bot", "bot@gw/a", "e1").replace("groupchat", "error"));
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isFalse();
    assertThat(isOwn("other@muc/bot", "bot@gw/a")).isFalse();
    assertThat(isOwn("room@muc/bot", "rob@gw")).isFalse();
    assertThat(mayBeRefused()).isTrue();
  }

  /** Else the bot would take Mallory for itself, and itself for somebody else. */
  @Test
  void whoGuessesOurIdsDoesNotTakeOurPlace() throws Exception {
    out(said("bot@gw/a", "room@muc", "1"));
    in(said("room@muc/mallory", "bot@gw/a", "1"));
    in(said("room@muc/bot", "bot@gw/a", "1"));
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isTrue();
    assertThat(isOwn("room@muc/mallory", "bot@gw/a")).isFalse();

    join();
    out(said("bot@gw/a", "room@muc", "2"));
    in(said("room@muc/mallory", "bot@gw/a", "2"));
    assertThat(isOwn("room@muc/bot", "bot@gw/a")).isTrue();
    assertThat(isOwn("room@muc/mallory", "bot@gw/a")).isFalse();
  }

  /** A change of nickname that was said while the stream was down. */
  @Test
  void ourOwnWordIsKnownByItsIdUnderAnUnknownNicknameToo() throws Exception {
    join();
    out(said("bot@gw/a", "room@muc", "n1"));
    String back = said("room@muc/renamed", "bot@gw/a", "n1");
    in(back);
    assertThat(rooms.isOwn(stanza(back))).isTrue();
  }

  @Test
  void errorsGoToPeopleAndNotToRooms() throws Exception {
    join();
    for (String to : List.of("bot@gw/a", "bot@gw", "bot@gw/b")) {
      assertThat(rooms.mayBeRefused(stanza("<message from='room@muc' to='" + to + "'/>")))
          .isFalse();
    }
    assertThat(rooms.mayBeRefused(stanza("<message from='room@muc' to='rob@gw'/>"))).isTrue();
    assertThat(rooms.mayBeRefused(stanza("<message from='juliet@capulet/x' to='bot@gw/a'/>")))
        .isTrue();
    assertThat(rooms.mayBeRefused(stanza("<presence from='juliet@capulet/x' to='bot@gw/a'/>")))
        .isFalse();
    assertThat(
            rooms.mayBeRefused(stanza("<iq type='get' from='room@muc/j' to='bot@gw/a'><a/></iq>")))
        .isTrue();
    assertThat(rooms.mayBeRefused(stanza("<iq type='error' from='room@muc/j' to='bot@gw/a'/>")))
        .isFalse();
  }
}
