package org.stanzagate.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.jxmpp.jid.Jid;
import org.stanzagate.stanza.Jids;

/** However much is said, only so much is kept. */
class BoundsTest {
  private static final int LIMIT = 10;

  private final Seats seats = new Seats(LIMIT);
  private final SentMessages sent = new SentMessages(LIMIT);

  private static Jid jid(String jid) throws Exception {
    return Jids.parse(jid);
  }

  private void join(String room, String us) throws Exception {
    Jid occupant = jid(room + "/bot");
    seats.update(occupant, jid(us), seat -> seat.asked(occupant));
  }

  @Test
  void theRoomWithoutAWordForLongestIsForgotten() throws Exception {
    for (int i = 0; i < LIMIT; i++) {
      join("room" + i + "@muc", "bot@gw");
    }
    assertThat(seats.isIn(jid("room0@muc/juliet"), jid("bot@gw"))).isTrue();
    join("one-more@muc", "bot@gw");

    assertThat(seats.size()).isEqualTo(LIMIT);
    assertThat(seats.isIn(jid("room0@muc"), jid("bot@gw"))).isTrue();
    assertThat(seats.isIn(jid("room1@muc"), jid("bot@gw"))).isFalse();
    assertThat(seats.isIn(jid("one-more@muc"), jid("bot@gw"))).isTrue();
  }

  @Test
  void seatsOfOneBotInOneRoomCountToo() throws Exception {
    for (int i = 0; i < 10 * LIMIT; i++) {
      join("room@muc", "bot@gw/" + i);
      assertThat(seats.size()).isLessThanOrEqualTo(LIMIT);
    }
  }

  @Test
  void seatsThatAreLeftAreForgotten() throws Exception {
    for (int i = 0; i < 10 * LIMIT; i++) {
      Jid occupant = jid("room" + i + "@muc/bot");
      Jid us = jid("bot@gw/" + i);
      seats.update(occupant, us, seat -> seat.asked(occupant));
      seats.update(occupant, us, seat -> seat.asked(occupant).told(occupant));
      assertThat(seats.size()).isOne();
      seats.update(occupant, us, Seat::gone);
      seats.update(occupant, us, Seat::gone);
      assertThat(seats.size()).isZero();
    }
  }

  @Test
  void theRoomAloneTakesNoSeat() throws Exception {
    Jid occupant = jid("room@muc/bot");
    seats.update(occupant, jid("bot@gw"), seat -> seat.told(occupant));
    seats.update(occupant, jid("bot@gw"), seat -> seat.refused(occupant));
    seats.update(occupant, jid("bot@gw"), Seat::gone);
    assertThat(seats.size()).isZero();
    assertThat(seats.isIn(occupant, jid("bot@gw"))).isFalse();
  }

  @Test
  void theOldestMessageIsForgotten() throws Exception {
    for (int i = 0; i <= LIMIT; i++) {
      sent.add(jid("room@muc"), jid("bot@gw/a"), String.valueOf(i));
    }
    assertThat(sent.sender(jid("room@muc/bot"), jid("bot@gw/b"), "0")).isEmpty();
    assertThat(sent.sender(jid("room@muc/bot"), jid("bot@gw/b"), "1")).hasValue(jid("bot@gw/a"));
    assertThat(sent.sender(jid("room@muc/bot"), jid("bot@gw/b"), "10")).hasValue(jid("bot@gw/a"));
  }

  @Test
  void idsBeyondMeasureAreNotKept() throws Exception {
    String longest = "x".repeat(SentMessages.LONGEST_ID);
    sent.add(jid("room@muc"), jid("bot@gw"), longest);
    sent.add(jid("room@muc"), jid("bot@gw"), longest + "x");
    assertThat(sent.sender(jid("room@muc/bot"), jid("bot@gw"), longest)).isPresent();
    assertThat(sent.sender(jid("room@muc/bot"), jid("bot@gw"), longest + "x")).isEmpty();
  }
}
